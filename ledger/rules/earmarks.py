"""Earmarks: what money may be spent on, and which of two is the narrower."""

from dataclasses import dataclass
from functools import cached_property

FIRST_VINTAGE, LAST_VINTAGE = 1990, 2200


@dataclass(frozen=True)
class Earmark:
    """One family of effects, one place (a path) and all inside it, vintages from and to; empty is any."""

    family: str = ""
    place: str = ""
    vintages: tuple[int, int] | None = None

    def admits(self, family: str, place: str, vintage: int) -> bool:
        """Whether it lets money go to such tokens."""
        return (
            self.family in ("", family)
            and (self.place == "" or place == self.place or place.startswith(self.place + "."))
            and (self.vintages is None or self.vintages[0] <= vintage <= self.vintages[1])
        )

    @cached_property
    def breadth(self) -> tuple[int, int, int]:
        """Sorts the narrowest first: more conditions, then the deeper place, then fewer vintages."""
        free = (self.family == "") + (self.place == "") + (self.vintages is None)
        depth = len(self.place.split(".")) if self.place else 0
        first, last = self.vintages or (FIRST_VINTAGE, LAST_VINTAGE)
        return free, -depth, last - first
