"""The list of applications, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain.words import KINDS, standing
from finsam_desktop.ui import theme
from finsam_desktop.ui.desk import Listed


class Overview(QWidget):
    """All applications of the workspace."""

    open_requested = Signal(str)
    new_requested = Signal()
    copy_requested = Signal(str)
    extend_requested = Signal()
    remove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("overview")
        self.filter = QLineEdit(self)
        self.filter.setObjectName("overview.filter")
        self.filter.setAccessibleName("Sök bland ansökningarna")
        self.filter.setPlaceholderText("Sök på namn, organisation eller blankett")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("overview.list")
        self.tree.setAccessibleName("Ansökningar")
        self.tree.setRootIsDecorated(False)
        self.tree.setStyleSheet("QTreeView::item { padding: 4px 6px; }")
        self.tree.setUniformRowHeights(True)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setHeaderLabels(["Insatsens namn", "Insatsägare", "Blankett", "Typ", "Läge", "Ändrad"])
        self.tree.header().setObjectName("overview.columns")
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.itemActivated.connect(lambda item: self.open_requested.emit(_id(item)))
        self.tree.currentItemChanged.connect(self._enable)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        remove = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.tree)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(lambda: self.remove_button.click())
        self.empty = self._make_empty()
        self.holder = QWidget(self)
        self.stack = QStackedLayout(self.holder)
        self.stack.addWidget(self.tree)
        self.stack.addWidget(self.empty)
        title = QLabel("Ansökningar", self)
        font = title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.4)
        title.setFont(font)
        box = QVBoxLayout(self)
        box.setContentsMargins(3 * theme.STEP, 2 * theme.STEP, 3 * theme.STEP, 2 * theme.STEP)
        box.setSpacing(theme.STEP)
        box.addWidget(title)
        box.addLayout(self._make_buttons())
        box.addWidget(self.filter)
        box.addWidget(self.holder, 1)
        self._enable()

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.new_button = self._button("new", "plus", "Ny ansökan", row)
        self.new_button.clicked.connect(self.new_requested)
        self.open_button = self._button("open", "folder-open", "Öppna", row)
        self.open_button.clicked.connect(lambda: self.open_requested.emit(self.current_id()))
        self.copy_button = self._button("copy", "copy", "Kopiera", row)
        self.copy_button.clicked.connect(lambda: self.copy_requested.emit(self.current_id()))
        self.extend_button = self._button("extend", "calendar", "Skapa förlängning", row)
        self.extend_button.clicked.connect(self.extend_requested)
        self.remove_button = self._button("remove", "trash-2", "Ta bort", row)
        self.remove_button.clicked.connect(lambda: self.remove_requested.emit(self.current_id()))
        row.addStretch()
        return row

    def _button(self, name: str, icon: str, text: str, row: QHBoxLayout) -> QPushButton:
        button = QPushButton(theme.icon(icon), text, self)
        button.setObjectName(f"overview.{name}")
        button.setAccessibleName(text)
        row.addWidget(button)
        return button

    def _make_empty(self) -> QWidget:
        holder = QWidget(self)
        box = QVBoxLayout(holder)
        words = QLabel(
            "Här är tomt ännu. Skapa en ny ansökan, eller öppna ett exempel för att se hur en färdig ser ut."
        )
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sample = self.sample_button = QPushButton(theme.icon("file-text"), "Öppna ett exempel", holder)
        sample.setObjectName("overview.sample")
        sample.setAccessibleName("Öppna ett exempel")
        box.addStretch()
        box.addWidget(words)
        box.addWidget(sample, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch()
        return holder

    def offer(self, actions: Sequence[QAction | None], samples: QMenu) -> None:
        """Put the actions (None for a separator) into the menu of an application, and the samples' menu."""
        for action in actions:
            if action is None:
                action = QAction(self.tree)
                action.setSeparator(True)
            self.tree.addAction(action)
        self.sample_button.setMenu(samples)

    def show_applications(self, applications: Sequence[Listed]) -> None:
        """Show the applications in the order given, keeping the chosen one."""
        chosen = self.current_id()
        self.tree.clear()
        for one in applications:
            item = QTreeWidgetItem(
                [
                    one.name or "(utan namn)",
                    one.lead,
                    f"{one.association}, {one.edition}",
                    KINDS.get(one.kind, one.kind),
                    standing(one.status, one.version),
                    one.modified.astimezone().strftime("%Y-%m-%d %H:%M"),
                ]
            )
            item.setData(0, Qt.ItemDataRole.UserRole, one.id)
            self.tree.addTopLevelItem(item)
            if one.id == chosen:
                self.tree.setCurrentItem(item)
        for column in range(1, self.tree.columnCount()):
            self.tree.resizeColumnToContents(column)
        first = self.tree.topLevelItem(0)
        if self.tree.currentItem() is None and first is not None:
            self.tree.setCurrentItem(first)
        self.stack.setCurrentWidget(self.tree if applications else self.empty)
        self.filter.setVisible(bool(applications))
        self._filter(self.filter.text())
        self._enable()

    def take_focus(self) -> None:
        """Give the focus to the list, or where there is none to what begins one."""
        wanted = self.tree if self.tree.topLevelItemCount() else self.new_button
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_usable(self, usable: bool) -> None:
        """Whether there is a workspace to make applications in."""
        self.new_button.setEnabled(usable)
        self.sample_button.setEnabled(usable)

    def current_id(self) -> str:
        """Id of the chosen application, empty for none."""
        item = self.tree.currentItem()
        return _id(item) if item else ""

    def _enable(self) -> None:
        for button in (self.open_button, self.copy_button, self.extend_button, self.remove_button):
            button.setEnabled(bool(self.current_id()))

    def _filter(self, text: str) -> None:
        words = text.lower().split()
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            assert item is not None
            line = " ".join(item.text(column) for column in range(self.tree.columnCount())).lower()
            item.setHidden(not all(word in line for word in words))
        self._choose_a_shown_one()

    def _choose_a_shown_one(self) -> None:
        """What is hidden cannot be the chosen one: the buttons would act on what nobody sees."""
        current = self.tree.currentItem()
        if current is not None and current.isHidden():
            items = (self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount()))
            self.tree.setCurrentItem(next((one for one in items if one and not one.isHidden()), None))  # type: ignore[arg-type]


def _id(item: QTreeWidgetItem) -> str:
    return str(item.data(0, Qt.ItemDataRole.UserRole))
