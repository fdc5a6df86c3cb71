"""`python -m config.checks.catalogues`: every marked text is translated, and every text of a template is marked.

With `--update` the catalogues in `locale/` take up new texts, drop old ones, and are compiled. It needs no gettext.
"""

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from config.checks import unmarked
from config.env import BASE_DIR

LANGUAGES = ("fr", "es")
CODE = ("config", "commons", "ledger", "thresholds", "market")
NOT_OURS_TO_SAY = ("migrations", "checks", "demo")
FOR_DEVELOPERS = ("components.html", "mail/letter.html", "mail/mailbox.html")  # English is enough
SINGULAR, PLURAL, CONTEXT, CONTEXT_PLURAL = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": SINGULAR, "gettext": SINGULAR, "gettext_lazy": SINGULAR, "gettext_noop": SINGULAR,
    "ngettext": PLURAL, "ngettext_lazy": PLURAL, "pgettext": CONTEXT, "pgettext_lazy": CONTEXT,
    "npgettext": CONTEXT_PLURAL, "npgettext_lazy": CONTEXT_PLURAL,
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+|&\w+;")


class Text(NamedTuple):
    """A marked text: its context, and both its forms if it counts something."""

    context: str | None
    id: str | tuple[str, str]


def marked() -> dict[Text, list[tuple[str, int]]]:
    """Every marked text, with the files and lines where it stands."""
    found: dict[Text, list[tuple[str, int]]] = defaultdict(list)
    for path in (*_templates(), *_modules()):
        name = str(path.relative_to(BASE_DIR))
        source = path.read_text(encoding="utf-8")
        code = source if path.suffix == ".py" else _without_indents(templatize(source, name))
        for line, id_, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            found[Text(context, id_ if isinstance(id_, str) else (id_[0], id_[1]))].append((name, line))
    return dict(found)


def _without_indents(code: str) -> str:
    """Django makes lines of words and calls out of a template; as Python, their indentation would have to fit."""
    return "\n".join(line.lstrip() for line in code.splitlines())


def _templates() -> list[Path]:
    return sorted(path for path in (BASE_DIR / "templates").rglob("*") if path.suffix in (".html", ".txt"))


def _modules() -> list[Path]:
    found = (path for name in CODE for path in (BASE_DIR / name).rglob("*.py"))
    return sorted(path for path in found if not set(path.relative_to(BASE_DIR).parts) & set(NOT_OURS_TO_SAY))


def problems() -> Iterator[str]:
    """What is wrong, one sentence each."""
    texts = marked()
    for language in LANGUAGES:
        yield from _in_catalogue(language, texts)
    for path in _templates():
        if path.suffix == ".html" and not str(path).endswith(FOR_DEVELOPERS):
            for line, words in unmarked.texts(path.read_text(encoding="utf-8")):
                yield f'{path.relative_to(BASE_DIR)}:{line}: "{words}" is not marked for translation.'


def _in_catalogue(language: str, texts: dict[Text, list[tuple[str, int]]]) -> Iterator[str]:
    catalogue = read(language)
    for text, places in texts.items():
        name, line = places[0]
        where = f'{language}: "{_first(text.id)}" ({name}:{line})'
        message = catalogue.get(text.id, text.context)
        if message is None or not all(_forms(message.string)) or message.fuzzy:
            yield f"{where} is not translated."
        elif wrong := _other_placeholders(message):
            yield f"{where} has other placeholders: {wrong}."
    for message in catalogue:
        if message.id and Text(message.context, _key(message)) not in texts:
            yield f'{language}: "{_first(_key(message))}" is translated, and marked nowhere.'
    if compiled(catalogue) != _file(language, "mo").read_bytes():
        yield f"{language}: the compiled catalogue is another. Run: python -m config.checks.catalogues --update"


def _other_placeholders(message: Message) -> str:
    """What stands in a form of the translation and in no form of the text, or the other way round."""
    allowed = {tuple(sorted(PLACEHOLDER.findall(form))) for form in _forms(_key(message))}
    return ", ".join(form for form in _forms(message.string) if tuple(sorted(PLACEHOLDER.findall(form))) not in allowed)


def _key(message: Message) -> str | tuple[str, str]:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def _forms(of: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else tuple(of)


def _first(of: str | tuple[str, ...]) -> str:
    return _forms(of)[0]


def _file(language: str, kind: str) -> Path:
    return BASE_DIR / "locale" / language / "LC_MESSAGES" / f"django.{kind}"


def read(language: str) -> Catalog:
    """The catalogue as it stands; an empty one where there is none."""
    path = _file(language, "po")
    if not path.exists():
        return Catalog(language, project="Allocation", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, language)


def compiled(catalogue: Catalog) -> bytes:
    """What Django reads."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def update() -> None:
    """Write both catalogues anew: what was translated stays, what is new is empty, what is no longer marked goes."""
    texts = marked()
    for language in LANGUAGES:
        before = read(language)
        after = Catalog(language, project="Allocation", charset="utf-8", fuzzy=False)
        after.revision_date = after.creation_date = before.creation_date
        for text, places in texts.items():
            known = before.get(text.id, text.context)
            string = known.string if known else ""
            files = sorted({(name, None) for name, _ in places})
            flags = ["python-format"] if any("%(" in form for form in _forms(text.id)) else []
            after.add(text.id, string, files, flags, context=text.context)
        write(language, after)


def write(language: str, catalogue: Catalog) -> None:
    path = _file(language, "po")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=False, width=120, include_lineno=False, omit_header=False)
    _file(language, "mo").write_bytes(compiled(read(language)))


def main() -> int:
    if "--update" in sys.argv:
        update()
    found = list(problems())
    print("\n".join(found) or "Every text is marked, and translated.")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
