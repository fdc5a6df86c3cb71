"""Finding methodologies by code and version."""

import pytest

from ledger.errors import UnknownMethodology
from ledger.rules import methodologies
from ledger.rules.methodology import TIERS


class TestGet:
    def test_gives_the_latest_version_unless_told(self):
        assert methodologies.get("vm0050") is methodologies.get("vm0050", 1)

    @pytest.mark.parametrize(("code", "version", "field"), [("vm9999", None, "methodology"), ("vm0050", 99, "version")])
    def test_refuses_what_is_not_there_and_names_what_is(self, code, version, field):
        with pytest.raises(UnknownMethodology) as refusal:
            methodologies.get(code, version)

        assert refusal.value.field == field
        assert ("1 for vm0050" if version else "vm0050") in refusal.value.expected


class TestRegistry:
    def test_refuses_a_version_that_stands_twice(self):
        one = methodologies.get("vm0050")

        with pytest.raises(ValueError, match="vm0050 1 stands twice"):
            methodologies.registry([one, one])


class TestAll:
    def test_has_every_kind_of_effort_that_the_ledger_promises(self):
        families = {methodology.family for methodology in methodologies.all()}

        assert families >= {
            "electricity-renewable", "cooking", "afforestation", "biochar", "transport-mode", "heating", "insulation",
        }  # fmt: skip

    @pytest.mark.parametrize("methodology", methodologies.all(), ids=lambda one: one.code)
    def test_says_all_that_a_claim_needs_to_know(self, methodology):
        assert methodology.asset_kinds
        assert methodology.minimum_tier in TIERS[1:]
        assert methodology.objection_days >= 7
        assert methodology.relieves == "climate/CO2"
        assert set(methodology.asset_kinds) <= {"meter", "stove_serials", "plot", "vehicle", "building", "facility"}

    @pytest.mark.parametrize("methodology", methodologies.all(), ids=lambda one: one.code)
    def test_keeps_a_buffer_only_where_what_was_stored_can_be_lost(self, methodology):
        assert methodology.buffer_ppm == (200_000 if methodology.family == "afforestation" else 0)

    @pytest.mark.parametrize("methodology", methodologies.all(), ids=lambda one: one.code)
    def test_names_a_source_for_every_default(self, methodology):
        defaults = [parameter for parameter in methodology.parameters if not parameter.required]

        assert all(parameter.source for parameter in defaults)
