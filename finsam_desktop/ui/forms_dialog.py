"""The form editions that there are, those that do not load and why, and the folder of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain.errors import FormError, reason
from finsam_desktop.ui import theme
from finsam_desktop.ui.desk import Desk
from finsam_desktop.ui.dialog_parts import Role, add_button, fit, spaced, wrapped
from finsam_desktop.ui.edition_names import newest_first, shown_title
from finsam_desktop.ui.labels import tip

_COLUMNS = ["Samordningsförbund", "Blankett", "Används", "Id", "Ursprung"]


class FormsDialog(QDialog):
    """Looks at the editions as they were read last; reads them again when asked to."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("forms")
        self.setWindowTitle("Blanketter")
        self.desk = desk
        self.tree = self._make_tree()
        self.broken = QWidget(self)
        self.problems = QPlainTextEdit(self.broken)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setObjectName("forms.splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.tree)
        self.splitter.addWidget(self._fill_broken())
        self.told = wrapped("", self)
        self.told.setObjectName("forms.told")
        buttons = QDialogButtonBox(self)
        add_button(buttons, "forms.close", "Stäng", Role.RejectRole)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        spaced(box)
        box.addWidget(self.splitter, 1)
        box.addWidget(self.told)
        box.addWidget(self._make_folder_row())
        box.addWidget(buttons)
        fit(self, 115 * theme.STEP, 65 * theme.STEP)
        self._tell("")
        self._show()

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("forms.list")
        tree.setAccessibleName("Blanketter som går att använda")
        tree.setHeaderLabels(_COLUMNS)
        tree.setRootIsDecorated(False)
        tree.setStyleSheet("QTreeView::item { padding: 2px 6px; }")
        tree.setUniformRowHeights(True)
        tree.setAllColumnsShowFocus(True)
        tree.header().setObjectName("forms.columns")
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        tree.setMinimumHeight(10 * theme.STEP)
        return tree

    def _fill_broken(self) -> QWidget:
        self.problems.setObjectName("forms.problems")
        self.problems.setAccessibleName("Blanketter som inte går att läsa")
        self.problems.setReadOnly(True)
        self.problems.setTabChangesFocus(True)
        self.problems.setMinimumHeight(8 * theme.STEP)
        self.heading = QLabel(self.broken)
        self.heading.setObjectName("forms.broken")
        self.heading.setStyleSheet("font-weight: bold")
        box = QVBoxLayout(self.broken)
        box.setContentsMargins(0, theme.STEP, 0, 0)
        box.addWidget(self.heading)
        box.addWidget(self.problems)
        return self.broken

    def _make_folder_row(self) -> QWidget:
        holder = QWidget(self)
        folder = self.desk.own_forms
        path = QLineEdit(str(folder or "Det finns ingen mapp för egna blanketter"), holder)
        path.setObjectName("forms.folder")
        path.setAccessibleName("Mapp för egna blanketter")
        path.setReadOnly(True)
        label = QLabel("&Egna blanketter ligger i", holder)
        label.setBuddy(path)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(path, 1)
        buttons = QDialogButtonBox(holder)
        opens = add_button(buttons, "forms.open_folder", "Öppna mappen", Role.ActionRole)
        opens.clicked.connect(self.open_folder)
        opens.setEnabled(folder is not None)
        again = add_button(buttons, "forms.reload", "Läs in igen", Role.ActionRole)
        again.clicked.connect(self.reload)
        row.addWidget(buttons)
        return holder

    def open_folder(self) -> None:
        """Show the folder in the system's own file manager; make it if it is not there."""
        folder = self.desk.own_forms
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                self._tell(f"Mappen går inte att skapa: {reason(error)}.")
                return
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def reload(self) -> None:
        """Read the editions again and say how it went."""
        self.desk.reload_editions()
        self._show()
        self._tell(f"Blanketterna är inlästa igen: {count(self.tree.topLevelItemCount())} går att använda.")

    def _tell(self, words: str) -> None:
        self.told.setText(words)
        self.told.setVisible(bool(words))

    def _show(self) -> None:
        self.tree.clear()
        for one in newest_first(self.desk.editions()):
            where = "Egen" if self.desk.is_own(one.id) else "Inbyggd"
            cells = [one.association, shown_title(one), one.in_use, one.id, where]
            item = QTreeWidgetItem(cells)
            for column in (0, 1):
                item.setToolTip(column, tip(cells[column]))
            self.tree.addTopLevelItem(item)
        for column in range(self.tree.columnCount()):
            self.tree.resizeColumnToContents(column)
        broken = self.desk.broken()
        self.broken.setVisible(bool(broken))
        self.heading.setText(unreadable(len(broken)))
        self.problems.setPlainText(_explained(broken))


def count(number: int) -> str:
    return "1 blankett" if number == 1 else f"{number} blanketter"


def unreadable(number: int) -> str:
    """How many editions do not load."""
    return f"{count(number)} går inte att läsa"


def _explained(broken: Mapping[str, FormError]) -> str:
    """Everything that is wrong, an edition at a time under the name of its folder."""
    return "\n\n".join(
        "\n".join([f"Mappen {name}:", *(f"- {problem}" for problem in error.problems)])
        for name, error in sorted(broken.items())
    )
