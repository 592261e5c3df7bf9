"""Cells as spreadsheets put them on the clipboard: text between tabs, and a table in HTML.

Numbers are written as a person in Sweden types them, without grouping. The HTML says the exact figures
beside the texts (`sdval` for LibreOffice, `x:num` for Excel), so that they arrive in any language, and that
a text is a text: "=2+3" in a text cell stays words there. In the tabbed text it stands as it is, and a
spreadsheet that reads nothing else will compute it; a leading apostrophe would become part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from html.parser import HTMLParser
from typing import Literal

from finsam_desktop.domain.layout import ColumnView, LineView, SheetView
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.typed import FIGURES, sum_source, written
from finsam_desktop.domain.units import unit_of
from finsam_desktop.domain.values import clean_text

UNKNOWN = "?"
"""What is copied of a computed figure that is not known."""
MOST_SPAN = 1000
"""The most columns and rows that a cell of a pasted table may span; browsers allow as many columns."""
_EPOCH = date(1899, 12, 30)
"""The day from which spreadsheets count dates."""
Form = Literal["text", "amount", "percent", "number", "date"]


@dataclass(frozen=True, slots=True)
class ClipCell:
    """A copied cell: its text, and what a spreadsheet should take it for."""

    text: str
    form: Form = "text"
    number: Decimal | None = None
    """The amount in the application's unit, a share of one, a plain number, or the days of a date as
    spreadsheets count them."""
    head: bool = False
    """Whether it names its row."""
    again: str = ""
    """What gives the same cell, its sum included, when it is pasted in this program."""


# ---------------------------------------------------------------------------------- copying


def copied(budget: Budget, sheet: str, lines: Iterable[str], columns: Iterable[str]) -> list[list[ClipCell]]:
    """The cells of the lines and columns, in the sheet's order; computed ones as what they come to."""
    view = budget.views[sheet]
    wanted_lines, wanted_columns = set(lines), set(columns)
    across = [column for column in view.columns if column.id in wanted_columns]
    return [
        [_cell(budget, view, line, column) for column in across]
        for line in view.lines
        if line.id in wanted_lines
    ]


def own_table(cells: Iterable[Iterable[ClipCell]]) -> list[list[str]]:
    """What to paste in this program to get the same cells, with how their sums were written."""
    return [[cell.again for cell in row] for row in cells]


def _cell(budget: Budget, view: SheetView, line: LineView, column: ColumnView) -> ClipCell:
    role = view.role(line, column)
    value = budget.value(view.id, line.id, column.id)
    kind = column.template.kind
    if role == "void" or (value is None and role != "computed"):
        return ClipCell("")
    unit = unit_of(budget.application)
    text = UNKNOWN if value is None else written(kind, value, unit)
    if kind == "label" or role == "label":
        return ClipCell(text, head=kind == "label", again=text)
    again = text
    if role == "input" and kind in FIGURES:
        again = sum_source(budget, view.id, line.id, column.id) or text
    match value:
        case date():
            return ClipCell(text, "date", Decimal((value - _EPOCH).days), again=again)
        case int():
            return ClipCell(text, "amount", Decimal(value).scaleb(-2 if unit == "kr" else -5), again=again)
        case Decimal() if kind == "percent":
            return ClipCell(text, "percent", value.scaleb(-2), again=again)
        case Decimal():
            return ClipCell(text, "number", value, again=again)
    return ClipCell(text, again=again)


def write_table(cells: Sequence[Sequence[ClipCell]]) -> tuple[str, str]:
    """The cells as text between tabs, a line break after each row, and as an HTML document."""
    rows = [[clean_text(cell.text) for cell in row] for row in cells]
    tabbed = "".join("\t".join(map(_quoted, row)) + "\n" for row in rows)
    body = "".join(f"<tr>{''.join(map(_markup, row))}</tr>\n" for row in cells)
    return tabbed, _DOCUMENT.format(body)


def _quoted(text: str) -> str:
    needed = "\t" in text or "\n" in text or text.startswith('"')
    return '"' + text.replace('"', '""') + '"' if needed else text


_DOCUMENT = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body>'
    '<table border="1" cellspacing="0" cellpadding="3" style="border-collapse:collapse">\n{}'
    "</table></body></html>"
)
_ENGLISH = "1033"
"""The number of en-US: LibreOffice reads `sdval` in the first language of `sdnum`, its code in the second."""
_STYLES: dict[Form, str] = {
    "text": 'mso-number-format:"\\@"',
    "amount": "text-align:right",
    "percent": "text-align:right;mso-number-format:Percent",
    "number": "text-align:right",
    "date": "mso-number-format:yyyy\\-mm\\-dd",
}
_FORMATS: dict[Form, str] = {"text": "@", "percent": "0.00%", "date": "YYYY-MM-DD"}
"""LibreOffice's codes; figures without one get its own."""
_BREAK = '<br style="mso-data-placement:same-cell">'
"""Excel takes any other line break for a new row."""


def _markup(cell: ClipCell) -> str:
    style = ("text-align:left;font-weight:normal;" if cell.head else "") + _STYLES[cell.form]
    tag, text = "th" if cell.head else "td", escape(clean_text(cell.text), quote=False).replace("\n", _BREAK)
    exact = f' sdnum="{_ENGLISH};{_ENGLISH};{_FORMATS.get(cell.form, "")}"'
    if cell.number is not None:
        exact += f' sdval="{cell.number:f}" x:num="{cell.number:f}"'
    return f"<{tag} style='{style}'{exact}>{text}</{tag}>"


# ---------------------------------------------------------------------------------- pasting


def read_table(text: str, html: str = "") -> list[list[str]]:
    """The rows of what was copied elsewhere; rows may differ in length, and a missing cell is no empty one.

    The tabbed text says what a person saw and is read where it makes a table; the HTML is read where it
    does not: no text, one column of what is several, or rows cut by line breaks inside cells.
    """
    rows = _read_tabbed(text)
    widths = {len(row) for row in rows}
    if html and (len(widths) != 1 or widths == {1}):
        table = _read_html(html)
        if table and (not rows or max(map(len, table)) > 1):
            return table
    return _with_breaks(rows, _read_html(html)) if "<br" in html else rows


def _read_html(html: str) -> list[list[str]]:
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    return reader.rows


def _with_breaks(rows: list[list[str]], table: list[list[str]]) -> list[list[str]]:
    """The rows with the line breaks that LibreOffice keeps in its HTML and makes spaces in its text.

    Of one cell alone it leaves the breaks in the text, where they look like rows.
    """
    if len(table) == 1 == len(table[0]) and table[0][0].split() == " ".join(map(" ".join, rows)).split():
        return table
    if [len(row) for row in rows] != [len(row) for row in table]:
        return rows
    return [
        [
            other if "\n" in other and one.split() == other.split() else one
            for one, other in zip(*pair, strict=True)
        ]
        for pair in zip(rows, table, strict=True)
    ]


_FIELD = re.compile(r'"((?:[^"]++|"")*+)"(?=[\t\n]|\Z)|([^\t\n]*+)')
"""A field in quotes, which may hold tabs, line breaks and doubled quotes; or any other."""


def _read_tabbed(text: str) -> list[list[str]]:
    text = text.rstrip("\0").replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        return []
    text = text.removesuffix("\n")
    if '"' not in text:
        return [line.split("\t") for line in text.split("\n")]
    rows: list[list[str]] = [[]]
    place = 0
    while found := _FIELD.match(text, place):
        inner = found[1]
        rows[-1].append(found[0] if inner is None else inner.replace('""', '"'))
        place = found.end()
        if place == len(text):
            break
        if text[place] == "\n":
            rows.append([])
        place += 1
    return rows


_SPACES = re.compile("[ \t\r\n\f]+")


class _TableReader(HTMLParser):
    """Reads the rows of the tables; a table inside a cell is part of the cell's text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._depth = 0
        self._unseen = 0
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._covered: dict[int, int] = {}
        """Column -> rows below that a cell reaches into."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
        elif tag in ("style", "script"):
            self._unseen += 1
        elif self._depth == 1 and tag == "tr":
            self._end_row()
            self._row = []
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            given = dict(attrs)
            self._span = _span(given.get("colspan")), _span(given.get("rowspan"))
            self._cell = []
        elif self._cell is not None and tag in ("br", "p", "div", "li", "tr"):
            self._cell.append("\n" if tag == "br" or "".join(self._cell).strip() else "")
        elif self._cell is not None and tag in ("td", "th"):
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_row()
                self._covered = {}
            self._depth -= 1
        elif tag in ("style", "script"):
            self._unseen = max(0, self._unseen - 1)
        elif self._depth == 1 and tag == "tr":
            self._end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._cell.append(_SPACES.sub(" ", data))

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = _SPACES_ONLY.sub(" ", "".join(self._cell))
        text = "\n".join(line.strip() for line in text.split("\n")).strip()
        self._cell = None
        row = self._row = self._row if self._row is not None else []
        row += self._blanks(len(row))
        columns, rows = self._span
        self._covered.update((place, rows - 1) for place in range(len(row), len(row) + columns) if rows > 1)
        row += [text, *[""] * (columns - 1)]

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.rows.append([*self._row, *self._blanks(len(self._row))])
        self._row = None

    def _blanks(self, place: int) -> Iterator[str]:
        """Empty cells where cells of the rows above reach down, from the place on."""
        while left := self._covered.get(place, 0):
            self._covered[place] = left - 1
            place += 1
            yield ""


_SPACES_ONLY = re.compile(" +")


def _span(given: str | None) -> int:
    number = int(given) if given and given.isascii() and given.isdigit() else 1
    return min(max(number, 1), MOST_SPAN)
