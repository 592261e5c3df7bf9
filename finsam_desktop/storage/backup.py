"""Backups: consistent copies beside the workspace, each with a checksum of its own.

SQLite's own checks miss most single flipped bits, hence the checksum: `<backup>.sha256`, which
`sha256sum -c` reads.
"""

from __future__ import annotations

import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from finsam_desktop.domain.errors import StorageError
from finsam_desktop.storage import sqlite

FOLDER = "säkerhetskopior"
KEEP = 10
"""How many backups of a kind are kept."""


def create(path: Path, kind: str) -> Path:
    """Copy the workspace to `säkerhetskopior/<name>-<kind>-<time in UTC>` beside it; the `KEEP` newest stay.

    The copy has its name only when it is whole and on the disk with its checksum. Raises OSError and
    `sqlite3.Error`.
    """
    folder = path.parent / FOLDER
    folder.mkdir(exist_ok=True)
    time = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = folder / f"{path.stem}-{kind}-{time}{path.suffix}"
    part = target.with_name(f"{target.name}.part")
    checksum = checksum_of(target)
    try:
        sqlite.copy(path, part)
        checksum.write_text(f"{_digest(part)} *{target.name}\n", encoding="utf-8", newline="\n")
        _flush(part)
        _flush(checksum)
        part.rename(target)
    except BaseException:
        part.unlink(missing_ok=True)
        checksum.unlink(missing_ok=True)
        raise
    for old in backups(path, kind)[KEEP:]:
        old.unlink()
        checksum_of(old).unlink(missing_ok=True)
    return target


def backups(path: Path, kind: str) -> list[Path]:
    """The backups of the workspace at `path` of one kind, newest first."""
    name = re.compile(rf"{re.escape(f'{path.stem}-{kind}')}-\d{{8}}T\d{{12}}Z{re.escape(path.suffix)}")
    found = [one for one in (path.parent / FOLDER).glob("*") if name.fullmatch(one.name)]
    return sorted(found, key=lambda one: one.name, reverse=True)


def checksum_of(backup: Path) -> Path:
    """The file that holds the backup's checksum."""
    return backup.with_name(f"{backup.name}.sha256")


def verify(backup: Path) -> None:
    """Raises StorageError unless every bit of the backup is as it was written."""
    with sqlite.mapped(backup):
        checksum = checksum_of(backup)
        if not checksum.exists():
            raise StorageError(
                f"{backup} saknar sin kontrollsumma ({checksum.name}). Använd en annan säkerhetskopia."
            )
        if checksum.read_text(encoding="utf-8", errors="replace").partition(" ")[0] != _digest(backup):
            raise StorageError(f"{backup} har ändrats sedan den skrevs. Använd en annan säkerhetskopia.")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
