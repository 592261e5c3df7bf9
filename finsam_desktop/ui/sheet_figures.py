"""Below the grid: what the selected cells come to, and the full-time posts of the row."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from finsam_desktop.domain.explain import posts_line
from finsam_desktop.domain.fill import selection_figures
from finsam_desktop.domain.parse import format_number, format_percent
from finsam_desktop.domain.units import Unit, format_with_unit, unit_of
from finsam_desktop.ui import theme
from finsam_desktop.ui.sheet_view import SheetView


class FiguresLine(QWidget):
    """Sum, mean and count of the selection of a grid."""

    def __init__(self, grid: SheetView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid, self.model = grid, grid.sheet
        name = f"sheet.{grid.sheet.sheet_id}"
        self.setObjectName(f"{name}.figures")
        self.posts, self.text = QLabel(self), QLabel(self)
        for label, what in ((self.posts, "posts"), (self.text, "selection")):
            label.setObjectName(f"{name}.{what}")
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.STEP)
        row.addWidget(self.posts, 1)
        row.addWidget(self.text)
        self._timer = QTimer(self)  # what a large selection comes to does not hold up the keys
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show_figures)
        grid.selection_changed.connect(self._timer.start)
        self.model.session.changed.connect(lambda *_: self._timer.start())
        self.show_figures()

    def show_figures(self) -> None:
        """Say what the selection comes to."""
        budget, sheet = self.model.session.budget, self.model.sheet_id
        unit = unit_of(budget.application)
        figures = selection_figures(budget, sheet, self.grid.chosen_cells())
        words = []
        if figures.sum is not None:
            words.append(f"Summa {_shown(figures.kind, figures.sum, unit)}")
        if figures.mean is not None and figures.count > 1:
            words.append(f"Medel {_shown(figures.kind, figures.mean, unit)}")
        words.append(f"Antal {figures.count}")
        self.text.setText("   ".join(words))
        index = self.grid.currentIndex()
        line = self.model.line(index.row()) if index.isValid() else None
        self.posts.setText(posts_line(budget, sheet, line.id) if line else "")


def _shown(kind: str, number: int | Decimal, unit: Unit) -> str:
    if kind == "amount":
        return format_with_unit(int(number), unit)
    short = round(Decimal(number), 2).normalize()
    return format_percent(short) if kind == "percent" else format_number(short)
