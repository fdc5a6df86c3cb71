"""Pages as tests look at them: each is checked for what must hold of every page before anything else is said of it."""

import gzip
import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from commons.models import Agent, User

VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "wbr"}
MOST_BYTES_GZIPPED = 30_000


class Page(HTMLParser):
    """What a browser would find. Raises AssertionError on HTML that is not well-formed or not accessible."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.status, self.html = response.status_code, response.content.decode()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.links: list[str] = []
        self.headings = 0
        self.feed(self.html)
        self.close()
        assert self.open == [], f"not closed: {self.open}"
        assert len(set(self.ids)) == len(self.ids), f"an id stands twice: {self.ids}"
        assert set(self.references) <= set(self.ids), set(self.references) - set(self.ids)
        assert self.headings == 1, f"{self.headings} h1"
        assert len(gzip.compress(response.content)) < MOST_BYTES_GZIPPED

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), f"{tag} has an attribute twice: {attrs}"
        assert "style" not in given, f"{tag} with inline style"
        written = tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json")
        assert not written, f"inline {tag}"
        assert not any(name.startswith("on") for name in given), f"{tag} with an inline handler"
        assert tag != "html" or given.get("lang"), "no language"
        assert tag != "img" or "alt" in given, "a picture without words"
        self.headings += tag == "h1"
        self.ids += [given["id"]] if "id" in given else []
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.references += given.get(name, "").split()
        self.links += [given["href"]] if tag == "a" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another tag"

    @property
    def text(self) -> str:
        """The words of the page, spaces made one, without its head."""
        words = re.sub(r"<[^>]+>", " ", self.html.partition("<body>")[2])
        return re.sub(r"[\s\u00a0]+", " ", words.replace("&nbsp;", " "))

    def value(self, name: str) -> str:
        """What a field of a form has in it."""
        found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', self.html)
        assert found, f"no field {name}"
        return found[1]


def browser(agent: Agent | None = None, **options: Any) -> Client:
    """A browser, logged in as that person if one is named."""
    client = Client(**options)
    if agent:
        client.force_login(User.objects.get(agent=agent))
    return client


def visit(client: Client, address: str, status: int = 200) -> Page:
    """The page at the address."""
    page = Page(client.get(address))
    assert page.status == status, page.text
    return page


def send(client: Client, address: str, **fields: Any) -> Any:
    """The answer to a form."""
    return client.post(address, fields)
