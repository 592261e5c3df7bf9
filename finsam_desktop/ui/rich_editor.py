"""The editor for formatted text: grows with its text, and holds only what the form can print."""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QInputDialog,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain.richtext import RichText, word_count
from finsam_desktop.ui import richtext_qt, theme
from finsam_desktop.ui.inputs import pause_timer
from finsam_desktop.ui.picture_intake import PictureIntake, PictureShelf
from finsam_desktop.ui.rich_text_edit import RichTextEdit


def link_from(text: str) -> str | None:
    """The address that somebody wrote, as a link can hold it; empty for none, None for what is no address."""
    text = text.strip()
    if not text:
        return ""
    if text.lower().startswith(("http://", "https://", "mailto:")):
        return None if any(mark.isspace() for mark in text) else text
    if re.fullmatch(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+", text):
        return f"mailto:{text}"
    return f"https://{text}" if re.fullmatch(r"[^\s@:/]+\.[^\s@:]+", text) else None


class RichEditor(QWidget):
    """A formatted text field with its buttons."""

    edited = Signal(object)
    """RichText | None, a moment after typing pauses and when the field is left."""
    focused = Signal()
    caret_moved = Signal(QRect)
    told = Signal(str)
    """A sentence on pictures that did not come in, or not as they were."""

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.edit = RichTextEdit(self)
        self.edit.setObjectName(f"{name}.text")
        self.edit.setAccessibleName(caption)
        self.setFocusProxy(self.edit)
        self.bar = QToolBar(self)
        self.bar.setObjectName(f"{name}.bar")
        self.bar.setAccessibleName(f"Formatering: {caption}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.edit)
        self._add_buttons(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._intake: PictureIntake | None = None
        self._value: RichText = ()
        self._timer = pause_timer(self, self.flush)
        self.edit.textChanged.connect(self._timer.start)
        self.edit.left.connect(self.flush)
        self.edit.focused.connect(self.focused)
        self.edit.caret_moved.connect(self.caret_moved)

    def _add_buttons(self, name: str) -> None:
        size = self.bar.iconSize().scaled(16, 16, Qt.AspectRatioMode.KeepAspectRatio)
        self.bar.setIconSize(size)
        buttons = (
            ("bold", "Fet", "Ctrl+B", self.edit.toggle_bold),
            ("italic", "Kursiv", "Ctrl+I", self.edit.toggle_italic),
            ("heading", "Rubrik", "Ctrl+Alt+1", self.edit.toggle_heading),
            ("list", "Punktlista", "Ctrl+Shift+8", lambda: self.edit.toggle_list(False)),
            ("list-ordered", "Numrerad lista", "Ctrl+Shift+7", lambda: self.edit.toggle_list(True)),
            ("indent-decrease", "Flytta ut i listan", "", lambda: self.edit.indent(-1)),
            ("indent-increase", "Flytta in i listan", "", lambda: self.edit.indent(1)),
            ("link", "Länk", "Ctrl+K", self._ask_for_link),
            ("image", "Infoga bild…", "", self._choose_picture),
        )
        for icon, text, keys, slot in buttons:
            action = QAction(theme.icon(icon), text, self)
            action.setObjectName(f"{name}.{icon}")
            action.setToolTip(text)
            if keys:
                action.setShortcut(QKeySequence(keys))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                action.setToolTip(f"{text} ({shown})")
            action.triggered.connect(slot)
            self.addAction(action)
            self.bar.addAction(action)
            action.setVisible(icon != "image")  # until it is known where pictures are kept
            button = self.bar.widgetForAction(action)
            button.setObjectName(f"{name}.{icon}.button")
            button.setAccessibleName(text.rstrip("…"))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            if icon == "heading" and isinstance(button, QToolButton):  # the one that is not known by its look
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

        spacer = QWidget(self.bar)
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.bar.addWidget(spacer)
        self.count = QLabel(self.bar)
        self.count.setObjectName(f"{name}.count")
        self.count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.bar.addWidget(self.count)

    def keep_pictures(self, shelf: PictureShelf) -> None:
        """From now on the field takes pictures, and keeps them on the shelf."""
        self._intake = PictureIntake(self.edit, shelf, self)
        self._intake.told.connect(self.told)
        for action in self.bar.actions():
            action.setVisible(True)

    def _choose_picture(self) -> None:
        if self._intake:
            self._intake.choose()

    def _show_count(self) -> None:
        self.count.setText(f"{word_count(self._value)} ord")

    def _ask_for_link(self) -> None:
        given = self.edit.currentCharFormat().anchorHref()
        title, question = (
            "Länk",
            "Adress, som börjar med https:// eller mailto:. Lämna tomt för att ta bort länken.",
        )
        while True:
            given, ok = QInputDialog.getText(self, title, question, QLineEdit.EchoMode.Normal, given)
            if not ok:
                return
            address = link_from(given)
            if address is not None:
                self.edit.set_link(address)
                return
            question = "Det är ingen adress. Skriv till exempel https://www.exempel.se eller namn@exempel.se."

    def value(self) -> RichText:
        """What the editor holds now."""
        return richtext_qt.from_document(self.edit.document())

    def set_value(self, value: RichText | None) -> None:
        """Show the text, keeping the caret's place as far as it goes."""
        self._timer.stop()
        if (value or ()) == self._value == self.value():
            return
        self._value = value or ()
        place = self.edit.textCursor().position()
        self.edit.blockSignals(True)
        self.edit.fill(self._value)
        self.edit.blockSignals(False)
        cursor = self.edit.textCursor()
        cursor.setPosition(min(place, self.edit.document().characterCount() - 1))
        self.edit.setTextCursor(cursor)
        self._show_count()

    def flush(self) -> None:
        """Tell at once what has not been told yet."""
        self._timer.stop()
        value = self.value()
        if value != self._value:
            self._value = value
            self._show_count()
            self.edited.emit(value or None)
