"""What a sheet holds besides its tables: its head, what is left over, and what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from finsam_desktop.domain.parse import parse_date
from finsam_desktop.exchange.recognise_grid import Grid
from finsam_desktop.exchange.recognise_model import Problem, SheetReading, Unplaced
from finsam_desktop.exchange.recognise_others import OtherWords
from finsam_desktop.exchange.recognise_text import is_placeholder
from finsam_desktop.exchange.recognise_values import holds_something, is_error, year_mark
from finsam_desktop.exchange.recognise_words import SheetWords, says_thousands


class Rest:
    """Reads what the tables have left: `taken` are their cells, `top` is the row where the first begins."""

    def __init__(
        self,
        reading: SheetReading,
        grid: Grid,
        words: SheetWords,
        others: OtherWords,
        taken: set[tuple[int, int]],
        top: int,
        label: int,
    ) -> None:
        self.reading, self.grid, self.words, self.others = reading, grid, words, others
        self.taken, self.top, self.label = taken, top, label

    def read(self) -> None:
        """Add the head, what is unplaced, and problems to the reading."""
        self._head_values()
        self._left_over()
        self._hidden()

    def _head_values(self) -> None:
        """Dates and the first foreign text above the tables, for the fields that the form has there."""
        fields = self.words.edition.fields
        wanted = [item.field for item in self.words.sheet.head]
        dates = [name for name in wanted if fields[name].type == "date"]
        texts = [name for name in wanted if fields[name].type == "text"]
        for row, column in self._above():
            cell = self.grid.cell(row, column)
            if cell is None or is_error(cell.value):
                continue
            is_text = isinstance(cell.value, str)
            is_date = isinstance(cell.value, date) or (
                isinstance(cell.value, str) and isinstance(parse_date(cell.value), date)
            )
            fitting = (
                dates
                if is_date
                else texts
                if is_text and column > self.label and self._is_foreign(str(cell.value))
                else []
            )
            if fitting:
                self.reading.head[fitting.pop(0)] = (self.reading.spot(row, column), cell)
                self.taken.add((row, column))
            note_thousands(self.reading, self.grid.text(row, column), row, column)

    def _above(self) -> Iterator[tuple[int, int]]:
        for row in self.grid.rows:
            if row < self.top:
                yield from ((row, column) for column in self.grid.by_row[row])

    def _is_foreign(self, text: str) -> bool:
        return not is_placeholder(text) and not self.words.is_own(text) and self.words.title_score(text) == 0

    def _left_over(self) -> None:
        known = {cell.value for _, cell in self.reading.head.values()}
        for (row, column), cell in sorted(self.grid.sheet.cells.items()):
            if (row, column) in self.taken or not holds_something(cell) or cell.value in known:
                continue
            text = cell.value if isinstance(cell.value, str) else ""
            if text and (not self._is_foreign(text) or self.others.has(text)):
                continue
            if row < self.top and year_mark(cell.value):
                continue
            label = self.grid.label(row, self.label) if column != self.label else ""
            if label and not text and self.others.is_sum(label, typed=not cell.formula):
                continue
            self.reading.unplaced.append(Unplaced(self.reading.spot(row, column), cell.value, label))

    def _hidden(self) -> None:
        source = self.reading.source
        if source.hidden:
            self._say(self.reading.name, "Bladet är dolt i arbetsboken. Det läses ändå.")
        for row in self.reading.rows:
            if row.row in source.hidden_rows and (not row.bare or (row.label and not row.fixed)):
                name = f" ”{row.label}”" if row.label else ""
                spot = self.reading.spot(row.row, row.label_column)
                self._say(str(spot), f"Raden{name} är dold i arbetsboken. Den läses ändå.")
        shown = {n for row in self.reading.rows for n in row.columns}
        for number in sorted(shown & source.hidden_columns):
            spot = self.reading.spot(self.top, number)
            self._say(str(spot), "Kolumnen är dold i arbetsboken. Den läses ändå.")

    def _say(self, where: str, message: str) -> None:
        self.reading.problems.append(Problem(where, message))


def note_thousands(reading: SheetReading, text: str, row: int, column: int) -> None:
    """Remember the first cell that says that amounts are in thousands."""
    if says_thousands(text) and reading.thousands is None:
        reading.thousands = reading.spot(row, column)
