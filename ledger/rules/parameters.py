"""What a methodology asks for: quantities, choices and shares, each of which reads forgivingly and refuses by name."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from ledger.errors import BadInput
from ledger.rules import formulas, measures, tables

Value = Decimal | str | Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class Parameter(ABC):
    """One input. Required when it has no default and is not optional; `source` says where the default is from."""

    name: str
    label: str
    default: str | None = None
    optional: bool = False
    source: str = ""

    @property
    def required(self) -> bool:
        """Whether a claim must state it."""
        return self.default is None and not self.optional

    @cached_property
    def fallback(self) -> Value:
        """The default, read."""
        return self.read(self.default)

    @property
    @abstractmethod
    def kind(self) -> str:
        """The name of its kind, by which forms choose how to ask for it."""

    @property
    @abstractmethod
    def expected(self) -> str:
        """What would be right, as the end of the sentence "expected ..."."""

    @abstractmethod
    def read(self, given: object) -> Value:
        """The value in the parameter's own unit. Raises BadInput."""

    @abstractmethod
    def written(self, value: Value) -> str:
        """The value as text that `read` takes back unchanged."""


@dataclass(frozen=True, kw_only=True)
class Quantity(Parameter):
    """A number of `unit` from `minimum` to `maximum`, both included; a whole one if `integer`."""

    unit: str
    minimum: Decimal = Decimal(0)
    maximum: Decimal
    integer: bool = False
    kind = "quantity"

    @property
    def dimension(self) -> str:
        """What it measures: mass, energy, fraction, ..."""
        return measures.unit_of(self.unit).dimension

    @property
    def expected(self) -> str:
        low, high = formulas.in_words(self.minimum), formulas.in_words(self.maximum)
        number = "a whole number" if self.integer else "a number"
        of_unit = "" if self.unit in measures.BARE else f" of {self.unit}"
        percent = " (0.5 and 50 % are the same)" if self.unit == "fraction" else ""
        return f"{number}{of_unit} from {low} to {high}{percent}"

    def read(self, given: object) -> Decimal:
        amount = measures.quantity(given, field=self.name, unit=self.unit)
        whole = amount == amount.to_integral_value()
        if not self.minimum <= amount <= self.maximum or (self.integer and not whole):
            raise BadInput(self.name, given, self.expected)
        return amount

    def written(self, value: Value) -> str:
        return f"{value:f}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, kw_only=True)
class Choice(Parameter):
    """One of a few names; `aliases` are other spellings of them. Case does not matter."""

    choices: tuple[str, ...]
    aliases: Mapping[str, str] = field(default_factory=dict, hash=False)
    kind = "choice"

    @property
    def expected(self) -> str:
        return f"one of {', '.join(self.choices)}"

    def read(self, given: object) -> str:
        return _chosen(given, self.choices, self.aliases) or self._refuse(given)

    def _refuse(self, given: object) -> str:
        raise BadInput(self.name, given, self.expected)

    def written(self, value: Value) -> str:
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Shares(Parameter):
    """Parts of a whole by choice, such as "bus=20 %, walk=0.5": each from 0 to 1, together at most 1."""

    choices: tuple[str, ...]
    kind = "shares"

    @property
    def expected(self) -> str:
        return f"shares that add up to at most 1, as in {self.choices[0]}=30 %, by any of {', '.join(self.choices)}"

    def read(self, given: object) -> Mapping[str, Decimal]:
        parts = given if isinstance(given, Mapping) else dict(self._pairs(given))
        shares = {self._choice(name): self._share(name, part) for name, part in parts.items()}
        if not shares or len(shares) < len(parts) or sum(shares.values()) > 1:
            raise BadInput(self.name, given, self.expected)
        return {name: shares[name] for name in self.choices if name in shares}

    def written(self, value: Value) -> str:
        parts = value if isinstance(value, Mapping) else {}
        return ", ".join(f"{name}={share:f}" for name, share in parts.items())

    def _pairs(self, given: object) -> list[tuple[str, str]]:
        parts = [part.partition("=") for part in str(given).replace(";", ", ").split(", ") if part.strip()]
        names = [name.strip() for name, equals, _ in parts if equals]
        if not isinstance(given, str) or len(set(names)) < len(parts):
            raise BadInput(self.name, given, self.expected)
        return [(name.strip(), part) for name, _, part in parts]

    def _choice(self, name: object) -> str:
        if chosen := _chosen(name, self.choices, {}):
            return chosen
        raise BadInput(self.name, name, f"one of {', '.join(self.choices)}")

    def _share(self, name: object, part: object) -> Decimal:
        share = measures.quantity(part, field=f"{self.name}.{name}", unit="fraction")
        if not 0 <= share <= 1:
            raise BadInput(f"{self.name}.{name}", part, "a share from 0 to 1 (or 0 % to 100 %)")
        return share


def country(table: str, label: str) -> Choice:
    """Asks for a country of a table, by its ISO 3166 code of three letters or two; optional."""
    rows = tables.rows(table)
    aliases = {row["iso2"]: row["country"] for row in rows if row["iso2"]}
    codes = tuple(row["country"] for row in rows)
    return Choice(
        name="country",
        label=label,
        choices=codes,
        aliases=aliases,
        optional=True,
        source="needed where the figure itself is not stated",
    )


def _chosen(given: object, choices: tuple[str, ...], aliases: Mapping[str, str]) -> str | None:
    """The choice that was meant, whatever its case, and with spaces or hyphens for underscores."""
    plain = str(given).strip().lower().replace(" ", "_").replace("-", "_")
    spelt = {alias.lower(): choice for alias, choice in aliases.items()}
    spelt |= {choice.lower().replace("-", "_"): choice for choice in choices}
    return spelt.get(plain)
