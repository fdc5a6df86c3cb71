"""Chunks: how a long job is cut into transactions."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Chunk:
    """What one transaction did, why it did not do the rest, and where the next one goes on (None: nowhere)."""

    counts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    cursor: Any = None

    @property
    def worked(self) -> bool:
        """Whether it did anything."""
        return any(self.counts.values())
