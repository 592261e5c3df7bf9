"""A look at a file from outside before anything parses it: what it declares, not what it holds.

Office files are zip archives of XML. What makes a reader run out of memory or time is told by the
archive's own directory and by a DOCTYPE, and costs nothing to see.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from finsam_desktop.domain.errors import OutsideFileError, reason

MAX_FILE = 50 * 2**20
"""Bytes of the file itself."""
MAX_UNPACKED = 300 * 2**20
"""Bytes that all parts may make when they are unpacked."""
MAX_PARTS = 5_000
MAX_RATIO = 200
"""How many times larger a part may be than what it is packed into; text seldom passes 30."""
_RATIO_MATTERS = 2**20
"""Bytes below which no ratio is a danger."""
_HEAD = 64 * 2**10


def look_into(path: Path, part: str) -> None:
    """Refuse a zip archive that is damaged, encrypted, oversized or hostile, or lacks the file `part`.

    Raises `OutsideFileError`, which says what is wrong and what to do.
    """
    name = f"Filen ”{path.name}”"
    try:
        size = path.stat().st_size
        if size == 0:
            raise OutsideFileError(f"{name} är tom. Be om filen på nytt.")
        if size > MAX_FILE:
            raise OutsideFileError(
                f"{name} är för stor: {size // 2**20} MB. Ta bort bilder ur den och försök igen."
            )
        with zipfile.ZipFile(path) as archive:
            _check_directory(name, archive, part)
            _check_heads(name, archive)
    except OSError as error:
        raise OutsideFileError(f"{name} går inte att läsa: {reason(error)}.") from None
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError):
        raise OutsideFileError(
            f"{name} är skadad eller av ett annat slag än namnet säger. Öppna den i sitt program, spara den"
            " på nytt och försök igen."
        ) from None
    except RuntimeError:  # zipfile's word for a part that needs a password
        raise OutsideFileError(
            f"{name} är skyddad med lösenord. Spara den utan lösenord och försök igen."
        ) from None


def _check_directory(name: str, archive: zipfile.ZipFile, part: str) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if part not in names:
        raise OutsideFileError(f"{name} är inte en fil av det slag som namnet säger. Välj en annan fil.")
    hostile = (
        len(entries) > MAX_PARTS
        or len(set(names)) != len(names)
        or sum(entry.file_size for entry in entries) > MAX_UNPACKED
        or any(
            entry.file_size > _RATIO_MATTERS and entry.file_size > MAX_RATIO * max(1, entry.compress_size)
            for entry in entries
        )
    )
    if hostile:
        raise OutsideFileError(
            f"{name} är byggd så att den kan fylla datorns minne, och läses därför inte."
            " Be avsändaren spara om den."
        )


def _check_heads(name: str, archive: zipfile.ZipFile) -> None:
    """No XML of an office file has a DOCTYPE; one that has can make text grow without end."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as stream:
                if b"<!DOCTYPE" in stream.read(_HEAD).replace(b"\x00", b""):
                    raise OutsideFileError(
                        f"{name} har innehåll som inte hör hemma i ett dokument (DOCTYPE), och läses därför"
                        " inte. Be avsändaren spara om den."
                    )
