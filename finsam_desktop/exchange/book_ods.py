"""Reads .ods: values, formulas, what is hidden and merged.

After OpenDocument 1.3 part 3. What stands repeated is kept once as long as it is read, for ten million equal
cells are a few bytes in the file.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

from finsam_desktop.exchange.book import BookSheet, place
from finsam_desktop.exchange.book_gather import MAX_COLUMNS, MAX_MERGES, MAX_ROWS, Gathering, Shown
from finsam_desktop.exchange.book_xml import Attributes, Scanner

MAX_REPEATED = 1_000
"""Times that a row or cell with something in it is repeated; past that it is a mistake or a trap."""

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (
    f"{_NS}table:1.0 ",
    f"{_NS}office:1.0 ",
    f"{_NS}text:1.0 ",
    f"{_NS}style:1.0 ",
)
_CALCEXT_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_PARAGRAPH = f"{_TEXT}p"
_REFERENCE = re.compile(r'"(?:[^"]|"")*"|\[([^\]]*)\]|;')
_PREFIX = re.compile(r"^(?:of|oooc|msoxl):")
_CORNER = re.compile(r"^(.*?)\.(\$?[A-Z]{1,3}\$?\d+|\$?[A-Z]{1,3}|\$?\d+)$")


def read_ods(path: Path) -> Gathering:
    """The workbook. Raises what `zipfile`, `expat` and lookups raise of a damaged one."""
    found = Gathering()
    reader = _Content(found)
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        reader.scanner.read(stream)
    return found


def excel_formula(formula: str) -> str:
    """The formula as Excel writes it: `of:=SUM([.A1:.B2];[$Blad.C3])` is `=SUM(A1:B2,Blad!C3)`."""
    if formula.startswith("msoxl:"):
        return _PREFIX.sub("", formula)
    return _REFERENCE.sub(_excel_part, _PREFIX.sub("", formula))


def _excel_part(found: re.Match[str]) -> str:
    if found[0] == ";":
        return ","
    if found[1] is None:
        return found[0]
    first, _, last = found[1].partition(":.")
    corner = _CORNER.match(first)
    if not corner:
        return found[0]
    sheet = corner[1].removeprefix("$")
    return (f"{sheet}!" if sheet else "") + corner[2] + (f":{last}" if last else "")


class _Cell:
    """What a cell's element says; `covered` stands beneath a merged one."""

    def __init__(self, attributes: Attributes) -> None:
        self.kind = attributes.get(f"{_OFFICE}value-type", "")
        self.value = attributes.get(f"{_OFFICE}value", "")
        self.day = attributes.get(f"{_OFFICE}date-value", "")
        self.truth = attributes.get(f"{_OFFICE}boolean-value", "")
        self.string = attributes.get(f"{_OFFICE}string-value")
        self.formula = excel_formula(attributes.get(f"{_TABLE}formula", ""))
        self.error = attributes.get(_CALCEXT_TYPE) == "error"
        self.times = _count(attributes, "number-columns-repeated")
        self.down = _count(attributes, "number-rows-spanned")
        self.right = _count(attributes, "number-columns-spanned")
        self.paragraphs: list[str] = []

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs) if self.string is None else self.string

    @property
    def empty(self) -> bool:
        return not (self.kind or self.formula or self.text)


def _count(attributes: Attributes, name: str) -> int:
    return max(1, int(attributes.get(f"{_TABLE}{name}", 1)))


class _Content:
    """Hears of each element of content.xml: styles first, then tables of rows of cells of paragraphs."""

    def __init__(self, found: Gathering) -> None:
        self.scanner = Scanner(self._start, self._end)
        self._found = found
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._sheet: BookSheet | None = None
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._row = self._rows = self._columns = 0
        self._cells: list[_Cell] = []
        self._cell: _Cell | None = None
        self._within: list[bool] = []
        """For each element begun within the cell whether its text is the cell's; a comment's is not."""

    def _start(self, name: str, attributes: Attributes) -> None:
        if self._cell is not None:
            self._start_within(name, attributes)
        elif name in _CELLS:
            if self._sheet is not None:
                self._cell = _Cell(attributes)
        elif name == f"{_TABLE}table-row":
            self._rows = _count(attributes, "number-rows-repeated")
            self._cells = []
            if attributes.get(f"{_TABLE}visibility", "visible") != "visible":
                self._hidden_rows.update(range(self._row, min(self._row + self._rows, MAX_ROWS)))
        elif name == f"{_TABLE}table-column":
            times = _count(attributes, "number-columns-repeated")
            if attributes.get(f"{_TABLE}visibility", "visible") != "visible":
                self._hidden_columns.update(range(self._columns, min(self._columns + times, MAX_COLUMNS)))
            self._columns += times
        elif name == f"{_TABLE}table":
            self._begin_sheet(attributes)
        elif name == f"{_TABLE}table-source" and self._sheet is not None:  # a copy of another workbook's
            self._found.sheets.remove(self._sheet)
            self._sheet = None
        elif name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _begin_sheet(self, attributes: Attributes) -> None:
        hidden = attributes.get(f"{_TABLE}style-name", "") in self._hidden_styles
        self._sheet = self._found.add_sheet(attributes.get(f"{_TABLE}name", ""), hidden)
        self._row = self._columns = 0
        self._merges, self._hidden_rows, self._hidden_columns = [], set(), set()

    def _start_within(self, name: str, attributes: Attributes) -> None:
        assert self._cell
        ours = self._within[-1] if self._within else name == _PARAGRAPH
        self._within.append(ours)
        if ours:
            if name == _PARAGRAPH:
                self._cell.paragraphs.append("")
            elif name == f"{_TEXT}s":
                self._hear()
                self._cell.paragraphs[-1] += " " * min(100, int(attributes.get(f"{_TEXT}c", 1)))
            elif name in (f"{_TEXT}tab", f"{_TEXT}line-break"):
                self._hear()
                self._cell.paragraphs[-1] += "\n" if name.endswith("break") else "\t"
            self.scanner.listen()
        else:
            self.scanner.pause()

    def _hear(self) -> None:
        assert self._cell
        self._cell.paragraphs[-1] += self.scanner.heard()

    def _end(self, name: str) -> None:
        if self._cell is not None:
            if self._within:
                if self._within.pop() and name == _PARAGRAPH:
                    self._hear()
                elif self._within and self._within[-1]:
                    self.scanner.listen()
            else:
                self._cells.append(self._cell)
                self._cell = None
        elif name == f"{_TABLE}table-row" and self._sheet is not None:
            self._end_row(self._sheet)
        elif name == f"{_TABLE}table" and self._sheet is not None:
            self._sheet.hidden_rows = frozenset(self._hidden_rows)
            self._sheet.hidden_columns = frozenset(self._hidden_columns)
            self._found.merge(self._sheet, self._merges)
            self._sheet = None

    def _end_row(self, sheet: BookSheet) -> None:
        filled = []
        column = 0
        for cell in self._cells:
            if not cell.empty:
                filled.append((column, cell))
            if cell.down * cell.right > 1 and len(self._merges) <= MAX_MERGES:
                corner = self._row + cell.down - 1, column + cell.right - 1
                self._merges.append((self._row, column, *corner))
            column += cell.times
        if filled:
            rows = self._bounded(sheet, self._rows, self._row, filled[0][0])
            for start, cell in filled:
                for row in range(self._row, self._row + rows):
                    times = self._bounded(sheet, cell.times, row, start)
                    for at in range(start, start + times):
                        self._put(sheet, row, at, cell)
        self._row += self._rows

    def _bounded(self, sheet: BookSheet, times: int, row: int, column: int) -> int:
        if times > MAX_REPEATED:
            self._found.say(
                f"{place(sheet.name, row, column)}: samma innehåll upprepas {times} gånger. Bara de första"
                f" {MAX_REPEATED} är lästa."
            )
        return min(times, MAX_REPEATED)

    def _put(self, sheet: BookSheet, row: int, column: int, cell: _Cell) -> None:
        found, formula = self._found, cell.formula
        if cell.error:
            found.put_error(sheet, row, column, " ".join(cell.paragraphs), formula)
        elif cell.kind in ("float", "currency", "percentage") and cell.value:
            shown = Shown.PERCENT if cell.kind == "percentage" else Shown.NUMBER
            try:
                found.put_number(sheet, row, column, float(cell.value), shown, formula)
            except ValueError:
                found.put_error(sheet, row, column, cell.value, formula)
        elif cell.kind == "date":
            self._put_day(sheet, row, column, cell)
        elif cell.kind == "boolean":
            found.put(sheet, row, column, cell.truth == "true", formula)
        elif formula and not cell.kind and not cell.text:
            found.put_unsaved(sheet, row, column, formula, Shown.NUMBER)
        elif cell.text or formula:
            found.put(sheet, row, column, cell.text, formula)

    def _put_day(self, sheet: BookSheet, row: int, column: int, cell: _Cell) -> None:
        try:
            day = date.fromisoformat(cell.day[:10])
        except ValueError:
            self._found.say(
                f"{place(sheet.name, row, column)}: cellen ska visa ett datum, men ”{cell.day[:40]}” är"
                " inget datum."
            )
            self._found.put(sheet, row, column, None, cell.formula)
        else:
            self._found.put(sheet, row, column, day, cell.formula)
