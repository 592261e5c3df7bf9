"""The preview: the form as it will be on paper, beside the editor, following what is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from finsam_desktop.domain.errors import UserError
from finsam_desktop.exchange.page_pictures import Contents, contents, heading_mark, picture
from finsam_desktop.ui import theme
from finsam_desktop.ui.preview_pages import STEP, Fit, PageView
from finsam_desktop.ui.preview_trouble import TroubleBar
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.versioning import Paper
from finsam_desktop.ui.work import Worker

FOLLOW_AFTER_MS = 300
"""How long after the last change the pages are made anew."""
_FAULT = "Ett fel i programmet hindrade att sidorna skapades."


class PreviewPane(QWidget):
    """Pages, zoom and page number. One thing is done at a time off the window's thread: PDF or picture."""

    close_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName("Förhandsgranskning")
        self.session = session
        self.pdf = b""
        self._is_stale, self._is_halted = True, False
        self._take_result: Callable[..., None] | None = None
        """What to do with what is being made; None when nothing is."""
        self._version = 0
        """What is shown or being made; 0 for a draft."""
        self._place: tuple[str, ...] = ()
        self.pages = PageView(self)
        self.trouble = TroubleBar(self)
        self.number = QLabel(self)
        self.number.setObjectName("preview.number")
        self.mark = QLabel(self)
        self.mark.setObjectName("preview.mark")
        font = self.mark.font()
        font.setBold(True)
        self.mark.setFont(font)
        self.percent = QLabel(self)
        self.percent.setObjectName("preview.percent")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._controls())
        box.addWidget(self.trouble)
        box.addWidget(self.pages, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FOLLOW_AFTER_MS)
        self._timer.timeout.connect(self._work)
        self.pages.picture_wanted.connect(self._work)
        self.pages.moved.connect(self._tell_place)
        self.trouble.retry.clicked.connect(self.follow)
        session.changed.connect(self._changed)
        session.versioning.changed.connect(self._frozen)
        self._tell_place()

    def _controls(self) -> QHBoxLayout:
        self.smaller = self._button("smaller", "Mindre", lambda: self.pages.zoom_by(1 / STEP), "minus")
        self.larger = self._button("larger", "Större", lambda: self.pages.zoom_by(STEP), "plus")
        self.by_width = self._button("width", "Sidbredd", partial(self._fit, "width"))
        self.by_page = self._button("page", "Hel sida", partial(self._fit, "page"))
        self.close_button = self._button(
            "close", "Stäng förhandsgranskningen", self.close_requested.emit, "x"
        )
        for one in (self.by_width, self.by_page):
            one.setCheckable(True)
        row = QHBoxLayout()
        row.setContentsMargins(theme.STEP, theme.STEP // 2, theme.STEP // 2, theme.STEP // 2)
        row.setSpacing(theme.STEP // 2)
        row.addWidget(self.number)
        row.addSpacing(theme.STEP // 2)
        row.addWidget(self.mark)
        row.addStretch(1)
        for widget in (self.smaller, self.percent, self.larger, self.by_width, self.by_page):
            row.addWidget(widget)
        row.addWidget(self.close_button)
        return row

    def _button(self, name: str, words: str, slot: Callable[[], object], icon: str = "") -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"preview.{name}")
        button.setAccessibleName(words)
        button.setAutoRaise(True)
        if icon:
            button.setIcon(theme.icon(icon))
            button.setToolTip(words)
        else:
            button.setText(words)
        button.clicked.connect(lambda: slot())
        return button

    def stops(self) -> list[QWidget]:
        """What Tab stops at, in order."""
        return [self.smaller, self.larger, self.by_width, self.by_page, self.close_button, self.pages]

    def _fit(self, fit: Fit) -> None:
        self.pages.set_fit(fit)

    def _tell_place(self) -> None:
        """Say which page is shown and how large, and press the button of the size that is kept."""
        count = len(self.pages.contents.sizes)
        self.number.setText(f"Sida {self.pages.page + 1} av {count}" if count else "Skapar sidorna …")
        self.percent.setText(f"{self.pages.percent} %")
        self.pages.setAccessibleDescription(f"{self.number.text()} {self.mark.text()}".rstrip())
        self.by_width.setChecked(self.pages.fit == "width")
        self.by_page.setChecked(self.pages.fit == "page")

    # -- following -------------------------------------------------------------------------

    def show_place(self, headings: tuple[str, ...]) -> None:
        """Go to the first of these headings that the pages have, now or when they are there."""
        self._place = headings
        if self.pages.contents.sizes:
            self._place = ()
            for heading in map(heading_mark, headings):
                for mark in self.pages.contents.marks:
                    # A signature's bookmark goes on with whose it is.
                    if mark.title == heading or mark.title.startswith(f"{heading}: "):
                        self.pages.go_to(mark.page, max(0.0, mark.down - theme.STEP))
                        return

    def follow(self) -> None:
        """Make the pages of the application as it is now."""
        self._is_stale, self._is_halted = True, False
        self._timer.stop()
        self._work()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._work()

    def _changed(self, *_: object) -> None:
        self._is_stale = True
        self._timer.start()

    def _frozen(self) -> None:
        """Freezing changes what the pages say. Changes of the application have been heard of before."""
        if not self._is_stale and self.session.versioning.shown != self._version:
            self._changed()

    def _work(self) -> None:
        """Do what is needed most, unless something is being done; then this is called again after it."""
        if self._take_result or self._is_halted or not self.isVisible():
            return
        if self._is_stale and not self._timer.isActive():
            self._is_stale = False
            self._make()
        elif self.pdf and (wanted := self.pages.wanted()):
            job = partial(picture, self.pdf, wanted.page, wanted.scale)
            self._start(job, partial(self.pages.take, wanted))

    def _make(self) -> None:
        """Begin to make the pages. What they show is read here: the workspace belongs to this thread."""
        try:
            paper = self.session.versioning.paper()
        except UserError as error:
            self.trouble.say(str(error))
        else:
            self._version = paper.number
            self._start(partial(_made, paper), partial(self._take, str(paper)))

    def _start(self, job: Callable[[], object], take: Callable[..., None]) -> None:
        self._take_result = take
        # The pane may be gone when the work is done: its worker must outlive it.
        worker = Worker(QCoreApplication.instance())
        worker.done.connect(self._done)
        worker.failed.connect(self._failed)
        worker.finished.connect(self._finished)
        worker.finished.connect(worker.deleteLater)
        worker.start(job)

    def _done(self, result: object) -> None:
        take, self._take_result = self._take_result, None
        assert take is not None
        take(result)

    def _failed(self, reason: str) -> None:
        self._take_result = None
        self.trouble.say(reason)

    def _finished(self) -> None:
        """Go on with what is next; after a fault in the program, told elsewhere, only when asked to."""
        self._is_halted = self._take_result is not None
        self._take_result = None
        if self._is_halted:
            self.trouble.say(_FAULT)
        self._work()

    def _take(self, mark: str, made: tuple[bytes, Contents]) -> None:
        self.pdf, found = made
        self.mark.setText(mark)
        self.pages.show_contents(found)
        if self._place:
            self.show_place(self._place)
        self.trouble.hide()


def _made(paper: Paper) -> tuple[bytes, Contents]:
    """In another thread: the PDF, and what is in it."""
    pdf = paper.render()
    return pdf, contents(pdf)
