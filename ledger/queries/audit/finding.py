"""What an audit finds of one law."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Finding:
    """How many things were looked at, how many of them break the law, and one that does."""

    checked: int
    breaches: int
    example: str = ""

    @property
    def holds(self) -> bool:
        return self.breaches == 0


def sql(checked: str, breaching: str) -> Callable[[], Finding]:
    """A check by two queries: `checked` counts what is looked at, `breaching` lists what breaks the law."""

    def check() -> Finding:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT ({checked}), count(*), min(what::text) FROM ({breaching}) breach(what)")
            looked_at, breaches, example = cursor.fetchone()
        return Finding(looked_at or 0, breaches, example or "")

    return check
