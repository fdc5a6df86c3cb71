"""How sure a sample mean is, and what that costs: the 90 % half-width of CDM AR-TOOL14 and its discounts."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache

from ledger.rules import measures

CONFIDENCE = Decimal("0.90")
# With more plots t still falls, from 1.6464 towards 1.6449: stopping here errs on the safe side.
MOST_DEGREES = 1000
PI = Decimal("3.141592653589793238462643383279502884")
# CDM AR-TOOL14 v4.2: up to this relative half-width, this share of the half-width is taken off (transcribed).
DISCOUNTS = ((Decimal("0.10"), Decimal(0)), (Decimal("0.15"), Decimal("0.25")), (Decimal("0.20"), Decimal("0.50")),
             (Decimal("0.30"), Decimal("0.75")))  # fmt: skip


def half_width(mean: Decimal, deviation: Decimal, plots: int) -> Decimal:
    """The 90 % confidence half-width of a mean as a fraction of it: t * s / sqrt(n) / mean, for a mean above 0."""
    with localcontext(measures.CONTEXT):
        return student_t(plots - 1) * deviation / Decimal(plots).sqrt() / mean


def discount(relative_half_width: Decimal) -> Decimal:
    """The share of the half-width that AR-TOOL14 takes off a project's stock, and adds to a baseline's."""
    return next((share for most, share in DISCOUNTS if relative_half_width <= most), Decimal(1))


@cache
def student_t(degrees: int) -> Decimal:
    """Student's t that holds 90 % between -t and t, to six decimals. degrees: 1 or more.

    The closed form for whole degrees (Abramowitz and Stegun 26.7.3 and 26.7.4) in the angle whose tangent is
    t / sqrt(degrees), halved until it no longer matters.
    """
    if degrees < 1:
        raise ValueError("Student's t needs at least one degree of freedom")
    degrees = min(degrees, MOST_DEGREES)
    with localcontext(measures.CONTEXT):
        low, high = Decimal(0), PI / 2
        while high - low > Decimal("1e-15"):
            middle = (low + high) / 2
            low, high = (middle, high) if _held(middle, degrees) < CONFIDENCE else (low, middle)
        sine, cosine = _sine_cosine(low)
        return (Decimal(degrees).sqrt() * sine / cosine).quantize(Decimal("1e-6"), ROUND_HALF_UP)


def _held(angle: Decimal, degrees: int) -> Decimal:
    """The probability that Student's t lies within the angle on either side."""
    sine, cosine = _sine_cosine(angle)
    odd = degrees % 2
    term = cosine if odd else Decimal(1)
    total = Decimal(0)
    for k in range(1 + odd, degrees, 2):
        total += term
        term *= cosine * cosine * k / (k + 1)
    return 2 / PI * (angle + sine * total) if odd else sine * total


def _sine_cosine(angle: Decimal) -> tuple[Decimal, Decimal]:
    """Both by Taylor's series, for an angle from 0 to half a turn."""
    sums = [Decimal(0), Decimal(0)]
    term, k = Decimal(1), 0
    while abs(term) > Decimal("1e-34"):
        sums[k % 2] += term if k % 4 < 2 else -term
        k += 1
        term *= angle / k
    return sums[1], sums[0]
