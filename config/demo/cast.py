"""Who takes part in the demo: made-up people, one or more for each role, and their collectives."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from allauth.account.models import EmailAddress

from commons.actions import agents, memberships
from commons.models import Agent, Membership, Place, User
from config.plumbing import transactions


@dataclass(frozen=True, slots=True)
class Person:
    """One of the cast. does: what they can be tried out for."""

    name: str
    place: str
    does: str = ""
    is_staff: bool = False

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@demo.example"


PEOPLE = (
    Person("Asha Nair", "earth.in.kl", "steward of two collectives: files and follows claims"),
    Person("Bela Kovács", "earth.dk.82.samso", "member of the energy co-operative: confirms a neighbour's claim"),
    Person("Chidi Okafor", "earth.ng", "a citizen with a heat pump: files claims, objects to others'"),
    Person("Dara Lindqvist", "earth.se", "accredited verifier: has a queue when the lot falls on her"),
    Person("Dewi Hughes", "earth.gb.wls.rct", "accredited verifier"),
    Person("Daniela Rocha", "earth.br.ac", "accredited verifier"),
    Person("Funmi Adeyemi", "earth.gb", "funder: pledges, holds funded tokens, retires them"),
    Person("Tove Nyberg", "earth.se", "treasurer of the Common Climate Fund: books receipts, sends payouts"),
    Person("Olu Bakare", "earth.gb.wls", "operator: the admin, every fund, stuck payouts", is_staff=True),
)
# name, place, steward, members
COLLECTIVES = (
    ("Samsø Energy Co-operative", "earth.dk.82.samso", "Asha Nair", ("Bela Kovács",)),
    ("Kerala Clean Kitchens", "earth.in.kl", "Asha Nair", ()),
    ("Cwm Cynon Homes", "earth.gb.wls.rct", "Bela Kovács", ("Chidi Okafor",)),
    ("Floresta Viva Acre", "earth.br.ac", "Asha Nair", ()),
    ("Kisumu Boda Riders", "earth.ke.17", "Chidi Okafor", ()),
    ("Abercynon Biochar Works", "earth.gb.wls.abercynon", "Chidi Okafor", ()),
    ("Developer of VCS4150, played by the demo", "earth.rw", "Chidi Okafor", ()),
    ("Riverbend Public Grants", "earth", "Olu Bakare", ()),
)


def password(data_dir: Path) -> str:
    """The one password of the cast: made on the first run, and kept beside the data that it opens."""
    kept = data_dir / "demo_password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(9))
    return kept.read_text()


@transactions.edge()
def gather(secret: str, at: datetime) -> dict[str, Agent]:
    """Everybody by name: those who are there already, and those who come now."""
    found = {person.name: _person(person, secret) for person in PEOPLE}
    for name, place, steward, members in COLLECTIVES:
        found[name] = _collective(name, place, found[steward], [found[member] for member in members], at)
    return found


def _person(person: Person, secret: str) -> Agent:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, secret, is_staff=person.is_staff, is_superuser=person.is_staff)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return agents.register(user=user, name=person.name, place=Place.objects.get(path=person.place))


def _collective(name: str, place: str, steward: Agent, members: list[Agent], at: datetime) -> Agent:
    known = Membership.objects.current().filter(member=steward, collective__name=name).select_related("collective")
    if membership := known.first():
        return membership.collective
    collective = agents.found(by=steward, name=name, at=at, place=Place.objects.get(path=place))
    for member in members:
        memberships.add(by=steward, collective=collective, member=member, at=at)
    return collective


def logins(secret: str) -> str:
    """Who can log in, and what to try as them."""
    lines = [f"  {person.email:<24} {person.does}" for person in PEOPLE]
    return "\n".join([f"Log in with an address below and the password {secret}", *lines]) + "\n"
