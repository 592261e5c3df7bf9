"""Budgets from workbooks, and into the association's own: what is asked for, and what is said of it after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.book_read import SUFFIXES
from finsam_desktop.ui.exporting import choose_file_to_write
from finsam_desktop.ui.notice import UNDO_OFFER, NoticeBar
from finsam_desktop.ui.review_window import ReviewWindow
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.work import Worker

if TYPE_CHECKING:  # read when the first workbook comes
    from finsam_desktop.ui.import_dialog import ImportDialog
    from finsam_desktop.ui.import_look import Look, Pasted

_LEAST_ROWS = 2
"""Copied rows that can be a budget: a heading and a cost."""


def choose_workbooks(parent: QWidget, folder: str) -> list[Path]:
    """Ask for workbooks with budgets, one or several."""
    kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    chosen, _ = QFileDialog.getOpenFileNames(parent, "Läs in budget", folder, f"Arbetsböcker ({kinds})")
    return [Path(one) for one in chosen]


def choose_template(parent: QWidget, folder: str) -> Path | None:
    """Ask for the association's own workbook."""
    kinds = "Arbetsböcker (*.xlsx *.xlsm)"
    chosen, _ = QFileDialog.getOpenFileName(parent, "Välj förbundets mall", folder, kinds)
    return Path(chosen) if chosen else None


class Importer(QObject):
    """Reads budgets into the open application and fills in the association's template from it."""

    undo_requested = Signal()
    shown = Signal(object)
    """Paths in the application that were changed."""

    def __init__(
        self, session: Session, notice: NoticeBar, settings: Settings, widget: QWidget, parent: QObject
    ) -> None:
        """`widget` is what the dialogs stand before, and keeps the workers, which may outlive the parent."""
        super().__init__(parent)
        self.session, self._notice, self._settings, self._widget = session, notice, settings, widget
        self.dialog: ImportDialog | None = None
        self._taken: list[Look] = []

    def let_go(self) -> None:
        """The application is put away."""
        self.blockSignals(True)
        if self.dialog:
            self.dialog.reject()

    # -- in --------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for workbooks and read them."""
        sandbox.warm()
        files = choose_workbooks(self._widget, self._settings.export_folder)
        if files:
            self._settings.export_folder = str(files[0].parent)
            self.read(files)

    def paste(self) -> None:
        """Read the cells that were copied somewhere else, as if they were a workbook."""
        from finsam_desktop.domain.clipboard import read_table
        from finsam_desktop.ui.import_look import Pasted

        held = QGuiApplication.clipboard().mimeData()
        rows = read_table(held.text(), held.html())
        if len(rows) < _LEAST_ROWS:
            text = (
                "Det finns ingen budget i urklipp. Markera budgetens rader i Excel, kopiera och försök igen."
            )
            self._notice.say(text, "warning")
            return
        self.read([Pasted(rows)])

    def read(self, files: Sequence[Path | Pasted]) -> None:
        """Read the workbooks, one after the other, with a preview of each."""
        from finsam_desktop.ui.import_dialog import ImportDialog

        if self.dialog:
            return
        self.session.flush_requested.emit()
        self._taken = []
        self.dialog = ImportDialog(self.session, files, self._widget, self._widget)
        self.dialog.taken.connect(self._note)
        self.dialog.finished.connect(self._finish)
        self.dialog.open()

    def _note(self, look: Look) -> None:
        self._taken.append(look)

    def _finish(self) -> None:
        self.dialog = None
        taken, self._taken = self._taken, []
        if not taken:
            return
        changed = sum(look.proposal.changed for look in taken)
        values = "Ett värde" if changed == 1 else f"{changed} värden"
        text = f"Läste in {', '.join(look.first.file_name for look in taken)}. {values} ändrades."
        if len(taken) > 1:
            text += " Varje fil är ett eget steg att ångra."
        actions: dict[str, tuple[str, Callable[[], object]]] = {
            "undo": ("Ångra", lambda: self.undo_requested.emit())
        }
        lines = [line for look in taken for line in _left_out(look, len(taken) > 1)]
        if lines:
            actions["unplaced"] = ("Visa det som inte fick plats", partial(self._review, lines))
        last = taken[-1].proposal.change
        if last:
            self.shown.emit(sorted(last.paths, key=lambda path: path[0] != "cell"))  # the budget first
        self._notice.say(text, "ok", topic=UNDO_OFFER, **actions)

    def _review(self, lines: Sequence[str]) -> None:
        intro = "Det här står i arbetsboken men har ingen plats i ansökan. För in det för hand om det behövs."
        ReviewWindow("Utan plats", intro, lines, self._widget).show_beside(self._widget.window())

    # -- out -------------------------------------------------------------------------------

    def fill_template(self) -> None:
        """Write the budget into a copy of the association's own workbook."""
        template = choose_template(self._widget, self._settings.export_folder)
        if template is None:
            return
        suggested = template.with_name(f"{template.stem} ifylld{template.suffix}")
        kind = f"Arbetsbok (*{template.suffix})"
        target = choose_file_to_write(self._widget, "Spara den ifyllda mallen", suggested, kind)
        if target is None:
            return
        from finsam_desktop.exchange.template_fill import fill_template

        self._settings.export_folder = str(target.parent)
        stopped = Event()
        self._notice.say(f"Fyller i {target.name} …", cancel=("Avbryt", stopped.set))
        worker = Worker(self._widget)
        worker.done.connect(partial(self._say_filled, target))
        worker.failed.connect(lambda text: self._notice.say(text, "error"))
        worker.finished.connect(worker.deleteLater)
        application = self.session.application.snapshot()
        worker.start(partial(fill_template, template, application, target, cancelled=stopped.is_set))

    def _say_filled(self, target: Path, lines: list[str]) -> None:
        text = f"Den ifyllda mallen är sparad som {target.name}."
        if lines:
            text += (
                f" {len(lines)} saker fick ingen plats i den."
                if len(lines) > 1
                else " En sak fick ingen plats."
            )
            intro = "Det här finns i ansökan men har ingen plats i mallen. För in det för hand om det behövs."
            window = ReviewWindow("Utan plats i mallen", intro, lines, self._widget)
            window.show_beside(self._widget.window())
        self._notice.say(
            text,
            "warning" if lines else "ok",
            open=("Öppna filen", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))),
            folder=(
                "Visa i mappen",
                lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(target.parent))),
            ),
        )


def _left_out(look: Look, several: bool) -> list[str]:
    """Each thing that had no place: where and what, with the file where there are several."""
    file = f"{look.first.file_name}: " if several else ""
    return [
        f"{file}{where}{f' ({label})' if label else ''}: {text}"
        for where, label, text in (line.texts for line in look.unplaced)
    ]
