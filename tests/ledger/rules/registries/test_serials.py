"""The serials of each registry."""

import pytest

from ledger.rules.registries import serials
from ledger.rules.registries.serials import SerialRefused, Serials


class TestParse:
    @pytest.mark.parametrize(
        ("registry", "text", "block", "first", "last"),
        [
            ("american-carbon-registry", "ACR-US-681-2023-3338-670 to 7955", "ACR-US-681-2023-3338", 670, 7955),
            ("art-trees", "FCPF-CI-130-2023-20-1 to 46404", "FCPF-CI-130-2023-20", 1, 46404),
            ("california-arb", "CAFR5016-D", "CAFR5016-D", None, None),
            ("cercarbono", "CDC_7_3_1_323_14_CO_1_2_2019", "CDC_7_3_1_323_14_CO_1_2_2019", None, None),
            (
                "climate-action-reserve",
                "CAR-1-US-1335-31-983-KS-2025-9205-1 to 5000",
                "CAR-1-US-1335-31-983-KS-2025-9205",
                1,
                5000,
            ),
            ("gold-standard", "GS1-1-KE-GS11603-16-2025-30256-1-5485", "GS1-1-KE-GS11603-16-2025-30256", 1, 5485),
            (
                "gold-standard",
                "RW-5-1463953-2-2-0-7014 - RW-5-1467609-2-2-0-7014",
                "RW-5-*-2-2-0-7014",
                1463953,
                1467609,
            ),
            ("isometric", "iss_1KP6EDZ8K1S036PY", "iss_1KP6EDZ8K1S036PY", None, None),
            ("isometric", "ret_1KF4GJ9QH1S099SE", "", None, None),
            (
                "verra",
                "19314-938136116-938160253-VCS-VCU-466-VER-AR-14-3739-01012022-30062022-1",
                "19314-VCS-VCU-466-VER-AR-14-3739-01012022-30062022-1",
                938136116,
                938160253,
            ),
            ("somewhere-else", "AB 12", None, None, None),
            ("somewhere-else", "AB-12", "AB-12", None, None),
            ("verra", "", "", None, None),
        ],
    )
    def test_reads_the_shape_of_each_registry(self, registry, text, block, first, last):
        if block is None:
            with pytest.raises(SerialRefused):
                serials.parse(registry, text)
        else:
            assert serials.parse(registry, text) == Serials(block, first, last)

    @pytest.mark.parametrize(
        ("registry", "text"),
        [
            ("verra", "19314-9-5-VCS-VCU"),
            ("verra", "VCS-VCU-466"),
            ("american-carbon-registry", "ACR-US-681-2023-3338-670"),
            ("gold-standard", "RW-5-1-2-2-0-7014 - RW-5-9-2-2-0-7015"),
            ("gold-standard", "GS1"),
            ("california-arb", "CAFR 5016"),
            ("california-arb", "x" * 201),
            ("verra", "1-" + "9" * 40 + "-5-VCS"),
        ],
    )
    def test_refuses_what_is_no_serial_of_that_registry(self, registry, text):
        with pytest.raises(SerialRefused):
            serials.parse(registry, text)

    def test_counts_tonnes_that_are_numbered(self):
        assert Serials("B", 5, 9).tonnes == 5
        assert Serials("B").tonnes is None
