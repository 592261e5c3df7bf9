"""What stands above the tables of a template: the initiative's name and dates, organisations, years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from finsam_desktop.domain.layout import year_labels
from finsam_desktop.domain.template import HeadItem
from finsam_desktop.domain.values import Value, is_empty
from finsam_desktop.exchange.book import CellValue
from finsam_desktop.exchange.book_gather import Shown
from finsam_desktop.exchange.excel_cells import in_words
from finsam_desktop.exchange.recognise_model import FoundRow, Organisation, SheetReading, Spot
from finsam_desktop.exchange.recognise_text import is_placeholder, tidy
from finsam_desktop.exchange.recognise_values import is_blank, read_value, year_mark
from finsam_desktop.exchange.recognise_words import SheetWords
from finsam_desktop.exchange.template_places import Filling

_YEAR = re.compile(r"20(?:\d\d|\d[xX]|[xX]{1,2})")
_REACH, _BELOW = 8, 2
"""Columns right of a label, and rows below it, in which its value may stand."""
_TITLE = 0.8


class Heads:
    """Fills what stands above the tables, once those are filled. `words` are those of each sheet by id."""

    def __init__(self, filling: Filling, words: Mapping[str, SheetWords]) -> None:
        self.filling, self.words, self.pen = filling, words, filling.pen
        self.application = filling.application

    def fill(self) -> None:
        """Write names, dates and years; what has no place comes into the pen's list."""
        recognised = self.filling.reading.recognised
        self._names(recognised)
        placed: set[str] = set()
        wanted: dict[str, Value] = {}
        for sheet in recognised:
            self._year_heads(sheet)
            before: Spot | None = None
            for item in self.words[sheet.template].sheet.head:
                value = in_words(self.application, item.field, self.application.answer(item.field))
                spot = self._spot_of(sheet, item, before)
                before = spot or before
                if not is_empty(value):
                    wanted[item.field] = value
                    if spot and self._write(spot, item.field, value):
                        placed.add(item.field)
        for field in wanted.keys() - placed:
            caption, said = self.application.edition.caption(field), self.pen.words(wanted[field], "text")
            self.pen.left.append(f"{caption}: {said} har ingen plats i mallen.")

    # -------------------------------------------------------------------------- names and dates

    def _write(self, spot: Spot, field: str, value: Value) -> bool:
        cell = self.pen.cell(spot)
        kind = "date" if isinstance(value, date) else "text"
        if not self.pen.is_open(spot):
            return False
        if cell is None or read_value(cell, "date" if kind == "date" else "text") != value:
            self.pen.write(spot, value, kind, f"Fältet ”{self.application.edition.caption(field)}”")
        return True

    def _spot_of(self, sheet: SheetReading, item: HeadItem, before: Spot | None) -> Spot | None:
        """The cell for the field's value: what was read as it, if a label is near; else beside its label.

        `before` is where the field before it has its place.
        """
        label = self._label_of(sheet, item.field)
        read = sheet.head.get(item.field)
        if read and self._is_headed(sheet, read[0]):
            return read[0]
        is_date = self.application.edition.fields[item.field].type == "date"
        start = label or before
        spots = self._beside(sheet, start, is_date=is_date) if start else self._beside_title(sheet)
        return next(iter(spots), None)

    def _label_of(self, sheet: SheetReading, field: str) -> Spot | None:
        words = self.words[sheet.template]
        for row, column in self._above(sheet):
            text = _text(sheet.source.cells[row, column].value)
            if text and any(known == field for _, known in words.head.find(text)):
                return sheet.spot(row, column)
        return None

    def _above(self, sheet: SheetReading) -> Iterator[tuple[int, int]]:
        top = min((row.row for row in sheet.rows), default=0)
        return ((row, column) for row, column in sorted(sheet.source.cells) if row < top)

    def _is_headed(self, sheet: SheetReading, spot: Spot) -> bool:
        """Whether a label, or the sheet's title, stands at left of the cell or shortly above."""
        words = self.words[sheet.template]
        for row, column in self._above(sheet):
            text = _text(sheet.source.cells[row, column].value)
            if text and 0 <= spot.row - row <= _BELOW and (row < spot.row or column < spot.column):
                near = words.head.has(text)
                if near or (row == spot.row and words.title_score(text) >= _TITLE):
                    return True
        return False

    def _beside(self, sheet: SheetReading, start: Spot, *, is_date: bool) -> Iterator[Spot]:
        """Empty cells for a value right of its label, for a date those that show dates first."""
        cells, place = sheet.source.cells, (start.row, start.column)
        right = []
        for column in range(start.column + 1, start.column + 1 + _REACH):
            if (start.row, column) in cells and not is_blank(cells[start.row, column].value):
                break
            right.append(sheet.spot(place[0], column))
        free = [spot for spot in right if self._is_free(spot)]
        if is_date:
            below = [
                sheet.spot(row, column)
                for row in range(start.row + 1, start.row + 1 + _BELOW)
                for column in range(start.column, start.column + 1 + _REACH)
            ]
            dates = [*free, *(spot for spot in below if self._is_free(spot))]
            yield from (spot for spot in dates if self._shows_dates(spot))
        yield from free

    def _beside_title(self, sheet: SheetReading) -> list[Spot]:
        """Empty cells right of the sheet's title and in the row below it, merged ones first."""
        words = self.words[sheet.template]
        titles = [
            (row, column)
            for row, column in self._above(sheet)
            if words.title_score(_text(sheet.source.cells[row, column].value)) >= _TITLE
        ]
        spots = [
            spot
            for row, column in titles[:1]
            for below in (0, 1)
            for spot in self._beside(sheet, sheet.spot(row + below, column), is_date=False)
        ]
        wide = {(top, left) for top, left, _, _ in sheet.source.merges}
        return sorted(spots, key=lambda spot: (spot.row, spot.column) not in wide)

    def _is_free(self, spot: Spot) -> bool:
        cell = self.pen.cell(spot)
        empty = cell is None or is_blank(cell.value) or isinstance(cell.value, date)
        return empty and spot not in self.pen.used and self.pen.is_open(spot)

    def _shows_dates(self, spot: Spot) -> bool:
        return self.pen.template.shown(spot.sheet, (spot.row, spot.column)) is Shown.DATE

    # ---------------------------------------------------------------------------- organisations

    def _names(self, sheets: list[SheetReading]) -> None:
        """Name the columns and tables that our organisations have got and that are not called so."""
        for key, party in self.filling.parties.items():
            one = self.filling.reading.organisations[key]
            name = self.application.party(party).column_name
            if not name or one.party == party:
                continue
            spots = [spot for sheet in sheets for spot in self._name_spots(sheet, one)]
            for spot in spots:
                cell = self.pen.cell(spot)
                text = _text(cell.value) if cell else ""
                self.pen.write(spot, _renamed(text, one.name, name), "text", f"Namnet ”{name}”")
            if not spots:
                self.pen.left.append(f"{one.spot}: här finns ingen cell för namnet ”{name}”.")

    def _name_spots(self, sheet: SheetReading, one: Organisation) -> Iterator[Spot]:
        """The cells of a sheet that name the organisation, or that are there for its name."""
        if self.pen.template.xml(sheet.name).has_tables:
            return
        columns = {n for row in sheet.rows for n, each in row.columns.items() if each.organisation == one.key}
        rows = {row.row for row in sheet.rows if row.group or row.line}
        found = [
            sheet.spot(row, column)
            for (row, column), cell in sorted(sheet.source.cells.items())
            if column in columns and row not in rows and _names(_text(cell.value), one.name)
        ]
        found += [
            sheet.spot(row.row, row.label_column)
            for row in sheet.rows
            if row.organisation == one.key and row.columns and _names(row.label, one.name) and row.group
        ]
        if one.spot.sheet == sheet.name and not found:
            found = list(self._empty_name(sheet, one, columns, rows))
        yield from (spot for spot in found if self.pen.is_open(spot))

    def _empty_name(
        self, sheet: SheetReading, one: Organisation, columns: set[int], rows: set[int]
    ) -> Iterator[Spot]:
        """Below the role of a column; within the title of a table or beside it."""
        spot = one.spot
        if spot.column in columns:
            below = sheet.spot(spot.row + 1, spot.column)
            if below.row not in rows and self._is_free(below):
                yield below
            return
        cell = self.pen.cell(spot)
        beside = [sheet.spot(spot.row, spot.column + n) for n in (1, 2)]
        if one.name and cell and one.name in _text(cell.value):
            yield spot
        elif one.name:
            yield from (
                each for each in beside if (had := self.pen.cell(each)) and _names(_text(had.value), one.name)
            )
        elif self._is_free(beside[0]):
            yield beside[0]

    # ------------------------------------------------------------------------------------ years

    def _year_heads(self, sheet: SheetReading) -> None:
        """Head the columns of years with ours, where they say others or none."""
        if self.pen.template.xml(sheet.name).has_tables:
            return
        tables: dict[int, list[FoundRow]] = {}
        for row in sheet.rows:
            tables.setdefault(id(row.columns), []).append(row)
        first = 0
        for rows in sorted(tables.values(), key=lambda rows: rows[0].row):
            years = {}
            for number in rows[0].columns:
                known = (self.filling.years.get((sheet.name, row.row, number), "") for row in rows)
                key = next(filter(None, known), "")
                label = year_labels(self.application, int(key))[-1] if key else ""
                if label.isdecimal():
                    years[number] = label
            for at in range(first, rows[0].row):
                self._head_row(sheet, at, years)
            first = rows[-1].row + 1

    def _head_row(self, sheet: SheetReading, row: int, years: Mapping[int, str]) -> None:
        """One row above a table, if it has years and nothing else in its columns."""
        cells = {n: cell for n in years if (cell := sheet.source.cells.get((row, n)))}
        if not all(_headed(cell.value, "") is not None for cell in cells.values()):
            return
        for number, cell in cells.items():
            spot, new = sheet.spot(row, number), _headed(cell.value, years[number])
            if new != cell.value and self.pen.is_open(spot):
                self.pen.write(
                    spot, new if isinstance(new, str) else Decimal(years[number]), "number", "Året"
                )


def _text(value: CellValue) -> str:
    return value if isinstance(value, str) else ""


def _names(text: str, name: str) -> bool:
    """Whether a line of the text is the name, or for no name a stand-in for one."""
    lines = [line for line in text.splitlines() if line.strip()]
    return any(tidy(line) == tidy(name) if name else is_placeholder(line) for line in lines)


def _renamed(text: str, old: str, new: str) -> str:
    """The text with the new name where the old one, or its stand-in, was."""
    if old and not _names(text, old):
        return text.replace(old, new)
    lines = [new if _names(line, old) else line for line in text.splitlines()]
    return "\n".join(lines) if text.strip() else new


def _headed(value: CellValue, year: str) -> CellValue:
    """The head of a year with another year; None for what is no such head."""
    if isinstance(value, str):
        if not any(year_mark(line) for line in value.splitlines()):
            return None
        return "\n".join(_YEAR.sub(year, line) if year_mark(line) else line for line in value.splitlines())
    return int(year or 0) if year_mark(value) and not isinstance(value, date) else None
