"""The reference of the API as pages: read from its own description, so that the two cannot differ."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

METHODS = ("get", "post", "put", "delete")
DEEPEST = 2


@dataclass(frozen=True)
class Value:
    """One value that is sent or answered: its name, its type in words, and what it means."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked."""

    id: str
    method: str
    path: str
    description: str
    scopes: list[str]
    needs_token: bool
    parameters: list[Value]
    body: list[Value]
    answer: list[Value]
    problems: list[tuple[str, str]]


@dataclass
class Noun:
    """All that can be asked of one noun."""

    name: str
    description: str = ""
    operations: list[Operation] = field(default_factory=list)


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document, as it is served."""
    return dict(SchemaGenerator(patterns=[path("api/v1/", include("config.api.urls"))]).get_schema(public=True))


@cache
def written(kind: str) -> bytes:
    """The document as bytes: in `json`, or in `yaml` as it is kept in the repository."""
    renderer = OpenApiJsonRenderer if kind == "json" else OpenApiYamlRenderer
    return bytes(renderer().render(description(), renderer_context={}))


@cache
def nouns() -> dict[str, Noun]:
    """Every noun by its name, in the order of the addresses."""
    found: dict[str, Noun] = {}
    for address, methods in description()["paths"].items():
        name = address.split("/")[3]
        noun = found.setdefault(name, Noun(name))
        for method in METHODS:
            if method in methods:
                noun.operations.append(_operation(method, address, methods[method]))
        noun.description = noun.description or (noun.operations[0].description if noun.operations else "")
    return found


def _operation(method: str, address: str, told: dict[str, Any]) -> Operation:
    parameters = [
        Value(each["name"], _type(each["schema"]), bool(each.get("required")), each.get("description", ""))
        for each in told.get("parameters", ())
    ]
    security = told.get("security", [])
    good = next((answer for code, answer in told["responses"].items() if code.startswith("2")), {})
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=address,
        description=_paragraphs(told.get("description", "")),
        scopes=sorted({scope for each in security for scope in each.get("oauth2", ())}),
        needs_token={} not in security,
        parameters=parameters,
        body=_values(_content(told.get("requestBody", {}))),
        answer=_values(_content(good)),
        problems=[(code, said["description"]) for code, said in told["responses"].items() if code[0] in "45"],
    )


def _paragraphs(text: str) -> str:
    """The lines of a docstring joined, its paragraphs kept."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _content(said: dict[str, Any]) -> dict[str, Any]:
    return next((content.get("schema", {}) for content in said.get("content", {}).values()), {})


def _values(schema: dict[str, Any], prefix: str = "", depth: int = 0) -> list[Value]:
    """The members of an object, those of objects inside it after their names with a dot."""
    schema = _resolved(schema)
    if schema.get("type") == "array":
        return _values(schema.get("items", {}), f"{prefix}[].", depth)
    found = []
    for name, inner in schema.get("properties", {}).items():
        means = inner.get("description") or _resolved(inner).get("description", "")
        found.append(Value(prefix + name, _type(inner), name in schema.get("required", ()), means))
        if depth < DEEPEST:
            step = "" if _resolved(inner).get("type") == "array" else "."
            found += _values(inner, f"{prefix}{name}{step}", depth + 1)
    return found


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    for group in ("allOf", "oneOf", "anyOf"):
        if options := schema.get(group):
            return _resolved(options[0])
    if reference := schema.get("$ref"):
        return dict(description()["components"]["schemas"][reference.rpartition("/")[2]])
    return schema


def _type(schema: dict[str, Any]) -> str:
    inner = _resolved(schema)
    types = inner.get("type", "object")
    words = " or ".join(types) if isinstance(types, list) else str(types)
    if words.startswith("array"):
        return f"list of {_type(inner.get('items', {}))}"
    shape = f" ({inner['format']})" if "format" in inner else ""
    return words + shape + (f": {', '.join(map(str, inner['enum']))}" if "enum" in inner else "")
