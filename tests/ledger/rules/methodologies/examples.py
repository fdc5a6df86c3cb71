"""Worked examples from `docs/methods/`: the inputs that other tests start from."""

import json
import re
from pathlib import Path

PAGES = Path(__file__).parents[4] / "docs" / "methods"
BLOCK = re.compile(r"^```json\n(.*?)^```", re.M | re.S)


def page(code: str) -> str:
    """The text of a methodology's page."""
    return (PAGES / f"{code}.md").read_text(encoding="utf-8")


def example(code: str) -> dict:
    """The worked example that stands on its page."""
    found = BLOCK.search(page(code))
    return json.loads(found[1]) if found else {}
