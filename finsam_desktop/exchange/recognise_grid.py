"""A workbook's sheet, asked by row and column, with merged cells filled in."""

from __future__ import annotations

from datetime import date

from finsam_desktop.exchange.book import BookCell, BookSheet
from finsam_desktop.exchange.recognise_text import tidy
from finsam_desktop.exchange.recognise_values import is_figure, read_value, year_mark
from finsam_desktop.exchange.recognise_words import SheetWords

_LARGEST_MERGE = 40
"""Rows or columns of a merged cell that still says something about the cells that it covers."""


class Grid:
    """The cells that hold anything, by row."""

    def __init__(self, sheet: BookSheet) -> None:
        self.sheet = sheet
        self.by_row: dict[int, list[int]] = {}
        for row, column in sorted(sheet.cells):
            self.by_row.setdefault(row, []).append(column)
        self.rows = list(self.by_row)
        self._covering: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in sheet.merges:
            if bottom - top < _LARGEST_MERGE and right - left < _LARGEST_MERGE and (top, left) in sheet.cells:
                for row in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        self._covering[row, column] = (top, left)

    def cell(self, row: int, column: int) -> BookCell | None:
        return self.sheet.cells.get((row, column))

    def text(self, row: int, column: int) -> str:
        """The text in the cell, empty for anything else."""
        cell = self.cell(row, column)
        return cell.value.strip() if cell and isinstance(cell.value, str) else ""

    def beside(self, row: int, column: int) -> str:
        """The first text in the row left of the cell, as what the row is called."""
        texts = (self.text(row, n) for n in self.by_row.get(row, ()) if n < column)
        return next((text for text in texts if text), "")

    def label(self, row: int, column: int) -> str:
        """The text in the cell, a whole number too, as a label."""
        cell = self.cell(row, column)
        value = cell.value if cell else None
        if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value) and value:
            return str(int(value))
        return self.text(row, column)

    def shown(self, row: int, column: int) -> BookCell | None:
        """The cell, or the one whose merged area covers it."""
        return self.cell(*self._covering.get((row, column), (row, column)))

    def origin(self, row: int, column: int) -> int:
        """The column in which the cell's content stands."""
        return self._covering.get((row, column), (row, column))[1]

    def covered(self, row: int) -> list[int]:
        """Columns in the row that hold anything or are covered by a merged cell."""
        merged = {column for top, column in self._covering if top == row}
        return sorted(merged.union(self.by_row.get(row, ())))

    def has_figures(self, row: int, label: int) -> bool:
        """Whether the row has a number other than zero beside its label that is no year, or a date."""
        for column in self.by_row.get(row, ()):
            cell = self.cell(row, column)
            if column != label and cell is not None:
                if isinstance(cell.value, date):
                    return True
                if is_figure(cell) and year_mark(cell.value) is None:
                    return True
        return False

    def has_amounts(self, row: int, label: int) -> bool:
        """Whether the row has any figure at all beside its label, years included."""
        return any(
            column != label and is_figure(self.cell(row, column)) for column in self.by_row.get(row, ())
        )

    def is_computed(self, row: int) -> bool:
        """Whether the row has formulas, and no typed figure."""
        cells = [self.sheet.cells[row, column] for column in self.by_row.get(row, ())]
        return any(cell.formula for cell in cells) and all(
            cell.formula or not is_figure(cell) for cell in cells
        )

    def number(self, row: int, column: int) -> int:
        """The amount in the cell in öre, 0 for anything else."""
        cell = self.cell(row, column)
        value = read_value(cell, "amount") if cell else None
        return value if isinstance(value, int) else 0

    def label_column(self, words: SheetWords) -> int:
        """The column in which most of the form's labels stand; the first with text where there is none."""
        counts: dict[int, int] = {}
        for row in self.rows:
            for column in self.by_row[row][:6]:
                text = self.text(row, column)
                if text and (words.known.has(text) or words.part_of(text, "")):
                    counts[column] = counts.get(column, 0) + 1
        first = min((column for row in self.rows for column in self.by_row[row][:1]), default=0)
        return max(counts, key=lambda column: (counts[column], -column), default=first)

    def known_labels(self, words: SheetWords) -> tuple[set[str], int]:
        """The form's labels and headers anywhere in the sheet, and how many texts it has in all."""
        found: set[str] = set()
        texts: set[str] = set()
        for cell in self.sheet.cells.values():
            if isinstance(cell.value, str) and len(cell.value) < 200:
                for line in {cell.value, *cell.value.splitlines()}:
                    if key := tidy(line):
                        texts.add(key)
                        found.update(item for _, item in words.known.find(line)[:1])
        return found, len(texts)
