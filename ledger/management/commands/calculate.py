"""`manage.py calculate`: try a methodology's formula on figures of one's own, without filing anything."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError

from ledger.errors import Refusal
from ledger.rules import formulas, measures, methodologies
from ledger.rules.methodology import Methodology, Result
from ledger.rules.parameters import Parameter
from ledger.rules.worksheets import Step

EXAMPLE = 'vm0050 stoves=80000 usage="85 %" burned_before="2.6 t" burned_after="620 kg" country=KEN'


class Command(BaseCommand):
    """Prints the equation worked through by hand, each figure with its unit and source. Needs no database."""

    help = f"Try a methodology's formula without filing anything, as in: calculate {EXAMPLE}"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("methodology", nargs="?", help="its code, with @ and a number for a version: vm0050@1")
        parser.add_argument("inputs", nargs="*", metavar="name=value", help="a number may carry its unit of measure")
        parser.add_argument("--days", type=int, default=365, help="length of the period, for what can be believed")
        parser.add_argument("--list", action="store_true", help="say which methodologies there are")
        parser.add_argument(
            "--explain", action="store_true", help="say what the methodology asks for and how it reckons"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON, amounts as strings")

    def handle(self, **options: object) -> None:
        try:
            self._answer(**options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _answer(self, *, methodology: str, inputs: list[str], days: int, **options: object) -> None:
        if options["list"]:
            listed = [_summary(known) for known in methodologies.all()]
            self._print(listed, _list_lines(), as_json=options["json"])
            return
        if not methodology:
            raise CommandError(f"Name a methodology, as in: calculate {EXAMPLE}. `calculate --list` names them all.")
        chosen = _chosen(methodology)
        if options["explain"]:
            self._print(_explained(chosen), _explain_lines(chosen), as_json=options["json"])
            return
        stated = _stated(inputs)
        result = chosen.compute(stated)
        self._print(_computed(chosen, result), _result_lines(chosen, result), as_json=options["json"])
        chosen.check_plausible(stated, result, days)

    def _print(self, answer: object, lines: Iterator[str], *, as_json: object) -> None:
        if as_json:
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines))


def _chosen(code: str) -> Methodology:
    code, at, version = code.partition("@")
    if at and not version.isdecimal():
        raise CommandError(f"{version or 'nothing'} is no version; after the @ comes a whole number, as in vm0050@1.")
    return methodologies.get(code, int(version) if at else None)


def _stated(inputs: list[str]) -> dict[str, str]:
    """The inputs by name. A name that stands twice is refused, since one of the two would be lost."""
    stated: dict[str, str] = {}
    for text in inputs:
        name, equals, value = text.partition("=")
        if not equals or name in stated:
            raise CommandError(f"{text!r}: write each input once, as name=value.")
        stated[name] = value
    return stated


def _summary(methodology: Methodology) -> dict[str, object]:
    return {
        "methodology": methodology.code,
        "version": methodology.version,
        "title": methodology.title,
        "family": methodology.family,
        "source": methodology.source,
    }


def _explained(methodology: Methodology) -> dict[str, object]:
    return _summary(methodology) | {
        "parameters": [
            {
                "name": parameter.name,
                "label": parameter.label,
                "kind": parameter.kind,
                "expected": parameter.expected,
                "required": parameter.required,
                "default": parameter.default,
                "source": parameter.source,
            }
            for parameter in methodology.parameters
        ],
        "equation": [
            {"name": line.name, "label": line.label, "formula": line.formula.text, "unit": line.unit}
            for line in (*methodology.lines, methodology.net)
        ],
        **dict(_terms(methodology)),
    }


def _computed(methodology: Methodology, result: Result) -> dict[str, object]:
    return {
        "methodology": methodology.code,
        "version": methodology.version,
        "inputs": result.inputs,
        "steps": [_step(step) for step in result.steps],
        "baseline_kg": _text(result.baseline_kg),
        "project_kg": _text(result.project_kg),
        "leakage_kg": _text(result.leakage_kg),
        "gross_kg": _text(result.gross_kg),
        "deduction_kg": _text(result.deduction_kg),
        "net_kg": _text(result.net_kg),
        "quantity_g": str(result.quantity_g),
        "buffer_g": str(result.buffer_g),
        "account_g": str(result.account_g),
    }


def _step(step: Step) -> dict[str, str]:
    return {
        "name": step.name,
        "label": step.label,
        "formula": step.formula,
        "substituted": step.substituted,
        "value": _text(step.value),
        "unit": step.unit,
        "source": step.source,
    }


def _text(figure: Decimal) -> str:
    return f"{figure:f}"


def _list_lines() -> Iterator[str]:
    for known in methodologies.all():
        yield f"{known.code + '@' + str(known.version):<16}{known.title} ({known.source})"


def _explain_lines(methodology: Methodology) -> Iterator[str]:
    yield f"{methodology.title} ({methodology.code} version {methodology.version})"
    yield f"{methodology.source}\n\nInputs"
    yield from map(_parameter_line, methodology.parameters)
    yield "\nEquation"
    for line in (*methodology.lines, methodology.net):
        yield f"  {line.name} = {line.formula.shown}   [{line.unit}]  {line.label}"
    yield ""
    yield from (f"{name}: {text}" for name, text in _terms(methodology))


def _parameter_line(parameter: Parameter) -> str:
    if parameter.default is not None:
        otherwise = f"; otherwise {parameter.default} ({parameter.source})"
    else:
        otherwise = "" if parameter.required else f"; may be left out ({parameter.source})"
    return f"  {parameter.name}: {parameter.label}; {parameter.expected}{otherwise}"


def _terms(methodology: Methodology) -> Iterator[tuple[str, str]]:
    first, last = methodology.vintages
    yield "uncertainty", methodology.uncertainty
    yield "leakage", methodology.leakage
    yield "buffer", f"{Decimal(methodology.buffer_ppm) / 10_000:f} % of issue"
    yield "minimum tier", methodology.minimum_tier
    yield "objection window", f"{methodology.objection_days} days"
    yield "ceiling", methodology.ceiling.label
    yield "vintages", f"from {first}" if last is None else f"{first} to {last}"
    yield (
        "claims taken",
        f"from {methodology.valid_from}" + (f" to {methodology.valid_to}" if methodology.valid_to else ""),
    )
    yield "GWP", methodology.gwp_report
    yield "relieves", f"{methodology.relieves} (shown, never credited)"


def _result_lines(methodology: Methodology, result: Result) -> Iterator[str]:
    yield f"{methodology.title} ({methodology.code} version {methodology.version})\n\nInputs"
    for stated in result.stated:
        yield f"  {stated.name} = {_with_unit(stated.value, stated.unit)}   {stated.label} ({stated.source})"
    yield "\nWorked through"
    for step in result.steps:
        yield from _step_lines(step)
    parts = f"{_kg(result.account_g)} to the account, {_kg(result.buffer_g)} to the buffer"
    yield f"\n{_kg(result.quantity_g)} kg CO2e to issue: {parts}. Nothing was filed."


def _step_lines(step: Step) -> Iterator[str]:
    """A figure with where it is from, or a formula with the same written out in figures below it."""
    shown = formulas.in_words(step.value)
    value, source = _with_unit(shown, step.unit), f" ({step.source})" if step.source else ""
    if step.formula != step.substituted:
        yield f"  {step.label}: {step.name} = {step.formula}"
        yield f"    = {step.substituted} = {value}{source}"
    else:
        where = "" if step.formula == shown else f" ({step.formula})"
        yield f"  {step.label}: {step.name} = {value}{where}{source}"


def _with_unit(value: str, unit: str) -> str:
    """A value and its unit of measure; parts, ratios and counts are written bare."""
    return f"{value} {unit}" if unit and unit not in measures.BARE else value


def _kg(grams: int) -> str:
    """Grams as kilograms, to the gram, without a float."""
    return f"{Decimal(grams).scaleb(-3):,.3f}"
