"""Printing through the system's own dialog, page by page, from the same PDF that is exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from finsam_desktop.domain.errors import NotFoundError
from finsam_desktop.exchange.page_pictures import Contents, Picture, contents, picture, signature_pages
from finsam_desktop.ui.exporting import Actions
from finsam_desktop.ui.notice import NoticeBar
from finsam_desktop.ui.versioning import Paper
from finsam_desktop.ui.work import Worker

Part = Literal["all", "signatures"]
MOST_DPI = 300
"""Pages are drawn no sharper than this: more is not seen, and takes memory and time."""
_TOPIC = "printing"
_NO_START = (
    "Inget skrevs ut: skrivaren eller filen gick inte att öppna. Kontrollera att skrivaren är på, eller att"
    " filen inte är öppen i ett annat program, och skriv ut på nytt."
)
_STOPPED = "Utskriften avbröts: skrivaren tar inte emot fler sidor. Kontrollera den, och skriv ut på nytt."
_POINTS = 72


def ask_printer(parent: QWidget, pages: int, title: str) -> QPrinter | None:
    """Let the person choose printer, pages and copies; None if nothing is to be printed."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCreator(QCoreApplication.applicationName())
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, parent)
    dialog.setObjectName("print")
    dialog.setWindowTitle("Skriv ut")
    dialog.setMinMax(1, pages)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintCollateCopies)
    accepted = dialog.exec()
    dialog.deleteLater()
    return printer if accepted else None


class Printout(QObject):
    """One printing. It says in the bar how it goes; then it deletes itself."""

    finished = Signal()

    def __init__(
        self,
        paper: Paper,
        part: Part,
        notice: NoticeBar,
        widget: QWidget,
        warning: str = "",
        offer: Callable[[], Actions] = dict,
    ) -> None:
        """`warning` is what more is said when it is done, and `offer` gives what is offered then."""
        super().__init__(widget)
        self._paper, self._part = paper, part
        self._notice, self._widget = notice, widget
        self._warning, self._offer = warning, offer
        self._pdf, self._contents = b"", Contents(())
        self._painter = QPainter()
        self._printer: QPrinter | None = None
        self._order: tuple[int, ...] = ()
        self._printed = 0
        self.finished.connect(self.deleteLater)

    def start(self) -> None:
        """Make the pages, then ask for the printer, then print; returns at once."""
        self._notice.say("Skapar sidorna för utskrift …", topic=_TOPIC)
        self._work(partial(_prepared, self._paper, self._part), self._ask)

    def _work(self, job: Callable[[], object], take: Callable[..., None]) -> None:
        worker = Worker(self)
        worker.done.connect(take)
        worker.failed.connect(self._fail)
        worker.finished.connect(worker.deleteLater)
        worker.start(job)

    # -- what is to be printed -------------------------------------------------------------

    def _ask(self, prepared: tuple[bytes, Contents, tuple[int, ...]]) -> None:
        self._pdf, self._contents, pages = prepared
        title = self._paper.application.name or self._paper.application.edition.title
        printer = ask_printer(self._widget, len(pages), title)
        if printer is None:
            self._notice.withdraw(_TOPIC)
            self.finished.emit()
            return
        self._printer, self._order = printer, sheets(printer, pages)
        if not self._order:
            self._fail("Inget skrevs ut: ingen av sidorna som du valde finns. Välj andra sidor.")
            return
        printer.setFullPage(True)
        self._turn(self._order[0])
        if not self._painter.begin(printer):
            self._fail(_NO_START)
            return
        self._painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # no smudges around letters
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if application := QCoreApplication.instance():
            application.aboutToQuit.connect(self._stop)
        self._draw_next()

    # -- page by page ----------------------------------------------------------------------

    def _draw_next(self) -> None:
        assert self._printer is not None
        if self._printed == len(self._order):
            self._painter.end()
            words = "1 sida är skickad" if len(self._order) == 1 else f"{len(self._order)} sidor är skickade"
            text = f"{words} till skrivaren. {self._warning}".rstrip()
            self._notice.say(text, "warning" if self._warning else "ok", topic="", **self._offer())
            self.finished.emit()
            return
        if self._painter.isActive():
            words = f"Skriver ut sida {self._printed + 1} av {len(self._order)} …"
            self._notice.say(words, topic=_TOPIC, cancel=("Avbryt utskriften", self._cancel))
            scale = min(MOST_DPI, self._printer.resolution()) / _POINTS
            self._work(partial(picture, self._pdf, self._order[self._printed], scale), self._put)

    def _put(self, drawn: Picture) -> None:
        """Put the picture on its sheet, in its own size or as large as the paper has room for."""
        if self._printer is None or not self._painter.isActive():
            return  # cancelled meanwhile
        page = self._order[self._printed]
        if self._printed:
            self._turn(page)
            if not self._printer.newPage():
                self._stop()
                self._fail(_STOPPED)
                return
        paper = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        dots = self._printer.resolution() / _POINTS
        width, height = (side * dots for side in self._contents.sizes[page])
        factor = min(1.0, paper.width() / width, paper.height() / height)
        target = QRectF(0, 0, width * factor, height * factor)
        target.moveCenter(QRectF(0, 0, paper.width(), paper.height()).center())
        image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32)
        self._painter.drawImage(target, image)
        self._printed += 1
        self._draw_next()

    def _turn(self, page: int) -> None:
        """Let the next sheet lie as the page does; before the sheet is begun."""
        assert self._printer is not None
        width, height = self._contents.sizes[page]
        across = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
        self._printer.setPageOrientation(across)

    # -- endings ---------------------------------------------------------------------------

    def _cancel(self) -> None:
        done = self._printed
        self._stop()
        self._notice.say(f"Utskriften avbröts efter {done} av {len(self._order)} sidor.")
        self.finished.emit()

    def _stop(self) -> None:
        if self._painter.isActive() and self._printer:
            self._printer.abort()
            self._painter.end()

    def _fail(self, reason: str) -> None:
        self._notice.say(reason, "error")
        self.finished.emit()


def sheets(printer: QPrinter, pages: Sequence[int]) -> tuple[int, ...]:
    """The pages in the order that they are to be sent in: those chosen, repeated for copies.

    A printer that makes copies by itself gets each page once.
    """
    chosen = list(pages)
    if printer.printRange() == QPrinter.PrintRange.PageRange:
        chosen = [page for place, page in enumerate(pages, 1) if printer.pageRanges().contains(place)]
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        chosen.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return tuple(chosen * copies)
    return tuple(page for page in chosen for _ in range(copies))


def _prepared(paper: Paper, part: Part) -> tuple[bytes, Contents, tuple[int, ...]]:
    """In another thread: the PDF, what is in it, and which of its pages (from 0) are to be printed."""
    pdf = paper.render()
    found = contents(pdf)
    if part == "all":
        return pdf, found, tuple(range(len(found.sizes)))
    pages = signature_pages(paper.application, found)
    if not pages:
        raise NotFoundError("Blanketten har inga sidor att skriva under. Skriv ut hela ansökan i stället.")
    return pdf, found, pages
