"""Equal Earth: a map of the world on which areas compare as they are.

Source: Šavrič, Patterson, Jenny (2018), "The Equal Earth map projection", doi:10.1080/13658816.2018.1504949.
"""

from math import asin, cos, radians, sin, sqrt

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT = sqrt(3) / 2
WIDTH = 2000
# Antarctica is cut off, where nobody lives, and the north where there is only ice.
NORTH, SOUTH = 84.0, -56.5


def _plane(longitude: float, latitude: float) -> tuple[float, float]:
    theta = asin(ROOT * sin(radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    slope = 9 * A4 * sixth * squared + 7 * A3 * sixth + 3 * A2 * squared + A1
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * slope)
    return x, theta * (A4 * sixth * squared + A3 * sixth + A2 * squared + A1)


_HALF = _plane(180, 0)[0]
SCALE = WIDTH / (2 * _HALF)
TOP = _plane(0, NORTH)[1]
HEIGHT = round((TOP - _plane(0, SOUTH)[1]) * SCALE)
VIEW_BOX = f"0 0 {WIDTH} {HEIGHT}"


def on_map(longitude: float, latitude: float) -> tuple[float, float]:
    """Where it lies on the map of WIDTH by HEIGHT, in the map's units, from the top left."""
    x, y = _plane(longitude, latitude)
    return (x + _HALF) * SCALE, (TOP - y) * SCALE


def radius(share: float, most: float) -> float:
    """The radius of a dot whose area is that share of the largest's; share: 0 to 1, most: the largest's radius."""
    return most * sqrt(max(share, 0.0))
