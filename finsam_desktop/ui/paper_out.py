"""What leaves the open application on paper or as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.pictures import or_nothing
from finsam_desktop.exchange.bundle import Bundle
from finsam_desktop.exchange.export import needed_contents
from finsam_desktop.ui.exporting import Actions, Exporter, Outgoing
from finsam_desktop.ui.notice import NoticeBar
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.versioning import Paper

if TYPE_CHECKING:  # read when something is printed or exported
    from finsam_desktop.ui.printing import Part

_DRAFT = "Sidorna är märkta UTKAST. Fastställ ansökan innan den skrivs under."


class PaperOut(QObject):
    """Prints and exports. Everything is saved first.

    What the workspace holds is read here, in the window's thread; the pages and files are made in another.
    """

    requested = Signal(str, tuple)
    """A method of the opened application to call, and its arguments."""

    def __init__(
        self,
        session: Session,
        errors: Callable[[], int],
        notice: NoticeBar,
        exporter: Exporter,
        widget: QWidget,
        parent: QObject,
    ) -> None:
        """`errors` looks the application over and gives how many there are."""
        super().__init__(parent)
        self._session, self._errors, self._notice = session, errors, notice
        self._exporter, self._widget = exporter, widget

    # -- printing --------------------------------------------------------------------------

    def print_all(self) -> None:
        """Print the newest version where nothing differs from it, else a draft."""
        if self._session.save_now():  # what went wrong is told by the session
            self._print(self._session.versioning.paper())

    def print_version(self, number: int) -> None:
        """Print a frozen version as it is. Raises `UserError`."""
        self._print(self._session.versioning.paper(number))

    def print_signatures(self) -> None:
        """Print the pages that are signed by hand, and no others."""
        if self._session.save_now():
            paper = self._session.versioning.paper()
            if paper.draft:
                self._print(paper, "signatures", _DRAFT, self._offer)
            else:
                self._print(paper, "signatures")

    def print_blank(self) -> None:
        """Print the form with nothing filled in, to be filled in by hand."""
        self._print(Paper(Application.new(self._session.application.edition)))

    def _print(
        self, paper: Paper, part: Part = "all", warning: str = "", offer: Callable[[], Actions] = dict
    ) -> None:
        from finsam_desktop.ui.printing import Printout

        Printout(paper, part, self._notice, self._widget, warning, offer).start()

    def _offer(self) -> Actions:
        """To freeze, while the application is open."""
        if not isValid(self):
            return {}
        return {"freeze": ("Fastställ för underskrift…", lambda: self.requested.emit("versions.freeze", ()))}

    # -- files -----------------------------------------------------------------------------

    def export_pdf(self) -> None:
        """Write the PDF of the newest version where nothing differs from it, else of a draft."""
        if self._session.save_now():
            self._export_paper(self._session.versioning.paper(), self._errors())

    def export_version(self, number: int) -> None:
        """Write the PDF of a frozen version as it is. Raises `UserError`."""
        self._export_paper(self._session.versioning.paper(number))

    def export_word(self) -> None:
        self._export_alone(".docx")

    def export_excel(self) -> None:
        self._export_alone(".xlsx")

    def export_json(self) -> None:
        self._export_alone(".json")

    def export_dossier(self, number: int = 0) -> None:
        """Write one PDF with the form and all that goes with it: of a version, else as `export_pdf`."""
        if self._session.save_now():
            self._export_bundle(number, ".pdf", "dossier", "dossiern")

    def export_archive(self, number: int = 0) -> None:
        """Write one zip with everything in all its forms: of a version, else as `export_pdf`."""
        if self._session.save_now():
            self._export_bundle(number, ".zip", "arkiv", "arkivet")

    def _export_paper(self, paper: Paper, errors: int = 0) -> None:
        ending = f"version {paper.number}" if paper.number else "utkast"
        name = paper.application.name
        self._export(Outgoing(name, ".pdf", lambda _: paper.render(), ending), errors, draft=paper.draft)

    def _export_alone(self, suffix: str) -> None:
        if self._session.save_now():
            versioning, desk = self._session.versioning, self._session.desk
            application = self._session.application.snapshot()
            content = desk.content if suffix == ".json" else or_nothing(desk.content)
            found = {digest: content(digest) for digest in needed_contents(application, suffix)}
            version = versioning.newest if versioning.shown else None
            bundle = Bundle(application, found.__getitem__, version)
            out = Outgoing(application.name, suffix, lambda _: bundle.render(suffix))
            self._export(out, self._errors())

    def _export_bundle(self, number: int, suffix: str, ending: str, what: str) -> None:
        bundle = self._session.versioning.bundle(number)
        ending = f"version {number} {ending}" if number else ending
        out = Outgoing(bundle.application.name, suffix, partial(_together, bundle, suffix), ending, what)
        self._export(out, 0 if number else self._errors(), draft=bundle.draft)

    def _export(self, out: Outgoing, errors: int, *, draft: bool = False) -> None:
        """Write it, and say after that it is a draft, and how many errors are left in the application."""
        notes = [_DRAFT] if draft else []
        if errors:
            notes.append(f"{errors if errors > 1 else 'Ett'} fel är kvar att åtgärda.")
        said = replace(out, note=" ".join(notes), state="warning" if errors else "ok")
        self._exporter.export(replace(said, offer=self._offer) if draft else said)


def _together(bundle: Bundle, suffix: str, cancelled: Callable[[], bool]) -> bytes:
    """In another thread, where the libraries are read."""
    from finsam_desktop.exchange.dossier import archive_zip, dossier_pdf

    return (dossier_pdf if suffix == ".pdf" else archive_zip)(bundle, cancelled=cancelled)
