"""The open application's frozen versions, how it stands to the newest, and what its paper shows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.compare import Difference
from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.freezing import State, state
from finsam_desktop.domain.pictures import or_nothing
from finsam_desktop.domain.versions import Version
from finsam_desktop.exchange.export import needed_contents, render

if TYPE_CHECKING:  # the dossier's libraries are read when one is made
    from finsam_desktop.exchange.bundle import Bundle
    from finsam_desktop.ui.session import Session

TELL_AFTER_MS = 300


@dataclass(frozen=True, slots=True)
class Paper:
    """What a print shows. `render` gives the bytes, in any thread."""

    application: Application
    """A copy of its own."""
    pdf: bytes = b""
    """The bytes of a frozen version; empty for what is rendered anew."""
    number: int = 0
    """Of that version, else 0."""
    draft: bool = False
    contents: dict[str, bytes] = field(default_factory=dict)
    """What the pages show besides the application, by SHA-256."""

    def __str__(self) -> str:
        """What is said of it where it is shown; empty for an empty form."""
        if self.number:
            return f"Version {self.number}"
        return "Utkast" if self.draft else ""

    def render(self) -> bytes:
        """The PDF: the frozen bytes, or pages made now, marked as a draft where they are one."""
        return self.pdf or render(self.application, ".pdf", self.contents.__getitem__, draft=self.draft)


class Versioning(QObject):
    """Belongs to a session. Nothing is read before it is asked for."""

    changed = Signal()
    """A version was frozen, or the application stands to the newest in another way than before."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._versions: list[Version] | None = None
        self._frozen: Application | None = None
        self._state: State | None = None
        self._contents: dict[str, bytes] = {}
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TELL_AFTER_MS)
        self._timer.timeout.connect(self._tell)
        session.changed.connect(self._note)
        if isinstance(application := QCoreApplication.instance(), QGuiApplication):
            application.applicationStateChanged.connect(self.look)  # coming back from another window

    @property
    def versions(self) -> list[Version]:
        """The frozen versions, the first one first."""
        if self._versions is None:
            self._versions = self._read()
        return self._versions

    def _read(self) -> list[Version]:
        try:
            return self._session.desk.versions(self._session.application.id)
        except UserError:  # damage among them is no reason not to open the application; freezing tells of it
            return []

    def look(self, *_: object) -> None:
        """Take in what other programs have frozen, if it has been asked for at all."""
        if self._versions is not None and (found := self._read()) != self._versions:
            self._versions, self._frozen, self._state = found, None, None
            self._timer.start()

    @property
    def newest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def number(self) -> int:
        """Of the newest version, 0 for none."""
        return len(self.versions)

    @property
    def state(self) -> State:
        """How the application stands to the newest version, at this moment."""
        if self._state is None:
            try:
                self._state = state(self._session.application, self.number, self._newest_application)
            except UserError as error:  # a damaged version is no reason not to go on with the application
                unread = Difference(("versions",), f"Version {self.number}", "", str(error))
                self._state = State(self.number, (unread,))
        return self._state

    def _newest_application(self) -> Application:
        if self._frozen is None:
            desk, application = self._session.desk, self._session.application
            self._frozen = desk.version_application(application, self.number)
        return self._frozen

    def freeze(self, reason: str = "") -> Version | None:
        """Set the application down as its next version; None where it could not be saved, which is told.

        Raises `UserError`.
        """
        if not self._session.save_now():
            return None
        try:
            made = self._session.desk.freeze(self._session.application, reason)
        finally:
            self.look()  # where it is refused, another program may have frozen one
        self._tell()
        return made

    @property
    def shown(self) -> int:
        """The version that the application is as, 0 where it is a draft or has been changed."""
        return self.number if self.state.kind == "frozen" else 0

    def paper(self, number: int = 0) -> Paper:
        """A version's own bytes; without its `number` what is printed now.

        That is the newest version where nothing differs from it, else a draft. Raises `UserError`.
        """
        application, desk = self._session.application, self._session.desk
        if number and number != self.shown:
            frozen = desk.version_application(application, number)
            return Paper(frozen, desk.version_pdf(application.id, number), number)
        if number := self.shown:
            return Paper(application.snapshot(), desk.version_pdf(application.id, number), number)
        needed = needed_contents(application, ".pdf")
        content = or_nothing(desk.content)  # the pages tell in words of a picture that is missing
        # Kept until the next time: the preview asks after each edit.
        self._contents = {one: self._contents.get(one) or content(one) for one in needed}
        return Paper(application.snapshot(), draft=True, contents=self._contents)

    def bundle(self, number: int = 0) -> Bundle:
        """What `paper` gives, with all that goes with it, to be used in any thread. Raises `UserError`."""
        desk = self._session.desk
        bundle = desk.bundle(self._session.application.snapshot(), number or self.shown)
        found = {digest: desk.content(digest) for digest in bundle.needed()}
        return replace(bundle, content=found.__getitem__, draft=bundle.version is None)

    def _note(self, *_: object) -> None:
        self._state = None
        if self._versions:  # a draft stays one, whatever is written in it
            self._timer.start()

    def _tell(self) -> None:
        self._timer.stop()
        words = repr(self.state)
        if words != self._told:
            self._told = words
            self.changed.emit()
