"""The founding: who may verify and what funds pay, until there are councils. Written to the record once."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from commons.actions import agents
from commons.models import Agent, Place, User
from ledger import errors
from ledger.actions import accreditations, entries, funds, prices
from ledger.models import Fund
from ledger.rules import canonical

# Everything that an instance is founded with has one name on the record, so that it can happen once.
INSTANCE = UUID("00000000-0000-8000-8000-000000000001")
KEY = "founding"
SECTIONS = ("people", "accreditations", "funds", "prices")


def found(*, charter: Mapping[str, Any], at: datetime) -> bool:
    """Write a charter to the record: True the first time, False when the same one is there already.

    charter: see docs/howto/found.md; `decided_at` is the world's clock, when it was decided, and `at` by default.
    Raises BadInput by the place in the charter that is wrong, and KeyReused for another charter than the first.
    """
    for section in charter:
        if section not in (*SECTIONS, "decided_at"):
            raise errors.BadInput("charter", section, f"the sections {', '.join(SECTIONS)}, and decided_at")
    digest = canonical.digest(charter)
    if entries.replay(None, KEY, digest):
        return False
    if "decided_at" in charter:
        at = min(at, _moment(charter, "decided_at", "charter"))
    for number, person in enumerate(charter.get("people", [])):
        _person(person, f"people[{number}]")
    for number, grant in enumerate(charter.get("accreditations", [])):
        _accredit(grant, f"accreditations[{number}]", at)
    for number, fund in enumerate(charter.get("funds", [])):
        _fund(fund, f"funds[{number}]")
    for number, price in enumerate(charter.get("prices", [])):
        _price(price, f"prices[{number}]", at)
    counts = {section: len(charter.get(section, [])) for section in SECTIONS}
    entries.record(
        kind="instance.founded", subject=("instance", INSTANCE), body=counts, occurred_at=at, key=KEY, digest=digest
    )
    return True


def _person(given: Mapping[str, Any], where: str) -> Agent:
    """The person with that login; a new one sets a password by mail."""
    email = _text(given, "email", where).lower()
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email)
    return agents.register(user=user, name=_text(given, "name", where), place=_place(given, where))


def _accredit(given: Mapping[str, Any], where: str, at: datetime) -> None:
    email = _text(given, "verifier", where)
    verifier = Agent.objects.filter(user__email__iexact=email).first()
    if verifier is None:
        raise errors.BadInput(f"{where}.verifier", email, "the e-mail address of a person with a login")
    first_day, last_day = _day(given, "first_day", where), _day(given, "last_day", where)
    accreditations.grant(
        verifier=verifier, families=given.get("families", ()), first_day=first_day, last_day=last_day, basis=KEY, at=at
    )


def _fund(given: Mapping[str, Any], where: str) -> Fund:
    name = _text(given, "name", where)
    collectives = Agent.objects.filter(kind=Agent.Kind.COLLECTIVE)
    agent = collectives.filter(name=name).first() or collectives.create(
        kind=Agent.Kind.COLLECTIVE, name=name, place=_place(given, where)
    )
    return funds.found(agent=agent, purpose=given.get("purpose", ""))


def _price(given: Mapping[str, Any], where: str, at: datetime) -> None:
    fund = Fund.objects.filter(agent__name=_text(given, "fund", where)).first()
    place = _place(given, where)
    if fund is None or place is None:
        raise errors.BadInput(where, dict(given), "the name of a fund of this charter, and the path of a place")
    prices.announce(
        fund=fund,
        family=_text(given, "family", where),
        place=place,
        cents_per_tonne=given.get("cents_per_tonne", 0),
        applies_from=_moment(given, "applies_from", where),
        at=at,
    )


def _text(given: Mapping[str, Any], field: str, where: str) -> str:
    text = given.get(field)
    if not isinstance(text, str) or not text.strip():
        raise errors.BadInput(f"{where}.{field}", text, "a text")
    return text


def _place(given: Mapping[str, Any], where: str) -> Place | None:
    if "place" not in given:
        return None
    place = Place.objects.filter(path=given["place"]).first()
    if place is None:
        raise errors.BadInput(f"{where}.place", given["place"], "the path of a place that is loaded: load_reference")
    return place


def _day(given: Mapping[str, Any], field: str, where: str) -> date:
    try:
        return date.fromisoformat(_text(given, field, where))
    except ValueError:
        raise errors.BadInput(f"{where}.{field}", given[field], "a day as 2026-12-31") from None


def _moment(given: Mapping[str, Any], field: str, where: str) -> datetime:
    text = _text(given, field, where)
    moment: datetime | None = None
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
    if moment is None or moment.tzinfo is None:
        raise errors.BadInput(f"{where}.{field}", text, "a time as 2026-12-31T00:00:00+00:00")
    return moment
