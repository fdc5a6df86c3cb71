"""Scales: a round end for an axis, and the steps on it."""

from decimal import ROUND_CEILING, Decimal

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def step(most: Decimal, ticks: int = 4) -> Decimal:
    """The smallest round step of which at most so many reach `most`; 1 where there is nothing to show."""
    if most <= 0:
        return Decimal(1)
    rough = most / ticks
    power = Decimal(1).scaleb(rough.adjusted())
    return next(size * power for size in STEPS if size * power >= rough)


def ticks(most: Decimal, number: int = 4) -> list[Decimal]:
    """From zero up to the first tick that is not below `most`."""
    each = step(most, number)
    count = int((most / each).to_integral_value(ROUND_CEILING)) if most > 0 else 1
    return [each * n for n in range(count + 1)]
