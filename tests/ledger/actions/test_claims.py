"""Claims, drafted and submitted: what they come to, what they take up, what the record says."""

from datetime import date, timedelta

import pytest

from commons.models import Agent
from config.plumbing import transactions
from ledger import errors
from ledger.actions import claims, verifications
from ledger.models import Claim, Entry, Extent
from tests.factories import claims as factory
from tests.factories import people
from tests.factories.claims import HEAT_PUMP, HEAT_PUMP_G, NOW, SQUARE

pytestmark = pytest.mark.django_db


class TestSubmit:
    def test_computes_what_the_methodology_gives_and_takes_it_up(self):
        asha = people.person("Asha")

        claim = factory.submitted(asha)

        assert (claim.state, claim.quantity_g, claim.vintage) == ("submitted", HEAT_PUMP_G, 2025)
        assert claim.family == "heating"
        assert Extent.objects.filter(claim=claim).exists()

    def test_records_of_a_person_what_hides_them_and_commits_to_the_rest(self):
        chidi = people.person("Chidi", "earth.gb.wls.abercynon")

        claim = factory.submitted(chidi, asset=factory.meter(chidi, where="earth.gb.wls.abercynon"))

        entry = Entry.objects.about(claim).get()
        assert entry.kind == "claim.submitted"
        assert entry.body.pop("commitments").keys() == {"asset", "inputs", "period", "place", "statement"}
        assert entry.body == {
            "family": "heating",
            "methodology": "heat-pump",
            "version": 1,
            "quantity_g": HEAT_PUMP_G,
            "year": 2025,
            "tier": "measured",
            "place": "earth.gb.wls",
        }
        assert b"abercynon" not in bytes(entry.leaf)

    def test_records_more_of_a_collective(self):
        asha = people.person("Asha")
        solar = people.collective("Rhondda Solar", steward=asha)

        claim = factory.submitted(solar, by=asha)

        entry = Entry.objects.about(claim).get()
        assert (entry.by, entry.acting_for) == (asha, solar)
        assert (entry.body["place"], entry.body["period"]) == ("earth.gb.wls.rct", "2025-01-01/2026-01-01")

    def test_sent_twice_under_one_key_files_once(self):
        asha = people.person("Asha")
        filing = factory.filing(asha)

        with transactions.edge():
            first = claims.file(by=asha, filing=filing, at=NOW, key="form 1")
        with transactions.edge():
            second = claims.file(by=asha, filing=filing, at=NOW, key="form 1")

        assert first == second
        assert Claim.objects.count() == 1

    def test_needs_two_verifiers_from_a_hundred_tonnes(self):
        asha = people.person("Asha")
        coop = people.collective("Valley Heat", steward=asha)

        small = factory.submitted(coop, by=asha)
        inputs = {**HEAT_PUMP, "heat": "800000 kWh", "dwellings": "100"}
        large = factory.submitted(coop, by=asha, inputs=inputs)

        assert large.quantity_g > 100_000_000
        assert (small.verifiers_needed, large.verifiers_needed) == (1, 2)

    def test_leaves_a_refused_claim_a_draft(self):
        asha = people.person("Asha")
        claim = factory.draft(asha, inputs={**HEAT_PUMP, "heat": "-5 kWh"})

        with pytest.raises(errors.BadInput) as refusal, transactions.edge():
            claims.submit(by=asha, claim=claim, at=NOW)

        assert refusal.value.field == "heat"
        claim.refresh_from_db()
        assert (claim.state, claim.quantity_g) == ("draft", None)
        assert not Entry.objects.exclude(kind="asset.registered").exists()

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("period", {"last_day": date(2024, 12, 31)}),
            ("period", {"first_day": date(1890, 1, 1)}),
            ("period", {"last_day": NOW.date()}),
            ("heat", {"inputs": {**HEAT_PUMP, "heat": "NaN"}}),
            ("heat", {"inputs": {**HEAT_PUMP, "heat": "12000 furlongs"}}),
            ("inputs.heat", {"inputs": {**HEAT_PUMP, "heat": "12\x000"}}),
            ("inputs.heat", {"inputs": {**HEAT_PUMP, "heat": ["12"]}}),
            ("inputs", {"inputs": {**HEAT_PUMP, "heat": "0 kWh"}}),
            ("tier", {"tier": "sworn"}),
            ("methodology", {"methodology": "perpetual-motion"}),
            ("version", {"version": 99}),
            ("statement", {"statement": "a\x07b"}),
            ("statement", {"statement": "x" * 5001}),
            ("asset", {"asset": None}),
        ],
    )
    def test_names_the_field_that_is_wrong_and_writes_nothing(self, field, changes):
        asha = people.person("Asha")
        filing = factory.filing(asha, **changes)

        with pytest.raises(errors.BadInput) as refusal, transactions.edge():
            claims.file(by=asha, filing=filing, at=NOW)

        assert refusal.value.field == field
        assert not Claim.objects.exists()

    def test_refuses_more_than_can_be_believed(self):
        asha = people.person("Asha")

        with pytest.raises(errors.Implausible):
            factory.submitted(asha, inputs={**HEAT_PUMP, "heat": "900000 kWh"})

    def test_refuses_a_tier_below_the_methodologys(self):
        asha = people.person("Asha")
        plot = factory.asset(asha, kind="plot", outline=SQUARE)

        with pytest.raises(errors.BadInput, match="accredited for issue, or self-declared"):
            factory.submitted(asha, methodology="ar-acm0003", asset=plot, tier="measured")

    def test_shows_a_self_declared_claim_that_nobody_will_verify(self):
        asha, dara = people.person("Asha"), people.person("Dara")
        factory.accredit(dara, "heating")

        claim = factory.submitted(asha, tier="self-declared")
        with transactions.edge():
            assigned = verifications.assign_due(at=NOW)

        assert assigned == 0
        assert claim in Claim.objects.public()

    def test_refuses_who_does_not_act_for_the_claimant(self):
        asha, chidi = people.person("Asha"), people.person("Chidi")
        draft = factory.draft(asha)

        with pytest.raises(errors.NotAllowed), transactions.edge():
            claims.submit(by=chidi, claim=draft, at=NOW)

    def test_refuses_an_asset_of_somebody_who_has_nothing_to_do_with_it(self):
        asha, chidi = people.person("Asha"), people.person("Chidi")

        with pytest.raises(errors.NotAllowed):
            factory.submitted(chidi, asset=factory.meter(asha))

    def test_refuses_what_is_submitted_already(self):
        claim = factory.submitted(people.person("Asha"))

        with pytest.raises(errors.WrongState), transactions.edge():
            claims.submit(by=claim.claimant, claim=claim, at=NOW)


class TestDoubleCounting:
    def test_names_the_other_claim_of_the_same_meter_in_an_overlapping_month(self):
        asha, chidi = people.person("Asha"), people.person("Chidi")
        first = factory.submitted(asha, asset=factory.meter(asha, "GB 12-34.5678"))
        again = factory.meter(chidi, "gb12345678")

        with pytest.raises(errors.DoubleCount) as refusal:
            factory.submitted(chidi, asset=again, first_day=date(2025, 12, 1), last_day=date(2026, 1, 31))

        assert (refusal.value.field, refusal.value.other_id) == ("asset", first.pk)
        assert first.reference in str(refusal.value)

    def test_lets_the_same_meter_be_claimed_for_the_next_month(self):
        asha = people.person("Asha")
        meter = factory.meter(asha)
        factory.submitted(asha, asset=meter, last_day=date(2025, 11, 30))

        december = {"first_day": date(2025, 12, 1), "inputs": {**HEAT_PUMP, "heat": "1000 kWh"}}
        following = factory.submitted(asha, asset=meter, **december)

        assert following.state == "submitted"

    def test_lets_a_neighbour_in_the_same_street_claim(self):
        factory.submitted(people.person("Asha"))

        neighbour = factory.submitted(people.person("Chidi"))

        assert neighbour.state == "submitted"

    def test_lets_another_effect_of_the_same_building_be_claimed(self):
        asha = people.person("Asha")
        house = factory.asset(asha, kind="building", identifier="UPRN 10033")
        factory.submitted(asha, asset=house)
        inputs = {
            "heat_before": "15000 kWh",
            "heat_after": "9000 kWh",
            "degree_days_before": "2200",
            "degree_days_after": "2100",
            "boiler_efficiency": "0.9",
            "fuel": "natural_gas",
            "country": "GBR",
        }

        insulated = factory.submitted(asha, asset=house, methodology="insulation", inputs=inputs)

        assert insulated.family == "insulation"

    @pytest.mark.parametrize("state", ["withdrawn"])
    def test_frees_what_a_withdrawn_claim_took_up(self, state):
        asha, chidi = people.person("Asha"), people.person("Chidi")
        first = factory.submitted(asha, asset=factory.meter(asha, "M1"))

        with transactions.edge():
            claims.withdraw(by=asha, claim=first, at=NOW)
        second = factory.submitted(chidi, asset=factory.meter(chidi, "M1"))

        assert Claim.objects.get(pk=first.pk).state == state
        assert second.state == "submitted"

    def test_refuses_overlapping_runs_of_stoves_of_one_maker(self):
        asha = people.person("Asha")
        first = _stoves(asha, (1, 100))

        with pytest.raises(errors.DoubleCount) as refusal:
            _stoves(asha, (100, 200))

        assert (refusal.value.field, refusal.value.other_id) == ("asset", first.pk)

    def test_lets_the_next_run_of_stoves_and_another_makers_be_claimed(self):
        asha = people.person("Asha")
        _stoves(asha, (1, 100))

        assert _stoves(asha, (101, 200)).state == "submitted"
        assert _stoves(asha, (1, 100), scope="Other maker").state == "submitted"

    def test_refuses_overlapping_plots_and_lets_touching_ones_be(self):
        asha = people.person("Asha")
        _plot(asha, SQUARE)

        beside = _plot(asha, [[51.60, -3.29], [51.60, -3.28], [51.61, -3.28], [51.61, -3.29]])
        with pytest.raises(errors.DoubleCount) as refusal:
            _plot(asha, [[51.605, -3.295], [51.605, -3.285], [51.615, -3.285], [51.615, -3.295]])

        assert beside.state == "submitted"
        assert refusal.value.field == "asset"

    def test_lets_a_slanted_neighbour_be_whose_box_overlaps(self):
        asha = people.person("Asha")
        _plot(asha, [[51.60, -3.30], [51.60, -3.29], [51.61, -3.30]])

        other_half = _plot(asha, [[51.60, -3.29], [51.61, -3.29], [51.61, -3.30]])

        assert other_half.state == "submitted"


class TestProgramme:
    def test_refuses_a_claim_inside_an_area_that_is_claimed_as_a_whole(self):
        asha, chidi = people.person("Asha"), people.person("Chidi")
        region = _programme(asha, "earth.gb.wls")
        with transactions.edge():
            claims.submit(by=asha, claim=region, at=NOW)

        with pytest.raises(errors.DoubleCount) as refusal:
            factory.submitted(chidi)

        assert (refusal.value.field, refusal.value.other_id) == ("place", region.pk)

    def test_refuses_a_whole_area_around_what_is_claimed_already(self):
        asha, chidi = people.person("Asha"), people.person("Chidi")
        inside = factory.submitted(chidi)
        region = _programme(asha, "earth.gb.wls")

        with pytest.raises(errors.DoubleCount) as refusal, transactions.edge():
            claims.submit(by=asha, claim=region, at=NOW)

        assert refusal.value.other_id == inside.pk

    def test_refuses_areas_within_one_another(self):
        asha, chidi = people.person("Asha"), people.person("Chidi")
        for claimant, where in ((asha, "earth.gb.wls"), (chidi, "earth.gb")):
            claim = _programme(claimant, where)
            if claimant == asha:
                with transactions.edge():
                    claims.submit(by=asha, claim=claim, at=NOW)

        with pytest.raises(errors.DoubleCount), transactions.edge():
            claims.submit(by=chidi, claim=claim, at=NOW)

    def test_lets_other_places_and_other_periods_be(self):
        asha, chidi = people.person("Asha"), people.person("Chidi")
        region = _programme(asha, "earth.gb.wls")
        with transactions.edge():
            claims.submit(by=asha, claim=region, at=NOW)

        assert factory.submitted(chidi, asset=factory.meter(chidi, where="earth.gb")).state == "submitted"
        earlier = {"first_day": date(2024, 1, 1), "last_day": date(2024, 12, 31)}
        assert factory.submitted(chidi, **earlier).state == "submitted"

    def test_counts_what_its_members_left(self):
        asha, bela = people.person("Asha"), people.person("Bela")
        coop = people.collective("Valley Heat", steward=asha, members=(bela,))
        programme = _programme(coop, "earth.gb.wls", by=asha)
        member = factory.submitted(bela, programme=programme)

        with transactions.edge():
            filed = claims.submit(by=asha, claim=programme, at=NOW)

        alone = 20 * HEAT_PUMP_G
        assert alone - 20 <= filed.quantity_g + member.quantity_g <= alone + 20
        assert filed.quantity_g < alone - HEAT_PUMP_G + 20

    def test_takes_no_member_after_it_was_filed(self):
        asha, bela = people.person("Asha"), people.person("Bela")
        coop = people.collective("Valley Heat", steward=asha, members=(bela,))
        programme = _programme(coop, "earth.gb.wls", by=asha)
        with transactions.edge():
            claims.submit(by=asha, claim=programme, at=NOW)

        with pytest.raises(errors.BadInput) as refusal:
            factory.submitted(bela, programme=programme)

        assert refusal.value.field == "programme"

    def test_takes_no_stranger_as_a_member(self):
        asha, chidi = people.person("Asha"), people.person("Chidi")
        coop = people.collective("Valley Heat", steward=asha)
        programme = _programme(coop, "earth.gb.wls", by=asha)

        with pytest.raises(errors.NotAllowed):
            factory.submitted(chidi, programme=programme)


class TestSubmitMany:
    def test_files_all_with_their_entries_and_references(self):
        asha = people.person("Asha")
        filings = [factory.filing(asha) for _ in range(5)]

        with transactions.edge():
            filed = claims.submit_many(by=asha, filings=filings, at=NOW)

        assert len({claim.reference for claim in Claim.objects.all()}) == 5
        assert all(claim.reference.startswith("C-") for claim in filed)
        assert Extent.objects.count() == Entry.objects.filter(kind="claim.submitted").count() == 5

    def test_files_none_where_one_is_counted_already_and_names_it(self):
        asha = people.person("Asha")
        meter = factory.meter(asha)
        taken = factory.submitted(asha, asset=meter)
        filings = [factory.filing(asha), factory.filing(asha, asset=meter)]

        with pytest.raises(errors.DoubleCount) as refusal, transactions.edge():
            claims.submit_many(by=asha, filings=filings, at=NOW)

        assert refusal.value.other_id == taken.pk
        assert Claim.objects.count() == 1


class TestConfirm:
    def test_by_a_fellow_member_lets_the_claim_go_on(self):
        asha, bela, dara = people.person("Asha"), people.person("Bela"), people.person("Dara")
        people.collective("Valley Heat", steward=asha, members=(bela,))
        factory.accredit(dara, "heating")
        claim = factory.submitted(asha, tier="peer-verified")

        with transactions.edge():
            waited = verifications.assign_due(at=NOW)
            claims.confirm(by=bela, claim=claim, at=NOW)
            went_on = verifications.assign_due(at=NOW)

        assert (waited, went_on) == (0, 1)

    @pytest.mark.parametrize("who", ["Asha", "Chidi"])
    def test_is_not_for_oneself_or_for_strangers(self, who):
        asha, bela = people.person("Asha"), people.person("Bela")
        people.collective("Valley Heat", steward=asha, members=(bela,))
        claim = factory.submitted(asha, tier="peer-verified")

        with pytest.raises(errors.NotAllowed), transactions.edge():
            claims.confirm(by=people.person(who), claim=claim, at=NOW)


class TestWithdraw:
    def test_is_refused_once_verified(self):
        asha = people.person("Asha")
        claim = factory.verified(asha, verifier=people.person("Dara"))

        with pytest.raises(errors.WrongState), transactions.edge():
            claims.withdraw(by=asha, claim=claim, at=NOW + timedelta(days=1))


def _stoves(owner: Agent, serials: tuple[int, int], scope: str = "Maker / Model") -> Claim:
    stoves = factory.asset(owner, kind="stove_serials", serial_scope=scope, serials=serials, where="earth.ke.17")
    inputs = {
        "stoves": "100",
        "usage": "0.9",
        "burned_before": "2.6 t",
        "burned_after": "620 kg",
        "country": "KEN",
    }
    return factory.submitted(owner, asset=stoves, methodology="vm0050", inputs=inputs)


def _plot(owner: Agent, outline: list[list[float]]) -> Claim:
    plot = factory.asset(owner, kind="plot", outline=outline)
    inputs = {
        "area": "70 ha",
        "biomass": "30",
        "relative_error": "0.05",
        "baseline_stock": "0",
        "leakage_emissions": "0",
    }
    return factory.submitted(owner, asset=plot, methodology="ar-acm0003", inputs=inputs, tier="self-declared")


def _programme(claimant: Agent, where: str, by: Agent | None = None) -> Claim:
    """A draft for a whole area: twenty dwellings' heat pumps."""
    meter = factory.meter(claimant, where=where)
    inputs = {**HEAT_PUMP, "heat": "240000 kWh", "dwellings": "20"}
    return factory.draft(claimant, by=by, asset=meter, declares_area=True, inputs=inputs)
