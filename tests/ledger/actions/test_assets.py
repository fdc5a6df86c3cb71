"""Assets: told apart by what they are, and never shown by it."""

import pytest

from config.plumbing import transactions
from ledger import errors
from ledger.actions import assets
from ledger.models import Asset, Entry
from tests.factories import claims as factory
from tests.factories import people
from tests.factories.claims import SQUARE

pytestmark = pytest.mark.django_db


class TestRegister:
    def test_keeps_a_fingerprint_and_the_end_of_an_identifier(self):
        meter = factory.meter(people.person("Asha"), "GB 12-34.5678")

        assert meter.shown == "…678"
        assert not [value for value in vars(meter).values() if "12345678" in str(value)]
        assert b"5678" not in bytes(Entry.objects.about(meter).get().leaf)

    def test_sees_the_same_meter_however_it_is_spelt_and_not_abroad_or_of_another_kind(self):
        asha = people.person("Asha")
        first, same = factory.meter(asha, "gb 12/34"), factory.meter(people.person("Chidi"), "GB1234")
        abroad = factory.meter(asha, "GB1234", where="earth.ke")
        house = factory.asset(asha, kind="building", identifier="GB1234")

        assert first.fingerprint == same.fingerprint
        assert len({first.fingerprint, abroad.fingerprint, house.fingerprint}) == 3

    def test_sent_twice_under_one_key_registers_once(self):
        asha, where = people.person("Asha"), people.place()
        asked = {"kind": "meter", "name": "Heat meter", "place": where, "identifier": "M1", "key": "form 1"}

        for _ in range(2):
            with transactions.edge():
                assets.register(by=asha, acting_for=asha, **asked)

        assert Asset.objects.count() == 1

    @pytest.mark.parametrize(
        ("details", "field"),
        [
            ({"kind": "dragon", "identifier": "1"}, "kind"),
            ({"kind": "meter"}, "identifier"),
            ({"kind": "meter", "identifier": " -./ "}, "identifier"),
            ({"kind": "meter", "identifier": "1\x002"}, "identifier"),
            ({"kind": "plot"}, "outline"),
            ({"kind": "plot", "outline": SQUARE[:2]}, "outline"),
            ({"kind": "stove_serials", "serials": (1, 2)}, "serial_scope"),
            ({"kind": "stove_serials", "serial_scope": "Maker"}, "serials"),
            ({"kind": "stove_serials", "serial_scope": "Maker", "serials": (5, 4)}, "serials"),
            ({"kind": "stove_serials", "serial_scope": "Maker", "serials": (1, 2**62)}, "serials"),
        ],
    )
    def test_names_what_is_missing_or_wrong(self, details, field):
        with pytest.raises(errors.BadInput) as refusal:
            factory.asset(people.person("Asha"), **details)

        assert refusal.value.field == field
        assert not Asset.objects.exists()

    def test_is_for_oneself_and_ones_collectives(self):
        asha, chidi = people.person("Asha"), people.person("Chidi")

        with pytest.raises(errors.NotAllowed), transactions.edge():
            assets.register(by=chidi, acting_for=asha, kind="meter", name="M", place=people.place(), identifier="1")
