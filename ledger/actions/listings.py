"""Listings: what other registries say of their projects."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from config.plumbing import transactions
from ledger.actions import entries, imports
from ledger.models import ExternalProject, ImportRun
from ledger.rules import sheets
from ledger.rules.registries import projects, serials
from ledger.rules.registries.projects import Listed

READ_AT_ONCE = 5_000
FIELDS = ("name", "methodology", "protocols", "project_type", "country", "status", "crediting_start", "crediting_end")


@dataclass(slots=True)
class Listing:
    """How many projects were read, how many of them are new or other than before, and which lines were refused."""

    rows: int = 0
    changed: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


def read_projects(*, stream: BinaryIO, name: str, registries: Iterable[str] = ()) -> Listing:
    """Read a list of projects (projects.COLUMNS): the last that was read of a project stands. Opens its own edges.

    Raises SheetRefused where the file as a whole is none.
    """
    accepted = frozenset(registries) | serials.KNOWN
    found = Listing()
    lines = iter(sheets.Sheet(stream, projects.COLUMNS))
    while batch := list(islice(_parsed(lines, accepted, found), READ_AT_ONCE)):
        found.changed += _keep({(one.registry, one.code): one for one in batch})
    _conclude(found, stream, name)
    return found


def _parsed(lines: Iterator[sheets.Line], accepted: frozenset[str], found: Listing) -> Iterator[Listed]:
    for line in lines:
        found.rows += 1
        try:
            if line.problem:
                raise projects.ProjectRefused(line.problem)
            yield projects.parse(line.cells, registries=accepted)
        except projects.ProjectRefused as refusal:
            found.rejected.append((line.number, str(refusal)))


@transactions.edge()
def _keep(listed: dict[tuple[str, str], Listed]) -> int:
    """Save what is new or changed. How many."""
    known = {
        (project.registry, project.code): project
        for project in ExternalProject.objects.filter(code__in=[code for _, code in listed])
    }
    fresh, changed = [], []
    for key, one in listed.items():
        values = {**one._asdict(), "protocols": list(imports.protocols_of(one.methodology, one.registry))}
        project = known.get(key)
        if project is None:
            fresh.append(ExternalProject(**values))
        elif any(getattr(project, name) != value for name, value in values.items()):
            changed.append(_changed(project, values))
    ExternalProject.objects.bulk_create(fresh)
    ExternalProject.objects.bulk_update(changed, [*FIELDS, "estimated_yearly_g"], batch_size=1_000)
    return len(fresh) + len(changed)


def _changed(project: ExternalProject, values: dict[str, object]) -> ExternalProject:
    for name, value in values.items():
        setattr(project, name, value)
    return project


@transactions.edge()
def _conclude(found: Listing, stream: BinaryIO, name: str) -> None:
    digest = sheets.digest(stream)
    counts = {"rows": found.rows, "rejected": len(found.rejected)}
    run, is_new = ImportRun.objects.get_or_create(
        kind=ImportRun.Kind.PROJECTS, digest=digest, defaults={"name": name[:200], "counts": counts}
    )
    if is_new or found.changed:
        body = {"file": digest.hex(), "changed": found.changed, **counts}
        entries.record(kind="registry.listed", subject=run, body=body)
