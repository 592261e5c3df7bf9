"""How budget tables fit the page: size of the text, widths of the columns, slices of too many columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from finsam_desktop.exchange.columns import share
from finsam_desktop.exchange.outline import HeaderCell, Table, TableRow
from finsam_desktop.exchange.pdf_text import BOLD, clean, width_of

LARGEST, READABLE, STEP = 8.5, 8.0, 0.25
"""Sizes of the text in budget tables, in points. Down to `READABLE`, a table shrinks to stay on one page;
further down it goes only to fit the width."""
SIDE_PADDING = 3.2
"""Left and right in each cell, in points."""
_WORDS = ((12.0, 7.0), (9.0, 7.0), (7.0, 6.5), (5.0, 6.5))
"""How long words are kept whole, in em, and down to which size of the text."""
_LABEL = 11.0
"""The least width of the labels' column, in em."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The size of the text and the columns of each slice of the table, with their widths, in points."""

    size: float
    slices: tuple[tuple[tuple[int, float], ...], ...]


def fit(tables: Sequence[Table], width: float, largest: float = LARGEST) -> Fit:
    """The largest text, `largest` at most, with which the tables, all with the same columns, fit the width.

    Figures are always kept whole, words as long as the text can be read then. Where the smallest
    text does not fit, the columns are shared between slices that repeat the labels.
    """
    wanted = tables[0].widths
    figures, words = _least(tables)
    for longest_word, smallest in _WORDS:
        size = largest
        while size >= smallest:
            least = _widths(figures, words, wanted, longest_word, size)
            if sum(least) <= width:
                return Fit(size, (_shared(range(len(wanted)), wanted, least, width),))
            size -= STEP
    return Fit(smallest, tuple(_shared(columns, wanted, least, width) for columns in _slices(least, width)))


def _least(tables: Sequence[Table]) -> tuple[list[float], list[float]]:
    """For each column in em: the widest figure, which never wraps, and the longest word."""
    count = len(tables[0].widths)
    figures, words = [0.0] * count, [0.0] * count
    for table in tables:
        for row in table.header:
            for column, head in enumerate(row):
                if head and head.columns == 1:
                    words[column] = max(words[column], _word(head.text))
        for line in table.rows:
            for column, cell in enumerate(line.cells):
                if cell.numeric:
                    figures[column] = max(figures[column], width_of(cell.text, BOLD))
                else:
                    words[column] = max(words[column], _word(cell.text))
    return figures, words


def _word(text: str) -> float:
    return max((width_of(word, BOLD) for word in clean(text).split()), default=0.0)


def _widths(
    figures: list[float], words: list[float], wanted: Sequence[float], longest_word: float, size: float
) -> list[float]:
    """The least widths in points; columns that are wanted equally wide are."""
    em = [max(figure, min(word, longest_word)) for figure, word in zip(figures, words, strict=True)]
    em[0] = max(em[0], _LABEL)
    widest = {
        width: max(one for one, same in zip(em, wanted, strict=True) if same == width) for width in wanted
    }
    return [widest[width] * size + 2 * SIDE_PADDING + 0.5 for width in wanted]


def _slices(least: list[float], width: float) -> list[list[int]]:
    """Columns for each of as few slices as can be, about as wide; column 0, the labels, stands in all."""
    room = width - least[0]
    count = len(_filled(least, room))
    even = sum(least[1:]) / count
    rooms = (even + (room - even) * step / 20 for step in range(20))
    return next(
        (slices for one in rooms if len(slices := _filled(least, one)) == count), _filled(least, room)
    )


def _filled(least: list[float], room: float) -> list[list[int]]:
    slices: list[list[int]] = [[]]
    used = 0.0
    for column in range(1, len(least)):
        if slices[-1] and used + least[column] > room:
            slices.append([])
            used = 0.0
        slices[-1].append(column)
        used += least[column]
    return [[0, *columns] for columns in slices]


def _shared(
    columns: Sequence[int], wanted: Sequence[float], least: Sequence[float], width: float
) -> tuple[tuple[int, float], ...]:
    """The columns with their part of the width."""
    widths = share([wanted[column] for column in columns], [least[column] for column in columns], width)
    return tuple(zip(columns, widths, strict=True))


def sliced(table: Table, columns: Sequence[int]) -> Table:
    """The table with some of its columns."""
    rows = (TableRow(row.kind, tuple(row.cells[column] for column in columns)) for row in table.rows)
    return replace(
        table,
        widths=tuple(table.widths[column] for column in columns),
        header=tuple(_sliced_head(row, columns) for row in table.header),
        rows=tuple(rows),
    )


def _sliced_head(row: tuple[HeaderCell | None, ...], columns: Sequence[int]) -> tuple[HeaderCell | None, ...]:
    """The head's row with some of the columns; a cell covers those of its columns that are left."""
    covering: dict[int, HeaderCell] = {}
    for start, cell in enumerate(row):
        if cell:
            covering |= dict.fromkeys(range(start, start + cell.columns), cell)
    cells: list[HeaderCell | None] = []
    for place, column in enumerate(columns):
        cell = covering.get(column)
        if cell is None or (place and covering.get(columns[place - 1]) is cell):
            cells.append(None)
        else:
            cells.append(replace(cell, columns=sum(covering.get(other) is cell for other in columns)))
    return tuple(cells)
