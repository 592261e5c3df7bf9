"""The budget sheets as an Excel workbook with live formulas and their values.

One worksheet for each sheet of the edition: title, head, then each table with band, header,
lines. Amounts are kronor, shares fractions of one, dates real dates; what could not be read
stands as it was typed. Written with XlsxWriter, since openpyxl writes no values with formulas.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise
from textwrap import shorten
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from finsam_desktop.domain.application import Application, note_name
from finsam_desktop.domain.errors import ExportError
from finsam_desktop.domain.formula import Number
from finsam_desktop.domain.layout import ColumnView, LineView
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.phrases import phrase
from finsam_desktop.domain.template import Heading, HeadItem
from finsam_desktop.domain.values import Value, clean_text
from finsam_desktop.exchange.excel_cells import DECIMALS, MAX_TEXT, Cells, Shown, in_words, too_long
from finsam_desktop.exchange.excel_guard import check_cells, name_ranges, protect
from finsam_desktop.exchange.excel_plan import MARGINS, Plan, Table, fit_on_paper, plan_sheet, wrapped_lines
from finsam_desktop.exchange.excel_style import (
    BAND_LOOK,
    DATE,
    INPUT,
    LINE,
    PIXELS_PER_MM,
    Formats,
    Look,
    cell_look,
    number_format,
    row_pixels,
)
from finsam_desktop.exchange.printed import printed_budget

CREATED = datetime(2024, 1, 1)
"""Stands in the file's properties unless a time is given, so that the same input gives the same bytes."""

_DATE_MM, _NAME_MM = 22.0, 60.0
"""Room that a value in the head needs."""

_NAME_ROOM = 100
"""Characters of the initiative's name in the footer; Excel takes 255 in all."""


def render_workbook(application: Application, created: datetime = CREATED) -> bytes:
    """The application's budget sheets as the bytes of an .xlsx file; the same input gives the same bytes.

    Raises `ExportError`, naming the field, for a text that is longer than a cell can hold.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "default_format_properties": {"font_name": "Arial", "font_size": 10}}
    )
    form = clean_text(phrase(application.edition.title, application))
    book.set_properties(
        {
            "title": clean_text(application.name) or form,
            "subject": form,
            "author": application.edition.association,
            "company": application.edition.association,
            "category": "Budget",
            "created": created,
        }
    )
    _Book(application, book).write()
    book.close()
    return stream.getvalue()


class _PlainWorksheet(Worksheet):  # type: ignore[misc]  # the library says nothing of its types
    """Takes formulas as they are: ours have no function that would have to be spelled out in the file.

    To look for those takes XlsxWriter an eighth of the whole time.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class _Book:
    """Writes one application's sheets."""

    def __init__(self, application: Application, book: Any) -> None:
        self.application, self.book = application, book
        self.budget = printed_budget(application)
        self.cells = Cells(self.budget)
        self.plans = [plan_sheet(view) for view in self.budget.views.values()]
        self.formats = Formats(book.add_format)
        self.given: set[str] = set()
        """Fields that a sheet's head has had to fill in."""
        for plan in self.plans:
            for table in plan.tables:
                for row, line in enumerate(table.part.lines, start=table.first_line):
                    for number, column in enumerate(plan.columns):
                        self.cells.places[plan.view.id, line.id, column.id] = (row, number)

    def write(self) -> None:
        for plan in self.plans:
            sheet = self.book.add_worksheet(plan.view.template.name, _PlainWorksheet)
            _Sheet(self, sheet, plan).write()
        if not self.plans:
            self.book.add_worksheet()
        name_ranges(self.book, self.plans)


class _Sheet:
    """Writes one sheet by its plan."""

    def __init__(self, book: _Book, sheet: Any, plan: Plan) -> None:
        self.book, self.sheet, self.plan, self.view = book, sheet, plan, plan.view
        self.name = plan.view.template.name
        self.notes = book.budget.application.notes.get(plan.view.id, {})
        self.last_column = len(plan.columns) - 1
        self.top = any(column.template.kind == "text" for column in plan.columns)
        """Whether cells stand at the top of their row, as they do beside running text."""
        self.lines: dict[int, int] = {}
        """Lines of text in the rows that hold more than one."""
        self.inputs: dict[str, list[tuple[int, int]]] = {}
        """Cells of the tables to fill in, by the kind of their column."""

    def write(self) -> None:
        self._set_up()
        self._text(0, 0, self.view.template.title, {"bold": True, "font_size": 14}, "rubriken")
        for row, items in enumerate(self.plan.head, start=1):
            self._head(row, items)
        self._texts(self.plan.before, self.view.template.before)
        for table in self.plan.tables:
            self._table(table)
        self._texts(self.plan.after, self.view.template.after)
        self._fit_on_paper()
        check_cells(self.sheet, self.inputs)
        protect(self.sheet)

    def _set_up(self) -> None:
        sheet, plan = self.sheet, self.plan
        for number, width in enumerate(plan.widths):
            sheet.set_column_pixels(number, number, round(width * PIXELS_PER_MM))
        sheet.hide_gridlines(2)
        sheet.set_paper(9)  # A4
        sheet.set_margins(**MARGINS)
        sheet.print_area(0, 0, plan.last_row, self.last_column)
        name = shorten(clean_text(self.book.application.name), _NAME_ROOM, placeholder="…").replace("&", "&&")
        sheet.set_footer(f"&L{name}&RSida &P av &N", {"margin": 0.25})
        label = next(n for n, column in enumerate(plan.columns) if column.id == self.view.label_column)
        sheet.ignore_errors({"number_stored_as_text": xl_range(0, label, plan.last_row, label)})
        if plan.tables:
            first = plan.tables[0]
            sheet.freeze_panes(first.first_line, label + 1)
            if first.header and len(plan.tables) == 1:  # a later table brings a head of its own
                sheet.repeat_rows(first.header_row, first.first_line - 1)

    def _fit_on_paper(self) -> None:
        """Once it is known how high the rows are. Excel heeds page breaks only beside a scale of our own."""
        later = [table.header_row if table.band is None else table.band for table in self.plan.tables[1:]]
        heights = [
            sum(row_pixels(self.lines.get(row, 1)) for row in range(first, last)) / PIXELS_PER_MM
            for first, last in pairwise([0, *later, self.plan.last_row + 1])
        ]
        paper = fit_on_paper(sum(self.plan.widths), heights)
        if paper.portrait:
            self.sheet.set_portrait()
        else:
            self.sheet.set_landscape()
        self.sheet.set_print_scale(paper.percent)
        self.sheet.set_h_pagebreaks(later if paper.divided else [])

    def _texts(self, row: int, texts: tuple[str, ...]) -> None:
        """Instructions over the whole width, wrapped."""
        for number, text in enumerate(texts, start=row):
            look: Look = {"italic": True, "text_wrap": True}
            self._merge(number, 0, self.last_column, look)
            self._text(number, 0, text, look, f"rad {number + 1}", self.last_column)

    def _merge(self, row: int, first: int, last: int, look: Look) -> None:
        if first < last:
            self.sheet.merge_range(row, first, row, last, "", self.book.formats.of(look))

    def _head(self, row: int, items: tuple[HeadItem, ...]) -> None:
        """A label and the values beside it, each over as many columns as it needs."""
        self._text(row, 0, items[0].label, {"bold": True, "text_wrap": True}, "rubriken")
        first = 1
        for item in items:
            value = self.book.application.answer(item.field)
            room, last = _DATE_MM if isinstance(value, date) else _NAME_MM, first
            while last < self.last_column and sum(self.plan.widths[first : last + 1]) < room:
                last += 1
            look: Look = {"border": 1, "border_color": LINE, "align": "left", "text_wrap": True}
            if item.field not in self.book.given:
                look |= {"bg_color": INPUT, "locked": False}
                self.book.given.add(item.field)
            self._merge(row, first, last, look)
            where = f"fältet ”{self.book.application.edition.caption(item.field)}”"
            self._value(
                row, first, in_words(self.book.application, item.field, value), "text", look, where, last
            )
            first = last + 1

    def _table(self, table: Table) -> None:
        if table.band is not None:
            for number in range(self.last_column + 1):
                self.sheet.write_blank(table.band, number, None, self.book.formats.of(BAND_LOOK))
            self._text(table.band, 0, table.part.title, BAND_LOOK, "bandet")
        for level in range(len(table.header)):
            self._header_row(table, level)
        for row, line in enumerate(table.part.lines, start=table.first_line):
            for number, column in enumerate(self.plan.columns):
                self._cell(row, number, line, column)

    def _header_row(self, table: Table, level: int) -> None:
        """One row of the header; equal neighbours become one cell, but not in the lowest row."""
        header, last = table.header, len(table.header) - 1

        def key(number: int) -> object:
            return (
                [row[number] for row in header[: level + 1]]
                if level < last and header[level][number]
                else number
            )

        for _, group in groupby(range(self.last_column + 1), key):
            numbers = list(group)
            text = header[level][numbers[0]]
            look: Look = {"bold": True, "text_wrap": True, "valign": "bottom", "align": "center"}
            look |= {"left": 1, "right": 1, "left_color": LINE, "right_color": LINE}
            if level == 0 or (text and header[level - 1][numbers[0]]):
                look |= {"top": 1, "top_color": LINE}
            if level == last or (text and header[level + 1][numbers[0]]):
                look |= {"bottom": 1, "bottom_color": LINE}
            column = self.plan.columns[numbers[0]]
            if column.id == self.view.label_column:
                look["align"] = "left"
            if level == last and _is_name(table, column):
                look["locked"] = False
            self._merge(table.header_row + level, numbers[0], numbers[-1], look)
            self._text(table.header_row + level, numbers[0], text, look, "tabellhuvudet", numbers[-1])

    def _cell(self, row: int, number: int, line: LineView, column: ColumnView) -> None:
        role, kind, sheet, cells = (
            self.view.role(line, column),
            column.template.kind,
            self.view.id,
            self.book.cells,
        )
        is_input = role == "input"
        if is_input:
            self.inputs.setdefault(kind, []).append((row, number))
        if role == "computed":
            formula, shown = (
                "=" + cells.formula(sheet, line.id, column.id),
                cells.shown(sheet, line.id, column.id),
            )
            self._formula(row, number, line, column, formula, shown, is_input=False)
        elif role == "label" and isinstance(line.template, Heading) and self._has_note(line.template, column):
            look = cell_look(line, kind, False, top=self.top)
            self._noted(row, number, line.label, line.template.note, look)
        elif is_input and (source := cells.sum_formula(sheet, line.id, column.id)):
            figure = self.book.budget.number(sheet, line.id, column.id) or 0
            self._formula(row, number, line, column, source, figure, is_input=True)
        else:
            self._given(row, number, line, column, is_input=is_input)
        if line.id in self.notes:
            self._comment(row, number, line, column)

    def _has_note(self, heading: Heading, column: ColumnView) -> bool:
        return bool(heading.note) and column.id == self.view.label_column

    def _formula(
        self,
        row: int,
        number: int,
        line: LineView,
        column: ColumnView,
        formula: str,
        shown: Shown,
        *,
        is_input: bool,
    ) -> None:
        """A formula with what it shows."""
        kind = column.template.kind
        cached: str | int | float
        if isinstance(shown, str):
            cached, wanted = clean_text(shown), ""
        else:
            cached, wanted = self.book.cells.number(shown, column), self._number_format(kind, shown)
        style = self.book.formats.of_cell(line, kind, is_input, top=self.top, number_format=wanted)
        self.sheet.write_formula(row, number, formula, style, cached)

    def _given(self, row: int, number: int, line: LineView, column: ColumnView, *, is_input: bool) -> None:
        """What was filled in, a label, or a cell without anything."""
        kind, value = column.template.kind, self.book.budget.value(self.view.id, line.id, column.id)
        if value is None or value == "":
            style = self.book.formats.of_cell(line, kind, is_input, top=self.top)
            self.sheet.write_blank(row, number, None, style)
            return
        look = cell_look(line, kind, is_input, top=self.top)
        self._value(row, number, value, kind, look, f"raden ”{line.label[:60]}”, kolumnen ”{column.title}”")

    def _number_format(self, kind: str, number: Number) -> str:
        return number_format(kind, number, DECIMALS[self.book.cells.unit])

    def _comment(self, row: int, number: int, line: LineView, column: ColumnView) -> None:
        """The comment on the cell, or beside the label the one on the row."""
        notes, is_label = self.notes[line.id], column.id == self.view.label_column
        text = notes.get("comment" if is_label else note_name("comment", column.id))
        if isinstance(text, str) and text:
            self.sheet.write_comment(row, number, clean_text(text)[:MAX_TEXT])

    def _noted(self, row: int, number: int, label: str, note: str, look: Look) -> None:
        plain, bold = self.book.formats.of({}), self.book.formats.of({"bold": True})
        self._grow(row, number, number, f"{label} {note}", bold=True)
        self.sheet.write_rich_string(
            row, number, bold, clean_text(label), plain, f" {clean_text(note)}", self.book.formats.of(look)
        )

    def _value(
        self, row: int, number: int, value: Value, kind: str, look: Look, where: str, last: int = -1
    ) -> None:
        match value:
            case None | "":
                self.sheet.write_blank(row, number, None, self.book.formats.of(look))
            case Unparsed(text):
                look |= {"align": "left", "indent": 0, "text_wrap": True}
                self._text(row, number, text, look, where, last)
            case str():
                self._text(row, number, value, look, where, last)
            case date():
                self.sheet.write_datetime(
                    row, number, value, self.book.formats.of(look | {"num_format": DATE})
                )
            case int():
                look |= {"num_format": self._number_format("amount", value)}
                exact_amount = value / 10 ** DECIMALS[self.book.cells.unit]
                self.sheet.write_number(row, number, exact_amount, self.book.formats.of(look))
            case Decimal():
                exact = value / 100 if kind == "percent" else value
                look |= {"num_format": self._number_format(kind, Fraction(exact))}
                self.sheet.write_number(row, number, float(exact), self.book.formats.of(look))

    def _text(self, row: int, number: int, text: str, look: Look, where: str, last: int = -1) -> None:
        """A text as it is, never a formula, a number or a link; in a merged cell as far as column `last`.

        Raises `ExportError` if it does not fit.
        """
        text = clean_text(text)
        if problem := too_long(text, f"{where} på bladet ”{self.name}”"):
            raise ExportError(problem)
        if text.startswith(("=", "+", "-", "@")):
            look = look | {"quote_prefix": True}
        if look.get("text_wrap"):
            self._grow(row, number, max(number, last), text, bold=bool(look.get("bold")))
        if text:
            self.sheet.write_string(row, number, text, self.book.formats.of(look))
        else:
            self.sheet.write_blank(row, number, None, self.book.formats.of(look))

    def _grow(self, row: int, first: int, last: int, text: str, *, bold: bool) -> None:
        """Make the row high enough for wrapped text: merged cells do not in Excel, none in LibreOffice."""
        lines = wrapped_lines(text, sum(self.plan.widths[first : last + 1]), bold=bold)
        if lines > self.lines.get(row, 1):
            self.lines[row] = lines
            self.sheet.set_row_pixels(row, row_pixels(lines))


def _is_name(table: Table, column: ColumnView) -> bool:
    """Whether the lowest header of the column is an organisation's name, which may be filled in."""
    header = table.part.template.header.get(column.template.id, column.template.header)
    return "{name}" in "".join(header[-1:])
