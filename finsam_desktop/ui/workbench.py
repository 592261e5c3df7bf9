"""What fills the main window: the list of applications or the open one, menus, and what joins them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from finsam_desktop import __version__
from finsam_desktop.domain.errors import NotFoundError, UserError
from finsam_desktop.ui.actions import IN_LIST
from finsam_desktop.ui.desk import Desk, Samples
from finsam_desktop.ui.import_drop import FileDrops, take_files, takes_files
from finsam_desktop.ui.menus import Toolbar, enable, make_menus
from finsam_desktop.ui.notice import NoticeBar
from finsam_desktop.ui.overview import Overview
from finsam_desktop.ui.samples_menu import SamplesMenu
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.window import MainWindow

if TYPE_CHECKING:  # the window is painted before these are needed; see the methods that import them
    from finsam_desktop.domain.application import Application
    from finsam_desktop.ui.deriving import Derived
    from finsam_desktop.ui.editor import ApplicationEditor
    from finsam_desktop.ui.exporting import Exporter
    from finsam_desktop.ui.opened import OpenedApplication
    from finsam_desktop.ui.session import Session

FIRST_SAMPLE = "uppsala-2024-alvkarleby"


class Workbench(QWidget):
    """The content of the window. `set_desk` gives it a workspace; until then the list is empty."""

    workspace_requested = Signal(object)
    """The path of the workspace to work on instead."""

    def __init__(self, window: MainWindow, settings: Settings, samples: Samples, handbook: Path) -> None:
        super().__init__(window)
        self.setObjectName("centre")
        self.frame = window
        self.settings, self._samples, self._handbook = settings, samples, handbook
        self.desk: Desk | None = None
        self.opened: OpenedApplication | None = None
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
        samples_menu = SamplesMenu(self._sample_entries, self)
        samples_menu.chosen.connect(partial(self._guarded, self.open_sample))
        self.actions_by_id = make_menus(window, {"samples": samples_menu}, self._call)
        self.toolbar = Toolbar(self.actions_by_id, window)
        self.title = self.toolbar.title
        window.addToolBar(self.toolbar)
        self.save_label = QLabel(self)
        self.save_label.setObjectName("status.saved")
        window.statusBar().setObjectName("status")
        window.statusBar().addWidget(self.save_label)
        self._connect_overview(samples_menu)
        window.setCentralWidget(self)
        window.may_close = self.close_down
        settings.restore(window)
        self._enable()

    # -- joining ---------------------------------------------------------------------------

    @property
    def session(self) -> Session | None:
        """The session of the open application."""
        return self.opened.session if self.opened else None

    @property
    def editor(self) -> ApplicationEditor | None:
        """The editor of the open application."""
        return self.opened.editor if self.opened else None

    @cached_property
    def _exporter(self) -> Exporter:
        from finsam_desktop.ui.exporting import Exporter

        return Exporter(
            self.notice, self.settings, lambda digest: self._required_desk().content(digest), self
        )

    def _connect_overview(self, samples_menu: SamplesMenu) -> None:
        wiring: dict[SignalInstance, Callable[..., object]] = {
            self.overview.open_requested: self.open_application,
            self.overview.new_requested: self.new_application,
            self.overview.copy_requested: self.copy_application,
            self.overview.extend_requested: self.extend_application,
            self.overview.remove_requested: self.remove_application,
        }
        for signal, slot in wiring.items():
            signal.connect(partial(self._guarded, slot))
        self.overview.tree.currentItemChanged.connect(lambda *_: self._enable())
        self.overview.offer([self.actions_by_id.get(name) for name in IN_LIST], samples_menu)

    def _call(self, name: str) -> None:
        """Run the method of an action, what is being written handed over first."""
        if self.session:
            self.session.flush_requested.emit()
        self._guarded(attrgetter(name)(self))

    def _guarded(self, function: Callable[..., object], *arguments: object) -> None:
        """Run it; what it refuses is said in the bar."""
        try:
            function(*arguments)
        except UserError as error:
            self.notice.say(str(error), "error")

    def _required_desk(self) -> Desk:
        if self.desk is None:
            raise NotFoundError("Det finns ingen arbetsyta öppen. Öppna eller skapa en i menyn Arkiv.")
        return self.desk

    # -- the list --------------------------------------------------------------------------

    def set_desk(self, desk: Desk) -> None:
        """Work on this workspace from now on, and let go of the one before."""
        if self.desk:
            self.desk.close()
        self.notice.hide()
        self.desk = desk
        self.show_list()
        self.overview.take_focus()
        frame = self.frame.windowHandle()  # none before the window is shown
        if frame and not self.findChild(FileDrops):
            FileDrops(frame, partial(takes_files, self), partial(self._guarded, take_files, self), self)

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
        from finsam_desktop.ui import dialogs

        folder = str(self.desk.path.parent) if self.desk else self.settings.export_folder
        path = dialogs.choose_workspace(self, folder)
        if path and self.close_application():
            self.workspace_requested.emit(path)

    def copy_selected(self) -> None:
        self.copy_application(self.overview.current_id())

    def copy_application(self, application_id: str) -> None:
        self._required_desk().copy(application_id)
        self.show_list()
        self.notice.say("Kopian ligger överst i listan. Den är en egen ansökan som kan ändras fritt.", "ok")

    def remove_selected(self) -> None:
        self.remove_application(self.overview.current_id())

    def remove_application(self, application_id: str) -> None:
        """Take the application out of the list; the bar offers to put it back."""
        desk = self._required_desk()
        desk.remove(application_id)
        self.show_list()

        def restore() -> None:
            desk.restore(application_id)
            self.notice.hide()
            self.show_list()

        undo = ("Ångra", lambda: self._guarded(restore))
        self.notice.say("Ansökan är borttagen ur listan.", "info", restore=undo)

    # -- opening and making applications ---------------------------------------------------

    def open_selected(self) -> None:
        self.open_application(self.overview.current_id())

    def open_application(self, application_id: str) -> None:
        """Open an application for editing, in place of the one that is open."""
        if application_id and self.close_application():
            self._show_application(self._required_desk().open(application_id))

    def new_application(self) -> None:
        from finsam_desktop.ui import dialogs

        desk = self._required_desk()
        dialog = dialogs.NewApplicationDialog(desk, self)
        if dialog.exec() and self._is_saved():
            self._show_instead(desk.new(*dialog.chosen()))
        dialog.deleteLater()

    def load_json(self) -> None:
        """Take in an application that was exported as JSON."""
        from finsam_desktop.ui import dialogs

        path = dialogs.choose_json(self, self.settings.export_folder)
        if path:
            self.load_file(path)

    def load_file(self, path: Path) -> None:
        """Take in the application that the file holds, and show it."""
        if self._is_saved():
            self._show_instead(self._required_desk().load_file(path))

    def open_sample(self, sample_id: str = FIRST_SAMPLE) -> None:
        """Put a sample application into the workspace and open it."""
        desk = self._required_desk()
        for sample in self._samples():
            if sample.id == sample_id:
                if self._is_saved():
                    self._show_instead(desk.load_json(sample.data))
                return
        raise NotFoundError(
            f"Exemplet {sample_id} finns inte bland programmets filer. Installera om programmet."
        )

    def _sample_entries(self) -> list[tuple[str, str]]:
        from finsam_desktop.ui.edition_names import shown_sample

        editions = {one.id: one for one in self._required_desk().editions()}
        return [(one.id, shown_sample(one.data, editions)) for one in self._samples()]

    def extend_application(self) -> None:
        from finsam_desktop.ui import deriving

        self._derive(deriving.extend)

    def supplement_application(self) -> None:
        from finsam_desktop.ui import deriving

        self._derive(deriving.supplement)

    def convert_application(self) -> None:
        from finsam_desktop.ui import deriving

        self._derive(deriving.convert)

    def _derive(self, make: Callable[[Desk, str, QWidget], Derived | None]) -> None:
        """Make an application from the open or chosen one, show it, and beside it what to know of it."""
        from finsam_desktop.ui.review_window import ReviewWindow

        if not self._is_saved():
            return
        source = self.session.application.id if self.session else self.overview.current_id()
        made = make(self._required_desk(), source, self)
        if made and self._show_instead(made.application):
            ReviewWindow(made.title, made.intro, made.lines, self.editor).show_beside(self.frame)

    # -- the open application --------------------------------------------------------------

    def _is_saved(self) -> bool:
        """Save the open application, if there is one; False if that failed, which is said."""
        return self.opened is None or self.opened.save()

    def _show_instead(self, application: Application) -> bool:
        """Show the application in place of the one that is open; False if the person stays with that."""
        if not self.close_application():
            return False
        self._show_application(application)
        return True

    def _show_application(self, application: Application) -> None:
        from finsam_desktop.ui.opened import OpenedApplication

        self.notice.hide()
        desk = self._required_desk()
        opened = self.opened = OpenedApplication(application, desk, self.notice, self._exporter, self)
        self.stack.addWidget(opened.editor)
        self.stack.setCurrentWidget(opened.editor)
        opened.abilities_changed.connect(self._enable)
        opened.keep_requested.connect(partial(self._guarded, self.keep_as_new))
        opened.reread_requested.connect(partial(self._guarded, self.read_again))
        opened.convert_requested.connect(partial(self._call, "convert_application"))
        opened.session.save_state_changed.connect(self._show_saving)
        opened.session.changed.connect(self._show_title)
        self._show_title()
        self._show_saving()
        self._enable()
        opened.editor.focus_page()
        opened.look_for_newer_edition()

    def close_application(self) -> bool:
        """Save and put away the open application; False if the person wants to stay with it."""
        if self.opened:
            if not self.opened.save_for_closing():
                return False
            self._put_away()
        return True

    def _put_away(self) -> None:
        """Let go of the application that is shown."""
        if self.opened:
            self.notice.hide()
            self.stack.removeWidget(self.opened.editor)
            self.opened.let_go()
            self.opened = None
            self._show_saving()
            self._show_title()
            self._enable()

    def keep_as_new(self) -> None:
        """Keep what is on the screen as an application of its own, beside the one that others changed."""
        from finsam_desktop.domain.transfer import to_json

        if self.session:
            self.session.flush_requested.emit()
            application = self._required_desk().load_json(to_json(self.session.application))
            self._put_away()
            self._show_application(application)
            self.notice.say("Det du skrev ligger nu i en egen ansökan. Den andra finns kvar i listan.", "ok")

    def read_again(self) -> None:
        """Show the application as it is stored, without what could not be saved."""
        if self.session:
            application = self._required_desk().open(self.session.application.id)
            self._put_away()
            self._show_application(application)

    def _show_title(self, *_: object) -> None:
        name = (self.session.application.name or "Ansökan utan namn") if self.session else ""
        self.toolbar.show_title(name)
        self.frame.setWindowTitle(f"{name} – Finsam" if name else "Finsam")

    def _show_saving(self, *_: object) -> None:
        self.save_label.setText(self.opened.saving if self.opened else "")

    # -- the window itself -----------------------------------------------------------------

    def quit(self) -> None:
        self.frame.close()

    def show_forms(self) -> None:
        from finsam_desktop.ui.forms_dialog import FormsDialog

        dialog = FormsDialog(self._required_desk(), self)
        dialog.exec()
        dialog.deleteLater()

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
        chosen = bool(self.overview.current_id())
        state = {
            "": True,
            "desk": self.desk is not None,
            "selected": self.session is None and chosen,
            "one": self.session is not None or chosen,
            "application": self.session is not None,
            "undo": bool(stack and stack.canUndo()),
            "redo": bool(stack and stack.canRedo()),
            "sheet": bool(self.editor and self.editor.sheet_page()),
        }
        enable(self.actions_by_id, state)
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
