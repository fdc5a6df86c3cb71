"""Projects: one line of a registry's list of projects as typed values, or why it cannot be."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ledger.rules.registries import rows

COLUMNS = (
    *("registry", "project_id", "name", "methodology", "project_type", "country", "status"),
    *("crediting_start", "crediting_end", "estimated_annual_credits", "berkeley_project_type"),
)
NO_NAME = "-"  # what some registries write where a project has none


class ProjectRefused(ValueError):
    """The line cannot be read; the message names each column, what stands there and what would be right."""


class Listed(NamedTuple):
    """A project as a registry lists it. What it expects to earn is in grams CO2e a year."""

    registry: str
    code: str
    name: str
    methodology: str
    project_type: str
    country: str
    status: str
    crediting_start: date | None
    crediting_end: date | None
    estimated_yearly_g: int | None


def parse(cells: Sequence[str], *, registries: frozenset[str]) -> Listed:
    """The project that stands in `cells` (in the order of COLUMNS). Raises ProjectRefused with every problem found."""
    cells = [cell.strip() for cell in cells]
    reader = rows.Reader()
    listed = Listed(
        registry=reader.registry(cells[0], registries),
        code=reader.project(cells[1]),
        name=reader.text("name", "" if cells[2] == NO_NAME else cells[2]),
        methodology=reader.text("methodology", cells[3]),
        project_type=reader.text("project_type", cells[4] or cells[10]),
        country=reader.text("country", cells[5]),
        status=reader.text("status", cells[6]),
        crediting_start=reader.day("crediting_start", cells[7]),
        crediting_end=reader.day("crediting_end", cells[8]),
        estimated_yearly_g=reader.grams("estimated_annual_credits", cells[9], zero=True) if cells[9] else None,
    )
    if listed.crediting_start and listed.crediting_end and listed.crediting_end < listed.crediting_start:
        reader.refuse("crediting_end", cells[8], f"is before crediting_start {listed.crediting_start}")
    if reader.problems:
        raise ProjectRefused("; ".join(reader.problems))
    return listed
