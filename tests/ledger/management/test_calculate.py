"""`manage.py calculate`: a formula tried without filing anything, and without a database."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

HOME = [
    "heat-pump",
    "heat=12 MWh",
    "heat_by=metered",
    "boiler_efficiency=90 %",
    "fuel=natural gas",
    "performance=3,2",
    "country=GB",
]


def calculate(*arguments):
    out = StringIO()
    call_command("calculate", *arguments, stdout=out)
    return out.getvalue()


class TestCalculate:
    def test_works_the_equation_through_by_hand(self):
        said = calculate(*HOME)

        assert "heat = 12000 kWh   Heat given by the heat pump (stated)" in said
        assert "refrigerant_refilled = 0 kg   Refrigerant refilled: as much has leaked (default: none" in said
        assert "Grid emission factor: grid_factor = 237.589 g/kWh (UK, 2023) (Our World in Data" in said
        assert "= 12000 / 0.9 × 0.0036 × 56.1 = 2692.8 kg CO2e" in said
        assert "1,801.841 kg CO2e to issue: 1,801.841 to the account, 0.000 to the buffer. Nothing was filed." in said

    def test_answers_as_json_with_amounts_as_text(self):
        said = json.loads(calculate(*HOME, "--json"))

        assert (said["methodology"], said["version"], said["quantity_g"]) == ("heat-pump", 1, "1801841")
        assert said["inputs"]["performance"] == "3.2"
        assert said["steps"][-1]["name"] == "net"

    def test_lists_the_methodologies(self):
        assert "vm0050@1        Improved cookstoves, fuel measured (Verra VM0050" in calculate("--list")
        assert {"methodology", "version", "title"} <= set(json.loads(calculate("--list", "--json"))[0])

    def test_explains_what_a_methodology_asks_for(self):
        said = calculate("gs403", "--explain")

        assert "  area: Area planted; a number of ha from 0 to 1000000\n" in said
        assert "otherwise 0.47 (CDM AR-TOOL14" in said
        assert (
            "  plots: Sample plots measured; a whole number of plots from 2 to 100000; may be left out (needed" in said
        )
        assert "net = project − baseline − leakage − deduction + carried   [t CO2e]  Net effect" in said
        assert "buffer: 20 % of issue" in said
        assert json.loads(calculate("gs403@1", "--explain", "--json"))["parameters"][0]["required"] is True

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            ([], "Name a methodology"),
            (["vm9999"], "expected one of acm0002"),
            (["vm0050@2"], "version: '2'"),
            (["vm0050@x"], "x is no version"),
            (["heat-pump", "heat"], "write each input once, as name=value"),
            (["heat-pump", "heat=1", "heat=2"], "write each input once, as name=value"),
            ([*HOME, "warmth=3"], "warmth: '3' cannot be used"),
            ([*HOME[:1], "heat=-1"], "heat: '-1' cannot be used; expected a number of kWh from 0"),
            ([*HOME[:1], "heat=nan"], "that is finite"),
            ([*HOME, "--days", "0"], "days: '0'"),
            ([*HOME, "--days", "2"], "no dwelling needs more than 60,000 kWh of heat a year, in 2 days"),
        ],
    )
    def test_complains_by_name(self, arguments, complaint):
        with pytest.raises(CommandError, match=complaint):
            calculate(*arguments)
