"""Serials: the way each registry numbers the tonnes that it issues.

A serial names a block and, in most registries, a run of whole tonnes within it. The shapes below were read
off the public exports of the registries themselves (see docs/howto/import.md for an example of each).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

MAX_SERIAL = 2**62


@dataclass(frozen=True, slots=True)
class Serials:
    """What a serial names: the block, and the tonnes from `first` to `last` where they are numbered.

    An unnumbered block (`first` and `last` None) is one thing that can be used up by quantity alone.
    A blank block says that the text identifies the transaction and no block of tonnes.
    """

    block: str
    first: int | None = None
    last: int | None = None

    @property
    def tonnes(self) -> int | None:
        """How many whole tonnes are numbered, or None where they are not."""
        return None if self.first is None or self.last is None else self.last - self.first + 1


class SerialRefused(ValueError):
    """The text is not a serial of that registry; the message says what one looks like."""


NONE = Serials("")
_RANGE = re.compile(r"([!-~]*[!-,.-~])-([0-9]{1,18}) to ([0-9]{1,18})")
_VERRA = re.compile(r"([0-9]+)-([0-9]{1,18})-([0-9]{1,18})-([!-~]+)")
_GOLD_STANDARD = re.compile(r"([!-~]+-[!-~]*[!-,.-~])-([0-9]{1,18})-([0-9]{1,18})")
_CDM_PAIR = re.compile(r"([!-~]+?-[0-9]+)-([0-9]{1,18})-([!-~]+) - ([!-~]+?-[0-9]+)-([0-9]{1,18})-([!-~]+)")
_ATOM = re.compile(r"[!-~]{1,200}")


def parse(registry: str, text: str) -> Serials:
    """What `text` names in that registry; NONE where it is blank. Raises SerialRefused."""
    if not text:
        return NONE
    if len(text) > 200:
        raise SerialRefused("longer than 200 characters")
    return _READERS.get(registry, _whole)(text)


def numbers_tonnes(registry: str) -> bool:
    """Whether that registry's serials number single tonnes, so that a repeated row would be a repeated tonne."""
    return _READERS.get(registry) in (_ranged, _verra, _gold_standard)


def _checked(block: str, first: str, last: str) -> Serials:
    low, high = int(first), int(last)
    if high < low:
        raise SerialRefused(f"ends at {high}, before its first serial {low}")
    return Serials(block, low, high)


def _ranged(text: str) -> Serials:
    """`ACR-US-681-2023-3338-670 to 7955`: as the registries run on APX write it."""
    if not (found := _RANGE.fullmatch(text)):
        raise SerialRefused('does not look like "ACR-US-681-2023-3338-670 to 7955"')
    return _checked(found[1], found[2], found[3])


def _verra(text: str) -> Serials:
    """`19314-938136116-938160253-VCS-VCU-466-VER-AR-14-3739-01012022-30062022-1`: the run is second and third."""
    if not (found := _VERRA.fullmatch(text)):
        raise SerialRefused('does not look like "19314-938136116-938160253-VCS-VCU-466-VER-AR-14-3739-..."')
    return _checked(f"{found[1]}-{found[4]}", found[2], found[3])


def _gold_standard(text: str) -> Serials:
    """`GS1-1-KE-GS11603-16-2025-30256-1-5485`, or first and last of a block of the Clean Development Mechanism."""
    if found := _CDM_PAIR.fullmatch(text):
        if (found[1], found[3]) != (found[4], found[6]):
            raise SerialRefused("joins serials of two different blocks")
        return _checked(f"{found[1]}-*-{found[3]}", found[2], found[5])
    if found := _GOLD_STANDARD.fullmatch(text):
        return _checked(found[1], found[2], found[3])
    raise SerialRefused('does not look like "GS1-1-KE-GS11603-16-2025-30256-1-5485"')


def _isometric(text: str) -> Serials:
    """`iss_1KP6EDZ8K1S036PY` names the block; a retirement's `ret_...` names only itself."""
    return NONE if text.startswith("ret_") else _whole(text)


def _whole(text: str) -> Serials:
    """A serial that names its block as a whole: `CAFR5016-D`, `CDC_7_3_1_323_14_CO_1_2_2019`."""
    if not _ATOM.fullmatch(text):
        raise SerialRefused("holds spaces or characters outside ASCII")
    return Serials(text)


_READERS: dict[str, Callable[[str], Serials]] = {
    "american-carbon-registry": _ranged,
    "art-trees": _ranged,
    "california-arb": _whole,
    "cercarbono": _whole,
    "climate-action-reserve": _ranged,
    "gold-standard": _gold_standard,
    "isometric": _isometric,
    "verra": _verra,
}
KNOWN = frozenset(_READERS)
