"""What `finsam-desktop import` does: a budget, or a form filled in in Word, into an application."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finsam_desktop.domain.errors import OutsideFileError

if TYPE_CHECKING:
    from finsam_desktop.domain.application import Application
    from finsam_desktop.domain.change import Change
    from finsam_desktop.library import Library


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken in, or would be: plain data, a sentence, and a line for each thing to look over."""

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
    text = f"{proposal.changed} celler {_done(dry_run)}."
    return Imported(proposal.change, proposal.to_json(), text, told)


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
    text = f"{len(proposal.found)} fält {_done(dry_run)}."
    return Imported(proposal.change, proposal.to_json(), text, told, tuple(proposal.contents.values()))


def _done(dry_run: bool) -> str:
    return "skulle ändras" if dry_run else "ändrades"
