"""Filing a claim in a few steps: the method, the asset, the figures, the evidence."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from commons.models import Agent
from ledger import errors
from ledger.actions import external
from ledger.forms.places import PlaceField
from ledger.forms.refusals import KeyedForm, RefusableForm, date_field, text_field, words
from ledger.models import Asset, Claim
from ledger.rules import claims as rules
from ledger.rules import measures, methodologies, tables
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Choice, Parameter, Shares

PREFIX = "inputs."
TIER_HINTS = {
    "self-declared": "Nothing backs it but your word. It is shown, and never becomes tokens.",
    "peer-verified": "Another member of your collective confirms it, then accredited verifiers look at it.",
    "measured": "Meters or records back it, and accredited verifiers look at them.",
    "accredited": "A report of an accredited body backs it, and accredited verifiers look at it.",
}


class MethodForm(forms.Form):
    """Who claims, and by which method; asked in the address, nothing is kept yet."""

    acting_for = forms.ChoiceField(label="Who did it?", widget=forms.RadioSelect)
    methodology = forms.ChoiceField(label="What was done?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, who: list[Agent], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["acting_for"].choices = [(str(agent.pk), agent.name) for agent in who]
        self.fields["acting_for"].initial = str(who[0].pk)
        titles = {known.code: known.title for known in filed_by_form()}
        self.fields["methodology"].choices = sorted(titles.items(), key=lambda choice: choice[1])


class AssetForm(KeyedForm):
    """What makes the effect; only what the kind needs is asked for."""

    kind = forms.ChoiceField(label="What is it?", choices=Asset.Kind.choices)
    name = forms.CharField(label="What do you call it?", max_length=200, help_text="Such as: heat meter in the cellar")
    place = PlaceField(
        label="Where is it?", help_text="A town, region or country. People's own places are never shown exactly."
    )
    identifier = forms.CharField(
        label="Its number",
        max_length=200,
        required=False,
        help_text="Of the meter, vehicle, building or facility. It is kept only as a fingerprint, "
        "by which a second claim for it is found.",
    )
    serial_scope = forms.CharField(
        label="Maker and model of the stoves", max_length=120, required=False, help_text="Such as: Burn/Jikokoa"
    )
    first_serial = forms.IntegerField(label="First serial number", required=False, min_value=0)
    last_serial = forms.IntegerField(label="Last serial number", required=False, min_value=0)
    outline = text_field(
        "Corners of the plot",
        required=False,
        help_text="One corner a line, in order around it: latitude, longitude. Such as: 51.6012, -3.3040",
    )

    says = {"serials": "first_serial"}

    def __init__(self, *args: Any, methodology: Methodology, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = methodology.asset_kinds or tuple(Asset.Kind.values)
        self.fields["kind"].choices = [choice for choice in Asset.Kind.choices if choice[0] in kinds]
        if Asset.Kind.PLOT not in kinds:
            del self.fields["outline"]
        if Asset.Kind.STOVE_SERIALS not in kinds:
            for name in ("serial_scope", "first_serial", "last_serial"):
                del self.fields[name]
        if not set(kinds) - {Asset.Kind.PLOT, Asset.Kind.STOVE_SERIALS}:
            del self.fields["identifier"]

    def clean_outline(self) -> list[list[str]] | None:
        """Corners as pairs of texts; the rules say whether they make a plot."""
        lines = [line for line in self.cleaned_data["outline"].splitlines() if line.strip()]
        corners = [[part.strip() for part in line.replace(";", ",").split(",")] for line in lines]
        if any(len(corner) != 2 for corner in corners):
            raise forms.ValidationError("Write two numbers a line, with a comma between them: latitude, longitude.")
        return corners or None

    @property
    def asked(self) -> dict[str, Any]:
        """What the action is asked for."""
        given = dict(self.cleaned_data)
        first, last = given.pop("first_serial", None), given.pop("last_serial", None)
        return given | {"serials": None if first is None and last is None else (first, last)}


class FiguresForm(KeyedForm):
    """The period, the inputs of the method in whatever unit they were read, and how they are backed."""

    first_day = date_field("First day")
    last_day = date_field("Last day", help_text="The period must be over.")
    tier = forms.ChoiceField(label="What backs these figures?", widget=forms.RadioSelect)
    statement = text_field(
        "In your own words", required=False, help_text="What was done, for the verifiers. Not shown to the public."
    )

    says = {"period": "last_day"}

    def __init__(self, *args: Any, methodology: Methodology, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.methodology, self.today = methodology, today
        tiers = (rules.TIERS[0], *rules.TIERS[rules.TIERS.index(methodology.minimum_tier) :])
        self.fields["tier"].choices = [
            (tier, f"{tier.capitalize()}: {TIER_HINTS[tier]}") for tier in dict.fromkeys(tiers)
        ]
        for parameter in methodology.parameters:
            self.fields[PREFIX + parameter.name] = _asked(parameter)
        if "later" in self.data:
            for parameter in methodology.parameters:
                self.fields[PREFIX + parameter.name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "later" not in self.data:
            for parameter in self.methodology.parameters:
                self._check(parameter)
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", f"The period ends before it starts: give {first} or a later day.")
        elif last and last >= self.today:
            self.add_error(
                "last_day", f"The period is not over: give {self.today - timedelta(days=1)} or an earlier day."
            )
        return cleaned

    def _check(self, parameter: Parameter) -> None:
        given = self.cleaned_data.get(PREFIX + parameter.name)
        if not given:
            return
        try:
            parameter.read(given)
        except errors.BadInput as refusal:
            self.add_error(PREFIX + parameter.name, words(refusal))

    @property
    def inputs(self) -> dict[str, str]:
        """What was given of the method's inputs."""
        given = {name.removeprefix(PREFIX): self.cleaned_data.get(name) for name in self.fields if PREFIX in name}
        return {name: str(value) for name, value in given.items() if value}

    @property
    def input_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def period_fields(self) -> list[forms.BoundField]:
        return [self["first_day"], self["last_day"]]


class EvidenceForm(RefusableForm):
    """A file behind the claim."""

    file = forms.FileField(
        label="Add a file",
        help_text="PDF, PNG, JPEG, WebP, or UTF-8 text as CSV or JSON; at most 20 MiB. "
        "Only you, your collective, and the claim's verifiers can open it.",
        allow_empty_file=True,  # said by the ledger, in its own words
    )

    says = {"name": "file", "evidence": "file"}


class SubmitForm(KeyedForm):
    """The last look before it is filed."""

    true = forms.BooleanField(
        label="What stands above is true as far as I know, and nobody else counts it.",
        error_messages={"required": "Say that it is true, or change what is not."},
    )


def filed_by_form() -> list[Methodology]:
    """The methodologies that the form asks for: all but tonnes of another registry, which are told by their serials."""
    return [known for known in methodologies.all() if known.code != external.METHODOLOGY]


def initial(claim: Claim) -> dict[str, Any]:
    """A draft, as the form shows it."""
    days = {"first_day": claim.period.lower, "last_day": claim.period.upper - timedelta(days=1)}
    inputs: Mapping[str, Any] = claim.inputs
    return days | {"tier": claim.tier, "statement": claim.statement} | {PREFIX + k: v for k, v in inputs.items()}


def _asked(parameter: Parameter) -> forms.Field:
    """A field for a parameter, by its kind."""
    default = f" Without it: {parameter.default} ({parameter.source})." if parameter.default is not None else ""
    left_out = f" May be left out: {parameter.source}." if parameter.optional and parameter.source else ""
    required = parameter.required
    if isinstance(parameter, Choice):
        blank = [] if required and len(parameter.choices) < 2 else [("", "Choose" if required else "Not given")]
        return forms.ChoiceField(
            label=parameter.label,
            required=required,
            choices=[*blank, *_labels(parameter)],
            help_text=(default + left_out).strip(),
        )
    unit = getattr(parameter, "unit", "")
    counted = isinstance(parameter, Shares) or unit in measures.BARE or measures.unit_of(unit).dimension == "count"
    converted = "" if counted else " Other units are converted."
    field = forms.CharField(
        label=parameter.label,
        required=required,
        max_length=200,
        help_text=f"{_sentence(parameter.expected)}{converted}{default}{left_out}",
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    field.short = not isinstance(parameter, Shares)
    return field


def _labels(parameter: Choice) -> list[tuple[str, str]]:
    if parameter.name == "country":
        names = {row["country"]: row["name"] for row in tables.rows("grid_factors")}
        return sorted(((code, names.get(code, code)) for code in parameter.choices), key=lambda choice: choice[1])
    return [(choice, choice.replace("_", " ")) for choice in parameter.choices]


def _sentence(expected: str) -> str:
    return f"{expected[0].upper()}{expected[1:]}."
