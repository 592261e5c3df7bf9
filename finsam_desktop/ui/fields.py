"""One editor for each type of field. Each tells what was written and shows what it is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QDate, QEvent, QRect, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QCalendarWidget,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QRadioButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from finsam_desktop.domain.change import TYPING, Change
from finsam_desktop.domain.form import Field
from finsam_desktop.domain.parse import (
    Unparsed,
    format_amount,
    format_date,
    format_number,
    parse_amount,
    parse_date,
    parse_number,
    plain_amount,
    plain_number,
)
from finsam_desktop.domain.values import Value
from finsam_desktop.ui import theme
from finsam_desktop.ui.inputs import LineEdit, PlainEdit, pause_timer
from finsam_desktop.ui.labels import ProblemLabel
from finsam_desktop.ui.rich_editor import RichEditor


class FieldEditor(QWidget):
    """What all editors have in common."""

    origin = TYPING
    """Origin of its changes; what is chosen and not typed is a step of its own each time."""

    edited = Signal(object)
    """The new value, a moment after typing pauses and when the field is left."""
    focused = Signal()
    caret_moved = Signal(QRect)

    def set_value(self, value: Value) -> None:
        """Show the value; tells nothing."""
        raise NotImplementedError

    def flush(self) -> None:
        """Tell at once what has not been told yet."""

    def follow(self, change: Change, value: Value) -> None:
        """Show what a change made of the value, unless it is being typed here just now."""
        focus = QApplication.focusWidget()
        if change.origin != TYPING or focus is None or not self.isAncestorOf(focus):
            self.set_value(value)


class TextField(FieldEditor):
    """A line of text, or of a kind that is read from text; wrong text stays, with a reason below."""

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.edit = LineEdit(self)
        self.edit.setObjectName(f"{name}.text")
        self.edit.setAccessibleName(caption)
        self.setFocusProxy(self.edit)
        self.problem = ProblemLabel(f"{name}.problem", self)
        self.row = QHBoxLayout()
        self.row.addWidget(self.edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.STEP // 2)
        layout.addLayout(self.row)
        layout.addWidget(self.problem)
        self._value: Value = None
        self._timer = pause_timer(self, self._tell)
        self.edit.textEdited.connect(self._timer.start)
        self.edit.left.connect(self.flush)
        self.edit.returnPressed.connect(self.flush)
        self.edit.focused.connect(self._begin)

    def parse(self, text: str) -> Value:
        """The value that the text stands for."""
        return text or None

    def shown(self, value: Value) -> str:
        """The value as it stands when the field is at rest."""
        return value.text if isinstance(value, Unparsed) else str(value or "")

    def typed(self, value: Value) -> str:
        """The value as it is edited."""
        return self.shown(value)

    def set_value(self, value: Value) -> None:
        self._timer.stop()
        self._value = value
        self._show()

    def flush(self) -> None:
        self._tell()
        if not self.edit.hasFocus():
            self._show()

    def _begin(self) -> None:
        if not isinstance(self._value, Unparsed) and self.typed(self._value) != self.edit.text():
            self.edit.setText(self.typed(self._value))
            if not self.edit.came_back:
                self.edit.selectAll()
        self.focused.emit()

    def _tell(self) -> None:
        self._timer.stop()
        text = self.edit.text()
        if text in (self.shown(self._value), self.typed(self._value)):
            return
        self._value = self.parse(text)
        self._show_problem()
        self.edited.emit(self._value)

    def _show(self) -> None:
        text = self.typed(self._value) if self.edit.hasFocus() else self.shown(self._value)
        if text != self.edit.text():
            place = self.edit.cursorPosition()
            self.edit.setText(text)
            if self.edit.hasFocus():
                self.edit.setCursorPosition(min(place, len(text)))
        self._show_problem()

    def _show_problem(self) -> None:
        typing = self.edit.hasFocus()  # half a date is no fault yet
        reason = self._value.reason if isinstance(self._value, Unparsed) and not typing else ""
        self.problem.say(reason)
        self.edit.setAccessibleDescription(reason)


class AmountField(TextField):
    """Kronor."""

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(name, caption, parent)
        self.edit.setMaximumWidth(24 * theme.STEP)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.row.addWidget(QLabel("kr"))
        self.row.addStretch()

    def parse(self, text: str) -> Value:
        return parse_amount(text)

    def shown(self, value: Value) -> str:
        return format_amount(value) if isinstance(value, int) else super().shown(value)

    def typed(self, value: Value) -> str:
        return plain_amount(value) if isinstance(value, int) else super().shown(value)


class NumberField(TextField):
    """A count."""

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(name, caption, parent)
        self.edit.setMaximumWidth(16 * theme.STEP)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.row.addStretch()

    def parse(self, text: str) -> Value:
        return parse_number(text)

    def shown(self, value: Value) -> str:
        return format_number(value) if isinstance(value, Decimal) else super().shown(value)

    def typed(self, value: Value) -> str:
        return plain_number(value) if isinstance(value, Decimal) else super().shown(value)


class DateField(TextField):
    """A date, typed in any way that people write it, or picked in a calendar."""

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(name, caption, parent)
        self.edit.setMaximumWidth(18 * theme.STEP)
        self.edit.setPlaceholderText("åååå-mm-dd")
        self.button = QToolButton(self)
        self.button.setObjectName(f"{name}.calendar")
        self.button.setAccessibleName(f"Välj i kalender: {caption}")
        self.button.setToolTip("Välj i kalender")
        self.button.setIcon(theme.icon("calendar"))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.row.addWidget(self.button)
        self.row.addStretch()
        self.menu = QMenu(self.button)
        self.menu.setObjectName(f"{name}.menu")
        self.menu.aboutToShow.connect(self._fill_menu)
        self.button.setMenu(self.menu)

    def _fill_menu(self) -> None:
        """The calendar is made when it is first wanted."""
        if self.menu.isEmpty():
            calendar = QCalendarWidget(self.menu)
            calendar.setObjectName(f"{self.objectName()}.days")
            calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
            calendar.clicked.connect(self._pick)
            action = QWidgetAction(self.menu)
            action.setDefaultWidget(calendar)
            self.menu.addAction(action)
        days = self.menu.findChild(QCalendarWidget)
        assert days is not None
        if isinstance(self._value, date):
            days.setSelectedDate(QDate(self._value.year, self._value.month, self._value.day))

    def _pick(self, day: QDate) -> None:
        self.menu.close()
        self.edit.setText(format_date(date(day.year(), day.month(), day.day())))
        self.flush()

    def parse(self, text: str) -> Value:
        return parse_date(text)

    def shown(self, value: Value) -> str:
        return format_date(value) if isinstance(value, date) else super().shown(value)


class LongTextField(FieldEditor):
    """Some lines of plain text."""

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.edit = PlainEdit(self)
        self.edit.setObjectName(f"{name}.text")
        self.edit.setAccessibleName(caption)
        self.edit.setUndoRedoEnabled(False)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * 4 + 2 * theme.STEP)
        self.setFocusProxy(self.edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit)
        self._told = ""
        self._timer = pause_timer(self, self.flush)
        self.edit.textChanged.connect(self._timer.start)
        self.edit.left.connect(self.flush)
        self.edit.focused.connect(self.focused)

    def set_value(self, value: Value) -> None:
        self._timer.stop()
        text = value if isinstance(value, str) else ""
        self._told = text
        if text != self.edit.toPlainText():
            self.edit.blockSignals(True)
            place = self.edit.textCursor().position()
            self.edit.setPlainText(text)
            cursor = self.edit.textCursor()
            cursor.setPosition(min(place, len(text)))
            self.edit.setTextCursor(cursor)
            self.edit.blockSignals(False)

    def flush(self) -> None:
        self._timer.stop()
        text = self.edit.toPlainText()
        if text != self._told:
            self._told = text
            self.edited.emit(text or None)


class RichField(FieldEditor):
    """Formatted text with a count of words."""

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.editor = RichEditor(f"{name}.rich", caption, self)
        self.setFocusProxy(self.editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        self.editor.edited.connect(self.edited)
        self.editor.focused.connect(self.focused)
        self.editor.caret_moved.connect(self._caret_moved)

    def _caret_moved(self, place: QRect) -> None:
        edit = self.editor.edit
        self.caret_moved.emit(QRect(edit.viewport().mapTo(self, place.topLeft()), place.size()))

    def set_value(self, value: Value) -> None:
        self.editor.set_value(value)  # type: ignore[arg-type]

    def flush(self) -> None:
        self.editor.flush()


class YesNoField(FieldEditor):
    """Ja or Nej, or neither yet."""

    origin = "edit"

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(caption)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.group = QButtonGroup(self)
        for number, (part, text) in enumerate((("yes", "Ja"), ("no", "Nej"))):
            button = QRadioButton(text, self)
            button.setObjectName(f"{name}.{part}")
            button.setAccessibleName(f"{caption} {text}")
            self.group.addButton(button, number)
            layout.addWidget(button)
            button.installEventFilter(self)
        layout.addStretch()
        self.setFocusProxy(self.group.button(0))
        self.group.idClicked.connect(lambda number: self.edited.emit(number == 0))

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit()
        return super().eventFilter(watched, event)

    def set_value(self, value: Value) -> None:
        self.group.setExclusive(False)
        for number in (0, 1):
            self.group.button(number).setChecked(value is (number == 0))
        self.group.setExclusive(True)


class ChoicesField(FieldEditor):
    """Boxes to tick."""

    origin = "edit"

    def __init__(
        self, name: str, caption: str, choices: list[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(caption)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.boxes: dict[str, QCheckBox] = {}
        for choice, text in choices:
            box = QCheckBox(text, self)
            box.setObjectName(f"{name}.{choice}")
            box.setAccessibleName(f"{caption} {text}")
            box.clicked.connect(self._tell)
            layout.addWidget(box)
            self.boxes[choice] = box

    def _tell(self) -> None:
        self.edited.emit(tuple(choice for choice, box in self.boxes.items() if box.isChecked()) or None)

    def set_value(self, value: Value) -> None:
        for choice, box in self.boxes.items():
            box.setChecked(isinstance(value, tuple) and choice in value)


_EDITORS: dict[str, Callable[[str, str, QWidget | None], FieldEditor]] = {
    "text": TextField,
    "email": TextField,
    "rich": RichField,
    "date": DateField,
    "number": NumberField,
    "amount": AmountField,
    "yesno": YesNoField,
}


def make_editor(field: Field, caption: str, parent: QWidget | None = None) -> FieldEditor:
    """The editor for the field, named `field.ID`."""
    name = f"field.{field.id}"
    if field.type == "choices":
        return ChoicesField(name, caption, [(one.id, one.label) for one in field.choices], parent)
    return _EDITORS[field.type](name, caption, parent)
