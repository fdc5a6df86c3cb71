"""Races over claims, with real connections at once: one wins, and nobody is told otherwise."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from commons.models import Agent
from config.plumbing import transactions
from ledger import errors
from ledger.actions import claims, evidence, objections, verifications
from ledger.models import Claim, Entry, Extent, Objection, Verification
from tests.factories import claims as factory
from tests.factories import files, people
from tests.factories.claims import NOW

RACERS = 16


def race(*racers: Callable[[], object]) -> Counter[str]:
    """Run all at the same moment, each on a connection of its own; how many ended in which way."""
    start, outcomes = threading.Barrier(len(racers)), []

    def run(racer: Callable[[], object]) -> None:
        try:
            start.wait(30)
            transactions.edge()(racer)()
            outcomes.append("done")
        except errors.Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[racer]) for racer in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(outcomes) == len(racers)
    return Counter(outcomes)


@pytest.mark.usefixtures("committed_db")
class TestFiling:
    def test_of_one_meter_by_sixteen_is_won_by_one(self):
        owners = [people.person(f"Racer{number}") for number in range(RACERS)]
        filings = [factory.filing(owner, asset=factory.meter(owner, "METER 1")) for owner in owners]

        outcomes = race(
            *(
                lambda owner=owner, filing=filing: claims.file(by=owner, filing=filing, at=NOW)
                for owner, filing in zip(owners, filings, strict=True)
            )
        )

        assert outcomes == {"done": 1, "double-count": RACERS - 1}
        assert Extent.objects.count() == Claim.objects.count() == 1
        assert Entry.objects.filter(kind="claim.submitted").count() == 1

    def test_of_one_draft_by_many_clicks_happens_once(self):
        asha = people.person("Asha")
        draft = factory.draft(asha)

        outcomes = race(*[lambda: claims.submit(by=asha, claim=draft, at=NOW)] * 8)

        assert outcomes == {"done": 1, "wrong-state": 7}

    def test_of_an_area_and_of_a_point_inside_it_is_won_by_one(self):
        asha, chidi = people.person("Asha"), people.person("Chidi")
        area = factory.draft(asha, asset=factory.meter(asha, where="earth.gb.wls"), declares_area=True)
        point = factory.draft(chidi)

        outcomes = race(
            lambda: claims.submit(by=asha, claim=area, at=NOW), lambda: claims.submit(by=chidi, claim=point, at=NOW)
        )

        assert outcomes == {"done": 1, "double-count": 1}

    def test_of_a_member_and_its_programme_counts_nothing_twice(self):
        asha, bela = people.person("Asha"), people.person("Bela")
        coop = people.collective("Valley Heat", steward=asha, members=(bela,))
        inputs = {**factory.HEAT_PUMP, "heat": "240000 kWh", "dwellings": "20"}
        meter = factory.meter(coop, where="earth.gb.wls")
        programme = factory.draft(coop, by=asha, asset=meter, declares_area=True, inputs=inputs)
        member = factory.draft(bela, programme=programme)

        race(
            lambda: claims.submit(by=asha, claim=programme, at=NOW),
            lambda: claims.submit(by=bela, claim=member, at=NOW),
        )

        counted = sum(Claim.objects.exclude(state="draft").values_list("quantity_g", flat=True))
        assert counted == pytest.approx(20 * factory.HEAT_PUMP_G, abs=20)


@pytest.mark.usefixtures("committed_db")
class TestEvidenceAndFiling:
    def test_of_the_same_file_at_once_leave_it_behind_one_live_claim(self, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)
        drafts = [factory.draft(people.person(name)) for name in ("Asha", "Bela", "Chidi")]

        def add_and_file(claim: Claim) -> None:
            evidence.add(by=claim.claimant, claim=claim, upload=files.upload(), at=NOW)
            claims.submit(by=claim.claimant, claim=claim, at=NOW)

        outcomes = race(*(lambda claim=claim: add_and_file(claim) for claim in drafts))

        assert outcomes == {"done": 1, "double-count": 2}


@pytest.mark.usefixtures("committed_db")
class TestVerifying:
    def test_by_many_sweepers_draws_each_seat_once(self):
        asha = people.person("Asha")
        for name in ("Dara", "Emre", "Funmi"):
            factory.accredit(people.person(name), "heating")
        with transactions.edge():
            claims.submit_many(by=asha, filings=[factory.filing(asha) for _ in range(40)], at=NOW)

        race(*[lambda: verifications.assign_due(at=NOW, most=15)] * 8)
        with transactions.edge():
            verifications.assign_due(at=NOW)

        assert Verification.objects.count() == 40
        assert Claim.objects.filter(state="in_review").count() == 40

    def test_the_last_moment_is_won_by_withdrawal_or_by_the_decision(self):
        asha, dara = people.person("Asha"), people.person("Dara")
        claim = factory.in_review(asha, verifier=dara)

        outcomes = race(
            lambda: claims.withdraw(by=asha, claim=claim, at=NOW),
            lambda: verifications.decide(
                by=dara, claim=claim, outcome="approve", criteria=factory.MET, reasons="As metered.", at=NOW
            ),
        )

        assert outcomes["done"] == 1
        assert Claim.objects.get().state in ("withdrawn", "verified")


@pytest.mark.usefixtures("committed_db")
class TestObjecting:
    def test_by_many_at_once_suspends_the_claim_for_all_of_them(self):
        claim = factory.verified(people.person("Asha"), verifier=people.person("Dara"))
        objectors: list[Agent] = [people.person(f"Objector{number}") for number in range(8)]

        outcomes = race(
            *(
                lambda by=by: objections.raise_(by=by, claim=claim, reasons="Look.", at=NOW + timedelta(hours=1))
                for by in objectors
            )
        )

        assert outcomes == {"done": 8}
        assert Objection.objects.count() == 8
        assert Claim.objects.get().state == "suspended"
