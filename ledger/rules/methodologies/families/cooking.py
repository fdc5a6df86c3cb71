"""What the cookstove methodologies share: how much of the wood burned does not grow back."""

from decimal import Decimal

from ledger.errors import BadInput
from ledger.rules import tables
from ledger.rules.parameters import Quantity, country
from ledger.rules.worksheets import Worksheet

COUNTRY = country("fnrb", "Country, for its fraction of non-renewable biomass")
FNRB = Quantity(
    name="fnrb",
    label="Fraction of non-renewable biomass",
    unit="fraction",
    maximum=Decimal(1),
    optional=True,
    source="that of the country",
)


def look_up_fnrb(sheet: Worksheet) -> None:
    """`fnrb`: stated, or that of the country."""
    if "fnrb" in sheet:
        return
    if "country" not in sheet:
        raise BadInput("country", "", "a country in TOOL33 (as KEN), or fnrb, the fraction of non-renewable biomass")
    row = tables.by("fnrb", "country")[sheet.choice("country")]
    sheet.look_up(
        "fnrb", FNRB.label, tables.figure(row, "fnrb"), FNRB.unit, where=row["name"], source=tables.cited(row)
    )
