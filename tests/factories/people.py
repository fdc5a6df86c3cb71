"""The cast: people, the collectives they are in, and the places they live in."""

from datetime import UTC, datetime

from commons.models import Agent, Membership, Place, User

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

EARTH = ("planet", "Earth", 8_000_000_000)
PLACES = {
    "earth": EARTH,
    "earth.gb": ("country", "United Kingdom", 69_000_000),
    "earth.gb.wls": ("region", "Wales", 3_100_000),
    "earth.gb.wls.rct": ("locality", "Rhondda Cynon Taf", 237_700),
    "earth.gb.wls.abercynon": ("locality", "Abercynon", 6_375),
    "earth.ke": ("country", "Kenya", 56_000_000),
    "earth.ke.17": ("region", "Kisumu County", 1_155_574),
}


def place(path: str = "earth.gb.wls.rct") -> Place:
    """One of the places above, with all that it lies in."""
    kind, name, people = PLACES[path]
    parent = place(path.rpartition(".")[0]) if "." in path else None
    defaults = {"kind": kind, "name": name, "parent": parent, "population": people}
    return Place.objects.get_or_create(path=path, defaults=defaults)[0]


def person(name: str, where: str = "earth.gb.wls.rct") -> Agent:
    """A person with a login of that name, the same each time."""
    email = f"{name.lower()}@example.org"
    user = User.objects.filter(email=email).select_related("agent").first() or User.objects.create_user(email)
    if user.agent is None:
        user.agent = Agent.objects.create(kind=Agent.Kind.PERSON, name=name, place=place(where))
        user.save(update_fields=["agent"])
    return user.agent


def operator(name: str = "Ode") -> Agent:
    """A person whose login may enter the admin."""
    agent = person(name)
    User.objects.filter(agent=agent).update(is_staff=True)
    return Agent.objects.get(pk=agent.pk)


def collective(name: str, *, steward: Agent | None = None, members: tuple[Agent, ...] = ()) -> Agent:
    """A collective whose people have been in it for long."""
    made = Agent.objects.create(kind=Agent.Kind.COLLECTIVE, name=name, place=place())
    if steward:
        join(made, steward, role=Membership.Role.STEWARD)
    for member in members:
        join(made, member)
    return made


def join(
    into: Agent,
    member: Agent,
    *,
    role: str = Membership.Role.MEMBER,
    since: datetime = LONG_AGO,
    until: datetime | None = None,
) -> Membership:
    return Membership.objects.create(collective=into, member=member, role=role, since=since, until=until)
