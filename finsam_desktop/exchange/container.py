"""A look at a file from outside before anything parses it: what it declares, not what it holds.

Office files are zip archives of XML. What makes a reader run out of memory or time is told by the
archive's own directory and by a DOCTYPE, and costs nothing to see.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

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
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How the binary files of old Office begin, and the envelope of encrypted new ones."""
_MANIFEST = "META-INF/manifest.xml"

BookKind = Literal["xlsx", "xlsb", "ods", "xls"]
"""How a workbook is built; .xlsm is built as .xlsx."""


def look_into(path: Path, *parts: str) -> None:
    """Refuse a zip archive that is damaged, encrypted, oversized or hostile, or has none of `parts`.

    Raises `OutsideFileError`, which says what is wrong and what to do.
    """
    name = f"Filen ”{path.name}”"
    try:
        _check_size(name, path)
        with zipfile.ZipFile(path) as archive:
            _check_directory(name, archive, parts)
            _check_heads(name, archive)
            if _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST):
                raise OutsideFileError(_locked(name))
    except OSError as error:
        raise OutsideFileError(f"{name} går inte att läsa: {reason(error)}.") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError):
        raise OutsideFileError(damaged(name)) from None
    except RuntimeError:  # zipfile's word for a part that needs a password
        raise OutsideFileError(_locked(name)) from None


def look_into_book(path: Path) -> BookKind:
    """How the workbook is built, told by its content whatever its name says, when it is safe to read on.

    Raises `OutsideFileError` as `look_into` does, and for what is no workbook.
    """
    name = f"Filen ”{path.name}”"
    try:
        _check_size(name, path)
        data = path.read_bytes()
    except OSError as error:
        raise OutsideFileError(f"{name} går inte att läsa: {reason(error)}.") from None
    if data.startswith(_OLE):
        return _old_kind(name, data)
    if not data.startswith(b"PK\3\4"):
        raise OutsideFileError(
            f"{name} är {_likely(data)} och inget kalkylark, vad namnet än säger. Öppna den i Excel eller"
            " LibreOffice, spara den som .xlsx och välj den filen."
        )
    look_into(path, "_rels/.rels", "content.xml")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    if "content.xml" in names:
        return "ods"
    return "xlsb" if any(one.endswith("/workbook.bin") for one in names) else "xlsx"


def damaged(name: str) -> str:
    """That a file is not whole, and what to do; `name` begins the sentence."""
    return (
        f"{name} är skadad eller av ett annat slag än namnet säger. Öppna den i sitt program, spara den"
        " på nytt och försök igen."
    )


def _locked(name: str) -> str:
    return f"{name} är skyddad med lösenord. Spara den utan lösenord och försök igen."


def _check_size(name: str, path: Path) -> None:
    size = path.stat().st_size
    if size == 0:
        raise OutsideFileError(f"{name} är tom. Be om filen på nytt.")
    if size > MAX_FILE:
        raise OutsideFileError(
            f"{name} är för stor: {size // 2**20} MB. Ta bort bilder ur den och försök igen."
        )


def _old_kind(name: str, data: bytes) -> BookKind:
    if _entry("EncryptedPackage") in data:
        raise OutsideFileError(_locked(name))
    if _entry("Workbook") in data or _entry("Book") in data:
        return "xls"
    raise OutsideFileError(f"{name} är inget kalkylark. Välj en annan fil.")


def _entry(stream: str) -> bytes:
    """How the directory of an OLE file names a stream: 64 bytes of UTF-16, and how many of them count."""
    return stream.encode("utf-16-le").ljust(64, b"\0") + (2 * len(stream) + 2).to_bytes(2, "little")


def _likely(data: bytes) -> str:
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"%pdf"):
        return "en PDF"
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")) or b"<html" in head:
        return "en webbsida"
    if b"\0" not in head:
        return "en textfil"
    return "en fil av okänt slag"


def _check_directory(name: str, archive: zipfile.ZipFile, parts: Sequence[str]) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if names.isdisjoint(parts):
        raise OutsideFileError(f"{name} är inte en fil av det slag som namnet säger. Välj en annan fil.")
    hostile = (
        len(entries) > MAX_PARTS
        or len(names) != len(entries)
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
                    raise OutsideFileError(doctype(name))


def doctype(name: str) -> str:
    """That the XML of a file declares what it has no business to; `name` begins the sentence."""
    return (
        f"{name} har innehåll som inte hör hemma i ett dokument (DOCTYPE), och läses därför"
        " inte. Be avsändaren spara om den."
    )
