"""What is selected in a grid, in cells and in the ids of lines and columns."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect
from PySide6.QtWidgets import QTableView, QWidget

from finsam_desktop.ui.sheet_model import SheetModel

_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect


class SelectingView(QTableView):
    """A table over a `SheetModel` whose selection grows from where it began."""

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = model

    def go(self, row: int, column: int, *, extend: bool = False) -> None:
        """Make the cell current and select it, or with `extend` all from where the selection began."""
        index = self.sheet.index(row, column)
        chooser = self.selectionModel()
        if not extend or not self.currentIndex().isValid():
            chooser.setCurrentIndex(index, _ALONE)
            return
        start = self.sheet.index(*self._anchor())
        chooser.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        cells = QRect(start.column(), start.row(), 1, 1).united(QRect(column, row, 1, 1))
        self.choose_block(cells)

    def selectAll(self) -> None:
        self.choose_block(QRect(0, 0, self.sheet.columnCount(), self.sheet.rowCount()))

    def choose_block(self, block: QRect) -> None:
        """Select the block of cells, as far as there are cells; the current cell stays."""
        block = block.intersected(QRect(0, 0, self.sheet.columnCount(), self.sheet.rowCount()))
        first = self.sheet.index(block.top(), block.left())
        last = self.sheet.index(block.bottom(), block.right())
        self.selectionModel().select(QItemSelection(first, last), _ALONE)

    def choose_whole(self, *, rows: bool, columns: bool) -> None:
        """Widen the selection to whole rows, whole columns, or both."""
        for block in self.blocks()[:1]:
            left, width = (0, self.sheet.columnCount()) if rows else (block.left(), block.width())
            top, height = (0, self.sheet.rowCount()) if columns else (block.top(), block.height())
            self.choose_block(QRect(left, top, width, height))

    def _anchor(self) -> tuple[int, int]:
        """Where the selection began: the corner across from the current cell."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        for block in self.blocks():
            if block.contains(column, row):
                across = block.left() + block.right() - column
                down = block.top() + block.bottom() - row
                at_corner = column in (block.left(), block.right()) and row in (block.top(), block.bottom())
                return (down, across) if at_corner else (row, column)
        return row, column

    def blocks(self) -> list[QRect]:
        """The selection in blocks of cells: columns and rows as x and y."""
        selection = self.selectionModel().selection()
        blocks = [selection.at(place) for place in range(selection.count())]
        return [QRect(one.left(), one.top(), one.width(), one.height()) for one in blocks]

    def ids_in(self, block: QRect) -> tuple[list[str], list[str]]:
        """Ids of the lines and columns in a block of cells; bands are left out."""
        rows = range(block.top(), block.bottom() + 1)
        return self.sheet.ids_of(rows, range(block.left(), block.right() + 1))

    def chosen(self) -> tuple[list[str], list[str]]:
        """Ids of the lines and of the columns with a selected cell, in the sheet's order."""
        blocks = self.blocks()
        rows = sorted({row for one in blocks for row in range(one.top(), one.bottom() + 1)})
        columns = sorted({place for one in blocks for place in range(one.left(), one.right() + 1)})
        return self.sheet.ids_of(rows, columns)

    def chosen_cells(self) -> list[tuple[str, str]]:
        """Line and column of each selected cell."""
        return [
            (line, column)
            for lines, columns in map(self.ids_in, self.blocks())
            for line in lines
            for column in columns
        ]
