"""The law of stewards: kept by PostgreSQL, whatever writes the row."""

import pytest
from django.db import IntegrityError, connection, transaction

from commons.models import Membership
from tests.factories import people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def coop():
    return people.collective("Valley Heat", steward=people.person("Asha"), members=(people.person("Bela"),))


def settle() -> None:
    """Ask now what is asked at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestTheLastSteward:
    @pytest.mark.parametrize("change", [{"until": NOW}, {"role": "member"}])
    def test_stays_while_others_are_in(self, coop, change):
        with pytest.raises(IntegrityError, match="last steward"), transaction.atomic():  # noqa: PT012
            Membership.objects.filter(collective=coop, role="steward").update(**change)
            settle()

    def test_cannot_be_deleted_either(self, coop):
        with pytest.raises(IntegrityError, match="last steward"), transaction.atomic():  # noqa: PT012
            Membership.objects.filter(collective=coop, role="steward").delete()
            settle()

    def test_hands_over_and_goes_in_one_step(self, coop):
        Membership.objects.filter(collective=coop, role="steward").update(until=NOW)
        Membership.objects.filter(collective=coop, role="member").update(role="steward")

        settle()

    def test_goes_last_of_all(self, coop):
        Membership.objects.filter(collective=coop).update(until=NOW)

        settle()


class TestRole:
    def test_is_one_of_ours(self, coop):
        with pytest.raises(IntegrityError, match="membership_role_is_known"), transaction.atomic():
            Membership.objects.filter(collective=coop).update(role="king")
