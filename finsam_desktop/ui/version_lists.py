"""The lists of the tab Versioner: what differs from a version, and the versions themselves."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from finsam_desktop.domain.compare import Difference
from finsam_desktop.domain.excerpts import excerpts
from finsam_desktop.domain.versions import Version
from finsam_desktop.ui import theme

_MOST_ROWS = 8
"""Taller lists scroll by themselves."""
_MOST_SHOWN = 200
"""Of the things that differ; more than that nobody reads in a list of lines."""
_MOST_WHERE = 0.3
"""How much of the width the places take, at most, where the texts need the rest."""
_ENOUGH = 32 * theme.STEP
"""Pixels in which an excerpt of a text is read."""


class FittedTree(QTreeWidget):
    """Lines under titles, as tall as they are; one of them is current when it has the focus."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setStyleSheet("QTreeView::item { padding: 3px 6px; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setSectionsMovable(False)

    def add(self, texts: Sequence[str], tip: str, data: object) -> None:
        """A line; `tip` is all of it in words."""
        item = QTreeWidgetItem([" ".join(one.split()) for one in texts])
        for column in range(len(texts)):
            item.setToolTip(column, f"<span>{escape(tip)}</span>")
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, tip)
        item.setData(0, Qt.ItemDataRole.UserRole, data)
        self.addTopLevelItem(item)

    def fit(self) -> None:
        """Be as tall as the lines."""
        row = max(self.sizeHintForRow(0), self.fontMetrics().height() + theme.STEP)
        rows = min(self.topLevelItemCount(), _MOST_ROWS) * row
        self.setFixedHeight(self.header().sizeHint().height() + rows + 2 * self.frameWidth())

    def choose(self, row: int) -> None:
        """Make the line at `row`, or the one nearest to it, the current one."""
        wanted = self.topLevelItem(min(max(row, 0), self.topLevelItemCount() - 1))
        if wanted is not None:
            self.setCurrentItem(wanted)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.choose(0)


class DifferenceList(FittedTree):
    """What differs from a version: where, what stood there, and what stands there now."""

    place_requested = Signal(object)
    """The path of the difference that was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("versions.differences", "Skillnader", parent)
        self.setHeaderLabels(["Var", "Då", "Nu"])
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.itemClicked.connect(self._chosen)
        self.itemActivated.connect(self._chosen)

    def show_differences(self, number: int, differences: Sequence[Difference]) -> None:
        """Show what differs from version `number`, with the same line current as before."""
        row = self.currentIndex().row()
        self.clear()
        self.setHeaderLabels(["Var", f"I version {number}", "Nu"])
        for one in differences[:_MOST_SHOWN]:
            self.add([one.caption, *excerpts(one.before, one.after)], str(one), one.path)
        if len(differences) > _MOST_SHOWN:
            words = f"… och {len(differences) - _MOST_SHOWN} till. Kopiera listan för att se alla."
            self.add([words, "", ""], words, None)
        if row >= 0:
            self.choose(row)
        self.fit()
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Where it is takes what it needs, within bounds; what stood and stands there share the rest."""
        room = self.viewport().width()
        most = max(int(room * _MOST_WHERE), room - 2 * _ENOUGH)
        where = min(self.sizeHintForColumn(0) + theme.STEP, most)
        for column, width in enumerate((where, (room - where) // 2, room - where - (room - where) // 2)):
            self.setColumnWidth(column, width)

    def _chosen(self, item: QTreeWidgetItem) -> None:
        path = item.data(0, Qt.ItemDataRole.UserRole)
        if path is not None:
            self.place_requested.emit(tuple(path))


class VersionList(FittedTree):
    """The frozen versions, the newest first, one of them chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("versions.list", "Fastställda versioner", parent)
        self.setHeaderLabels(["Version", "Fastställd", "Fingeravtryck", "Fastställd trots fel, eftersom"])
        for column in range(3):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)

    def show_versions(self, versions: Sequence[Version]) -> None:
        """Show the versions; a new one is the chosen one."""
        chosen = self.number if self.topLevelItemCount() == len(versions) else 0
        self.clear()
        for one in reversed(versions):
            time = one.time.astimezone().strftime("%Y-%m-%d %H:%M")
            words = f"Version {one.number}, fastställd {time}, fingeravtryck {one.mark.fingerprint}."
            if one.reason:
                words += f" Fastställd trots fel, eftersom: {one.reason}"
            self.add([str(one.number), time, one.mark.fingerprint, one.reason], words, one.number)
        self.choose_number(chosen)
        self.fit()

    @property
    def number(self) -> int:
        """Of the chosen version, 0 for none."""
        item = self.currentItem()
        return int(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else 0

    def choose_number(self, number: int) -> None:
        """Choose the version, or the newest where there is none with the number."""
        count = self.topLevelItemCount()
        self.choose(count - number if 0 < number <= count else 0)
