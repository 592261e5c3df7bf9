"""The list of what to see to; a click goes to the spot."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain.checks import Finding
from finsam_desktop.ui import theme

_WORDS = {"error": "Fel", "warning": "Varning", "info": "Upplysning"}


class _TopDelegate(QStyledItemDelegate):
    """Puts the mark beside the first line of a long message."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.decorationAlignment = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As tall as the whole message at the list's width."""
        view = self.parent()
        assert isinstance(view, QListWidget)
        width = view.viewport().width() - view.iconSize().width() - 3 * theme.STEP
        wrap = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        box = view.fontMetrics().boundingRect(QRect(0, 0, max(width, 80), 10_000), wrap, text)
        return QSize(view.viewport().width() - 2 * view.spacing(), box.height() + theme.STEP)


class FindingsPanel(QWidget):
    """Findings with their severity in shape, colour and words."""

    place_requested = Signal(object)
    """The path of the finding that was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self.summary = QLabel(self)
        self.summary.setObjectName("findings.summary")
        self.summary.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setObjectName("findings.list")
        self.list.setAccessibleName("Att åtgärda")
        self.list.setWordWrap(True)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # heights follow the width
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setSpacing(2)
        self.list.setIconSize(QSize(16, 16))
        self.list.setItemDelegate(_TopDelegate(self.list))
        self.list.itemClicked.connect(self._chosen)
        self.list.itemActivated.connect(self._chosen)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.STEP, theme.STEP, theme.STEP, 0)
        box.addWidget(self.summary)
        box.addWidget(self.list)
        self.findings: list[Finding] = []

    def show_findings(self, findings: list[Finding]) -> None:
        """Show the findings, errors first; does nothing when they are the same."""
        order = {"error": 0, "warning": 1, "info": 2}
        ordered = sorted(findings, key=lambda one: order[one.severity])
        self.summary.setText(summary(findings))
        if ordered == self.findings and findings:
            return
        self.findings = ordered
        self.list.clear()
        for one in ordered:
            item = QListWidgetItem(theme.state_icon(one.severity), one.message)
            item.setData(Qt.ItemDataRole.UserRole, one.path)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{_WORDS[one.severity]}: {one.message}")
            item.setToolTip(
                f"<p><b>{_WORDS[one.severity]}</b>. Klicka för att gå dit.</p><p>{escape(one.message)}</p>"
            )
            item.setTextAlignment(Qt.AlignmentFlag.AlignTop)
            self.list.addItem(item)

    def _chosen(self, item: QListWidgetItem) -> None:
        self.place_requested.emit(tuple(item.data(Qt.ItemDataRole.UserRole)))


def summary(findings: list[Finding]) -> str:
    """`2 fel, 1 varning`, or that there is nothing."""
    errors = sum(one.severity == "error" for one in findings)
    warnings = sum(one.severity == "warning" for one in findings)
    words = [f"{errors} fel"] * bool(errors)
    words += [f"{warnings} varning{'ar' if warnings > 1 else ''}"] * bool(warnings)
    return ", ".join(words) if words else "Inget att åtgärda. Ansökan kan skrivas ut."
