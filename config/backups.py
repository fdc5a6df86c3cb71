"""A backup is one folder: the database, the files, and a manifest by which both can be checked.

database.dump (pg_dump's own format), media.tar, manifest.json with the SHA-256 of each and of every file in media.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from config.embedded import places

FORMAT = 1
DATABASE = "database.dump"
MEDIA = "media.tar"
MANIFEST = "manifest.json"
LAST = "last_backup"


class BackupError(RuntimeError):
    """A backup cannot be made or restored; the message says why and what to do."""


def write(folder: Path) -> dict[str, Any]:
    """Make a backup in a new folder. Returns its manifest, which is written last: without one it is no backup."""
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. Name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    # The database first: files are never changed once a row names them, so a later file is only one too many.
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", "--file", folder / DATABASE, *_address())
    files = _pack_media(folder / MEDIA)
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "postgresql": connection.pg_version // 10_000,
        "sha256": {name: _digest(folder / name) for name in (DATABASE, MEDIA)},
        "media": files,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    return manifest


def note(manifest: dict[str, Any], data_dir: Path) -> None:
    """Write down when the newest backup was made, wherever it was put."""
    (data_dir / LAST).write_text(manifest["made_at"])


def last_made(data_dir: Path) -> datetime | None:
    """When this installation last made a backup, if it ever did."""
    try:
        return datetime.fromisoformat((data_dir / LAST).read_text().strip())
    except (OSError, ValueError):
        return None


def verify(folder: Path) -> dict[str, Any]:
    """The manifest of a backup whose every byte is as it says. Raises BackupError where one is not."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise BackupError(f"{folder} has no readable {MANIFEST}: it is no backup, or was broken off.") from None
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{folder} is of format {manifest.get('format')}; this release reads format {FORMAT}.")
    for name, digest in manifest["sha256"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise BackupError(f"{folder / name} is not what the manifest says. Take another backup.")
    return manifest


def restore(folder: Path, *, force: bool = False) -> dict[str, Any]:
    """Put a backup into the empty database and media folder of the settings; with force, in place of what is there."""
    manifest = verify(folder)
    if not force:
        _refuse_if_not_empty()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    _run(
        "pg_restore",
        "--no-owner",
        "--no-acl",
        "--exit-on-error",
        "--single-transaction",
        *_address(),
        folder / DATABASE,
    )
    _unpack_media(folder / MEDIA, manifest["media"])
    return manifest


def _refuse_if_not_empty() -> None:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    media = settings.MEDIA_ROOT
    if tables or (media.exists() and any(media.iterdir())):
        raise BackupError(
            f"The database {connection.settings_dict['NAME']} or {media} is not empty. Restore into an empty one "
            "(another DATABASE_URL or DATA_DIR), or say --force to lose what is there."
        )


def _pack_media(target: Path) -> dict[str, str]:
    """Every file with its SHA-256, by its path in the media folder."""
    media, digests = settings.MEDIA_ROOT, {}
    with tarfile.open(target, "w") as archive:
        for path in sorted(media.rglob("*")) if media.exists() else []:
            if path.is_file():
                name = path.relative_to(media).as_posix()
                archive.add(path, name, recursive=False)
                digests[name] = _digest(path)
    return digests


def _unpack_media(source: Path, digests: dict[str, str]) -> None:
    """Into a new folder that takes the place of the old one, once every file is as the manifest says."""
    media = settings.MEDIA_ROOT
    draft = media.with_name(media.name + ".restoring")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    with tarfile.open(source) as archive:
        archive.extractall(draft, filter="data")
    found = {path.relative_to(draft).as_posix(): _digest(path) for path in draft.rglob("*") if path.is_file()}
    if found != digests:
        raise BackupError(f"The files in {source} are not those of the manifest. Take another backup.")
    shutil.rmtree(media, ignore_errors=True)
    draft.rename(media)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _address() -> list[str]:
    """Where the database is, for PostgreSQL's own programs. The password goes by the environment."""
    entry = connection.settings_dict
    given = {"--host": entry["HOST"], "--port": entry["PORT"], "--username": entry["USER"], "--dbname": entry["NAME"]}
    options = entry.get("OPTIONS", {})
    given["--host"] = options.get("host") or given["--host"]
    return [part for name, value in given.items() if value for part in (name, str(value))]


def _run(program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs, our wheel's beside the embedded server, else that of the machine."""
    connection.ensure_connection()
    path = _program(program)
    environment = os.environ | {"PGPASSWORD": str(connection.settings_dict["PASSWORD"] or "")}
    done = subprocess.run([path, *map(str, arguments)], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{program} failed:\n{done.stderr.strip()}")


def _program(name: str) -> str:
    found = places.installed("postgres")
    if found and (settings.EMBEDDED or not shutil.which(name)):
        return str(found / "pginstall" / "bin" / name)
    if path := shutil.which(name):
        return path
    raise BackupError(f"{name} is not installed. On Debian: apt-get install postgresql-client")
