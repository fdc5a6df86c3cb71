import os
import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction

ASK_NAME_AND_ROLE = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_database() || ' ' || current_user")
    print(cursor.fetchone()[0])
"""


class TestCommittedDb:
    @pytest.mark.parametrize("time", ["first", "second"])
    def test_is_a_fresh_database_each_time(self, committed_db, time):
        users = get_user_model().objects.count()

        with transaction.atomic():
            get_user_model().objects.create(email="asha@example.org")

        assert users == 0
        assert get_user_model().objects.count() == 1

    def test_is_where_started_processes_work(self, committed_db):
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}

        answer = subprocess.run(
            [sys.executable, "-c", ASK_NAME_AND_ROLE], env=environment, capture_output=True, text=True, check=True
        )

        assert answer.stdout.split()[0] == committed_db == connection.settings_dict["NAME"]
