"""The cells of the budget grid: how they are painted, and the editors that open in them."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from finsam_desktop.ui import theme
from finsam_desktop.ui.cell_marks import CellMarks
from finsam_desktop.ui.inputs import LineEdit, PlainEdit
from finsam_desktop.ui.sheet_keys import ARROWS
from finsam_desktop.ui.shown import Shown

if TYPE_CHECKING:
    from finsam_desktop.ui.sheet_view import SheetView

Index = QModelIndex | QPersistentModelIndex
PAD = 5
"""Pixels between a cell's edge and its text at the sides."""
WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
BROKEN = WRAPPED | int(Qt.TextFlag.TextWrapAnywhere)
_LEFT = WRAPPED | int(Qt.AlignmentFlag.AlignVCenter)
_TOP = WRAPPED | int(Qt.AlignmentFlag.AlignTop)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_TOP_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
_BREAKS_LINE = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
_WRONG = "⚠ "
STRONG = frozenset(("band", "group", "part", "total", "heading"))
"""Styles that are set in bold."""

_MOST_ADVANCES = 4000
"""Widths of figures that are kept at a time."""
_RULED = frozenset(("group", "part", "total"))
"""Styles that have a rule above."""


def with_mark(shown: Shown) -> str:
    """The text as it is painted: what is wrong has a mark, for those who do not see the colour."""
    return f"{_WRONG}{shown.text}" if shown.problem else shown.text


class CellText(PlainEdit):
    """A cell's text while it is written, with the methods of a line: it grows over the rows below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.grid = parent
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(theme.STEP // 2)
        self.least = 0
        """Pixels: the height of the cell."""
        self.document().documentLayout().documentSizeChanged.connect(self.fit)

    def text(self) -> str:
        return self.toPlainText()

    def setText(self, text: str) -> None:
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def isModified(self) -> bool:
        return self.document().isModified()

    def setModified(self, modified: bool) -> None:
        self.document().setModified(modified)

    def fit(self) -> None:
        """Be as tall as the text, and at least as the cell, within the grid."""
        lines = ceil(self.document().size().height())  # Qt counts lines here, not pixels
        needed = lines * self.fontMetrics().lineSpacing() + 2 * theme.STEP
        height = max(self.least, min(needed, self.grid.height() - self.y()))
        if height != self.height():
            self.resize(self.width(), height)
            if height >= needed:
                self.verticalScrollBar().setValue(0)


CellEditor = LineEdit | CellText


class CellDelegate(QStyledItemDelegate):
    """Paints a cell from the model's `Shown`; edits text over many lines and all else in a line."""

    def __init__(self, view: SheetView) -> None:
        super().__init__(view)
        self.view = view
        tall = any(column.template.kind == "text" for column in view.sheet.view.columns)
        # Beside text of many lines, what belongs together is read along the top.
        self.left, self.right = (_TOP, _TOP_RIGHT) if tall else (_LEFT, _RIGHT)
        self.above = theme.STEP // 2 if tall else 0
        self.typed_over = False
        """Whether what is written in the open editor takes the place of what stood there."""
        self.set_theme()

    def set_theme(self) -> None:
        """Take colours and fonts from the theme that is in force."""
        colours = theme.current()
        grounds = {
            "input": colours.input,
            "band": colours.band,
            "part": colours.band,
            "total": colours.band,
            "group": colours.group,
            "control": colours.base,
        }
        self.grounds = {style: QColor(colour) for style, colour in grounds.items()}
        self.base = QColor(colours.base)
        self.text, self.muted, self.error = QColor(colours.text), QColor(colours.muted), QColor(colours.error)
        self.line = QPen(QColor(colours.line))
        self.rule = QPen(QColor(colours.text))
        self.accent = QColor(colours.accent)
        self.frame = QPen(self.accent, 2)
        self.marks = CellMarks()
        self.selected = QColor(colours.accent)
        self.selected.setAlpha(60)
        self.font = self.view.font()
        self.bold = QFont(self.font)
        self.bold.setBold(True)
        self.italic = QFont(self.font)
        self.italic.setItalic(True)
        self.metrics, self.bold_metrics = QFontMetrics(self.font), QFontMetrics(self.bold)
        self._advances: dict[tuple[str, bool], int] = {}
        self.line_height = max(self.metrics.height(), self.bold_metrics.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self.view.sheet
        shown = model.shown(index.row(), index.column())
        rect = option.rect
        painter.fillRect(rect, self.grounds.get(shown.style, self.base))
        if shown.text:
            self._text(painter, rect, shown, index)
        if shown.style in _RULED:
            painter.setPen(self.rule)
            painter.drawLine(rect.topLeft(), rect.topRight())
        painter.setPen(self.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if shown.is_marked:
            self.marks.paint(painter, rect, shown)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self.selected)
        if index == self.view.currentIndex():
            painter.setPen(self.frame)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _text(self, painter: QPainter, rect: QRect, shown: Shown, index: Index) -> None:
        strong, example = shown.style in STRONG, shown.style == "example"
        painter.setFont(self.bold if strong else self.italic if example else self.font)
        painter.setPen(
            self.muted if example else self.error if shown.problem or shown.negative else self.text
        )
        inner = rect.adjusted(PAD, self.above, -PAD, -self.above)
        text, flags = with_mark(shown), self.left
        if shown.right:
            flags, width = self.right, self._advance(text, strong)
            if width > inner.width():  # a figure is never cut: the column is made wider at once
                self.view.arrangement.widen(index.column(), width + 2 * PAD + 2)
                text = "#"
        if divided := self.view.arrangement.divided.get((index.column(), shown.text)):
            text, flags = divided[0], self.left | divided[1]
        painter.drawText(inner, flags, text)

    def _advance(self, text: str, strong: bool) -> int:
        """Pixels that a figure takes."""
        found = self._advances.get((text, strong))
        if found is None:
            if len(self._advances) > _MOST_ADVANCES:
                self._advances.clear()
            found = (self.bold_metrics if strong else self.metrics).horizontalAdvance(text)
            self._advances[text, strong] = found
        return found

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor: CellEditor
        self.typed_over = self.view.typing_over
        if self.view.sheet.view.columns[index.column()].template.kind == "text":
            editor = CellText(parent)
            editor.textChanged.connect(self._writing)
        else:
            editor = LineEdit(parent)
            editor.setFrame(False)
            editor.textEdited.connect(self._writing)
            editor.setTextMargins(PAD - 2, 0, PAD - 2, 0)
            if self.view.sheet.shown(index.row(), index.column()).right:
                editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setObjectName(f"{self.view.objectName()}.editor")
        editor.setAccessibleName(self.view.sheet.data(index, Qt.ItemDataRole.AccessibleTextRole))
        editor.setAutoFillBackground(True)
        return editor

    def _writing(self) -> None:
        editor = self.view.open_editor()
        if editor is not None and editor.isModified():
            self.view.sheet.session.writing()

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, CellEditor)
        if not editor.isModified():
            editor.setText(self.view.sheet.typed(index.row(), index.column()))
            if self.view.typing_over:
                editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, CellEditor)
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        if isinstance(editor, CellText):
            editor.setGeometry(option.rect)
            editor.least = option.rect.height()
            editor.fit()
        else:
            super().updateEditorGeometry(editor, option, index)

    def eventFilter(self, editor: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if isinstance(editor, LineEdit) and self._leaves(event):
                self._close(editor)
                self.view.move_by_key(event.key())
                return True
            upwards = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if isinstance(editor, CellText) and event.modifiers() & _BREAKS_LINE:
                    editor.insertPlainText("\n")
                    return True
                self._close(editor)
                self.view.step(-1 if upwards else 1)
                return True
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._close(editor)
                self.view.step_input(-1 if event.key() == Qt.Key.Key_Backtab else 1)
                return True
        return super().eventFilter(editor, event)

    def _leaves(self, event: QKeyEvent) -> bool:
        """Whether the arrow leads out of the cell, as it does where a figure is typed; F2 changes that."""
        if event.key() == Qt.Key.Key_F2:
            self.typed_over = not self.typed_over
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return self.typed_over and not held and event.key() in ARROWS

    def _close(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
