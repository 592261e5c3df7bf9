"""A tab with a budget sheet: what it is for, what can be done with rows, and the grid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Change, Insert, Row
from finsam_desktop.domain.budget import suggest_years
from finsam_desktop.domain.layout import LineView
from finsam_desktop.domain.parse import Unparsed, format_date
from finsam_desktop.domain.template import Rows
from finsam_desktop.domain.values import Value
from finsam_desktop.ui import theme
from finsam_desktop.ui.labels import heading, muted
from finsam_desktop.ui.page_tabs import PageTab
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.sheet_model import SheetModel
from finsam_desktop.ui.sheet_view import SheetView


class SheetPage(QWidget):
    """The sheet of a tab."""

    help_requested = Signal(str, str)
    told = Signal(str)
    """A sentence on what was done, or why nothing was."""

    def __init__(self, session: Session, tab: PageTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.sheet_id = session, tab.sheet
        self.template = session.application.edition.sheets_by_id[tab.sheet]
        self.setObjectName(f"page.{tab.id}")
        self.setAccessibleName(tab.title)
        self.model = SheetModel(session, tab.sheet, self)
        self.grid = SheetView(self.model, self)
        self.head = QLabel(self)
        self.head.setObjectName(f"sheet.{tab.sheet}.head")
        self.head.setWordWrap(True)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QHBoxLayout()
        self.row_buttons: dict[str, QPushButton] = {}
        self._add_buttons()
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * theme.STEP, 2 * theme.STEP, 2 * theme.STEP, theme.STEP)
        box.addWidget(heading(self.template.title, f"sheet.{tab.sheet}.title"))
        box.addWidget(self.head)
        for text in self.template.before:
            box.addWidget(muted(text))
        box.addLayout(self.buttons)
        box.addWidget(self.grid, 1)
        for text in self.template.after:
            box.addWidget(muted(text))
        self.grid.setFrameShape(QFrame.Shape.StyledPanel)
        self.grid.current_changed.connect(self._current_changed)
        session.changed.connect(self._changed)
        session.flush_requested.connect(self.grid.flush)
        self._show_head()
        self._current_changed()

    # -- building --------------------------------------------------------------------------

    def _add_buttons(self) -> None:
        lines = [line for part in self.template.parts for line in part.lines if isinstance(line, Rows)]
        if any(line.free for line in lines):
            self._button("add", "plus", "Lägg till rad", self.add_row)
            self._button("remove", "trash-2", "Ta bort rad", self.remove_row)
            self._button("up", "arrow-up", "Flytta upp", lambda: self.move_row(-1))
            self._button("down", "arrow-down", "Flytta ner", lambda: self.move_row(1))
        if any(self._can_be_split(line) for line in lines):
            self._button("suggest", "calculator", "Föreslå fördelning för raden", lambda: self.suggest(False))
            self._button(
                "suggest_all", "calculator", "Föreslå fördelning för alla rader", lambda: self.suggest(True)
            )
        self.buttons.addStretch()

    def _can_be_split(self, rows: Rows) -> bool:
        """Whether the rows have years to fill: amounts of a carried total, or months of a period."""
        kinds = {
            column.kind
            for column in self.template.columns
            if column.family == "years" and column.id in rows.columns
        }
        return "number" in kinds or ("amount" in kinds and bool(rows.carry))

    def _button(self, name: str, icon: str, text: str, slot: Callable[[], None]) -> None:
        button = QPushButton(QIcon(theme.icon(icon)), text, self)
        button.setObjectName(f"sheet.{self.sheet_id}.{name}")
        button.setAccessibleName(text)
        button.clicked.connect(slot)
        self.buttons.addWidget(button)
        self.row_buttons[name] = button

    # -- what happens ----------------------------------------------------------------------

    def _show_head(self) -> None:
        application = self.session.application
        words = [
            f"{item.label} {_as_text(application.answer(item.field)) or 'saknas'}".strip()
            for item in self.template.head
        ]
        self.head.setText("    ".join(words))
        self.head.setVisible(bool(words))

    def _changed(self, change: Change, _: object) -> None:
        if any(path[0] == "answer" for path in change.paths):
            self._show_head()

    def current_line(self) -> LineView | None:
        """The line of the current cell."""
        index = self.grid.currentIndex()
        return self.model.line(index.row()) if index.isValid() else None

    def _current_changed(self) -> None:
        line = self.current_line()
        group = line.template if line and isinstance(line.template, Rows) else None
        for name, wanted in {
            "add": bool(group and group.free),
            "remove": bool(line and group and line.added),
            "up": bool(group and group.free),
            "down": bool(group and group.free),
            "suggest": bool(group and self._can_be_split(group)),
        }.items():
            if name in self.row_buttons:
                self.row_buttons[name].setEnabled(wanted)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.help_requested.emit(self.template.title, self.template.help)

    def add_row(self) -> None:
        """Add a row below the current one, in its group."""
        line = self.current_line()
        if line and isinstance(line.template, Rows) and line.template.free:
            change = edits.add_row(
                self.session.application, self.sheet_id, line.template.id, after=line.id, party=line.party
            )
            self.session.apply(change)
            added = change.operations[0]
            if isinstance(added, Insert) and isinstance(added.item, Row):
                self.grid.go_to(added.item.id, self.model.view.label_column)

    def remove_row(self) -> None:
        """Remove the current row, if the applicant added it."""
        line = self.current_line()
        if line and line.added:
            self.session.apply(edits.remove_row(self.session.application, self.sheet_id, line.id))

    def move_row(self, step: int) -> None:
        """Move the current row in its group."""
        line = self.current_line()
        if line and isinstance(line.template, Rows) and line.template.free:
            self.session.apply(edits.move_row(self.session.application, self.sheet_id, line.id, step))

    def suggest(self, everything: bool) -> None:
        """Split the current row, or all rows, over the years by calendar days."""
        self.grid.flush()
        line = self.current_line()
        lines = None if everything else [line.id] if line else []
        change = suggest_years(self.session.budget, self.sheet_id, lines)
        self.session.apply(change)
        if change is None:
            self.told.emit(
                "Inget är ändrat. Fördelningen följer redan kalenderdagarna, eller så saknas belopp eller"
                " datum, eller så ligger radens tid utanför insatstidens år. Kontrollera datumen."
            )
        else:
            self.told.emit("Fördelat efter kalenderdagar. Ångra tar tillbaka det.")

    def stops(self) -> list[QWidget]:
        """Where Tab stops on the page: the grid first, then the buttons."""
        return [self.grid, *self.row_buttons.values()]

    def go_to(self, path: tuple[str, ...]) -> bool:
        """Show the cell; False when it is not in this sheet."""
        if path == ("sheet", self.sheet_id):
            self.grid.setFocus()
            return True
        return len(path) == 4 and path[:2] == ("cell", self.sheet_id) and self.grid.go_to(*path[2:])


def _as_text(value: Value) -> str:
    if isinstance(value, Unparsed):
        return value.text
    if isinstance(value, date):
        return format_date(value)
    return value if isinstance(value, str) else ""
