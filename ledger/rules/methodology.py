"""A methodology version: a typed formula that turns a claim's inputs into kg of CO2e, worked through line by line.

Nothing here reads a clock, a file outside `ledger/data/` or a database: the same inputs give the same result for ever.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal, localcontext
from functools import cached_property
from typing import Literal

from ledger import errors
from ledger.rules import formulas, measures
from ledger.rules.parameters import Parameter, Value
from ledger.rules.worksheets import Line, Step, Worksheet, line, nothing_to_look_up

TIERS = ("self-declared", "peer-verified", "measured", "accredited")
KG_PER = {"kg CO2e": Decimal(1), "t CO2e": Decimal(1000)}
RESULT_LINES = ("baseline", "project", "leakage", "deduction")
PPM = 1_000_000
# 34-digit quotients can end in ...999: that is mended before grams are cut off, far below what anybody can measure.
GUARD = Decimal("1e-12")


@dataclass(frozen=True)
class Stated:
    """An input as it was understood, in the parameter's unit; `source` is "stated" or that of the default."""

    name: str
    label: str
    value: str
    unit: str
    source: str


@dataclass(frozen=True)
class Result:
    """What a claim comes to, in kg CO2e.

    gross = baseline - project for emissions avoided, project - baseline for carbon removed;
    net = gross - leakage - deduction - what is carried over, and is never above gross.
    """

    baseline_kg: Decimal
    project_kg: Decimal
    leakage_kg: Decimal
    gross_kg: Decimal
    deduction_kg: Decimal
    net_kg: Decimal
    buffer_ppm: int
    stated: tuple[Stated, ...]
    steps: tuple[Step, ...]

    @property
    def quantity_g(self) -> int:
        """Whole grams of CO2e to issue, rounded down; 0 where the effort came to nothing or worse."""
        with localcontext(measures.CONTEXT):
            grams = (max(self.net_kg, Decimal(0)) * 1000).quantize(GUARD)
            return int(grams.to_integral_value(ROUND_FLOOR))

    @property
    def buffer_g(self) -> int:
        """The part of `quantity_g` that is set aside against reversal, rounded up."""
        return -(-self.quantity_g * self.buffer_ppm // PPM)

    @property
    def account_g(self) -> int:
        """The rest of `quantity_g`, for the claimant's account."""
        return self.quantity_g - self.buffer_g

    @property
    def inputs(self) -> dict[str, str]:
        """The inputs as they were understood, defaults included: computing them again gives this result."""
        return {stated.name: stated.value for stated in self.stated}


@dataclass(frozen=True, kw_only=True)
class Methodology:
    """One version of a methodology. Never edited once used: a change is a new version beside it.

    family: the effect family for the double-counting guard. effect: emissions avoided, or carbon removed.
    lines: the equation; `baseline`, `project`, `leakage` and `deduction` are all in kg CO2e or all in t CO2e, and so is
    `carried` where there is one: what earlier periods leave to make good, at most 0.
    ceiling: the greatest believable result in kg CO2e for a period of `days`. tables: those of `ledger/data/` it reads.
    valid_from, valid_to: days on which claims may be filed; vintages: first and last year that a period may touch.
    """

    code: str
    version: int
    title: str
    family: str
    effect: Literal["avoidance", "removal"]
    source: str
    gwp_report: str
    parameters: tuple[Parameter, ...]
    lines: tuple[Line, ...]
    uncertainty: str
    leakage: str
    ceiling: Line
    minimum_tier: str
    objection_days: int
    asset_kinds: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None
    vintages: tuple[int, int | None] = (2021, None)
    buffer_ppm: int = 0
    relieves: str = "climate/CO2"
    lookups: Callable[[Worksheet], None] = nothing_to_look_up
    tables: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [parameter.name for parameter in self.parameters] + [line.name for line in self.lines]
        if len(set(names)) < len(names):
            raise ValueError(f"{self.code}: a name stands twice")
        units = {line.unit for line in self.lines if line.name in (*RESULT_LINES, "carried")}
        if not set(RESULT_LINES) <= set(names) or len(units) > 1 or not units <= set(KG_PER):
            raise ValueError(
                f"{self.code}: needs the lines {', '.join(RESULT_LINES)}, all in the same of {', '.join(KG_PER)}"
            )
        if self.minimum_tier not in TIERS or not 0 <= self.buffer_ppm <= PPM or self.ceiling.unit != "kg":
            raise ValueError(f"{self.code}: the tier, the buffer or the ceiling's unit is not one that there is")

    @cached_property
    def by_name(self) -> Mapping[str, Parameter]:
        """The parameters by their names."""
        return {parameter.name: parameter for parameter in self.parameters}

    def read(self, inputs: Mapping[str, object]) -> dict[str, Value]:
        """The inputs in the parameters' units, defaults filled in. Raises BadInput that names the field."""
        stated = {name: given for name, given in inputs.items() if given is not None and given != ""}
        for name in stated.keys() - self.by_name.keys():
            raise errors.BadInput(str(name), inputs[name], self._known(str(name)))
        values: dict[str, Value] = {}
        for parameter in self.parameters:
            if parameter.name in stated:
                values[parameter.name] = parameter.read(stated[parameter.name])
            elif parameter.default is not None:
                values[parameter.name] = parameter.fallback
            elif parameter.required:
                raise errors.BadInput(parameter.name, "", f"{parameter.expected} (it has no default)")
        return values

    def compute(self, inputs: Mapping[str, object]) -> Result:
        """What a claim with these inputs comes to. Raises BadInput; gives the same result for ever."""
        with localcontext(measures.CONTEXT):
            values = self.read(inputs)
            sheet = self._worked(values)
            return self._result(sheet, self._stated(values, inputs))

    def check_plausible(self, inputs: Mapping[str, object], result: Result, days: int = 365) -> None:
        """Raises Implausible where the result is above what such inputs can give in so many days."""
        if days < 1:
            raise errors.BadInput("days", days, "1 or more")
        with localcontext(measures.CONTEXT):
            sheet = self._worked(self.read(inputs))
            sheet.values["days"] = Decimal(days)
            sheet.work(self.ceiling)
            ceiling = sheet.figure(self.ceiling.name)
        if result.net_kg > ceiling:
            asked, most = formulas.in_words(result.net_kg), formulas.in_words(ceiling)
            raise errors.Implausible(asked, most, f"{self.ceiling.label}, in {days} days")

    def check_period(self, start: date, end: date) -> None:
        """Raises OutsideValidity where a period (both days included) touches a year that is not to be credited."""
        first, last = self.vintages
        if end < start:
            raise errors.BadInput("period", f"{start} to {end}", "an end on or after the start")
        if start.year < first or (last is not None and end.year > last):
            window = f"from {first}" if last is None else f"from {first} to {last}"
            raise errors.OutsideValidity(f"{self.code} {self.version} takes vintages {window}; asked {start} to {end}.")

    def check_filing(self, on: date) -> None:
        """Raises OutsideValidity where the version does not take claims on that day."""
        if on < self.valid_from or (self.valid_to is not None and on > self.valid_to):
            until = f" until {self.valid_to}" if self.valid_to else ""
            message = f"{self.code} {self.version} takes claims from {self.valid_from}{until}; asked on {on}."
            raise errors.OutsideValidity(message)

    def _worked(self, values: Mapping[str, Value]) -> Worksheet:
        sheet = Worksheet(values)
        self.lookups(sheet)
        for each in self.lines:
            sheet.work(each)
        return sheet

    @cached_property
    def net(self) -> Line:
        """The last line of every equation: what is left of the effect."""
        effect = "baseline - project" if self.effect == "avoidance" else "project - baseline"
        carried = " + carried" if any(line.name == "carried" for line in self.lines) else ""
        unit = next(line.unit for line in self.lines if line.name == "baseline")
        return line("net", "Net effect", f"{effect} - leakage - deduction{carried}", unit)

    def _result(self, sheet: Worksheet, stated: tuple[Stated, ...]) -> Result:
        sheet.work(self.net)
        in_kg = KG_PER[self.net.unit]
        baseline, project, leakage, deduction, net = (sheet.figure(name) * in_kg for name in (*RESULT_LINES, "net"))
        gross = baseline - project if self.effect == "avoidance" else project - baseline
        amounts = (baseline, project, leakage, gross, deduction, net)
        return Result(*amounts, buffer_ppm=self.buffer_ppm, stated=stated, steps=tuple(sheet.steps))

    def _stated(self, values: Mapping[str, Value], inputs: Mapping[str, object]) -> tuple[Stated, ...]:
        return tuple(
            Stated(
                parameter.name,
                parameter.label,
                parameter.written(values[parameter.name]),
                getattr(parameter, "unit", ""),
                "stated" if inputs.get(parameter.name) not in (None, "") else f"default: {parameter.source}",
            )
            for parameter in self.parameters
            if parameter.name in values
        )

    def _known(self, name: str) -> str:
        near = difflib.get_close_matches(name, self.by_name, n=1)
        hint = f"{near[0]}, perhaps, or another of " if near else "one of "
        return f"{hint}the inputs of {self.code}: {', '.join(self.by_name)}"
