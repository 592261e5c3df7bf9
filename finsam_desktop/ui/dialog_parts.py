"""What the dialogs share: named buttons, the list of editions, a line that is read, and the size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.ui import theme
from finsam_desktop.ui.edition_names import newest_first, shown_edition
from finsam_desktop.ui.labels import tip

Role = QDialogButtonBox.ButtonRole
_T = TypeVar("_T")


def add_button(box: QDialogButtonBox, name: str, text: str, role: Role) -> QPushButton:
    """A button with a name for scripts and for screen readers."""
    button = box.addButton(text, role)
    button.setObjectName(name)
    button.setAccessibleName(text.rstrip("…"))
    return button


def answer_buttons(dialog: QDialog, accept: tuple[str, str]) -> QDialogButtonBox:
    """A button that accepts, given as name and text, and one that gives up."""
    buttons = QDialogButtonBox(dialog)
    name, text = accept
    add_button(buttons, f"{dialog.objectName()}.{name}", text, Role.AcceptRole)
    add_button(buttons, f"{dialog.objectName()}.cancel", "Avbryt", Role.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons


def wrapped(text: str, parent: QWidget) -> QLabel:
    """Plain text on as many lines as it needs."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def fit(dialog: QDialog, width: int, height: int = 0) -> None:
    """Give the dialog this size, or as much of it as the screen has room for; 0 is what the texts need."""
    room = dialog.screen().availableSize() * 0.9
    width = min(width, room.width())
    layout = dialog.layout()
    if not height and layout is not None:
        layout.activate()
        height = layout.totalHeightForWidth(width)
    dialog.resize(width, min(height, room.height()))


def spaced(layout: QBoxLayout | QFormLayout) -> None:
    """The margins and distances of every dialog; in a form the labels stand above the fields."""
    layout.setContentsMargins(2 * theme.STEP, 2 * theme.STEP, 2 * theme.STEP, 2 * theme.STEP)
    layout.setSpacing(theme.STEP)
    if isinstance(layout, QFormLayout):
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)


class EditionChooser(QComboBox):
    """The editions by association, a line between the associations; its data are their ids."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Blankett")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(40)

    def show_editions(self, editions: Iterable[FormEdition]) -> None:
        """List the editions, keeping the chosen one."""
        chosen = self.currentData()
        self.clear()
        association = ""
        for one in newest_first(editions):
            if association and one.association != association:
                self.insertSeparator(self.count())
            association = one.association
            self.addItem(shown_edition(one), one.id)
            self.setItemData(self.count() - 1, tip(shown_edition(one)), Qt.ItemDataRole.ToolTipRole)
        self.choose(str(chosen))

    def choose(self, edition_id: str) -> None:
        """Choose the edition if it is in the list."""
        if (index := self.findData(edition_id)) >= 0:
            self.setCurrentIndex(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cut a long text in its middle: the association stands first and the edition's years last."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - theme.STEP
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideMiddle, room
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """Let the list be as wide as its texts, where the screen has room."""
        widest = self.view().sizeHintForColumn(0) + 4 * theme.STEP
        self.view().setMinimumWidth(min(widest, self.screen().availableSize().width() - 8 * theme.STEP))
        super().showPopup()


class ReadLine(QWidget, Generic[_T]):
    """A line of text with one reading; what is wrong with it stands under it."""

    def __init__(
        self, name: str, caption: str, read: Callable[[str], _T | Unparsed | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._read, self._caption = read, caption
        self.edit = QLineEdit(self)
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(caption)
        self.edit.setMaximumWidth(20 * theme.STEP)
        self.mark = QLabel(self)
        self.mark.setPixmap(theme.state_icon("error").pixmap(16, 16))
        self.error = wrapped("", self)
        self.error.setObjectName(f"{name}.error")
        self.error.setStyleSheet(f"color: {theme.current().error}")
        line = QHBoxLayout()
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.error, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.STEP // 2)
        box.addWidget(self.edit)
        box.addLayout(line)
        self.edit.textEdited.connect(lambda _: self.show_error(""))
        self.setFocusProxy(self.edit)
        self.show_error("")

    def value(self, missing: str = "") -> _T | None:
        """What the text says; None after showing what is wrong, which for an empty line is `missing`."""
        found = self._read(self.edit.text())
        if isinstance(found, Unparsed):
            self.show_error(found.reason)
            return None
        self.show_error(missing if found is None else "")
        return found

    def show_error(self, words: str) -> None:
        """Show what is wrong, nothing for no words."""
        self.error.setText(words)
        self.error.setVisible(bool(words))
        self.mark.setVisible(bool(words))
        self.edit.setAccessibleDescription(words)
