"""Drafts, a step at a time."""

from datetime import date

import pytest
from django.core.files.storage import default_storage

from config.plumbing import transactions
from ledger import errors
from ledger.actions import claims, drafts, evidence
from ledger.models import Claim, Entry
from tests.factories import claims as factory
from tests.factories import files, people
from tests.factories.claims import HEAT_PUMP, HEAT_PUMP_G, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha():
    return people.person("Asha")


def begun(by, acting_for=None, **changes) -> Claim:
    with transactions.edge():
        return drafts.begin(by=by, acting_for=acting_for or by, **{"methodology": "heat-pump"} | changes)


class TestBegin:
    def test_needs_no_more_than_who_and_what_and_records_nothing(self, asha):
        draft = begun(asha)

        assert (draft.state, draft.family, draft.period, draft.place) == ("draft", "heating", None, None)
        assert not Entry.objects.filter(subject_id=draft.pk).exists()

    def test_twice_under_one_key_is_one_draft(self, asha):
        assert begun(asha, key="a") == begun(asha, key="a")
        with pytest.raises(errors.KeyReused):
            begun(asha, key="a", methodology="insulation")

        assert Claim.objects.count() == 1

    def test_is_not_for_those_one_has_no_part_in(self, asha):
        with pytest.raises(errors.NotAllowed):
            begun(asha, people.collective("Others"))


class TestSteps:
    def test_add_up_to_a_claim_that_can_be_filed(self, asha):
        draft = begun(asha)
        with transactions.edge():
            drafts.locate(by=asha, claim=draft, asset=factory.meter(asha))
            drafts.measure(
                by=asha, claim=draft, first_day=date(2025, 1, 1), last_day=date(2025, 12, 31), inputs=HEAT_PUMP
            )
            drafts.back(by=asha, claim=draft, tier="measured", statement="Since January.")

        with transactions.edge():
            filed = claims.submit(by=asha, claim=draft, at=NOW)

        assert (filed.state, filed.quantity_g, filed.place_id) == ("submitted", HEAT_PUMP_G, "earth.gb.wls.rct")

    @pytest.mark.parametrize(
        ("lacking", "field"),
        [("asset", "asset"), ("place", "place"), ("period", "period"), ("tier", "tier")],
    )
    def test_left_out_are_asked_for_at_filing(self, asha, lacking, field):
        draft = factory.draft(asha)
        Claim.objects.filter(pk=draft.pk).update(**{lacking: "" if lacking == "tier" else None})

        with pytest.raises(errors.BadInput) as refusal, transactions.edge():
            claims.submit(by=asha, claim=draft, at=NOW)

        assert refusal.value.field == field

    @pytest.mark.parametrize("step", ["choose", "locate", "measure", "back", "discard"])
    def test_are_over_once_it_is_filed_and_not_for_strangers(self, asha, step):
        draft, filed, chidi = factory.draft(asha), factory.submitted(asha), people.person("Chidi")
        given = {
            "choose": {"acting_for": asha, "methodology": "insulation"},
            "locate": {"asset": factory.meter(asha)},
            "measure": {"first_day": None, "last_day": None, "inputs": {}},
            "back": {"tier": "", "statement": ""},
            "discard": {},
        }[step]

        with pytest.raises(errors.WrongState), transactions.edge():
            getattr(drafts, step)(by=asha, claim=filed, **given)
        with pytest.raises(errors.NotAllowed), transactions.edge():
            getattr(drafts, step)(by=chidi, claim=draft, **given)


class TestChoose:
    def test_another_method_keeps_what_fits_it(self, asha):
        draft = factory.draft(asha)

        with transactions.edge():
            changed = drafts.choose(by=asha, claim=draft, acting_for=asha, methodology="insulation")

        assert changed.family == "insulation"
        assert changed.inputs == {name: HEAT_PUMP[name] for name in ("boiler_efficiency", "fuel", "country")}
        assert changed.asset == draft.asset

    def test_lets_go_of_an_asset_that_does_not(self, asha):
        draft = factory.draft(asha)

        with transactions.edge():
            changed = drafts.choose(by=asha, claim=draft, acting_for=asha, methodology="gs403")

        assert (changed.asset, changed.place) == (None, None)


class TestDiscard:
    def test_takes_its_files_along(self, asha, django_capture_on_commit_callbacks):
        draft = factory.draft(asha)
        with transactions.edge():
            kept = evidence.add(by=asha, claim=draft, upload=files.upload(), at=NOW)

        with django_capture_on_commit_callbacks(execute=True), transactions.edge():
            drafts.discard(by=asha, claim=draft)

        assert not Claim.objects.exists()
        assert not default_storage.exists(kept.file.name)
