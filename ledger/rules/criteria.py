"""What verifiers look at, by family of effect, and which findings go with which decision."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger import errors

FINDINGS = ("met", "not_met", "cannot_say")
MET = "met"


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogues, which pages look it up in; here it stays as it is."""
    return text


@dataclass(frozen=True)
class Criterion:
    """`asks`: what must hold for the claim to be approved. `look_at`: where a verifier finds out."""

    code: str
    asks: str
    look_at: str


COMMON = (
    Criterion(
        "asset",
        gettext_noop("The asset exists, is where it is said to be, and is the claimant's to claim for."),
        gettext_noop("Photo, deed or contract; the number on the type plate against the end of the one registered."),
    ),
    Criterion(
        "period",
        gettext_noop("The figures are of the period, all of it, and of no other."),
        gettext_noop("The dates on readings and bills against the first and the last day."),
    ),
    Criterion(
        "inputs",
        gettext_noop("The inputs are right, in the right units, and believable."),
        gettext_noop("Each input as it was understood; a factor of 10 or 1,000; last year's figure, or a neighbour's."),
    ),
    Criterion(
        "evidence",
        gettext_noop("The evidence shows the figures, and is whole and unaltered."),
        gettext_noop("Every input that was not left to a default has a page that shows it."),
    ),
)
OVERLAPS = Criterion(
    "overlaps",
    gettext_noop("The claims nearby of the same kind and time count something else."),
    gettext_noop("Each of the claims listed as nearby: another asset, another owner, another number."),
)
FAMILIES: dict[str, tuple[Criterion, ...]] = {
    "heating": (
        Criterion(
            "replaced",
            gettext_noop("The heat pump does the work of the boiler that it is said to replace."),
            gettext_noop("Invoice or photo of the boiler's removal; heat from it in the period is not counted."),
        ),
    ),
    "insulation": (
        Criterion(
            "built",
            gettext_noop("The insulation was put in as stated before the period began."),
            gettext_noop("Invoice with area and thickness; photos while it was open; the date of completion."),
        ),
    ),
    "electricity-renewable": (
        Criterion(
            "fed_in",
            gettext_noop("The meter counts what was fed into the grid by this plant, and nothing else."),
            gettext_noop("The grid operator's statement; the plan of the connection; what the plant itself used."),
        ),
        Criterion(
            "sold_once",
            gettext_noop("No certificate of origin or credit for the same electricity went to somebody else."),
            gettext_noop("Registers of guarantees of origin for the plant and period."),
        ),
    ),
    "cooking": (
        Criterion(
            "in_use",
            gettext_noop("The stoves are used, as often as stated, and the old ones are not used beside them."),
            gettext_noop("The survey: its date, who asked, how many homes, and what was found in each."),
        ),
        Criterion(
            "sample",
            gettext_noop("The sample was drawn at random and is large enough for what is concluded from it."),
            gettext_noop("How homes were chosen; the number of answers; the deduction for uncertainty."),
        ),
    ),
    "transport-mode": (
        Criterion(
            "shifted",
            gettext_noop("The trips took the place of trips by the modes stated."),
            gettext_noop("The survey or log of trips; distances against a map; trips that are new are not counted."),
        ),
    ),
    "afforestation": (
        Criterion(
            "plot",
            gettext_noop("The plot is the one outlined, and was no forest before."),
            gettext_noop("The corners on an aerial picture of the period, and on one of ten years earlier."),
        ),
        Criterion(
            "standing",
            gettext_noop("The trees stand, and were measured as the method says."),
            gettext_noop("Field sheets of the sample plots; who measured, when and with what; photos."),
        ),
    ),
    "biochar": (
        Criterion(
            "material",
            gettext_noop("The laboratory's report is of this production, by an accredited laboratory."),
            gettext_noop("Sample numbers, dates and the carbon and hydrogen figures of the report."),
        ),
        Criterion(
            "applied",
            gettext_noop("The char is where it lasts, and will not be burnt."),
            gettext_noop("Delivery notes and the users' confirmation: soil, building material or feed."),
        ),
    ),
    "external": (
        Criterion(
            "immobilised",
            gettext_noop("The other registry shows these serials as immobilised for this ledger."),
            gettext_noop("The registry's own page or letter: serials, date, and the name of this ledger."),
        ),
        Criterion(
            "theirs",
            gettext_noop("The project is the claimant's to claim for."),
            gettext_noop("The registry's account holder against the claimant's name; a contract if they differ."),
        ),
    ),
}


def of(family: str, *, overlaps: bool = False) -> tuple[Criterion, ...]:
    """What is asked of a claim of the family, in the order in which it is looked at."""
    return (*COMMON, *FAMILIES.get(family, ()), *((OVERLAPS,) if overlaps else ()))


def codes(family: str, *, overlaps: bool = False) -> tuple[str, ...]:
    """The names under which findings are kept."""
    return tuple(criterion.code for criterion in of(family, overlaps=overlaps))


def check(findings: Mapping[str, str], *, family: str, approve: bool, overlaps: bool) -> None:
    """Raises BadInput unless every criterion has a finding, all met where the claim is approved, and not otherwise."""
    asked = codes(family, overlaps=overlaps)
    for code in asked:
        if findings.get(code) not in FINDINGS:
            raise errors.BadInput(f"criteria.{code}", findings.get(code, ""), f"one of {', '.join(FINDINGS)}")
        if approve and findings[code] != MET:
            raise errors.BadInput(f"criteria.{code}", findings[code], "met, if the claim is approved")
    for code in findings.keys() - set(asked):
        raise errors.BadInput(f"criteria.{code}", findings[code], f"one of the criteria {', '.join(asked)}")
    if not approve and all(findings[code] == MET for code in asked):
        raise errors.BadInput("criteria", "all met", "at least one that is not met, if the claim is not approved")
