"""The budget in the association's own workbook: their template, filled in and saved under another name.

Input cells are found by their labels, as when a workbook is read in. Formulas, styles, pictures, other
sheets and macros stay as they are: only cells of the sheets' XML are changed, and what formulas show.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.parsers.expat import ExpatError

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import ExportError, OutsideFileError
from finsam_desktop.exchange.book import Book
from finsam_desktop.exchange.book_read import read_book
from finsam_desktop.exchange.container import damaged, look_into_book
from finsam_desktop.exchange.files import write_atomically
from finsam_desktop.exchange.recognise import Reading, Recogniser, recognise
from finsam_desktop.exchange.sandbox import never
from finsam_desktop.exchange.template_book import TemplateBook
from finsam_desktop.exchange.template_head import Heads
from finsam_desktop.exchange.template_pen import Pen
from finsam_desktop.exchange.template_places import Filling

SUFFIXES = (".xlsx", ".xlsm")
"""What a template that can be filled is called."""


def fill_template(
    template: Path, application: Application, target: Path, *, cancelled: Callable[[], bool] = never
) -> list[str]:
    """Write the application's budget into a copy of the template; returns what had no place, in Swedish.

    Raises `ExportError` when the target is the template itself or cannot be written, when the template has
    none of the edition's sheets, or a text is too long for a cell; `OutsideFileError` for a template that
    cannot be read, is hostile or of another kind. Then nothing is written.
    """
    _check_target(template, target)
    if look_into_book(template) != "xlsx":
        raise OutsideFileError(
            f"Mallen ”{template.name}” är av ett slag som programmet inte kan fylla i. Öppna den i Excel"
            " eller LibreOffice, spara den som .xlsx och välj den filen."
        )
    book = read_book(template, cancelled=cancelled)
    reading = recognise(book, application, template.name)
    if not reading.recognised:
        raise ExportError(
            f"Mallen ”{template.name}” har inget blad som hör till blanketten. Välj en annan mall."
        )
    copy = _opened(template, book, reading)
    pen = Pen(copy, application)
    filling = Filling(reading, application, pen)
    filling.fill()
    Heads(filling, Recogniser(application).words).fill()
    write_atomically(target, copy.saved())
    return pen.left + _comments(application)


def _opened(template: Path, book: Book, reading: Reading) -> TemplateBook:
    """The template with the XML of all sheets that are to be filled."""
    try:
        copy = TemplateBook(template, book)
        for sheet in reading.recognised:
            copy.xml(sheet.name)
        copy.check()
    except (zipfile.BadZipFile, zlib.error, ExpatError, LookupError, AttributeError, ValueError):
        raise OutsideFileError(damaged(f"Mallen ”{template.name}”")) from None
    return copy


def _comments(application: Application) -> list[str]:
    count = sum(
        name.partition(":")[0] == "comment" and bool(text)
        for rows in application.notes.values()
        for notes in rows.values()
        for name, text in notes.items()
    )
    return [f"{count} kommentarer i budgeten skrivs inte i mallen."] if count else []


def _check_target(template: Path, target: Path) -> None:
    """Refuse to save over the template, by whatever name, or as another kind of file."""
    if target.suffix.lower() != template.suffix.lower():
        raise ExportError(
            f"Mallen är en {template.suffix}-fil. Välj ett filnamn som slutar på {template.suffix}."
        )
    one, other = (os.path.realpath(path) for path in (template, target))
    same = one.casefold() == other.casefold()
    if not same and target.exists() and template.exists():
        same = os.path.samefile(template, target)
    if same:
        raise ExportError("Mallen får inte skrivas över. Välj ett annat filnamn.")
