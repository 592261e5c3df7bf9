"""Where the keys take one in a grid, as hands know it from spreadsheets. No Qt but its names of keys."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt

Place = tuple[int, int]
"""Row and column."""


class Cells(Protocol):
    """What the keys need to know of the grid."""

    def rowCount(self) -> int: ...
    def columnCount(self) -> int: ...
    def is_band(self, row: int) -> bool: ...
    def is_filled(self, row: int, column: int) -> bool: ...


_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
ARROWS = frozenset(_STEPS)
"""Keys that leave a cell which is typed over."""
MOVES = frozenset((*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown))
"""Keys that `target` knows."""


def target(cells: Cells, key: int, far: bool, page: int, place: Place) -> Place:
    """Where the key leads from a place; `far` with Ctrl held. `page` is how many rows a page has.

    Bands are passed by. At the edge of the grid the place stays.
    """
    row, column = place
    last_row, last_column = _solid(cells, cells.rowCount() - 1, -1), cells.columnCount() - 1
    if key in _STEPS:
        step = _STEPS[Qt.Key(key)]
        return _edge(cells, place, step) if far else _next(cells, place, step) or place
    if key == Qt.Key.Key_Home:
        return (_solid(cells, 0, 1), 0) if far else (row, 0)
    if key == Qt.Key.Key_End:
        return (last_row, last_column) if far else (row, last_column)
    down = key == Qt.Key.Key_PageDown
    wanted = row + page if down else row - page
    wanted = max(0, min(cells.rowCount() - 1, wanted))
    found = _solid(cells, wanted, 1 if down else -1)
    return (found if found >= 0 else _solid(cells, 0, 1) if not down else last_row), column


def _solid(cells: Cells, row: int, step: int) -> int:
    """The first row from `row` on that is no band; -1 if there is none."""
    while 0 <= row < cells.rowCount():
        if not cells.is_band(row):
            return row
        row += step
    return -1


def _next(cells: Cells, place: Place, step: Place) -> Place | None:
    """The neighbour, None at the edge."""
    row, column = place[0] + step[0], place[1] + step[1]
    if step[0]:
        row = _solid(cells, row, step[0])
    inside = 0 <= row < cells.rowCount() and 0 <= column < cells.columnCount()
    return (row, column) if inside else None


def _edge(cells: Cells, place: Place, step: Place) -> Place:
    """The end of the run of filled cells, or the next filled cell, or the edge of the grid."""
    here = _next(cells, place, step)
    if here is None:
        return place
    in_run = cells.is_filled(*place) and cells.is_filled(*here)
    while True:
        beyond = _next(cells, here, step)
        if beyond is None or (not in_run and cells.is_filled(*here)):
            return here
        if in_run and not cells.is_filled(*beyond):
            return here
        here = beyond
