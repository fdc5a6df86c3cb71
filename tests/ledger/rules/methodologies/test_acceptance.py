"""The acceptance cases of area `ledger`: printed in their sources, or computed from published inputs.

They stand here in full. Where the shared reference data lies beside the repository, its own copies are replayed too.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.rules import gwp, methodologies, sampling

SHARED = Path(__file__).parents[5] / "shared" / "data" / "acceptance_cases.json"


def inventory(inputs):
    given = {
        gas: factor for gas, factor in inputs["gwp"].items() if gwp.factor(gas, report="AR6") != Decimal(str(factor))
    }
    assert given == {}, "factors of another report"
    return {"co2e_kg": gwp.co2e(inputs["kg"], report="AR6")}


def precision(inputs):
    steps = forest(stem_volume=inputs["V"], relative_error=inputs["E"])
    return {"V_adj": Decimal(inputs["V"]) * (1 - steps["precision_cut"])}


def half_width(inputs):
    mean, deviation = Decimal(str(inputs["mean"])), Decimal(str(inputs["s"]))
    return {"U": sampling.half_width(mean, deviation, inputs["n"])}


def volume(inputs):
    chain = {"expansion_factor": "BEF", "wood_density": "WD", "root_shoot": "R", "carbon_fraction": "CF"}
    steps = forest(stem_volume=inputs["V"], **{name: inputs[symbol] for name, symbol in chain.items()})
    return {"tco2_per_ha": steps["stored_before_cut"]}


def units(inputs):
    """The case starts from t CO2 a hectare: the volume that stands for it by the defaults."""
    stem_volume = Decimal(str(inputs["CR"])) / Decimal("0.68244")
    result = methodologies.get("gs403").compute(
        {
            "area": inputs["area_ha"],
            "stem_volume": stem_volume,
            "relative_error": 0,
            "baseline_stock": inputs["BSL"],
            "leakage_stock": inputs["LK"],
            "other_emissions": inputs["OE"],
        }
    )
    return {
        "units": tonnes(result.quantity_g),
        "buffer": tonnes(result.buffer_g),
        "to_account": tonnes(result.account_g),
    }


def stoves_by_fuel(inputs):
    result = methodologies.get("vm0050").compute(
        {
            "stoves": inputs["N"],
            "usage": inputs["n"],
            "burned_before": inputs["BC_baseline_t"],
            "burned_after": inputs["BC_project_t"],
            "fnrb": inputs["fNRB"],
        }
    )
    steps = values(result)
    assert steps["ncv_before"] == Decimal(str(inputs["NCV_TJ_per_t"]))
    assert steps["ef_co2_before"] == Decimal(str(inputs["EF_CO2"]))
    assert steps["ef_non_co2_before"] == Decimal(str(inputs["EF_nonCO2"]))
    return {"BE": steps["baseline"], "PE": steps["project"], "ER": tonnes(result.quantity_g)}


def stoves_by_efficiency(inputs):
    result = methodologies.get("ams-ii-g").compute(
        {
            "stoves": inputs["N"],
            "usage": inputs["n"],
            "people_per_stove": inputs["persons"],
            "wood_per_person": inputs["wood_t_per_person"],
            "efficiency_before": inputs["eta_old"],
            "efficiency_after": inputs["eta_new"],
            "energy_content": f"{inputs['NCV']} TJ/t",
            "fuel_factor": f"{inputs['EF']} t/TJ",
            "country": "KEN",
        }
    )
    assert values(result)["fnrb"] == Decimal(str(inputs["fNRB"]))
    return {"B_savings_t": values(result)["wood_saved"], "ER": tonnes(result.quantity_g)}


def solar(inputs):
    result = methodologies.get("ams-i-d").compute(
        {
            "generation": inputs["EG_MWh"],
            "capacity": 6,
            "technology": "solar",
            "operating_margin": inputs["OM"],
            "build_margin": inputs["BM"],
            "project_emissions": inputs["PE"],
            "leakage_emissions": inputs["LE"],
        }
    )
    steps = values(result)
    weights = (steps["weight_operating"], steps["weight_build"])
    assert weights == (Decimal(str(inputs["w_OM"])), Decimal(str(inputs["w_BM"])))
    return {"EF": steps["grid_factor"], "ER": tonnes(result.quantity_g)}


def biochar(inputs):
    result = methodologies.get("puro-biochar").compute(
        {
            "biochar_wet": inputs["Q_wet_t"],
            "moisture": inputs["moisture"],
            "organic_carbon": inputs["Corg"],
            "hydrogen_to_carbon": inputs["H_Corg"],
            "soil_temperature": inputs["Ts"],
            "project_emissions": inputs["E"],
        }
    )
    steps = values(result)
    assert (steps["persistence_m"], steps["persistence_a"]) == (Decimal(str(inputs["M"])), Decimal(str(inputs["a"])))
    net, persistence = tonnes(result.quantity_g), steps["persistence"] * 100
    return {"Q_dry": steps["biochar_dry"], "Cstored": steps["stored"], "PF_pct": persistence, "net": net}


def trips(inputs):
    result = methodologies.get("ams-iii-bm").compute(
        {"trips": inputs["trips"], "distance": inputs["km"], "replaced": inputs["share"]}
    )
    return {"ER_t": tonnes(result.quantity_g)}


def forest(**stated):
    base = {"area": 1, "relative_error": 0, "baseline_stock": 0, "leakage_stock": 0}
    return values(methodologies.get("gs403").compute(base | stated))


def values(result):
    return {step.name: step.value for step in result.steps}


def tonnes(grams):
    return Decimal(grams) / 1_000_000


# Inputs, what is to come out, within what: the cases of `acceptance_cases.json`, area `ledger`.
CASES = {
    "GWP-1": (
        inventory,
        {
            "kg": {"CO2": 1000, "CH4": 10, "N2O": 2, "SF6": 0.1, "HFC-134a": 1},
            "gwp": {"CO2": 1, "CH4": 27.9, "N2O": 273, "SF6": 25200, "HFC-134a": 1530},
        },
        {"co2e_kg": 5875},
        1e-6,
    ),
    "ME-GS403-precision": (precision, {"V": 100, "E": 0.23}, {"V_adj": 97}, 1e-9),
    "ME-ARTOOL14-U": (half_width, {"mean": 45.328, "n": 34, "s": 12.776}, {"U": 0.0818}, 0.0002),
    "ME-GS403-chain": (
        volume,
        {"V": 97, "BEF": 1.1, "WD": 0.3, "R": 0.2, "CF": 0.47},
        {"tco2_per_ha": 66.19668},
        1e-5,
    ),
    "ME-GS403-issue": (
        units,
        {"CR": 66.19668, "BSL": 5, "LK": 2, "OE": 0, "area_ha": 50},
        {"units": 2959.834, "buffer": 591.9668, "to_account": 2367.8672},
        0.01,
    ),
    "ME-VM0050": (
        stoves_by_fuel,
        {
            "BC_baseline_t": 2.6,
            "BC_project_t": 0.62,
            "NCV_TJ_per_t": 0.0156,
            "N": 80000,
            "n": 0.85,
            "EF_CO2": 112.0,
            "EF_nonCO2": 9.46,
            "fNRB": 0.72,
        },
        {"BE": 248503.008, "PE": 59258.41, "ER": 179782.368},
        0.5,
    ),
    "ME-AMS-II.G": (
        stoves_by_efficiency,
        {
            "persons": 4,
            "wood_t_per_person": 0.4,
            "eta_old": 0.15,
            "eta_new": 0.3,
            "N": 1000,
            "n": 0.9,
            "NCV": 0.0156,
            "EF": 112.0,
            "fNRB": 0.29,
        },
        {"B_savings_t": 0.8, "ER": 346.5746},
        0.001,
    ),
    "ME-AMS-I.D": (
        solar,
        {"EG_MWh": 10000, "OM": 0.9, "BM": 0.5, "w_OM": 0.75, "w_BM": 0.25, "PE": 0, "LE": 0},
        {"EF": 0.8, "ER": 8000},
        1e-6,
    ),
    "ME-biochar-puro": (
        biochar,
        {"Q_wet_t": 42.8, "moisture": 0.15, "Corg": 0.75, "H_Corg": 0.3, "Ts": 15, "M": 91.87, "a": 28.16, "E": 0},
        {"Q_dry": 36.38, "Cstored": 100.045, "PF_pct": 83.422, "net": 83.4595},
        0.001,
    ),
    "ME-modal-shift": (
        trips,
        {"trips": 10000, "km": 4, "share": {"car_petrol_medium": 0.3, "bus": 0.2, "walk": 0.5}},
        {"ER_t": 3.14504},
        1e-5,
    ),
}


def shared_cases():
    """The ledger's cases in the shared reference data, by id; none where it does not lie beside the repository."""
    if not SHARED.exists():
        return {}
    cases = json.loads(SHARED.read_text(encoding="utf-8"))["cases"]
    return {case["id"]: case for case in cases if case["area"] == "ledger"}


@pytest.mark.parametrize("name", CASES)
class TestCase:
    def test_comes_out(self, name):
        compute, inputs, expected, tolerance = CASES[name]

        found = {figure: float(value) for figure, value in compute(inputs).items()}

        assert found == pytest.approx(expected, abs=tolerance, rel=0)

    def test_comes_out_of_the_shared_file_as_well(self, name):
        compute, inputs, expected, tolerance = CASES[name]
        shared = {"inputs": inputs, "expected": expected, "tolerance": {"abs": tolerance}} | shared_cases().get(
            name, {}
        )

        found = {figure: float(value) for figure, value in compute(shared["inputs"]).items()}

        assert found == pytest.approx(shared["expected"], abs=shared["tolerance"]["abs"], rel=0)


class TestCases:
    def test_are_all_that_the_shared_file_has(self):
        assert set(shared_cases()) <= set(CASES)
