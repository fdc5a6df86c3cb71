"""Filing a claim in a few steps: who did what, with which asset, how much, and what shows it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commons.models import Agent
from ledger import errors
from ledger.forms import efforts
from ledger.forms.places import PlaceField
from ledger.forms.refusals import KeyedForm, RefusableForm, date_field, text_field, words
from ledger.models import Asset, Claim
from ledger.rules import claims as rules
from ledger.rules import formulas, measures, tables
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Choice, Parameter, Quantity, Shares

PREFIX = "inputs."
NEW = "new"
TIERS = {
    "self-declared": (_("My word"), _("It is shown to everybody, and never becomes tokens.")),
    "peer-verified": (
        _("A fellow member's word"),
        _("Another member of your collective confirms it; then accredited verifiers look at it."),
    ),
    "measured": (_("Meters or records"), _("Accredited verifiers look at them.")),
    "accredited": (_("An accredited body's report"), _("Accredited verifiers look at it.")),
}


@dataclass(frozen=True)
class Understood:
    """One input as it was read: in the parameter's own unit, or `wrong`: why it could not be."""

    label: str
    value: str = ""
    unit: str = ""
    wrong: str = ""


class EffortForm(KeyedForm):
    """Who did it, and what was done."""

    acting_for = forms.ChoiceField(label=_("Who did it"), widget=forms.RadioSelect)
    methodology = forms.ChoiceField(
        label=_("What was done"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what was done; the nearest, if none fits well."),
            "invalid_choice": _("Choose one of those below."),
        },
    )

    def __init__(self, *args: Any, who: list[Agent], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["acting_for"].choices = [(str(agent.pk), agent.name) for agent in who]
        self.fields["acting_for"].initial = str(who[0].pk)
        self.kinds = efforts.kinds()
        self.fields["methodology"].choices = [(known.method, known.did) for _kind, known in self._each()]

    @property
    def chosen(self) -> str:
        """The method that is ticked."""
        return self["methodology"].value() or ""

    def _each(self) -> list[tuple[Any, efforts.Effort]]:
        return [(kind, known) for kind, found in self.kinds for known in found]


class AssetForm(KeyedForm):
    """One of the assets that are there, or another; of that, only what its kind needs is asked for."""

    asset = forms.ChoiceField(label=_("Which one is it?"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("What is it?"), choices=Asset.Kind.choices, required=False)
    name = forms.CharField(
        label=_("What do you call it?"),
        max_length=200,
        required=False,
        help_text=_("So that you know it again, such as: heat meter in the cellar."),
    )
    place = PlaceField(
        label=_("Where is it?"),
        required=False,
        help_text=_("A town, region or country. A person's own place is never shown exactly."),
    )
    identifier = forms.CharField(
        label=_("Its number"),
        max_length=200,
        required=False,
        help_text=_(
            "Of the meter, vehicle, building or facility. It is kept only as a fingerprint, by which a second claim "
            "for the same one is found."
        ),
    )
    serial_scope = forms.CharField(
        label=_("Maker and model of the stoves"), max_length=120, required=False, help_text=_("Such as: Burn/Jikokoa")
    )
    first_serial = forms.IntegerField(label=_("First serial number"), required=False, min_value=0)
    last_serial = forms.IntegerField(label=_("Last serial number"), required=False, min_value=0)
    outline = text_field(
        _("Corners of the plot"),
        required=False,
        help_text=_("One corner a line, in order around it: latitude, longitude. Such as: 51.6012, -3.3040"),
    )

    says = {"serials": "first_serial"}

    def __init__(self, *args: Any, methodology: Methodology, known: list[Asset], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {str(asset.pk): asset for asset in known}
        named = [(pk, _described(asset)) for pk, asset in self.known.items()]
        self.fields["asset"].choices = [*named, (NEW, _("Another one"))]
        self.fields["asset"].required = bool(known)
        if not known:
            self.fields["asset"].widget = forms.HiddenInput()
            self.fields["asset"].initial = NEW
        self._ask_for(methodology.asset_kinds or tuple(Asset.Kind.values))

    def _ask_for(self, kinds: tuple[str, ...]) -> None:
        self.fields["kind"].choices = [choice for choice in Asset.Kind.choices if choice[0] in kinds]
        self.fields["kind"].initial = kinds[0]
        another = self.data.get("asset", NEW) not in self.known
        special = {"serial_scope", "first_serial", "last_serial"} if kinds == (Asset.Kind.STOVE_SERIALS,) else set()
        special |= {"outline"} if kinds == (Asset.Kind.PLOT,) else set()
        for name in ("kind", "name", "place", "identifier", *special):
            self.fields[name].required = another
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
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
            raise forms.ValidationError(_("Write two numbers a line, with a comma between them: latitude, longitude."))
        return corners or None

    @property
    def chosen(self) -> Asset | None:
        """The one that is there already, if it is one."""
        return self.known.get(self.cleaned_data.get("asset", ""))

    @property
    def new_fields(self) -> list[forms.BoundField]:
        """What another one is told by."""
        return [self[name] for name in self.fields if name not in ("asset", "key")]

    @property
    def asked(self) -> dict[str, Any]:
        """What the action that registers is asked for."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "asset"}
        first, last = given.pop("first_serial", None), given.pop("last_serial", None)
        return given | {"serials": None if first is None and last is None else (first, last)}


class FiguresForm(RefusableForm):
    """The period, and the inputs of the method in whatever unit they were read."""

    first_day = date_field(_("First day"))
    last_day = date_field(_("Last day"), help_text=_("The period must be over."))

    says = {"period": "last_day"}

    def __init__(self, *args: Any, methodology: Methodology, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.methodology, self.today = methodology, today
        for parameter in methodology.parameters:
            self.fields[PREFIX + parameter.name] = _asked(parameter)
        if self.later:
            for field in self.fields.values():
                field.required = False

    @property
    def later(self) -> bool:
        """Whether what is missing or wrong may wait."""
        return "later" in self.data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.later:
            for parameter in self.methodology.parameters:
                self._check(parameter)
        self._check_days(cleaned.get("first_day"), cleaned.get("last_day"))
        return cleaned

    def _check(self, parameter: Parameter) -> None:
        given = self.cleaned_data.get(PREFIX + parameter.name)
        if not given:
            return
        try:
            parameter.read(given)
        except errors.BadInput as refusal:
            self.add_error(PREFIX + parameter.name, words(refusal))

    def _check_days(self, first: date | None, last: date | None) -> None:
        if first and last and last < first:
            self.add_error(
                "last_day", _now("The period ends before it starts: give %(day)s or a later day.") % {"day": first}
            )
        elif last and last >= self.today:
            latest = self.today - timedelta(days=1)
            self.add_error(
                "last_day", _now("The period is not over: give %(day)s or an earlier day.") % {"day": latest}
            )

    @property
    def inputs(self) -> dict[str, str]:
        """What was given of the method's inputs."""
        given = {name.removeprefix(PREFIX): self.cleaned_data.get(name) for name in self.fields if PREFIX in name}
        return {name: str(value) for name, value in given.items() if value}

    @property
    def inputs_asked(self) -> list[str]:
        """The names of the method's inputs."""
        return [parameter.name for parameter in self.methodology.parameters]

    def written(self, name: str) -> str:
        """What stands at an input, whether it can be read or not."""
        return str(self.data.get(PREFIX + name, ""))[:200].strip()

    @property
    def input_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def period_fields(self) -> list[forms.BoundField]:
        return [self["first_day"], self["last_day"]]


class BackingForm(RefusableForm):
    """What backs the figures: a tier, files, and words for the verifiers."""

    file = forms.FileField(
        label=_("Add a file"),
        required=False,
        help_text=_(
            "PDF, PNG, JPEG, WebP, or UTF-8 text as CSV or JSON; at most 20 MiB. Only you, your collective, and the "
            "claim's verifiers can open it."
        ),
        allow_empty_file=True,  # said by the ledger, in its own words
    )
    tier = forms.ChoiceField(
        label=_("What backs the figures?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what backs the figures: your word is enough to be shown.")},
    )
    statement = text_field(
        _("In your own words"),
        required=False,
        help_text=_("What was done, for the verifiers. Not shown to the public."),
    )

    says = {"name": "file", "evidence": "file"}

    def __init__(self, *args: Any, methodology: Methodology, **options: Any) -> None:
        super().__init__(*args, **options)
        enough = rules.TIERS[rules.TIERS.index(methodology.minimum_tier) :]
        self.fields["tier"].choices = [
            (tier, f"{TIERS[tier][0]}. {TIERS[tier][1]}") for tier in dict.fromkeys((rules.TIERS[0], *enough))
        ]
        self.fields["tier"].required = not {"later", "add", "remove"} & set(self.data)


class EvidenceForm(RefusableForm):
    """A file behind a claim that is filed already, and words for the verifier who asked."""

    answer = text_field(_("Your answer"), required=False)
    file = forms.FileField(
        label=_("Add a file"),
        required=False,
        help_text=_("PDF, PNG, JPEG, WebP, or UTF-8 text as CSV or JSON; at most 20 MiB."),
        allow_empty_file=True,
    )

    says = {"name": "file", "evidence": "file"}


class SubmitForm(KeyedForm):
    """The last look before it is filed."""

    true = forms.BooleanField(
        label=_("What stands above is true as far as I know, and nobody else counts it."),
        error_messages={"required": _("Say that it is true, or change what is not.")},
    )


def initial(claim: Claim) -> dict[str, Any]:
    """A draft's figures, as the form shows them."""
    days = {}
    if claim.period:
        days = {"first_day": claim.period.lower, "last_day": claim.period.upper - timedelta(days=1)}
    return days | {PREFIX + name: given for name, given in claim.inputs.items()}


def understood(methodology: Methodology, inputs: dict[str, Any]) -> list[Understood]:
    """Each input that was given, in the parameter's own unit, or why it cannot be read."""
    return [
        _read(parameter, inputs[parameter.name]) for parameter in methodology.parameters if inputs.get(parameter.name)
    ]


def _read(parameter: Parameter, given: object) -> Understood:
    try:
        value = parameter.read(given)
    except errors.BadInput as refusal:
        return Understood(parameter.label, wrong=words(refusal))
    if isinstance(parameter, Choice):
        return Understood(parameter.label, dict(_labels(parameter)).get(str(value), str(value)))
    shown = parameter.written(value) if isinstance(parameter, Shares) else _grouped(formulas.in_words(value))
    return Understood(parameter.label, shown, getattr(parameter, "unit", ""))


def _grouped(figure: str) -> str:
    """A figure with its thousands apart, so that a nought too many is seen."""
    return number_format(figure, use_l10n=True, force_grouping=True)


def _described(asset: Asset) -> str:
    known_by = f" {asset.shown}" if len(asset.shown) > 1 else ""
    return f"{asset.name} ({asset.get_kind_display()}{known_by}, {asset.place.name})"


def _asked(parameter: Parameter) -> forms.Field:
    """A field for a parameter, by its kind."""
    if parameter.default is not None:
        left_out = _now("Left out, it is taken as %(default)s (%(source)s).") % {
            "default": parameter.default,
            "source": parameter.source,
        }
    elif parameter.optional and parameter.source:
        left_out = _now("May be left out: %(source)s.") % {"source": parameter.source}
    else:
        left_out = ""
    required = parameter.required
    if isinstance(parameter, Choice):
        blank = [] if required and len(parameter.choices) < 2 else [("", _("Choose") if required else _("Not given"))]
        return forms.ChoiceField(
            label=parameter.label, required=required, choices=[*blank, *_labels(parameter)], help_text=left_out
        )
    unit = getattr(parameter, "unit", "")
    counted = isinstance(parameter, Shares) or unit in measures.BARE or measures.unit_of(unit).dimension == "count"
    converted = "" if counted else _now("Other units are converted.")
    field = forms.CharField(
        label=parameter.label,
        required=required,
        max_length=200,
        help_text=" ".join(filter(None, (_expected(parameter), converted, left_out))),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    field.short = not isinstance(parameter, Shares)
    return field


def _labels(parameter: Choice) -> list[tuple[str, str]]:
    if parameter.name == "country":
        names = {row["country"]: row["name"] for row in tables.rows("grid_factors")}
        return sorted(((code, names.get(code, code)) for code in parameter.choices), key=lambda choice: choice[1])
    return [(choice, choice.replace("_", " ")) for choice in parameter.choices]


def _expected(parameter: Parameter) -> str:
    if not isinstance(parameter, Quantity):
        return f"{parameter.expected[0].upper()}{parameter.expected[1:]}."
    low, high = (_grouped(formulas.in_words(bound)) for bound in (parameter.minimum, parameter.maximum))
    bounds = {"low": low, "high": high, "unit": parameter.unit}
    if parameter.unit in measures.BARE:
        shares = _now("0.5 and 50 % are the same.") if parameter.unit == "fraction" else ""
        return " ".join(filter(None, (_now("From %(low)s to %(high)s.") % bounds, shares)))
    return _now("In %(unit)s, from %(low)s to %(high)s.") % bounds
