"""Secret keys: from the environment, or made once into the data directory where nobody has to set up anything."""

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.env import env


def get(name: str, *, data_dir: Path, may_generate: bool) -> str:
    """The key called name. Raises ImproperlyConfigured where it is missing and may not be made."""
    if value := env(name):
        return value
    if not may_generate:
        raise ImproperlyConfigured(
            f'{name} is not set. Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return _from_file(data_dir / name.lower())


def _from_file(path: Path) -> str:
    """The key in the file, made if need be; of two first starts at once both read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
