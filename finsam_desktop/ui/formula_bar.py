"""Above the grid: which cell it is, what stands in it as it was written, and what it means."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from finsam_desktop.domain.explain import Explanation, explain
from finsam_desktop.ui import theme
from finsam_desktop.ui.inputs import LineEdit
from finsam_desktop.ui.labels import muted
from finsam_desktop.ui.sheet_view import SheetView


class FormulaLine(LineEdit):
    """The cell's text; Return keeps it and goes on, Escape gives it up."""

    kept = Signal()
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.kept.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class FormulaBar(QWidget):
    """Follows the current cell of a grid."""

    def __init__(self, grid: SheetView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid, self.model = grid, grid.sheet
        name = f"sheet.{grid.sheet.sheet_id}"
        self.setObjectName(f"{name}.bar")
        self.name = QLabel(self)
        self.name.setObjectName(f"{name}.bar.cell")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.edit = FormulaLine(self)
        self.edit.setObjectName(f"{name}.bar.text")
        self.text = muted()
        self.text.setParent(self)
        self.text.setObjectName(f"{name}.bar.meaning")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP)
        row.addWidget(self.name, 3)
        row.addWidget(self.edit, 3)
        row.addWidget(self.text, 5)
        for label in (self.name, self.text):
            label.setMinimumWidth(1)  # the texts are cut, the window stays as it is
        self.explanation = Explanation("", "")
        self._cell: tuple[str, str] | None = None
        self.edit.textEdited.connect(lambda _: self.model.session.writing())
        self.edit.kept.connect(self._keep)
        self.edit.given_up.connect(self._give_up)
        self.edit.left.connect(self.hand_over)
        grid.current_changed.connect(self.show_cell)
        self.model.session.changed.connect(self.show_cell)
        self.show_cell()

    def show_cell(self, *_: object) -> None:
        """Show the grid's current cell, unless it is just being written in here."""
        index = self.grid.currentIndex()
        cell = self.model.address(index.row(), index.column()) if index.isValid() else None
        if self.edit.isModified():
            if cell == self._cell:
                return
            self.hand_over()
        self._cell = cell
        self.explanation = (
            explain(self.model.session.budget, self.model.sheet_id, *cell) if cell else Explanation("", "")
        )
        is_input = cell is not None and self.model.is_input(index.row(), index.column())
        self.edit.setVisible(is_input)
        if is_input:
            self.edit.setText(self.model.typed(index.row(), index.column()).replace("\n", " "))
            self.edit.setCursorPosition(0)
        self.edit.setReadOnly(is_input and "\n" in self.model.typed(index.row(), index.column()))
        self.edit.setAccessibleName(f"Innehåll i {self.explanation.title}")
        self.edit.setAccessibleDescription(self.explanation.text)
        self._cut()

    def _cut(self) -> None:
        """Show the words as far as there is room, and all of them in the tip."""
        shown, metrics = self.explanation, QFontMetrics(self.text.font())
        parts = "   ".join(f"{label}: {value}" for label, value in shown.parts)
        words = f"{shown.text}  {parts}".strip()
        elide = Qt.TextElideMode.ElideRight
        self.text.setText(metrics.elidedText(words, elide, self.text.width()))
        self.name.setText(metrics.elidedText(shown.title, elide, self.name.width()))
        rows = "".join(
            f"<tr><td>{escape(a)}&nbsp; </td><td align='right'>{escape(b)}</td></tr>" for a, b in shown.parts
        )
        tip = f"<p><b>{escape(shown.title)}</b></p><p>{escape(shown.text)}</p><table>{rows}</table>"
        for label in (self.name, self.text):
            label.setToolTip(tip if shown.title else "")
            label.setAccessibleName(f"{shown.title}. {words}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    # -- writing ---------------------------------------------------------------------------

    def hand_over(self) -> None:
        """Put what was written here into the cell that it was written for."""
        if self.edit.isModified() and self._cell and (place := self.model.place(*self._cell)):
            self.edit.setModified(False)
            self.model.setData(self.model.index(*place), self.edit.text())
            self.model.session.rest()

    def _keep(self) -> None:
        self.hand_over()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grid.step(1)

    def _give_up(self) -> None:
        self.edit.setModified(False)
        self.model.session.rest()
        self.show_cell()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
