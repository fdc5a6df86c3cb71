"""Tonnes that another registry issued and holds immobile for this ledger: what it counted, less what is held back."""

from datetime import date
from decimal import Decimal

from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Quantity
from ledger.rules.worksheets import line

METHODOLOGY = Methodology(
    code="external-immobilised",
    version=1,
    title="Tonnes of another registry, immobilised for this ledger",
    family="external",
    effect="avoidance",
    source="The registry that issued the serials, by its own methodology",
    gwp_report="AR5",
    parameters=(
        Quantity(
            name="immobilised",
            label="Serials that the registry shows as immobilised, a tonne each",
            unit="t",
            maximum=Decimal(1_000_000_000),
            integer=True,
        ),
        Quantity(
            name="held_back",
            label="Part not claimed, for doubts about what the registry counted",
            unit="fraction",
            maximum=Decimal(1),
            default="0",
            source="the registry's figure, as its verifiers left it",
        ),
    ),
    lines=(
        line("baseline", "What the registry issued", "immobilised", "t CO2e"),
        line("project", "Emissions that remain: the registry took them off", "0", "t CO2e"),
        line("leakage", "Leakage: the registry took it off", "0", "t CO2e"),
        line("deduction", "Held back", "immobilised * held_back", "t CO2e"),
    ),
    uncertainty="As the registry's methodology took it off; what is held back on top is stated.",
    leakage="As the registry's methodology took it off.",
    ceiling=line("ceiling", "a serial is a tonne", "immobilised * 1000", "kg"),
    minimum_tier="accredited",
    objection_days=30,
    asset_kinds=("facility",),
    valid_from=date(2026, 1, 1),
    vintages=(2016, None),
)
