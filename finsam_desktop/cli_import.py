"""What `finsam-desktop import` does: a budget, or a form filled in in Word, into an application."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.excerpts import excerpts

if TYPE_CHECKING:
    from finsam_desktop.domain.application import Application
    from finsam_desktop.domain.change import Change
    from finsam_desktop.library import Library


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken in, or would be: plain data, words, and a line for each thing to look over."""

    change: Change | None
    data: dict[str, Any]
    text: str
    told: list[str]
    pictures: tuple[bytes, ...] = ()


def import_file(library: Library, application_id: str, path: Path, *, dry_run: bool) -> Imported:
    """Take the file in and save, unless it is a `dry_run`.

    Raises `OutsideFileError`, with the application as it was, when the file cannot be read or nothing in it
    was recognised.
    """
    from finsam_desktop.exchange.word_open import SUFFIXES

    application = library.open(application_id)
    if path.suffix.lower() in SUFFIXES:
        found = _from_word(library, application, path, dry_run)
    else:
        found = _from_book(library, application, path, dry_run)
    if found.change and not dry_run:
        for content in found.pictures:
            library.keep_content(content)
        found.change.apply(application)
        library.save(application, [found.change])
    return found


def _from_book(library: Library, application: Application, path: Path, dry_run: bool) -> Imported:
    from finsam_desktop.exchange.book_read import read_book
    from finsam_desktop.exchange.take_in import propose, recognise

    reading = recognise(read_book(path), application, path.name, library.editions())
    proposal = propose(reading, application)
    if not proposal.recognised:
        raise OutsideFileError(
            f"Inget blad i {path.name} liknar budgetbladen i blanketten {application.edition.id}."
            " Ansökan är som den var. Kontrollera att det är rätt fil."
        )
    told = [f"{one.where}: {one.message}" for one in proposal.problems]
    told += [f"{one.spot}: har ingen plats ({one.label})" for one in proposal.unplaced]
    data = proposal.to_json()
    text = _text("En cell", "celler", data, dry_run)
    return Imported(proposal.change, data, text, told)


def _from_word(library: Library, application: Application, path: Path, dry_run: bool) -> Imported:
    from finsam_desktop.exchange.word_open import read_form
    from finsam_desktop.exchange.word_take_in import propose_word

    proposal = propose_word(read_form(path, application, library.editions()), application, path.name)
    if not proposal.recognised:
        raise OutsideFileError(
            f"Inget i {path.name} liknar rubrikerna i blanketten {application.edition.id}."
            " Ansökan är som den var. Kontrollera att det är rätt fil."
        )
    told = [*proposal.problems, *(f"Har ingen plats: {text}" for text in proposal.left_over)]
    data = proposal.to_json()
    text = _text("Ett fält", "fält", data, dry_run)
    return Imported(proposal.change, data, text, told, tuple(proposal.contents.values()))


def _text(one: str, many: str, data: dict[str, Any], dry_run: bool) -> str:
    """How much changes, and where nothing is done yet also what: a line for each."""
    count = data["changed"]
    subject = one if count == 1 else f"{count} {many}"
    if not dry_run:
        return f"{subject} ändrades."
    return "\n".join([f"{subject} skulle ändras.", *map(_line, filter(_is_taken, data["cells"]))])


def _is_taken(cell: dict[str, Any]) -> bool:
    return bool(cell.get("taken", True))


def _line(cell: dict[str, Any]) -> str:
    """Where, and what would stand there instead of what stands there now, both cut to what differs."""
    where = ", ".join(filter(None, (cell.get("where"), cell["to"])))
    old, new = excerpts(*("" if cell[name] is None else str(cell[name]) for name in ("old", "new")))
    return f"{where}: {old} -> {new}"
