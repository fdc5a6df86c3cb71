"""`python -m config.checks.migrations`: migrations are linear, named by a verb, and free of live models."""

import ast
import re
import sys
from itertools import pairwise
from pathlib import Path

from config.env import BASE_DIR

VERBS = "add alter backfill create drop enforce fill move remove rename seed split merge"
NAME = re.compile(rf"(\d{{4}})_({VERBS.replace(' ', '|')})_[a-z0-9_]+")
LIVE_MODEL = re.compile(r"^(?!django\.)\w+\.models(?!\.fields\b)(\.|$)")  # a field's class is no model
DATA_OPERATIONS = {"RunPython"}
SCHEMA_OPERATION = re.compile(r"(Add|Alter|Create|Delete|Remove|Rename)[A-Z]\w+")


def problems(folder: Path) -> list[str]:
    """What is wrong with the migrations in this folder, one sentence each."""
    files = sorted(path for path in folder.glob("*.py") if path.stem != "__init__")
    found = [problem for path in files for problem in _in_file(path)]
    numbers = [int(path.stem[:4]) for path in files if path.stem[:4].isdigit()]
    if any(later - earlier != 1 for earlier, later in pairwise(numbers)):
        found.append(f"{folder}: numbers are not consecutive: {numbers}. Renumber so that the history is one line.")
    return found


def _in_file(path: Path) -> list[str]:
    tree = ast.parse(path.read_text())
    found = []
    if not NAME.fullmatch(path.stem):
        found.append(f"{path}: the name must be a number and a verb, such as 0007_add_vintage_to_batch ({VERBS}).")
    for module in _imported_modules(tree):
        if LIVE_MODEL.search(module):
            found.append(f"{path}: imports {module}. Ask apps.get_model(...) for the model as it was then.")
    called = {_called_name(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    if called & DATA_OPERATIONS and any(SCHEMA_OPERATION.fullmatch(name) for name in called):
        found.append(f"{path}: changes schema and data. Make them two migrations.")
    return found


def _imported_modules(tree: ast.AST) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


def _called_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def main() -> int:
    found = [problem for folder in sorted(BASE_DIR.glob("*/migrations")) for problem in problems(folder)]
    print("\n".join(found) or "Migrations are linear, well named and free of live models.")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
