"""django-hordak on the same work, in a process and a database of its own: `python -m tests.bench.hordak ADDRESS`."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

ACCOUNTS = 1_000


@contextmanager
def database() -> Iterator[str]:
    """The address of a database for it, as long as the block runs."""
    from django.conf import settings
    from django.db import connection

    from tests import databases

    name = connection.settings_dict["NAME"] + "_hordak"
    with databases.made(name):
        yield settings.SERVICES.url(connection.settings_dict["USER"], name)


def rate(address: str) -> float:
    """Transfers a second, one at a time."""
    command = [sys.executable, "-m", "tests.bench.hordak", address]
    return float(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def _configure(address: str) -> None:
    import django
    import environ
    from django.conf import settings

    settings.configure(
        DATABASES={"default": environ.Env.db_url_config(address) | {"CONN_MAX_AGE": None}},
        INSTALLED_APPS=["mptt", "hordak", "django.contrib.auth", "django.contrib.contenttypes"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DEFAULT_CURRENCY="EUR",
        CURRENCIES=["EUR"],
        USE_TZ=True,
        SECRET_KEY="only to measure",
    )
    django.setup()


def _measure() -> float:
    from django.core.management import call_command
    from hordak.models import Account, AccountType
    from moneyed import Money

    from tests.bench.measuring import rate

    call_command("migrate", verbosity=0)
    if not Account.objects.exists():
        for number in range(ACCOUNTS):
            Account.objects.create(name=str(number), code=str(number), type=AccountType.asset, currencies=["EUR"])
    accounts, one_cent = list(Account.objects.all()), Money("0.01", "EUR")

    def work() -> int:
        debit, credit = random.sample(accounts, 2)
        debit.transfer_to(credit, one_cent)
        return 1

    return rate(work)


if __name__ == "__main__":
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    _configure(sys.argv[1])
    print(json.dumps(_measure()))  # noqa: T201
