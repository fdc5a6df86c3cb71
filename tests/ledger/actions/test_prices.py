"""Announcing prices."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ledger import errors
from ledger.models import Entry, Price
from tests.factories import funds as factory
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


class TestAnnounce:
    def test_writes_the_schedule_to_the_record(self):
        price = factory.price(factory.fund(), 8_000, where="earth.gb")

        entry = Entry.objects.about(price).get()
        assert entry.kind == "price.announced"
        assert (entry.body["cents_per_tonne"], entry.body["place"]) == ("8000", "earth.gb")

    def test_ends_the_open_price_before_it(self):
        fund, now = factory.fund(), timezone.now()
        first = factory.price(fund)

        second = factory.price(fund, 9_000, at=now, applies_from=now + timedelta(days=30))

        first.refresh_from_db()
        assert first.applies_until == second.applies_from

    def test_lets_another_place_or_family_or_fund_have_its_own(self):
        fund = factory.fund()
        factory.price(fund)
        factory.price(fund, where="earth.gb")
        factory.price(fund, family="cooking")
        factory.price(factory.fund("River Fund"))

        assert Price.objects.in_force(NOW).count() == 4

    def test_refuses_a_time_that_another_price_has(self):
        fund = factory.fund()
        factory.price(fund, applies_until=NOW)

        with pytest.raises(errors.BadInput, match="applies_from"):
            factory.price(fund, applies_from=NOW - timedelta(days=1))

    def test_refuses_to_apply_before_it_is_announced(self):
        with pytest.raises(errors.BadInput, match="applies_from"):
            factory.price(factory.fund(), at=NOW, applies_from=NOW)

    def test_refuses_an_end_before_the_beginning(self):
        with pytest.raises(errors.BadInput, match="applies_until"):
            factory.price(factory.fund(), at=NOW, applies_until=NOW)

    @pytest.mark.parametrize("cents", [0, -1, 1_000_001, float("nan"), "8000"])
    def test_refuses_what_is_no_price(self, cents):
        with pytest.raises(errors.BadInput, match="cents_per_tonne"):
            factory.price(factory.fund(), cents)

    def test_refuses_a_family_that_there_is_not(self):
        with pytest.raises(errors.BadInput, match="heating"):
            factory.price(factory.fund(), family="magic")

    def test_counts_from_the_day_it_applies(self):
        fund = factory.fund()
        price = factory.price(fund, at=NOW, applies_from=NOW + timedelta(days=10))

        assert not Price.objects.in_force(NOW + timedelta(days=9)).exists()
        assert Price.objects.in_force(NOW + timedelta(days=10)).get() == price
