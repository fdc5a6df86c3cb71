"""The methodologies that this ledger knows, one file each; every version that was ever used stays here."""

from collections.abc import Iterable, Mapping

from ledger.errors import UnknownMethodology
from ledger.rules.methodologies import (
    acm0002,
    ams_i_d,
    ams_ii_g,
    ams_iii_bm,
    ar_acm0003,
    csi_csink,
    external_immobilised,
    gs403,
    heat_pump,
    insulation,
    puro_biochar,
    vm0050,
    vmr0017,
)
from ledger.rules.methodology import Methodology

MODULES = (
    acm0002,
    ams_i_d,
    ams_ii_g,
    ams_iii_bm,
    ar_acm0003,
    csi_csink,
    external_immobilised,
    gs403,
    heat_pump,
    insulation,
    puro_biochar,
    vm0050,
    vmr0017,
)


def registry(versions: Iterable[Methodology]) -> Mapping[tuple[str, int], Methodology]:
    """Versions by code and number. Raises ValueError where one stands twice."""
    found: dict[tuple[str, int], Methodology] = {}
    for methodology in versions:
        key = (methodology.code, methodology.version)
        if key in found:
            raise ValueError(f"{methodology.code} {methodology.version} stands twice")
        found[key] = methodology
    return found


VERSIONS = registry(module.METHODOLOGY for module in MODULES)


def get(code: str, version: int | None = None) -> Methodology:
    """The version asked for, or the latest. Raises UnknownMethodology."""
    numbers = [number for known, number in VERSIONS if known == code]
    if not numbers:
        raise UnknownMethodology("methodology", code, f"one of {', '.join(sorted({known for known, _ in VERSIONS}))}")
    if version is not None and version not in numbers:
        raise UnknownMethodology("version", version, f"one of {', '.join(map(str, numbers))} for {code}")
    return VERSIONS[code, max(numbers) if version is None else version]


def all() -> tuple[Methodology, ...]:
    """Every version, by code and number."""
    return tuple(VERSIONS[key] for key in sorted(VERSIONS))
