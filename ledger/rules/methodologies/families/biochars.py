"""What the biochar methodologies share: dry mass, the carbon in it, and what one plant can make."""

from decimal import Decimal

from ledger.rules.parameters import Quantity
from ledger.rules.worksheets import line

WET_MASS = Quantity(name="biochar_wet", label="Biochar made, as weighed", unit="t", maximum=Decimal(1_000_000))
MOISTURE = Quantity(name="moisture", label="Water in it", unit="fraction", maximum=Decimal("0.95"))
CARBON = Quantity(name="organic_carbon", label="Organic carbon in dry biochar", unit="fraction", maximum=Decimal(1))
HYDROGEN = Quantity(
    name="hydrogen_to_carbon",
    label="Hydrogen to organic carbon, by moles",
    unit="ratio",
    maximum=Decimal("0.7"),
)
PROJECT_EMISSIONS = Quantity(
    name="project_emissions",
    label="Emissions of growing, drying, charring and moving it",
    unit="t",
    maximum=Decimal(10_000_000),
)

DRY_MASS = line("biochar_dry", "Dry biochar", "biochar_wet * (1 - moisture)", "t")
STORED = line("stored", "CO2 that its carbon stands for", "biochar_dry * organic_carbon * 44 / 12", "t")
# The largest plants of 2025 make a few tens of thousands of tonnes a year (ours).
CEILING = line(
    "ceiling", "no plant makes more than 50,000 t of biochar a year", "50000 * 44 / 12 * 1000 * days / 365", "kg"
)
