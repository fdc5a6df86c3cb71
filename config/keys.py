"""Secret keys: from the environment, or made once into the data directory where nobody has to set up anything."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa as rsa_keys
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
    return _from_file(data_dir / name.lower(), lambda: secrets.token_urlsafe(50))


def rsa(name: str, *, data_dir: Path) -> str:
    """The RSA key called name, as PEM; from the environment with \\n for its line breaks, else made."""
    if value := env(name):
        return value.replace("\\n", "\n")
    return _from_file(data_dir / name.lower(), _new_rsa)


def _new_rsa() -> str:
    key = rsa_keys.generate_private_key(public_exponent=65537, key_size=2048)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    return key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain).decode()


def _from_file(path: Path, make: Callable[[], str]) -> str:
    """The key in the file, made if need be; of two first starts at once both read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
