"""What fills the main window: the list of applications or the editor, menus, and what joins them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QLabel, QStackedWidget, QToolBar, QVBoxLayout, QWidget

from finsam_desktop import __version__
from finsam_desktop.domain.errors import UserError
from finsam_desktop.ui import theme
from finsam_desktop.ui.actions import MENUS, Action
from finsam_desktop.ui.notice import NoticeBar
from finsam_desktop.ui.overview import Listed, Overview
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.window import MainWindow

if TYPE_CHECKING:  # the window is painted before these are needed; see the methods that import them
    from finsam_desktop.domain.application import Application, Change
    from finsam_desktop.domain.form import FormEdition
    from finsam_desktop.ui.editor import ApplicationEditor
    from finsam_desktop.ui.session import SaveState, Session
    from finsam_desktop.ui.sheet_page import SheetPage


class Desk(Protocol):
    """The workspace and the editions, as the window uses them. All may raise `UserError`."""

    @property
    def path(self) -> Path: ...
    def editions(self) -> list[FormEdition]: ...
    def list(self, *, removed: bool = False) -> Sequence[Listed]: ...
    def new(self, edition_id: str, name: str = "") -> Application: ...
    def open(self, application_id: str) -> Application: ...
    def copy(self, application_id: str) -> Application: ...
    def load_json(self, data: object) -> Application: ...
    def load_file(self, path: Path) -> Application: ...
    def save(self, application: Application, changes: Sequence[Change]) -> None: ...
    def remove(self, application_id: str) -> None: ...
    def restore(self, application_id: str) -> None: ...
    def close(self) -> None: ...


def choose_file_to_write(parent: QWidget, title: str, suggested: Path, kind: str) -> Path | None:
    """Ask for a file; its suffix is part of the name that is asked about if there is such a file already."""
    dialog = QFileDialog(parent, title, str(suggested.parent), kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggested.suffix)
    dialog.selectFile(suggested.name)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None


class Workbench(QWidget):
    """The content of the window. `set_desk` gives it a workspace; until then the list is empty."""

    workspace_requested = Signal(object)
    """The path of the workspace to work on instead."""

    def __init__(
        self, window: MainWindow, settings: Settings, samples: Callable[[], list[Any]], handbook: Path
    ) -> None:
        super().__init__(window)
        self.setObjectName("centre")
        self.frame = window
        self.settings, self._samples, self._handbook = settings, samples, handbook
        self.desk: Desk | None = None
        self.session: Session | None = None
        self.editor: ApplicationEditor | None = None
        self.overview = Overview(self)
        self.notice = NoticeBar(self)
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("pages")
        self.stack.addWidget(self.overview)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.stack)
        box.addWidget(self.notice)
        self.actions_by_id: dict[str, QAction] = {}
        self._needs: dict[str, str] = {}
        self._make_menus()
        self._make_toolbar()
        self.save_label = QLabel(self)
        self.save_label.setObjectName("status.saved")
        window.statusBar().setObjectName("status")
        window.statusBar().addWidget(self.save_label)
        self._connect_overview()
        window.setCentralWidget(self)
        window.may_close = self.close_down
        settings.restore(window)
        self._enable()

    # -- building --------------------------------------------------------------------------

    def _make_menus(self) -> None:
        for title, actions in MENUS.items():
            menu = self.frame.menuBar().addMenu(title)
            menu.setObjectName(f"menu.{title.replace('&', '').lower()}")
            for one in actions:
                if one.id:
                    menu.addAction(self._make_action(one))
                else:
                    menu.addSeparator()
        self.frame.menuBar().setObjectName("menu")

    def _make_action(self, one: Action) -> QAction:
        action = QAction(one.text, self.frame)
        action.setObjectName(f"action.{one.id}")
        if one.icon:
            action.setIcon(theme.icon(one.icon))
        if one.keys:
            keys = [QKeySequence(one.keys)]
            if one.id == "redo":
                keys.append(QKeySequence("Ctrl+Shift+Z"))
            action.setShortcuts(keys)
        action.triggered.connect(partial(self._call, one.call))
        self.actions_by_id[one.id] = action
        self._needs[one.id] = one.needs
        return action

    def _call(self, name: str) -> None:
        """Run the method of an action, what is being written handed over first."""
        if self.session:
            self.session.flush_requested.emit()
        self._asked(name)

    def _make_toolbar(self) -> None:
        self.toolbar = QToolBar("Verktyg", self.frame)
        self.toolbar.setObjectName("toolbar")
        self.toolbar.setMovable(False)
        self.toolbar.setIconSize(QSize(18, 18))
        self.toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.title = QLabel(self.toolbar)
        self.title.setObjectName("toolbar.title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setStyleSheet("font-weight: bold")
        self.title.setContentsMargins(theme.STEP, 0, theme.STEP, 0)
        self.toolbar.addAction(self.actions_by_id["overview"])
        self.toolbar.addWidget(self.title)
        spacer = QWidget(self.toolbar)
        spacer.setSizePolicy(spacer.sizePolicy().Policy.Expanding, spacer.sizePolicy().Policy.Preferred)
        self.toolbar.addWidget(spacer)
        short = {
            "export_pdf": "PDF",
            "export_word": "Word",
            "export_excel": "Excel",
            "overview": "Ansökningar",
        }
        for one in (one for actions in MENUS.values() for one in actions if one.toolbar):
            self.toolbar.addAction(self.actions_by_id[one.id])
        for name in ("overview", *(one.id for actions in MENUS.values() for one in actions if one.toolbar)):
            action = self.actions_by_id[name]
            action.setIconText(short.get(name, action.text().replace("&", "").rstrip("…")))
            button = self.toolbar.widgetForAction(action)
            button.setObjectName(f"toolbar.{name}")
            button.setAccessibleName(action.text().replace("&", "").rstrip("…"))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # all of them are in the menus, with keys
        self.frame.addToolBar(self.toolbar)

    def _connect_overview(self) -> None:
        wiring = {
            self.overview.open_requested: "open_application",
            self.overview.new_requested: "new_application",
            self.overview.sample_requested: "open_sample",
            self.overview.copy_requested: "copy_application",
            self.overview.remove_requested: "remove_application",
        }
        for signal, name in wiring.items():
            signal.connect(partial(self._asked, name))
        self.overview.tree.currentItemChanged.connect(lambda *_: self._enable())

    def _asked(self, name: str, *arguments: Any) -> None:
        """Run a method; what it refuses is said in the bar."""
        self._guarded(partial(getattr(self, name), *arguments))

    def _guarded(self, function: Callable[[], object]) -> None:
        try:
            function()
        except UserError as error:
            self.notice.say(str(error), "error")

    # -- the list --------------------------------------------------------------------------

    def set_desk(self, desk: Desk) -> None:
        """Work on this workspace from now on, and let go of the one before."""
        if self.desk:
            self.desk.close()
        self.notice.hide()
        self.desk = desk
        self.show_list()
        self.overview.take_focus()

    def show_list(self) -> None:
        """Read the list of applications again."""
        if self.desk:
            self.overview.show_applications(self.desk.list())
        self._enable()

    def show_overview(self) -> None:
        """Leave the application, which is saved first, for the list."""
        if self.close_application():
            self.show_list()
            self.overview.take_focus()

    def open_workspace(self) -> None:
        """Choose another workspace, or the name of a new one."""
        folder = str(self.desk.path.parent) if self.desk else self.settings.export_folder
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Öppna eller skapa en arbetsyta",
            folder,
            "Arbetsytor (*.finsam);;Alla filer (*)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen and self.close_application():
            path = Path(chosen)
            self.workspace_requested.emit(path if path.suffix else path.with_suffix(".finsam"))

    def new_application(self) -> None:
        from finsam_desktop.ui import dialogs

        assert self.desk
        dialog = dialogs.NewApplicationDialog(self.desk.editions(), self)
        if dialog.exec():
            application = self.desk.new(*dialog.chosen())
            if self.close_application():
                self._show_application(application)

    def open_selected(self) -> None:
        self.open_application(self.overview.current_id())

    def open_application(self, application_id: str) -> None:
        """Open an application for editing, in place of the one that is open."""
        assert self.desk
        if application_id and self.close_application():
            self._show_application(self.desk.open(application_id))

    def open_sample(self) -> None:
        assert self.desk
        applications = [self.desk.load_json(data) for data in self._samples()]
        if applications:
            self._show_application(applications[-1])

    def copy_application(self, application_id: str) -> None:
        assert self.desk
        self.desk.copy(application_id)
        self.show_list()
        self.notice.say("Kopian ligger överst i listan. Den är en egen ansökan som kan ändras fritt.", "ok")

    def remove_application(self, application_id: str) -> None:
        """Take the application out of the list; the bar offers to put it back."""
        assert self.desk
        desk = self.desk
        desk.remove(application_id)
        self.show_list()

        def restore() -> None:
            desk.restore(application_id)
            self.notice.hide()
            self.show_list()

        undo = ("Ångra", lambda: self._guarded(restore))
        self.notice.say("Ansökan är borttagen ur listan.", "info", restore=undo)

    # -- the application -------------------------------------------------------------------

    def _show_application(self, application: Application) -> None:
        from finsam_desktop.ui.editor import ApplicationEditor
        from finsam_desktop.ui.session import Session

        assert self.desk
        self.notice.hide()
        self.session = Session(application, self.desk, self)
        self.editor = ApplicationEditor(self.session, self)
        self.editor.told.connect(lambda text: self.notice.say(text))
        self.stack.addWidget(self.editor)
        self.stack.setCurrentWidget(self.editor)
        stack = self.session.undo_stack
        for signal in (
            stack.canUndoChanged,
            stack.canRedoChanged,
            stack.undoTextChanged,
            stack.redoTextChanged,
        ):
            signal.connect(lambda *_: self._enable())
        self.session.save_state_changed.connect(self._show_save_state)
        self.session.changed.connect(self._show_title)
        self.session.told.connect(lambda text: self.notice.say(text, undo=("Ångra", self._undo_and_hide)))
        self.editor.tabs.currentChanged.connect(lambda *_: self._enable())
        self._show_title()
        self._show_save_state(self.session.save_state)
        self._enable()
        self.editor.focus_page()

    def close_application(self) -> bool:
        """Save and put away the open application; False if the person wants to stay with it."""
        from finsam_desktop.ui import dialogs

        if self.session is None or self.editor is None:
            return True
        while not self.session.save_now():
            answer = dialogs.ask_when_not_saved(self, self.session.save_error)
            if answer == "discard":
                break
            if answer == "cancel":
                return False
            if answer == "copy" and self._save_copy():
                break
        self._put_away()
        return True

    def _put_away(self) -> None:
        """Let go of the application that is shown."""
        assert self.session
        assert self.editor
        self.notice.hide()
        self.session.stop()
        self.stack.removeWidget(self.editor)
        self.editor.deleteLater()
        self.session.deleteLater()
        self.editor = self.session = None
        self.save_label.clear()
        self._show_title()
        self._enable()

    def _save_copy(self) -> bool:
        from finsam_desktop.exchange.export import export

        assert self.session
        path = self._ask_path(".json")
        if path is None:
            return False
        try:
            export(self.session.application, path)
        except UserError as error:
            self.notice.say(str(error), "error")
            return False
        return True

    def _show_title(self, *_: object) -> None:
        name = (self.session.application.name or "Ansökan utan namn") if self.session else ""
        self.title.setText(self.title.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 600))
        self.title.setToolTip(f"<span>{escape(name)}</span>" if name else "")
        self.frame.setWindowTitle(f"{name} – Finsam" if name else "Finsam")

    def _show_save_state(self, state: SaveState) -> None:
        assert self.session
        if state is state.FAILED:
            text = "Inte sparat"
            self._say_not_saved()
        elif state is state.WAITING:
            text = "Skriver och sparar …"
        elif self.session.saved_at:
            text = f"Sparat {self.session.saved_at:%H:%M}"
        else:
            text = "Allt är sparat"
        self.save_label.setText(text)

    def _say_not_saved(self) -> None:
        assert self.session
        text = f"Ändringarna kunde inte sparas. {self.session.save_error}"
        if self.session.conflict:
            keep = ("Spara som ny ansökan", lambda: self._asked("keep_as_new"))
            again = ("Läs in på nytt", lambda: self._asked("read_again"))
            self.notice.say(text, "error", keep=keep, again=again)
        else:
            self.notice.say(text, "error", retry=("Försök igen", lambda: self._call("save")))

    def keep_as_new(self) -> None:
        """Keep what is on the screen as an application of its own, beside the one that others changed."""
        from finsam_desktop.domain.transfer import to_json

        assert self.session
        assert self.desk
        self.session.flush_requested.emit()
        application = self.desk.load_json(to_json(self.session.application))
        self._put_away()
        self._show_application(application)
        self.notice.say("Det du skrev ligger nu i en egen ansökan. Den andra finns kvar i listan.", "ok")

    def read_again(self) -> None:
        """Show the application as it is stored, without what could not be saved."""
        assert self.session
        assert self.desk
        application = self.desk.open(self.session.application.id)
        self._put_away()
        self._show_application(application)

    def save(self) -> None:
        assert self.session
        if not self.session.save_now():
            self._say_not_saved()
        elif self.notice.text.text().startswith("Ändringarna kunde inte sparas"):
            self.notice.hide()

    def undo(self) -> None:
        assert self.session
        self._show_step(self.session.undo)

    def redo(self) -> None:
        assert self.session
        self._show_step(self.session.redo)

    def _undo_and_hide(self) -> None:
        self.notice.hide()
        self.undo()

    def _show_step(self, step: Callable[[], None]) -> None:
        """Take the step and open the tab where it shows, so that nothing changes out of sight."""
        assert self.session
        assert self.editor
        paths: list[tuple[str, ...]] = []

        def note(change: Change, _: object) -> None:
            paths[:] = list(change.paths)

        self.session.changed.connect(note)
        try:
            step()
        finally:
            self.session.changed.disconnect(note)
        self.editor.show_change(paths)

    def next_tab(self) -> None:
        assert self.editor
        self.editor.tabs.step(1)

    def previous_tab(self) -> None:
        assert self.editor
        self.editor.tabs.step(-1)

    def next_finding(self) -> None:
        """Go to the first finding, and on from there each time."""
        assert self.editor
        findings = self.editor.side.findings
        self.editor.check()
        if findings.list.count():
            row = (findings.list.currentRow() + 1) % findings.list.count()
            findings.list.setCurrentRow(row)
            self.editor.go_to(findings.findings[row].path)

    def toggle_side(self) -> None:
        assert self.editor
        self.editor.side.setVisible(not self.editor.side.isVisible())

    def _sheet_page(self) -> SheetPage | None:
        return self.editor.sheet_page() if self.editor else None

    def add_row(self) -> None:
        if page := self._sheet_page():
            page.add_row()

    def remove_row(self) -> None:
        if page := self._sheet_page():
            page.remove_row()

    def suggest_years(self) -> None:
        if page := self._sheet_page():
            page.suggest(True)

    # -- files -----------------------------------------------------------------------------

    def export_pdf(self) -> None:
        self._export(".pdf")

    def export_word(self) -> None:
        self._export(".docx")

    def export_excel(self) -> None:
        self._export(".xlsx")

    def export_json(self) -> None:
        self._export(".json")

    def _export(self, suffix: str) -> None:
        """Save, ask for a file, and write it off the window's thread."""
        from finsam_desktop.exchange.export import export
        from finsam_desktop.ui.work import Worker

        assert self.session
        assert self.editor
        if not self.session.save_now():
            self._say_not_saved()
            return
        path = self._ask_path(suffix)
        if path is None:
            return
        snapshot = self.session.application.snapshot()
        errors = sum(one.severity == "error" for one in self.editor.check())
        self.notice.say(f"Skriver {path.name} …")
        worker = Worker(self)
        worker.done.connect(lambda _: self._exported(path, errors))
        worker.failed.connect(lambda text: self.notice.say(text, "error"))
        worker.finished.connect(worker.deleteLater)
        worker.start(partial(export, snapshot, path))

    def _exported(self, path: Path, errors: int) -> None:
        text = f"Filen {path.name} är sparad."
        if errors:
            text += f" Ansökan har {errors} fel kvar att åtgärda."
        self.notice.say(
            text,
            "warning" if errors else "ok",
            open=("Öppna filen", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))),
            folder=("Visa i mappen", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))),
        )

    def _ask_path(self, suffix: str) -> Path | None:
        from finsam_desktop.exchange.export import SUFFIXES

        assert self.session
        words = re.sub(r"[^\w-]+", " ", self.session.application.name).split()
        name = " ".join(words) or "Ansökan"
        if PureWindowsPath(name).is_reserved():
            name += " ansökan"
        suggested = Path(self.settings.export_folder) / f"{name[:80]}{suffix}"
        kind = f"{SUFFIXES[suffix]} (*{suffix})"
        chosen = choose_file_to_write(self, f"Exportera {SUFFIXES[suffix]}", suggested, kind)
        if chosen is not None:
            self.settings.export_folder = str(chosen.parent)
        return chosen

    def load_json(self) -> None:
        """Take in an application that was exported as JSON."""
        assert self.desk
        folder = self.settings.export_folder
        chosen, _ = QFileDialog.getOpenFileName(self, "Läs in ansökan", folder, "JSON (*.json)")
        if not chosen:
            return
        application = self.desk.load_file(Path(chosen))
        if self.close_application():
            self._show_application(application)

    # -- the window itself -----------------------------------------------------------------

    def quit(self) -> None:
        self.frame.close()

    def show_handbook(self) -> None:
        from finsam_desktop.ui import dialogs

        window = self.findChild(dialogs.HandbookWindow) or dialogs.HandbookWindow(self._handbook, self)
        window.show()
        window.activateWindow()

    def show_about(self) -> None:
        from finsam_desktop.ui import dialogs

        dialogs.show_about(self, __version__, str(self.desk.path) if self.desk else "")

    def _enable(self) -> None:
        stack = self.session.undo_stack if self.session else None
        sheet = self._sheet_page() is not None
        state = {
            "": True,
            "desk": self.desk is not None,
            "selected": self.session is None and bool(self.overview.current_id()),
            "application": self.session is not None,
            "undo": bool(stack and stack.canUndo()),
            "redo": bool(stack and stack.canRedo()),
            "sheet": sheet,
        }
        for name, action in self.actions_by_id.items():
            action.setEnabled(state[self._needs[name]])
        for name, text, what in (
            ("undo", "&Ångra", stack.undoText() if stack else ""),
            ("redo", "&Gör om", stack.redoText() if stack else ""),
        ):
            self.actions_by_id[name].setText(f"{text}: {what}" if what else text)
            self.actions_by_id[name].setIconText(text.replace("&", ""))
        self.toolbar.setVisible(self.session is not None)
        self.overview.set_usable(self.desk is not None)

    def close_down(self) -> bool:
        """Save and let go of everything before the window closes; False if it is to stay open."""
        if not self.close_application():
            return False
        self.settings.remember(self.frame)
        if self.desk:
            self.desk.close()
            self.desk = None
        return True
