"""A tab with a budget sheet: what it is for, what can be done with rows, and the grid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from finsam_desktop.domain.change import Change
from finsam_desktop.domain.checks import Finding
from finsam_desktop.domain.parse import Unparsed, format_date
from finsam_desktop.domain.template import Rows
from finsam_desktop.domain.units import UNITS, set_unit, unit_caption, unit_of
from finsam_desktop.domain.values import Value
from finsam_desktop.ui import theme
from finsam_desktop.ui.flow import FlowLayout
from finsam_desktop.ui.formula_bar import FormulaBar
from finsam_desktop.ui.inputs import Chooser
from finsam_desktop.ui.labels import heading, muted
from finsam_desktop.ui.page_tabs import PageTab
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.sheet_figures import FiguresLine
from finsam_desktop.ui.sheet_menu import SheetMenus
from finsam_desktop.ui.sheet_model import SheetModel
from finsam_desktop.ui.sheet_operations import SheetOperations
from finsam_desktop.ui.sheet_view import SheetView

_ROW_BUTTONS = (
    ("add", "plus", "Lägg till rad", "add_row"),
    ("remove", "trash-2", "Ta bort rad", "remove_row"),
    ("up", "arrow-up", "Flytta upp", "move_up"),
    ("down", "arrow-down", "Flytta ner", "move_down"),
)
_SPLIT_BUTTONS = (
    ("suggest", "calculator", "Föreslå fördelning för raden", "suggest_row"),
    ("suggest_all", "calculator", "Föreslå fördelning för alla rader", "suggest_all"),
    ("place", "calculator", "Placera skillnaden", "place_difference"),
)

_LOW = 25
"""Lines of text that a page has room for, at the least, when it shows all that stands above its grid."""


class SheetPage(QWidget):
    """The sheet of a tab. With `settings` it remembers widths and size."""

    help_requested = Signal(str, str)
    told = Signal(str)
    """A sentence on what was done, or why nothing was."""

    def __init__(
        self, session: Session, tab: PageTab, parent: QWidget | None = None, settings: Settings | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.sheet_id, self.settings = session, tab.sheet, settings
        self.template = session.application.edition.sheets_by_id[tab.sheet]
        self.setObjectName(f"page.{tab.id}")
        self.setAccessibleName(tab.title)
        self.model = SheetModel(session, tab.sheet, self)
        self.grid = SheetView(self.model, self)
        self.operations = SheetOperations(self.grid)
        self.menus = SheetMenus(self.operations)
        self.bar = FormulaBar(self.grid, self)
        self.figures = FiguresLine(self.grid, self)
        self.head = QLabel(self)
        self.head.setObjectName(f"sheet.{tab.sheet}.head")
        self.head.setWordWrap(True)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.unit = self._make_unit()
        self.comments = self._make_comments()
        self.buttons = QWidget(self)
        self._flow = FlowLayout(self.buttons, theme.STEP)
        self._is_low = self._was_shown = False
        self.row_buttons: dict[str, QPushButton] = {}
        self._add_buttons()
        self._lay_out(tab.sheet)
        self.grid.setFrameShape(QFrame.Shape.StyledPanel)
        self.grid.current_changed.connect(self._enable)
        self.operations.told.connect(self.told)
        session.changed.connect(self._changed)
        session.flush_requested.connect(self.grid.flush)
        session.flush_requested.connect(self.bar.hand_over)
        self._recall()
        self._show_head()
        self._show_comments()
        self._enable()

    # -- building --------------------------------------------------------------------------

    def _lay_out(self, sheet: str) -> None:
        before, after = list(map(muted, self.template.before)), list(map(muted, self.template.after))
        self._beside = [*before, *after]
        top = QHBoxLayout()
        self.title = heading(self.template.title, f"sheet.{sheet}.title")
        top.addWidget(self.title, 1)
        top.addStretch()
        top.addWidget(self.comments)
        top.addWidget(self.unit_label)
        top.addWidget(self.unit)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * theme.STEP, 2 * theme.STEP, 2 * theme.STEP, theme.STEP)
        box.addLayout(top)
        box.addWidget(self.head)
        for label in before:
            box.addWidget(label)
        box.addWidget(self.buttons)
        box.addWidget(self.bar)
        box.addWidget(self.grid, 1)
        box.addWidget(self.figures)
        for label in after:
            box.addWidget(label)

    def _make_unit(self) -> Chooser:
        """The choice of unit, where the sheet has amounts."""
        unit = Chooser(self)
        unit.setObjectName(f"sheet.{self.sheet_id}.unit")
        unit.setAccessibleName("Belopp i")
        for one in UNITS:
            unit.addItem(unit_caption(one), one)
        unit.setCurrentIndex(UNITS.index(unit_of(self.session.application)))
        unit.activated.connect(self._choose_unit)
        self.unit_label = QLabel("Belopp i", self)
        self.unit_label.setBuddy(unit)
        has_amounts = any(column.kind == "amount" for column in self.template.columns)
        unit.setVisible(has_amounts)
        self.unit_label.setVisible(has_amounts)
        return unit

    def _make_comments(self) -> QCheckBox:
        """Whether comments are printed; there from the first comment on."""
        box = QCheckBox("Skriv ut kommentarer", self)
        box.setObjectName(f"sheet.{self.sheet_id}.print_comments")
        box.setAccessibleName("Skriv ut kommentarer")
        box.clicked.connect(self._choose_comments)
        return box

    def _choose_comments(self, wanted: bool) -> None:
        label = "Skriv ut kommentarer" if wanted else "Skriv inte ut kommentarer"
        self.session.put(("meta", "print_comments"), wanted or None, label)

    def _show_comments(self) -> None:
        application = self.session.application
        notes = application.notes.get(self.sheet_id, {}).values()
        self.comments.setVisible(any(name.startswith("comment") for row in notes for name in row))
        self.comments.setChecked(application.meta.get("print_comments") is True)

    def _choose_unit(self, place: int) -> None:
        self.grid.flush()
        self.session.apply(set_unit(self.session.application, UNITS[place]))

    def _add_buttons(self) -> None:
        lines = [line for part in self.template.parts for line in part.lines if isinstance(line, Rows)]
        found = _ROW_BUTTONS if any(line.free for line in lines) else ()
        for one in (
            *found,
            *(_SPLIT_BUTTONS if any(map(self.operations.can_be_split, self.model.view.lines)) else ()),
        ):
            self._button(*one)

    def _button(self, name: str, icon: str, text: str, operation: str) -> None:
        button = QPushButton(QIcon(theme.icon(icon)), text, self.buttons)
        button.setObjectName(f"sheet.{self.sheet_id}.{name}")
        button.setAccessibleName(text)
        button.clicked.connect(getattr(self.operations, operation))
        self._flow.addWidget(button)
        self.row_buttons[name] = button

    # -- what is remembered ----------------------------------------------------------------

    def _recall(self) -> None:
        """Give the columns the widths that they had, and the grid its size."""
        if self.settings is None:
            return
        edition = self.session.application.edition.id
        self.grid.recall(self.settings.column_widths(edition, self.sheet_id), self.settings.zoom)
        self.grid.arrangement.resized_by_hand.connect(self._remember)
        self.grid.zoom_changed.connect(self._remember)

    def _remember(self, *_: object) -> None:
        if self.settings is not None:
            edition = self.session.application.edition.id
            self.settings.remember_widths(edition, self.sheet_id, self.grid.arrangement.by_hand)
            self.settings.zoom = self.grid.zoom

    # -- what happens ----------------------------------------------------------------------

    def _show_head(self) -> None:
        application = self.session.application
        words = [
            f"{item.label} {_as_text(application.answer(item.field)) or 'saknas'}".strip()
            for item in self.template.head
        ]
        self.head.setText("    ".join(words))
        self._make_room()

    def _make_room(self) -> None:
        """In a low window leave the height to the grid: what its menus say too stands back."""
        self.head.setVisible(bool(self.head.text()) and not self._is_low)
        self.buttons.setVisible(bool(self.row_buttons) and not self._is_low)
        for label in (self.title, *self._beside):
            label.setVisible(not self._is_low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_low = self.height() < _LOW * self.fontMetrics().height()
        if is_low != self._is_low:
            self._is_low = is_low
            self._make_room()

    def _changed(self, change: Change, _: object) -> None:
        places = {path[0] for path in change.paths}
        if "answer" in places:
            self._show_head()
        if "meta" in places:
            self.unit.setCurrentIndex(UNITS.index(unit_of(self.session.application)))
        self._show_comments()
        self._enable()

    def _enable(self) -> None:
        operations = {one[0]: one[3] for one in (*_ROW_BUTTONS, *_SPLIT_BUTTONS)}
        for name, button in self.row_buttons.items():
            button.setEnabled(self.operations.can(operations[name]))

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Mark the cells of this sheet that the checks say something of."""
        found: dict[tuple[str, str], str] = {}
        for one in findings:
            if one.severity != "info" and len(one.path) == 4 and one.path[:2] == ("cell", self.sheet_id):
                cell = one.path[2], one.path[3]
                found[cell] = f"{found[cell]}\n{one.message}" if cell in found else one.message
        self.model.show_findings(found)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if self.settings is not None:
            self.grid.set_zoom(self.settings.zoom)
        if not self._was_shown:  # the grid is only now given its size
            self._was_shown = True
            QTimer.singleShot(0, self.grid, self._scroll_back)
        self.help_requested.emit(self.template.title, self.template.help)

    def _scroll_back(self) -> None:
        """Show the grid from its top, as far as the current cell is in sight there."""
        self.grid.scrollToTop()
        self.grid.scrollTo(self.grid.currentIndex())

    def stops(self) -> list[QWidget]:
        """Where Tab stops on the page: the grid first, then what stands above it."""
        return [self.grid, self.bar.edit, *self.row_buttons.values(), self.comments, self.unit]

    def go_to(self, path: tuple[str, ...]) -> bool:
        """Show the cell; False when it is not in this sheet."""
        if path == ("sheet", self.sheet_id):
            self.grid.setFocus()
            return True
        match path:
            case ("cell", self.sheet_id, line, column):
                return self.grid.go_to(line, column)
            case ("note", self.sheet_id, line, name):
                column = name.partition(":")[2]
                is_column = column in self.model.view.column_at
                return self.grid.go_to(line, column if is_column else self.model.view.label_column)
        return False


def _as_text(value: Value) -> str:
    if isinstance(value, Unparsed):
        return value.text
    if isinstance(value, date):
        return format_date(value)
    return value if isinstance(value, str) else ""
