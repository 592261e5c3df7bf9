"""An association's own workbook, in which cells are filled and all else is left as it is."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.book import Book, BookCell, BookSheet
from finsam_desktop.exchange.book_compute import compute
from finsam_desktop.exchange.book_gather import BUILT_IN_FORMATS, Gathering, Shown, Unsaved, shown_as
from finsam_desktop.exchange.book_xlsx import one_target, targets_of
from finsam_desktop.exchange.book_xml import Attributes, Scanner
from finsam_desktop.exchange.template_xml import Content, Place, SheetXml

MAX_SHEET = 30 * 2**20
"""Bytes of one sheet's XML."""
_CALC = re.compile(rb"<(?:\w+:)?calcPr\b[^>]*>")
_FULL = re.compile(rb"""\sfullCalcOnLoad=(?:"[^"]*"|'[^']*')""")
_BEFORE_CALC = ("sheets", "functionGroups", "externalReferences", "definedNames")
"""What stands before `calcPr` in a workbook (ECMA-376 part 1, 18.2.27)."""


class TemplateBook:
    """The workbook `path`, which was read as `book` before: so it is whole and within the limits."""

    def __init__(self, path: Path, book: Book) -> None:
        self.book = book
        self._name = f"Filen ”{path.name}”"
        self._archive = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        self._part = one_target(targets_of(self._archive, ""), "/officeDocument")
        self._targets = targets_of(self._archive, self._part)
        self._xml: dict[str, SheetXml] = {}
        self._contents: dict[str, dict[Place, Content]] = {}
        self._sheets = {sheet.name: sheet for sheet in book.sheets}
        self._read_workbook()

    def _read_workbook(self) -> None:
        self._parts: dict[str, str] = {}
        gathering = Gathering()

        def start(name: str, attributes: Attributes) -> None:
            local = name.rpartition(" ")[2]
            if local == "sheet":
                relation = next(value for key, value in attributes.items() if key.endswith(" id"))
                self._parts[attributes["name"]] = self._targets[relation][1]
            elif local == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                gathering.use_1904()

        self._scan(self._part, start)
        self._gathering = gathering

    def _scan(self, part: str, start: Callable[[str, Attributes], None]) -> None:
        with self._archive.open(part) as stream:
            Scanner(start, lambda _: None).read(stream)

    @cached_property
    def _styles(self) -> list[Shown]:
        """What each cell format makes of a number."""
        formats = dict(BUILT_IN_FORMATS)
        shown: list[Shown] = []
        within: list[str] = []

        def start(name: str, attributes: Attributes) -> None:
            local = name.rpartition(" ")[2]
            if local == "numFmt":
                formats[int(attributes["numFmtId"])] = shown_as(attributes["formatCode"])
            elif local in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
                within[:] = [local]
            elif local == "xf" and within == ["cellXfs"]:
                shown.append(formats.get(int(attributes.get("numFmtId", 0)), Shown.NUMBER))

        part = one_target(self._targets, "/styles")
        if part in self._archive.namelist():
            self._scan(part, start)
        return shown

    def check(self) -> None:
        """Read all that is needed of the file. Raises what `zipfile` and `expat` raise of a damaged one."""
        if self._archive.testzip():
            raise zipfile.BadZipFile
        _ = self._styles

    # --------------------------------------------------------------------------------- asking

    def xml(self, sheet: str) -> SheetXml:
        """The XML of a sheet. Raises `OutsideFileError` for one that is larger than any form."""
        if sheet not in self._xml:
            if self._archive.getinfo(self._parts[sheet]).file_size > MAX_SHEET:
                raise OutsideFileError(
                    f"{self._name} har ett blad, ”{sheet}”, som är för stort för en mall. Ta bort det som"
                    " inte behövs ur det, spara filen på nytt och försök igen."
                )
            self._xml[sheet] = SheetXml(self._archive.read(self._parts[sheet]), self._name)
        return self._xml[sheet]

    def shown(self, sheet: str, place: Place) -> Shown:
        """As what a number in the cell is shown."""
        style = self.xml(sheet).style(place)
        return self._styles[style] if style < len(self._styles) else Shown.NUMBER

    def is_open(self, sheet: str, place: Place) -> bool:
        """Whether something can be written in the cell: it has no formula, and no merged cell covers it."""
        return not _is_covered(self._sheets[sheet], place) and not self.xml(sheet).has_formula(place)

    def content(self, sheet: str, place: Place) -> BookCell | None:
        """What stands in the cell of the template."""
        return self._sheets[sheet].cells.get(place)

    # -------------------------------------------------------------------------------- filling

    def put(self, sheet: str, place: Place, content: Content | date) -> None:
        """Fill an open cell; a date becomes its number where the cell shows dates, and else a text."""
        if isinstance(content, date):
            is_date = self.shown(sheet, place) is Shown.DATE
            content = self._gathering.number_of(content) if is_date else content.isoformat()
        self._contents.setdefault(sheet, {})[place] = content

    def saved(self) -> bytes:
        """The workbook with what was put into it. Formulas show what they come to now."""
        results = self._results()
        changed = {}
        for sheet in self._contents.keys() | results.keys():
            xml = self.xml(sheet).edited(self._contents.get(sheet, {}), results.get(sheet, {}))
            changed[self._parts[sheet]] = xml
        changed[self._part] = _calculated_on_load(self._archive.read(self._part))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            target.comment = self._archive.comment
            for entry in self._archive.infolist():
                data = changed.get(entry.filename)
                target.writestr(
                    copy.copy(entry), self._archive.read(entry) if data is None else data, entry.compress_type
                )
        return out.getvalue()

    def _results(self) -> dict[str, dict[Place, Content]]:
        """What the formulas come to that can be computed here, where that is not what the file has."""
        found = Gathering()
        found.days_off = self._gathering.days_off
        formulas: list[tuple[BookSheet, BookSheet]] = []
        for sheet in self.book.sheets:
            new = BookSheet(sheet.name, cells=dict(sheet.cells))
            for place, content in self._contents.get(sheet.name, {}).items():
                new.cells[place] = BookCell(content)
                if content is None:
                    del new.cells[place]
            found.sheets.append(new)
            formulas.append((sheet, new))
            for (row, column), cell in sheet.cells.items():
                if cell.formula:
                    new.cells[row, column] = BookCell(None, cell.formula)
                    found.unsaved.append(Unsaved(new, row, column, cell.formula, Shown.NUMBER))
        compute(found)
        return {old.name: results for old, new in formulas if (results := self._changes(found, old, new))}

    def _changes(self, found: Gathering, old: BookSheet, new: BookSheet) -> dict[Place, Content]:
        changes: dict[Place, Content] = {}
        for place, cell in old.cells.items():
            value = new.cells[place].value if cell.formula and place in new.cells else None
            if value is not None and value != cell.value and not isinstance(value, bool):
                changes[place] = found.number_of(value) if isinstance(value, date) else value
        return changes


def _is_covered(sheet: BookSheet, place: Place) -> bool:
    """Whether the cell stands behind a merged one."""
    return any(
        top <= place[0] <= bottom and left <= place[1] <= right and place != (top, left)
        for top, left, bottom, right in sheet.merges
    )


def _calculated_on_load(data: bytes) -> bytes:
    """The workbook part with the wish that everything be computed when it is opened."""
    found = _CALC.search(data)
    if found:
        tag = _FULL.sub(b"", found[0])
        end = b"/>" if tag.endswith(b"/>") else b">"
        tag = tag.removesuffix(end).rstrip() + b' fullCalcOnLoad="1"' + end
        return data[: found.start()] + tag + data[found.end() :]
    ends = [
        match for name in _BEFORE_CALC for match in re.finditer(rb"</((?:\w+:)?)%s\s*>" % name.encode(), data)
    ]
    last = max(ends, key=lambda match: match.end())
    return data[: last.end()] + b'<%scalcPr fullCalcOnLoad="1"/>' % last[1] + data[last.end() :]
