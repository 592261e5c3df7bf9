"""Workbook, PDF and Word of the sample, beside other ways to make such a file."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import xlsxwriter
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection

from benchmarks.measure import Row, in_turn, milliseconds, row
from finsam_desktop import paths
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.editions import Catalogue
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.book_read import read_book
from finsam_desktop.exchange.export import render
from finsam_desktop.exchange.page_pictures import contents, picture


def _sample() -> Application:
    catalogue = Catalogue([paths.forms_dir()])
    path = paths.resources_dir() / "samples" / "uppsala-2024-alvkarleby.json"
    return from_json(json.loads(path.read_text(encoding="utf-8")), lambda name: catalogue.get(name).edition)


class _Look(NamedTuple):
    """How a cell of our workbook looks; equal ones are one object, as a careful program would have them."""

    font: Font
    fill: PatternFill
    border: Border
    alignment: Alignment
    protection: Protection
    number_format: str


Style = Callable[[Workbook, Cell, _Look], None]


class _Copy:
    """Our workbook's cells, formulas, looks, widths, merges and checks, to be written by openpyxl."""

    def __init__(self, source: bytes) -> None:
        self._made: dict[str, Any] = {}
        self._sheets = [
            (sheet, [self._cell(one) for line in sheet for one in line if isinstance(one, Cell)])
            for sheet in openpyxl.load_workbook(io.BytesIO(source))
        ]

    def _cell(self, one: Cell) -> tuple[int, int, Any, _Look]:
        look = _Look(*(self._shared(getattr(one, name)) for name in _Look._fields))
        return one.row, one.column, one.value, self._shared(look)

    def _shared(self, part: Any) -> Any:
        return self._made.setdefault(repr(part), copy(part))

    def write(self, style: Style) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for sheet, cells in self._sheets:
            made = book.create_sheet(sheet.title)
            for y, x, value, look in cells:
                style(book, made.cell(y, x, value), look)
            for name, column in sheet.column_dimensions.items():
                made.column_dimensions[name].width = column.width
            for area in sheet.merged_cells.ranges:
                made.merge_cells(area.coord)
            for check in sheet.data_validations.dataValidation:
                made.add_data_validation(check)
            made.protection.sheet = True
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def _each_property(_: Workbook, cell: Cell, look: _Look) -> None:
    """The usual way."""
    for name, part in zip(_Look._fields, look, strict=True):
        setattr(cell, name, part)


def _named_style(book: Workbook, cell: Cell, look: _Look) -> None:
    """The quickest way that openpyxl documents; the styles show in Excel's list."""
    name = f"look {id(look)}"
    if name not in book.named_styles:
        book.add_named_style(NamedStyle(name, **look._asdict()))
    cell.style = name


def _libreoffice(word: bytes) -> list[float]:
    """Milliseconds for LibreOffice to make a PDF of the Word file; nan where it is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        return [float("nan")]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        path.write_bytes(word)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(path)]
        return milliseconds(lambda: subprocess.run(command, check=True, capture_output=True), 3, 1)


def _zip(data: bytes) -> None:
    """The same parts put into a zip file and nothing else: the floor of writing such a file."""
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            out.writestr(name, source.read(name))


def _budget(path: Path) -> Path:
    """A workbook of 3 sheets of 60 x 12 cells, each row with a sum."""
    with xlsxwriter.Workbook(path) as book:
        style = book.add_format({"num_format": "#,##0", "border": 1})
        for name in ("Insatsbudget", "Fördelad", "Budgetsammanställning"):
            sheet = book.add_worksheet(name)
            for y in range(60):
                sheet.write_row(y, 0, [f"Post {y}", *(1000 * y + x for x in range(1, 11))], style)
                sheet.write_formula(y, 11, f"=SUM(B{y + 1}:K{y + 1})", style, 10_000 * y + 55)
    return path


def _reading() -> Row:
    """A workbook from outside with all guards, the reader process started before."""
    with tempfile.TemporaryDirectory() as folder:
        path = _budget(Path(folder) / "a.xlsx")
        try:
            ours, theirs = in_turn(lambda: read_book(path), lambda: openpyxl.load_workbook(path), 25)
        finally:
            sandbox.close()
    return row("read the workbook, guards and all", ours, theirs, "bare openpyxl, same file", "<= 1.2 x")


def _preview(sample: Application) -> None:
    """What the preview does after an edit: the PDF, and sharp pictures of the two pages in sight."""
    pdf = render(sample.snapshot(), ".pdf", draft=True)
    contents(pdf)
    for page in (2, 3):
        picture(pdf, page, 2.0)


def rows() -> Iterator[Row]:
    """The targets for files."""
    yield _reading()
    sample = _sample()
    book, word = render(sample, ".xlsx"), render(sample, ".docx")
    copied = _Copy(book)
    ours, theirs = in_turn(lambda: render(sample, ".xlsx"), lambda: copied.write(_each_property), 15)
    yield row("write the workbook", ours, theirs, "openpyxl, same cells and looks", "<= 0.5 x")
    ours, theirs = in_turn(lambda: render(sample, ".xlsx"), lambda: copied.write(_named_style), 15)
    yield row("write the workbook", ours, theirs, "openpyxl with named styles", "-")
    ours = milliseconds(lambda: render(sample, ".pdf"), 9, 2)
    yield row("PDF of the sample", ours, _libreoffice(word), "LibreOffice from docx", "<= 0.2, 300 ms")
    ours, theirs = in_turn(lambda: _preview(sample), lambda: render(sample, ".pdf"), 9)
    yield row("preview after an edit", ours, theirs, "the PDF alone", "<= 300 ms")
    ours, theirs = in_turn(lambda: render(sample, ".docx"), lambda: _zip(word), 9)
    yield row("Word of the sample", ours, theirs, "zip of the same parts", "<= 150 ms")
