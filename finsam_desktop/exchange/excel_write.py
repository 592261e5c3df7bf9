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

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import Application, note_name
from finsam_desktop.domain.errors import ExportError
from finsam_desktop.domain.formula import Number
from finsam_desktop.domain.layout import ColumnView, LineView
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.phrases import phrase
from finsam_desktop.domain.template import Control, Example, Heading, HeadItem, SumLine
from finsam_desktop.domain.values import Value, clean_text, is_rich
from finsam_desktop.exchange.excel_cells import DECIMALS, Cells
from finsam_desktop.exchange.excel_plan import MARGINS, Plan, Table, fit_on_paper, plan_sheet, wrapped_lines
from finsam_desktop.exchange.printed import printed_budget

CREATED = datetime(2024, 1, 1)
"""Stands in the file's properties unless a time is given, so that the same input gives the same bytes."""

MAX_TEXT = 32_767
"""UTF-16 units in a cell (Microsoft, "Excel specifications and limits")."""

INPUT, BAND, GROUP = "#FFFF99", "#BDD7EE", "#D9D9D9"
"""Fills of the forms' own workbooks: cells to fill in, bands and part sums, group sums."""

_FONT = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_LINE, _RULE, _QUIET = "#A6A6A6", "#000000", "#595959"
_SUM_FILLS = {"group": GROUP, "part": BAND, "total": BAND}
# The Swedish locale, as in the forms' own workbooks: LibreOffice groups the thousands with spaces by it.
_AMOUNT, _WHOLE_PERCENT, _DATE = "[$-41D]#,##0", "0%", "yyyy\\-mm\\-dd"
_BAND_LOOK = {
    "bold": True,
    "bg_color": BAND,
    "top": 1,
    "bottom": 1,
    "top_color": _LINE,
    "bottom_color": _LINE,
}
_ALIGNMENTS = {"amount": "right", "number": "right", "percent": "center", "date": "center"}
_EMPTY_FORMATS = {"amount": _AMOUNT, "percent": _WHOLE_PERCENT, "date": _DATE, "number": "General"}
_PIXELS_PER_MM = 96 / 25.4
_ROW_PIXELS, _LINE_PIXELS = 20, 17
_MAX_LINES = 30
"""Lines in a row; Excel's highest row is 409 points (Microsoft, "Excel specifications and limits")."""
_DATE_MM, _NAME_MM = 22.0, 60.0
"""Room that a value in the head needs."""

_NAME_ROOM = 100
"""Characters of the initiative's name in the footer; Excel takes 255 in all."""

Look = dict[str, Any]
"""Properties of a cell format, as XlsxWriter names them."""


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
            "created": created,
        }
    )
    _Book(application, book).write()
    book.close()
    return stream.getvalue()


class _Book:
    """Writes one application's sheets."""

    def __init__(self, application: Application, book: Any) -> None:
        self.application, self.book = application, book
        self.budget = printed_budget(application)
        self.cells = Cells(self.budget)
        self.plans = [plan_sheet(view) for view in self.budget.views.values()]
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.given: set[str] = set()
        """Fields that a sheet's head has had to fill in."""
        for plan in self.plans:
            for table in plan.tables:
                for row, line in enumerate(table.part.lines, start=table.first_line):
                    for number, column in enumerate(plan.columns):
                        self.cells.places[plan.view.id, line.id, column.id] = (row, number)

    def write(self) -> None:
        for plan in self.plans:
            sheet = self.book.add_worksheet(plan.view.template.name)
            _Sheet(self, sheet, plan).write()
        if not self.plans:
            self.book.add_worksheet()

    def format(self, properties: Look) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(_FONT | properties)
        return self.formats[key]


class _Sheet:
    """Writes one sheet by its plan."""

    def __init__(self, book: _Book, sheet: Any, plan: Plan) -> None:
        self.book, self.sheet, self.plan, self.view = book, sheet, plan, plan.view
        self.name = plan.view.template.name
        self.last_column = len(plan.columns) - 1
        self.top = any(column.template.kind == "text" for column in plan.columns)
        """Whether cells stand at the top of their row, as they do beside running text."""
        self.lines: dict[int, int] = {}
        """Lines of text in the rows that hold more than one."""

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

    def _set_up(self) -> None:
        sheet, plan = self.sheet, self.plan
        for number, width in enumerate(plan.widths):
            sheet.set_column_pixels(number, number, round(width * _PIXELS_PER_MM))
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
            sum(_row_pixels(self.lines.get(row, 1)) for row in range(first, last)) / _PIXELS_PER_MM
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
            self.sheet.merge_range(row, first, row, last, "", self.book.format(look))

    def _head(self, row: int, items: tuple[HeadItem, ...]) -> None:
        """A label and the values beside it, each over as many columns as it needs."""
        self._text(row, 0, items[0].label, {"bold": True, "text_wrap": True}, "rubriken")
        first = 1
        for item in items:
            value = self.book.application.answer(item.field)
            room, last = _DATE_MM if isinstance(value, date) else _NAME_MM, first
            while last < self.last_column and sum(self.plan.widths[first : last + 1]) < room:
                last += 1
            look: Look = {"border": 1, "border_color": _LINE, "align": "left", "text_wrap": True}
            if item.field not in self.book.given:
                look["bg_color"] = INPUT
                self.book.given.add(item.field)
            self._merge(row, first, last, look)
            where = f"fältet ”{self.book.application.edition.caption(item.field)}”"
            self._value(row, first, self._words(item.field, value), "text", look, where, last)
            first = last + 1

    def _words(self, field_id: str, value: Value) -> Value:
        """Values that Excel has no type for, in words."""
        if isinstance(value, bool):
            return "Ja" if value else "Nej"
        if is_rich(value):
            return richtext.plain_text(value)
        if isinstance(value, tuple):
            choices = self.book.application.edition.fields[field_id].choices
            return ", ".join(choice.label for choice in choices if choice.id in value)
        return value

    def _table(self, table: Table) -> None:
        if table.band is not None:
            for number in range(self.last_column + 1):
                self.sheet.write_blank(table.band, number, None, self.book.format(_BAND_LOOK))
            self._text(table.band, 0, table.part.title, _BAND_LOOK, "bandet")
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
            look |= {"left": 1, "right": 1, "left_color": _LINE, "right_color": _LINE}
            if level == 0 or (text and header[level - 1][numbers[0]]):
                look |= {"top": 1, "top_color": _LINE}
            if level == last or (text and header[level + 1][numbers[0]]):
                look |= {"bottom": 1, "bottom_color": _LINE}
            if self.plan.columns[numbers[0]].id == self.view.label_column:
                look["align"] = "left"
            self._merge(table.header_row + level, numbers[0], numbers[-1], look)
            self._text(table.header_row + level, numbers[0], text, look, "tabellhuvudet", numbers[-1])

    def _cell(self, row: int, number: int, line: LineView, column: ColumnView) -> None:
        role, kind = self.view.role(line, column), column.template.kind
        look = _look(line, kind, role == "input", top=self.top)
        if role == "computed":
            shown = self.book.cells.shown(self.view.id, line.id, column.id)
            formula = "=" + self.book.cells.formula(self.view.id, line.id, column.id)
            if not isinstance(shown, str):
                look["num_format"] = self._number_format(kind, shown)
            cached = clean_text(shown) if isinstance(shown, str) else self.book.cells.number(shown, column)
            self.sheet.write_formula(row, number, formula, self.book.format(look), cached)
        elif (
            isinstance(line.template, Heading) and line.template.note and column.id == self.view.label_column
        ):
            self._noted(row, number, line.label, line.template.note, look)
        elif source := self.book.cells.sum_formula(self.view.id, line.id, column.id):
            figure = self.book.budget.number(self.view.id, line.id, column.id) or 0
            look["num_format"] = self._number_format(kind, figure)
            cached = self.book.cells.number(figure, column)
            self.sheet.write_formula(row, number, source, self.book.format(look), cached)
        else:
            value = self.book.budget.value(self.view.id, line.id, column.id)
            self._value(
                row, number, value, kind, look, f"raden ”{line.label[:60]}”, kolumnen ”{column.title}”"
            )
        self._comment(row, number, line, column)

    def _comment(self, row: int, number: int, line: LineView, column: ColumnView) -> None:
        """The comment on the cell, or beside the label the one on the row."""
        notes = self.book.budget.application.notes.get(self.view.id, {}).get(line.id, {})
        is_label = column.id == self.view.label_column
        text = notes.get("comment" if is_label else note_name("comment", column.id))
        if isinstance(text, str) and text:
            self.sheet.write_comment(row, number, clean_text(text)[:MAX_TEXT])

    def _noted(self, row: int, number: int, label: str, note: str, look: Look) -> None:
        plain, bold = self.book.format({}), self.book.format({"bold": True})
        self._grow(row, number, number, f"{label} {note}", bold=True)
        self.sheet.write_rich_string(
            row, number, bold, clean_text(label), plain, f" {clean_text(note)}", self.book.format(look)
        )

    def _value(
        self, row: int, number: int, value: Value, kind: str, look: Look, where: str, last: int = -1
    ) -> None:
        match value:
            case None | "":
                self.sheet.write_blank(row, number, None, self.book.format(look))
            case Unparsed(text):
                look |= {"align": "left", "indent": 0, "text_wrap": True}
                self._text(row, number, text, look, where, last)
            case str():
                self._text(row, number, value, look, where, last)
            case date():
                self.sheet.write_datetime(row, number, value, self.book.format(look | {"num_format": _DATE}))
            case int():
                look |= {"num_format": self._number_format("amount", value)}
                exact_amount = value / 10 ** DECIMALS[self.book.cells.unit]
                self.sheet.write_number(row, number, exact_amount, self.book.format(look))
            case Decimal():
                exact = value / 100 if kind == "percent" else value
                look |= {"num_format": self._number_format(kind, Fraction(exact))}
                self.sheet.write_number(row, number, float(exact), self.book.format(look))

    def _text(self, row: int, number: int, text: str, look: Look, where: str, last: int = -1) -> None:
        """A text as it is, never a formula, a number or a link; in a merged cell as far as column `last`.

        Raises `ExportError` if it does not fit.
        """
        text = clean_text(text)
        length = len(text.encode("utf-16-le")) // 2
        if length > MAX_TEXT:
            raise ExportError(
                f"Texten är för lång för Excel: {where} på bladet ”{self.name}” har {length} tecken, "
                f"och en cell rymmer {MAX_TEXT}. Korta texten och exportera igen."
            )
        if text.startswith(("=", "+", "-", "@")):
            look = look | {"quote_prefix": True}
        if look.get("text_wrap"):
            self._grow(row, number, max(number, last), text, bold=bool(look.get("bold")))
        if text:
            self.sheet.write_string(row, number, text, self.book.format(look))
        else:
            self.sheet.write_blank(row, number, None, self.book.format(look))

    def _grow(self, row: int, first: int, last: int, text: str, *, bold: bool) -> None:
        """Make the row high enough for wrapped text: merged cells do not in Excel, none in LibreOffice."""
        lines = wrapped_lines(text, sum(self.plan.widths[first : last + 1]), bold=bold)
        if lines > self.lines.get(row, 1):
            self.lines[row] = lines
            self.sheet.set_row_pixels(row, _row_pixels(lines))

    def _number_format(self, kind: str, number: Number) -> str:
        """The format that shows the figure in full: decimals only where it has some."""
        match kind:
            case "amount":
                decimals = DECIMALS[self.book.cells.unit]
                if round(number) % 10**decimals == 0:
                    return _AMOUNT
                return f"{_AMOUNT}.00" if decimals == 2 else f"{_AMOUNT}.0####"
            case "percent":
                return _WHOLE_PERCENT if (number * 100) % 1 == 0 else "0.0###%"
        return "General"


def _row_pixels(lines: int) -> int:
    return _ROW_PIXELS + (min(lines, _MAX_LINES) - 1) * _LINE_PIXELS


def _look(line: LineView, kind: str, is_input: bool, *, top: bool) -> Look:
    """How a cell of a table is set: the kind's format and side, the line's weight and fill."""
    look: Look = {"border": 1, "border_color": _LINE, "align": _ALIGNMENTS.get(kind, "left")}
    look["num_format"] = _EMPTY_FORMATS.get(kind, "@")
    look["text_wrap"] = kind in ("label", "text") or line.kind == "example"
    if kind in ("amount", "number") or (kind == "label" and line.kind in ("rows", "example")):
        look["indent"] = 1
    if top and line.kind in ("rows", "example"):
        look["valign"] = "top"
    if is_input:
        look["bg_color"] = INPUT
    match line.template:
        case SumLine(style=style):
            look |= {"bold": True, "bg_color": _SUM_FILLS[style], "top": 1 if style == "group" else 2}
            look["top_color"] = _RULE
        case Heading():
            look["bold"] = True
        case Control():
            look["italic"] = True
        case Example():
            look |= {"italic": True, "font_color": _QUIET}
    return look
