"""The menus and the toolbar, made from the actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QToolBar, QWidget

from finsam_desktop.ui import theme
from finsam_desktop.ui.actions import MENUS, Action

_TITLE_WIDTH = 600


def make_menus(
    frame: QMainWindow, submenus: Mapping[str, QMenu], call: Callable[[str], None]
) -> dict[str, QAction]:
    """Fill the frame's menu bar; each action is given to `call` by what it calls. The actions by id."""
    made: dict[str, QAction] = {}
    frame.menuBar().setObjectName("menu")
    for title, actions in MENUS.items():
        menu = frame.menuBar().addMenu(title)
        menu.setObjectName(f"menu.{title.replace('&', '').lower()}")
        for one in actions:
            if not one.id:
                menu.addSeparator()
            elif one.submenu:
                made[one.id] = menu.addMenu(submenus[one.submenu])
                made[one.id].setText(one.text)
                made[one.id].setObjectName(f"action.{one.id}")
            else:
                made[one.id] = _make_action(one, frame, call)
                menu.addAction(made[one.id])
    return made


def _make_action(one: Action, frame: QMainWindow, call: Callable[[str], None]) -> QAction:
    action = QAction(one.text, frame)
    action.setObjectName(f"action.{one.id}")
    if one.icon:
        action.setIcon(theme.icon(one.icon))
    if one.keys:
        keys = [QKeySequence(one.keys)]
        if one.id == "redo":
            keys.append(QKeySequence("Ctrl+Shift+Z"))
        action.setShortcuts(keys)
    action.triggered.connect(lambda: call(one.call))
    return action


def enable(actions: Mapping[str, QAction], state: Mapping[str, bool]) -> None:
    """Let each action be used if what it needs is there."""
    for one in (one for entries in MENUS.values() for one in entries if one.id):
        actions[one.id].setEnabled(state[one.needs])


class Toolbar(QToolBar):
    """The way back to the list, the name of the open application, and what is done most."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__("Verktyg", parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.title = QLabel(self)
        self.title.setObjectName("toolbar.title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setStyleSheet("font-weight: bold")
        self.title.setContentsMargins(theme.STEP, 0, theme.STEP, 0)
        spacer = QWidget(self)
        spacer.setSizePolicy(spacer.sizePolicy().Policy.Expanding, spacer.sizePolicy().Policy.Preferred)
        shown = [one for entries in MENUS.values() for one in entries if one.toolbar]
        shown.sort(key=lambda one: one.id != "overview")  # the way back stands first, at the left
        for one in shown:
            self._add(one, actions[one.id])
            if one.id == "overview":
                self.addWidget(self.title)
                self.addWidget(spacer)

    def _add(self, one: Action, action: QAction) -> None:
        self.addAction(action)
        action.setIconText(one.toolbar)
        button = self.widgetForAction(action)
        button.setObjectName(f"toolbar.{one.id}")
        button.setAccessibleName(one.text.replace("&", "").rstrip("…"))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # all of them are in the menus, with keys

    def show_title(self, name: str) -> None:
        """Show the name, cut where it is too long and whole in the tip."""
        self.title.setText(
            self.title.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _TITLE_WIDTH)
        )
        self.title.setToolTip(f"<span>{escape(name)}</span>" if name else "")
