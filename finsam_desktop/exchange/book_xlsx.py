"""Reads .xlsx and .xlsm: values, formulas, number formats, what is hidden and merged, and nothing else.

After ECMA-376 part 1, clause 18; the strict and the transitional namespaces alike. No library gives a cell's
formula and its saved value in one pass, nor holds a sheet by its filled cells alone.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, iterparse

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.book import BookSheet, place
from finsam_desktop.exchange.book_formula import Pattern, column_of
from finsam_desktop.exchange.book_gather import (
    BUILT_IN_FORMATS,
    MAX_COLUMNS,
    MAX_MERGES,
    MAX_ROWS,
    Gathering,
    Shown,
    shown_as,
)
from finsam_desktop.exchange.book_xml import Attributes, Scanner, root_namespace

_DIGITS = "0123456789"
_YES = ("1", "true")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")


def read_xlsx(path: Path) -> Gathering:
    """The workbook. Raises what `zipfile`, `expat` and lookups raise of a damaged one."""
    found = Gathering()
    with zipfile.ZipFile(path) as archive:
        parts = set(archive.namelist())
        book_part = one_target(targets_of(archive, ""), "/officeDocument")
        if book_part not in parts:
            raise OutsideFileError(f"Filen ”{path.name}” är inget kalkylark. Välj en annan fil.")
        targets = targets_of(archive, book_part)
        book = _Workbook(found)
        _scan(archive, book_part, book)
        strings, styles = _Strings(), _Styles()
        for part, reader in (
            (one_target(targets, "/sharedStrings"), strings),
            (one_target(targets, "/styles"), styles),
        ):
            if part in parts:
                _scan(archive, part, reader)
        for name, hidden, relation in book.sheets:
            kind, part = targets.get(relation, ("", ""))
            if kind.endswith("/worksheet") and part in parts:  # a chart has a sheet of its own kind
                sheet = found.add_sheet(name, hidden)
                if sheet is not None:
                    _Sheet(found, sheet, strings.texts, styles.shown, book.stale).read(archive, part)
    return found


def targets_of(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The relations of a part: id -> (kind, part). What lies outside the file has no part."""
    folder, name = posixpath.split(part)
    relations = _Relations(folder)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels in archive.namelist():
        _scan(archive, rels, relations)
    return relations.targets


def one_target(targets: dict[str, tuple[str, str]], kind: str) -> str:
    return next((part for relation, part in targets.values() if relation.endswith(kind)), "")


def _scan(archive: zipfile.ZipFile, part: str, reader: _Reader) -> None:
    with archive.open(part) as stream:
        reader.scanner.read(stream)


def unescape(text: str) -> str:
    """Characters that XML cannot hold stand as _x000D_ in Office's own files."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Reader:
    """Hears of each element by its local name; `own` is the namespace of the root."""

    def __init__(self) -> None:
        self.scanner = Scanner(self._start, self._end)
        self._own = ""
        self._locals: dict[str, str] = {}

    def _start(self, name: str, attributes: Attributes) -> None:
        if not self._locals:
            self._own = name.rpartition(" ")[0]
        local = self._locals.get(name)
        if local is None:
            space, _, local = name.rpartition(" ")
            local = self._locals[name] = local if space == self._own else ""
        self.start(local, attributes)

    def _end(self, name: str) -> None:
        self.end(self._locals[name])

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""


class _Relations(_Reader):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", self._folder, attributes["Target"]))
            self.targets[attributes["Id"]] = (attributes.get("Type", ""), target.lstrip("/"))


class _Workbook(_Reader):
    def __init__(self, found: Gathering) -> None:
        super().__init__()
        self._found = found
        self.sheets: list[tuple[str, bool, str]] = []
        self.stale = False
        """Whether the file asks to be recalculated, so that a saved 0 may be a stand-in."""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            relation = next(value for key, value in attributes.items() if key.endswith(" id"))
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes["name"], hidden, relation))
        elif name == "workbookPr" and attributes.get("date1904") in _YES:
            self._found.use_1904()
        elif name == "calcPr":
            self.stale = attributes.get("fullCalcOnLoad") in _YES


class _Strings(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._sounds = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "t" and not self._sounds:
            self.scanner.listen()
        elif name == "rPh":  # how the text is pronounced
            self._sounds = True

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append(unescape(self.scanner.heard()))
        elif name == "rPh":
            self._sounds = False
        elif name == "t":
            self.scanner.pause()


class _Styles(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Shown] = []
        self._formats = dict(BUILT_IN_FORMATS)
        self._cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._formats[int(attributes["numFmtId"])] = shown_as(attributes["formatCode"])
        elif name == "cellXfs":
            self._cells = True
        elif name == "xf" and self._cells:
            self.shown.append(self._formats.get(int(attributes.get("numFmtId", 0)), Shown.NUMBER))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._cells = False


class _Sheet:
    """One row at a time, as a small tree: twice as fast as one call for each element."""

    def __init__(
        self, found: Gathering, sheet: BookSheet, texts: list[str], shown: list[Shown], stale: bool
    ) -> None:
        self._found, self._sheet, self._texts, self._styles, self._stale = found, sheet, texts, shown, stale
        self._row = self._column = -1
        self._shared: dict[str, Pattern] = {}
        self._columns: dict[str, int] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._merges: list[tuple[int, int, int, int]] = []

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        """All of the sheet."""
        with archive.open(part) as stream:
            space = root_namespace(stream)
        own = f"{{{space}}}" if space else ""
        row, column, merge = f"{own}row", f"{own}col", f"{own}mergeCell"
        self._c, self._v, self._f, self._is = f"{own}c", f"{own}v", f"{own}f", f"{own}is"
        self._t, self._r = f"{own}t", f"{own}r"
        with archive.open(part) as stream:
            for _, element in iterparse(stream, ("end",)):
                if element.tag == row:
                    self._read_row(element)
                    element.clear()
                elif element.tag == column and element.get("hidden") in _YES:
                    first, last = int(element.get("min", 1)) - 1, int(element.get("max", 1))
                    self._hidden_columns.update(range(first, min(last, MAX_COLUMNS)))
                elif element.tag == merge and len(self._merges) <= MAX_MERGES:
                    self._add_merge(element.get("ref", ""))
        self._sheet.hidden_rows = frozenset(self._hidden_rows)
        self._sheet.hidden_columns = frozenset(self._hidden_columns)
        self._found.merge(self._sheet, self._merges)

    def _read_row(self, element: Element) -> None:
        number = element.get("r")
        self._row = int(number) - 1 if number else self._row + 1
        self._column = -1
        if element.get("hidden") in _YES and self._row < MAX_ROWS:
            self._hidden_rows.add(self._row)
        for cell in element:
            if cell.tag != self._c:
                continue
            self._move(cell.get("r"))
            value: str | None = None
            formula = ""
            for part in cell:
                if part.tag == self._v:
                    value = part.text or ""
                elif part.tag == self._f:
                    formula = self._formula(part)
                elif part.tag == self._is:
                    value = self._inline(part)
            if value or formula:
                self._put(cell, value, formula)

    def _move(self, where: str | None) -> None:
        """To the cell A1, or the next one if it does not say where it is."""
        if where is None:
            self._column += 1
            return
        letters = where.rstrip(_DIGITS)
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_of(letters)
        self._row, self._column = int(where[len(letters) :]) - 1, column

    def _add_merge(self, ref: str) -> None:
        found = _RANGE.match(ref)
        if found and found[3]:
            top, left = int(found[2]) - 1, column_of(found[1])
            self._merges.append((top, left, int(found[4]) - 1, column_of(found[3])))

    def _formula(self, element: Element) -> str:
        """A shared formula is written out once, where it stands first, and moved from there."""
        text = element.text or ""
        if element.get("t") == "shared":
            key = element.get("si", "")
            if text:
                self._shared[key] = Pattern(text, self._row, self._column)
            elif key in self._shared:
                text = self._shared[key].at(self._row, self._column)
        return f"={text}" if text else ""

    def _inline(self, element: Element) -> str:
        """Text in the cell itself, in one piece or in several."""
        pieces = element.findall(self._t) + element.findall(f"{self._r}/{self._t}")
        return unescape("".join(piece.text or "" for piece in pieces))

    def _put(self, cell: Element, value: str | None, formula: str) -> None:
        found, sheet, row, column = self._found, self._sheet, self._row, self._column
        kind, style = cell.get("t", "n"), int(cell.get("s", 0))
        shown = self._styles[style] if style < len(self._styles) else Shown.NUMBER
        if value is None or (not value and kind != "str"):
            found.put_unsaved(sheet, row, column, formula, shown)
        elif kind == "n":
            try:
                number = float(value)
            except ValueError:
                found.put_error(sheet, row, column, value, formula)
                return
            if self._stale and formula and not number:
                found.put_unsaved(sheet, row, column, formula, shown, saved_zero=True)
            else:
                found.put_number(sheet, row, column, number, shown, formula)
        elif kind == "s":
            if text := self._texts[int(value)]:
                found.put(sheet, row, column, text, formula)
        elif kind == "b":
            found.put(sheet, row, column, value in _YES, formula)
        elif kind == "e":
            found.put_error(sheet, row, column, value, formula)
        elif kind == "d":
            self._put_day(value, formula)
        else:
            found.put(sheet, row, column, unescape(value), formula)

    def _put_day(self, text: str, formula: str) -> None:
        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            where = place(self._sheet.name, self._row, self._column)
            self._found.say(f"{where}: cellen ska visa ett datum, men ”{text[:40]}” är inget datum.")
            self._found.put(self._sheet, self._row, self._column, None, formula)
        else:
            self._found.put(self._sheet, self._row, self._column, day, formula)
