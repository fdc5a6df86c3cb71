"""What must hold of every page in a browser, whoever opens it and however."""

import gzip
import json
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page, Response

MOST_BYTES_GZIPPED = 30_000
POLICY = "Content Security Policy"
AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
OPTIONS = json.dumps({"resultTypes": ["violations"]})


@dataclass
class Opened:
    """A page, the answer to its request, and what the browser complained of until it was loaded."""

    page: Page
    answer: Response
    complaints: list[str]


def open_page(page: Page, address: str, *, direction: str = "ltr") -> Opened:
    """Go there, and turn the page around if the direction says so."""
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(address)
    assert answer is not None
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    return Opened(page, answer, complaints)


def faults(opened: Opened, *, narrow: bool) -> list[str]:
    """What is wrong with the page, one sentence each; accessibility apart."""
    page, found = opened.page, []
    html = opened.answer.body()
    if (size := len(gzip.compress(html))) >= MOST_BYTES_GZIPPED:
        found.append(f"{size} bytes gzipped")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} h1")
    if not page.title().strip(" ·"):
        found.append("no title")
    if not page.locator("html").get_attribute("lang"):
        found.append("no language")
    expected = f"status of {opened.answer.status}"
    found += [f"the console says: {told}" for told in opened.complaints if expected not in told]
    if narrow:
        found += too_wide(page)
    return found


def too_wide(page: Page) -> list[str]:
    """The elements that make the page scroll sideways, the innermost first."""
    return page.evaluate(
        """() => {
            const root = document.documentElement
            const wide = root.clientWidth
            if (root.scrollWidth <= wide) return []
            const scrolls = e => { for (; e && e !== root; e = e.parentElement)
                if (e !== document.body && getComputedStyle(e).overflowX !== 'visible') return true; return false }
            const out = [...document.body.querySelectorAll('*')].filter(e => { const r = e.getBoundingClientRect()
                return (r.right > wide + 1 || r.left < -1) && r.width && !scrolls(e.parentElement) })
            return ['it scrolls sideways by ' + (root.scrollWidth - wide) + ' px: ' +
                out.slice(-3).map(e => e.outerHTML.slice(0, 120)).join(' | ')]
        }"""
    )


def axe(page: Page) -> list[str]:
    """What axe finds, with the element. Run last: axe writes styles of its own into the page."""
    page.evaluate(AXE)
    violations: list[dict[str, Any]] = page.evaluate(f"axe.run(document, {OPTIONS}).then(found => found.violations)")
    return [
        f"axe, {violation['id']}: {node['failureSummary']} {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]
