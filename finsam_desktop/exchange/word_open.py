"""Opens a filled form in Word: what it is for a file, and what it says; a child process does all parsing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import OutsideFileError, reason
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.word_headings import BOXED
from finsam_desktop.exchange.word_lines import heading_key
from finsam_desktop.exchange.word_reading import WordReading
from finsam_desktop.exchange.word_recognise import recognise_word

SUFFIXES = (".docx", ".docm", ".doc", ".odt", ".rtf")
"""What people's documents are called. Only .docx is read; of the others it is said how to make it one."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_HEAD = 2**20
"""Bytes in which a document tells of what kind it is, and the directory of a small locked one stands."""
_MOST_SPANS = 20
"""Of a heading: it is formatted in one way, or in a few where Word has cut it up."""
_SAVE = "Öppna den i Word, spara den som Word-dokument (.docx) och välj den filen."
_KINDS = {
    ".docm": "är ett Word-dokument med makron",
    ".odt": "är ett dokument från LibreOffice",
}
_HEADS = {b"%PDF": "är en PDF", b"{\\rtf": "är ett dokument i formatet RTF"}


def read_form(
    path: Path,
    application: Application,
    others: Iterable[FormEdition],
    cancelled: Callable[[], bool] = sandbox.never,
) -> WordReading:
    """What the document says, read by the application's edition and the headings of the editions `others`.

    Raises `OutsideFileError` for what is no Word document, is damaged, locked or hostile, or passes the
    limits of the sandbox; `sandbox.CancelledError` when `cancelled()` becomes true.
    """
    _check_kind(path)
    items = sandbox.run("word", path, cancelled=cancelled)
    return recognise_word(items, application, _needed(items, application.edition, others))


def _needed(items: list[Any], own: FormEdition, others: Iterable[FormEdition]) -> list[FormEdition]:
    """The other editions, when one has more of the document's headings than the application's own; it first.

    Else they would only do harm: what is a heading in one form is a word in somebody's text in another.
    """
    keys = {heading_key(text) for text in _texts(items)}
    found = [one for one in others if one.id != own.id]
    counts = {one.id: sum(heading in keys for heading in _headings(one)) for one in (own, *found)}
    found.sort(key=lambda one: -counts[one.id])
    return found if found and counts[found[0].id] > counts[own.id] else []


def _texts(items: Iterable[Any]) -> Iterator[str]:
    """The paragraphs that can be headings; what is not as `word_read.items` gives it is told of later."""
    for item in items:
        match item:
            case ["p", _, _, _, [*spans], *_] if len(spans) <= _MOST_SPANS:
                yield "".join(str(span[0]) for span in spans if span)
            case ["t", [*rows], *_]:
                yield from _texts(block for row in rows for cell in row for block in cell)


def _headings(edition: FormEdition) -> set[str]:
    sections = [one for one in edition.sections if one.printed and not one.signatures]
    labels = [one.label for section in sections for one in section.fields if one.type in BOXED]
    return {heading_key(text) for text in (*(one.heading for one in sections), *labels)} - {""}


def _check_kind(path: Path) -> None:
    """Say of other kinds of documents how they become one that can be read."""
    name = f"Filen ”{path.name}”"
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            locked = _LOCKED in head
            while head[:8] == _OLE and not locked and (more := stream.read(_HEAD)):
                locked = _LOCKED in more
    except OSError as error:
        raise OutsideFileError(f"{name} går inte att läsa: {reason(error)}.") from None
    if not head:
        raise OutsideFileError(f"{name} är tom. Be om filen på nytt.")
    if head[:8] == _OLE:
        if locked:
            raise OutsideFileError(
                f"{name} är skyddad med lösenord. Spara den utan lösenord och försök igen."
            )
        raise OutsideFileError(f"{name} är sparad i ett äldre format (.doc). {_SAVE}")
    if head.startswith(b"PK"):
        if kind := _KINDS.get(path.suffix.lower()):
            raise OutsideFileError(f"{name} {kind}, som inte läses in. {_SAVE}")
        return
    kind = next((words for start, words in _HEADS.items() if head.startswith(start)), "är av ett annat slag")
    raise OutsideFileError(f"{name} {kind} och inget Word-dokument, vad namnet än säger. {_SAVE}")
