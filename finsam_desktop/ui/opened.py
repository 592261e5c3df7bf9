"""The application that is open: its session and editor, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.ui import dialogs
from finsam_desktop.ui.desk import Desk
from finsam_desktop.ui.edition_names import shown_form
from finsam_desktop.ui.editor import ApplicationEditor
from finsam_desktop.ui.exporting import Exporter
from finsam_desktop.ui.import_flow import Importer
from finsam_desktop.ui.notice import UNDO_OFFER, NoticeBar
from finsam_desktop.ui.session import SaveState, Session
from finsam_desktop.ui.sheet_operations import SheetOperations
from finsam_desktop.ui.work import Worker

if TYPE_CHECKING:  # read when they are asked for; see the properties that import them
    from finsam_desktop.ui.paper_out import PaperOut
    from finsam_desktop.ui.signed_flow import SignedImporter
    from finsam_desktop.ui.version_flow import VersionFlow
    from finsam_desktop.ui.word_flow import WordImporter

_NOT_SAVED = "not saved"
"""Topic of the message that the last changes are not saved."""


class OpenedApplication(QObject):
    """Shows the application in `editor`. Close it with `save_for_closing`, then `let_go`."""

    abilities_changed = Signal()
    """What can be done may be other than before: the tab, or what there is to undo."""
    keep_requested = Signal()
    """Others changed the application: what is on the screen is to be kept as one of its own."""
    reread_requested = Signal()
    """Others changed the application: it is to be shown as they left it."""

    convert_requested = Signal()
    """It is to be made anew in another edition."""

    def __init__(
        self, application: Application, desk: Desk, notice: NoticeBar, exporter: Exporter, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._widget, self._notice, self._exporter = desk, parent, notice, exporter
        self._is_let_go = False
        self.session = Session(application, desk, self)
        self.editor = ApplicationEditor(self.session, parent, exporter.settings)
        self.editor.told.connect(lambda text: notice.say(text))
        self.editor.requested.connect(self._do)
        self.editor.tabs.currentChanged.connect(self.abilities_changed)
        stack = self.session.undo_stack
        for signal in (
            stack.canUndoChanged,
            stack.canRedoChanged,
            stack.undoTextChanged,
            stack.redoTextChanged,
        ):
            signal.connect(self.abilities_changed)
        self.session.save_state_changed.connect(self._tell_save_state)
        self.session.told.connect(
            lambda text: notice.say(text, topic=UNDO_OFFER, undo=("Ångra", self._undo_and_hide))
        )
        stack.indexChanged.connect(lambda: notice.withdraw(UNDO_OFFER))
        self.importer = Importer(self.session, notice, exporter.settings, parent, self)
        self.importer.undo_requested.connect(self._undo_and_hide)
        self.importer.shown.connect(self.editor.show_change)

    @property
    def application(self) -> Application:
        return self.session.application

    @cached_property
    def paper(self) -> PaperOut:
        """Printing and exporting."""
        from finsam_desktop.ui.paper_out import PaperOut

        made = PaperOut(self.session, self._errors, self._notice, self._exporter, self._widget, self)
        made.requested.connect(self._do)
        return made

    @cached_property
    def versions(self) -> VersionFlow:
        """Freezing, and what follows from it."""
        from finsam_desktop.ui.version_flow import VersionFlow

        made = VersionFlow(self.session, self.editor, self._notice, self._widget, self)
        made.requested.connect(self._do)
        return made

    @cached_property
    def signed(self) -> SignedImporter:
        """Taking in a PDF that came back signed."""
        from finsam_desktop.ui.signed_flow import SignedImporter

        made = SignedImporter(self.session, self._notice, self._exporter.settings, self._widget, self)
        made.requested.connect(self._do)
        return made

    @cached_property
    def word(self) -> WordImporter:
        """Taking in a form that was filled in in Word."""
        from finsam_desktop.ui.word_flow import WordImporter

        made = WordImporter(self.session, self._notice, self._exporter.settings, self._widget, self)
        made.undo_requested.connect(self._undo_and_hide)
        made.shown.connect(self.editor.show_change)
        return made

    def read_files(self, documents: Sequence[Path], workbooks: Sequence[Path]) -> None:
        """Read forms from Word, and budgets when they are done with."""
        if self.importer.dialog or ("word" in self.__dict__ and self.word.dialog):
            return
        if documents and workbooks:
            once = Qt.ConnectionType.SingleShotConnection
            self.word.finished.connect(partial(self.importer.read, workbooks), once)
        if documents:
            self.word.read(*documents)
        elif workbooks:
            self.importer.read(workbooks)

    def _errors(self) -> int:
        return sum(one.severity == "error" for one in self.editor.check())

    def _do(self, name: str, arguments: tuple[object, ...]) -> None:
        """Call a method of this, or of what it holds, that a page asks for; what it refuses is said."""
        self.session.flush_requested.emit()
        try:
            attrgetter(name)(self)(*arguments)
        except UserError as error:
            self._notice.say(str(error), "error")

    def let_go(self) -> None:
        """Be done with it: nothing is shown or told any more."""
        self._is_let_go = True
        for name in ("importer", "signed", "word"):
            if name in self.__dict__:
                self.__dict__[name].let_go()
        self.session.stop()
        self.editor.deleteLater()
        self.deleteLater()

    def look_for_newer_edition(self) -> None:
        """Offer the newer form, if there is one, when the editions are read; that is slow the first time."""
        worker = Worker(self._widget)
        worker.done.connect(self._offer)
        worker.finished.connect(worker.deleteLater)
        worker.start(partial(self._desk.newer_edition, self.application))

    def _offer(self, newer: FormEdition | None) -> None:
        if newer is None or self._is_let_go or self._notice.isVisible():
            return
        convert = ("Byt blankett…", lambda: self.convert_requested.emit())
        if newer.id == self.application.edition.id:
            text = f"Blanketten har ändrats: {shown_form(newer)}. Byt till den, eller fortsätt i den här."
            self._notice.say(text, convert=convert)
        elif not self._exporter.settings.is_declined(self.application.id, newer.id):
            text = (
                f"Det finns en nyare blankett: {shown_form(newer)}. Byt till den, eller fortsätt i den här."
            )
            decline = ("Fråga inte igen", partial(self._decline, newer.id))
            self._notice.say(text, convert=convert, decline=decline)

    def _decline(self, edition_id: str) -> None:
        self._exporter.settings.decline(self.application.id, edition_id)
        self._notice.hide()

    # -- saving ----------------------------------------------------------------------------

    def save(self) -> bool:
        """Save now; what goes wrong is said in the bar."""
        if self.session.save_now():
            return True
        self._say_not_saved()
        return False

    def save_for_closing(self) -> bool:
        """Save, or ask what to do; False if the person wants to stay with the application."""
        while not self.session.save_now():
            answer = dialogs.ask_when_not_saved(self._widget, self.session.save_error)
            if answer == "discard":
                break
            if answer == "cancel":
                return False
            if answer == "copy" and self._exporter.save_copy(self.application):
                break
        return True

    @property
    def saving(self) -> str:
        """What the status bar says about saving."""
        if self.session.save_state is SaveState.FAILED:
            return "Inte sparat"
        if self.session.save_state is SaveState.WAITING:
            return "Skriver och sparar …"
        return f"Sparat {self.session.saved_at:%H:%M}" if self.session.saved_at else "Allt är sparat"

    def _tell_save_state(self, state: SaveState) -> None:
        if state is SaveState.FAILED:
            self._say_not_saved()
        elif state is SaveState.SAVED:
            self._notice.withdraw(_NOT_SAVED)

    def _say_not_saved(self) -> None:
        text = f"Ändringarna kunde inte sparas. {self.session.save_error}"
        if self.session.conflict:
            keep = ("Spara som ny ansökan", lambda: self.keep_requested.emit())
            again = ("Läs in på nytt", lambda: self.reread_requested.emit())
            self._notice.say(text, "error", topic=_NOT_SAVED, keep=keep, again=again)
        else:
            self._notice.say(text, "error", topic=_NOT_SAVED, retry=("Försök igen", self.save))

    # -- steps -----------------------------------------------------------------------------

    def undo(self) -> None:
        self._show_step(self.session.undo)

    def redo(self) -> None:
        self._show_step(self.session.redo)

    def _undo_and_hide(self) -> None:
        self._notice.hide()
        self.undo()

    def _show_step(self, step: Callable[[], None]) -> None:
        """Take the step and open the tab where it shows, so that nothing changes out of sight."""
        paths: list[tuple[str, ...]] = []

        def note(change: Change, _: object) -> None:
            paths[:] = list(change.paths)

        self.session.changed.connect(note)
        try:
            step()
        finally:
            self.session.changed.disconnect(note)
        self.editor.show_change(paths)

    # -- getting about ---------------------------------------------------------------------

    def next_tab(self) -> None:
        self.editor.tabs.step(1)

    def previous_tab(self) -> None:
        self.editor.tabs.step(-1)

    def next_finding(self) -> None:
        """Go to the first finding, and on from there each time."""
        findings = self.editor.side.findings
        self.editor.check()
        if findings.list.count():
            row = (findings.list.currentRow() + 1) % findings.list.count()
            findings.list.setCurrentRow(row)
            self.editor.go_to(findings.findings[row].path)

    def toggle_side(self) -> None:
        self.editor.side.setVisible(not self.editor.side.isVisible())

    def toggle_preview(self) -> None:
        self.editor.toggle_preview()

    # -- the budget sheet that is shown ----------------------------------------------------

    @property
    def sheet(self) -> SheetOperations | None:
        """What can be done in the budget sheet that is shown; None when another tab is."""
        page = self.editor.sheet_page()
        return page.operations if page else None
