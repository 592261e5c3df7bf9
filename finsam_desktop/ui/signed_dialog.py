"""Shows what a PDF that came back signed is, against the version that went out, and notes who has signed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain import signing
from finsam_desktop.domain.application import Attachment
from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.parse import format_date
from finsam_desktop.domain.versions import Version
from finsam_desktop.exchange.signed_pdf import SignedReport, Verdict, examine
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import answer_buttons, fit, spaced, wrapped
from finsam_desktop.ui.labels import heading
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.signed_choices import SignerChoices, signers_of
from finsam_desktop.ui.work import Worker

_STATES: dict[Verdict, str] = {"sound": "ok", "unproven": "warning", "wrong": "error"}
_SOUND = "Filen är version {0} som den fastställdes, och den elektroniska underskriften är hel."
_UNPROVEN = "Sidorna är desamma som i version {0}, men programmet kan inte bevisa underskrifterna."
_BROKEN = "Sidorna är desamma som i version {0}, men den elektroniska underskriften håller inte."
_EARLY = "Sidorna är desamma som i version {0}, men enligt filen är de underskrivna innan den fastställdes."
_OTHER = "Filen är inte densamma som version {0}. Lita inte på den förrän du vet varför den skiljer sig."


class SignedDialog(QDialog):
    """Examines the file, shows the result, and notes the signatures as one step through the session.

    The file is only read. The work is done by workers that belong to `keeper`, since a reader that was told
    to stop may come back after the dialog is gone.
    """

    def __init__(self, session: Session, path: Path, keeper: QObject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signed")
        self.setWindowTitle("Läs in underskriven PDF")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.session, self._path, self._keeper = session, path, keeper
        self.report: SignedReport | None = None
        self._versions = session.versioning.versions
        self._version = self._versions[-1]
        self._stopped = Event()
        self.title = wrapped(path.name, self)
        self.title.setObjectName("signed.title")
        self.title.setStyleSheet("font-weight: bold")
        self.message = self._text("message")
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.mark, self.age_mark = QLabel(self), QLabel(self)
        self.age_mark.setPixmap(theme.state_icon("warning").pixmap(16, 16))
        self.verdict, self.age = self._text("verdict"), self._text("age")
        self.verdict.setStyleSheet("font-weight: bold")
        self.sentences = self._make_sentences()
        self.choices = SignerChoices(self)
        self.choices.changed.connect(self._enable)
        self.anyway = QCheckBox("Notera trots det", self)
        self.anyway.setObjectName("signed.anyway")
        self.anyway.setAccessibleName("Notera underskrifterna trots det som är fel")
        self.anyway.toggled.connect(self._enable)
        self._build()
        self._examine(self._version)

    # -- building --------------------------------------------------------------------------

    def _text(self, name: str) -> QLabel:
        label = wrapped("", self)
        label.setObjectName(f"signed.{name}")
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _make_sentences(self) -> QTextBrowser:
        text = QTextBrowser(self)
        text.setObjectName("signed.sentences")
        text.setAccessibleName("Vad granskningen visade")
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        text.setOpenLinks(False)
        return text

    def _build(self) -> None:
        result = QWidget(self)
        column = QVBoxLayout(result)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        for mark, label in ((self.age_mark, self.age), (self.mark, self.verdict)):
            line = QHBoxLayout()
            line.setSpacing(theme.STEP)
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label, 1)
            column.addLayout(line)
        column.addWidget(self.sentences, 1)
        column.addWidget(heading("Underskrifter i filen", "signed.heading"))
        column.addWidget(self.choices, 1)
        column.addWidget(self.anyway)
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("signed.pages")
        self.stack.addWidget(self.message)
        self.stack.addWidget(result)
        self.progress = QProgressBar(self)
        self.progress.setObjectName("signed.progress")
        self.progress.setAccessibleName("Granskar")
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.buttons = answer_buttons(self, ("take", "Notera underskrifterna"))
        self.take, self.cancel = (self._button(name) for name in ("take", "cancel"))
        foot = QHBoxLayout()
        foot.addWidget(self.progress, 1)
        foot.addWidget(self.buttons)
        box = QVBoxLayout(self)
        spaced(box)
        box.addWidget(self.title)
        box.addWidget(self.stack, 1)
        box.addLayout(foot)
        fit(self, 104 * theme.STEP, 76 * theme.STEP)

    def _button(self, name: str) -> QPushButton:
        found = self.buttons.findChild(QPushButton, f"signed.{name}")
        assert isinstance(found, QPushButton)
        return found

    # -- examining -------------------------------------------------------------------------

    def _examine(self, version: Version) -> None:
        """Hold the file against the version, off the window's thread."""
        self._version = version
        self.report = None
        self._wait(f"Jämför {self._path.name} med version {version.number} …")
        try:
            frozen = self.session.desk.version_pdf(self.session.application.id, version.number)
        except UserError as error:
            self._refuse(str(error))
            return
        worker = Worker(self._keeper)
        worker.done.connect(self._take_report)
        worker.failed.connect(self._refuse)
        worker.finished.connect(worker.deleteLater)
        day = signing.frozen_on(version)
        worker.start(partial(examine, self._path, frozen, day, cancelled=self._stopped.is_set))

    def _take_report(self, report: SignedReport) -> None:
        """Show it, or begin anew when the pages say that they are of another version."""
        wanted = version_of(report.marks, self._versions)
        if wanted.number != self._version.number:
            self._examine(wanted)
        else:
            self.report = report
            self._show(report)

    def _wait(self, text: str) -> None:
        self.message.setText(text)
        self.stack.setCurrentIndex(0)
        self.progress.show()
        self._enable()

    def _refuse(self, text: str) -> None:
        self.progress.hide()
        self.message.setText(f"{text}\n\nAnsökan är som den var.")
        self.stack.setCurrentIndex(0)
        self.report = None
        self._enable()
        self.cancel.setFocus()

    def _show(self, report: SignedReport) -> None:
        self.progress.hide()
        self.mark.setPixmap(theme.state_icon(_STATES[report.verdict]).pixmap(16, 16))
        self.verdict.setText(headline(report, self._version.number))
        age = self._age(report)
        self.age.setText(age)
        self.age.setVisible(bool(age))
        self.age_mark.setVisible(bool(age))
        items = "".join(
            f"<li style='margin-bottom: {theme.STEP // 2}px'>{escape(line)}</li>" for line in report.sentences
        )
        self.sentences.setHtml(f"<ul style='margin-left: -{2 * theme.STEP}px'>{items}</ul>")
        number = self.session.versioning.number
        statuses = signing.overview(self.session.application, number)
        self.choices.show_signers(signers_of(report), statuses, self._version.number, report.sha256)
        self.anyway.setVisible(report.verdict == "wrong" and self.choices.has_any)
        self.stack.setCurrentIndex(1)
        self._enable()
        (self.take if self.take.isEnabled() else self.cancel).setFocus()

    def _age(self, report: SignedReport) -> str:
        """What is to be known of the file's version where it is not what the application says now."""
        newest, of = self._versions[-1], self._version
        if report.marks and str(of.mark) not in report.marks:
            return _of_another(self.session, report.marks)
        if of.number != newest.number:
            day = format_date(signing.frozen_on(of))
            return (
                f"Nu gäller version {newest.number}. Filen är av version {of.number}, som fastställdes {day}."
                f" Det som noteras gäller version {of.number}, och version {newest.number} behöver skrivas"
                " under på nytt."
            )
        if self.session.versioning.state.kind == "changed":
            return f"Ansökan har ändrats sedan version {of.number} fastställdes."
        return ""

    def _enable(self) -> None:
        report = self.report
        is_right = report is not None and (report.verdict != "wrong" or self.anyway.isChecked())
        self.take.setEnabled(is_right and bool(self.choices.picked()))
        self.cancel.setText("Stäng" if not self.progress.isVisibleTo(self) else "Avbryt")
        self.cancel.setAccessibleName(self.cancel.text())

    # -- answering -------------------------------------------------------------------------

    def accept(self) -> None:
        """Note the signatures and attach the file as it is, as one step."""
        if not (self.take.isEnabled() and self.report):
            return
        try:
            file = self.session.desk.keep_file(self._path)
        except UserError as error:
            self._refuse(str(error))
            return
        if file.digest != self.report.sha256:
            self._refuse(f"Filen {self._path.name} har ändrats sedan den granskades. Läs in den på nytt.")
            return
        self._note(file)
        super().accept()

    def _note(self, file: Attachment) -> None:
        number, picked, application = self._version.number, self.choices.picked(), self.session.application
        values = {
            party: {
                **signing.signed_in(one.day, number),
                **signing.signers_name(application.party(party), one.names),
            }
            for party, one in picked.items()
        }
        label = f"Notera underskrifter av version {number}"
        before = list(application.attachments)
        self.session.apply(signing.record_all(application, values, number, label, file=file))
        gone = [one.name for one in before if one not in application.attachments]
        statuses = signing.overview(application, number)
        names = signing.listed([one.organisation for one in statuses if one.party in picked])
        self.session.told.emit(
            f"Noterat: version {number} är undertecknad av {names}. Filen {file.name} är bifogad som den är."
            + (f" Den ersätter {signing.listed(gone)}." if gone else "")
        )

    def done(self, result: int) -> None:
        """Closed one way or another: what is being read is let go."""
        self._stopped.set()
        super().done(result)


def version_of(marks: Sequence[str], versions: Sequence[Version]) -> Version:
    """The version that the pages' marks name, the newest where they name several or none."""
    return next((one for one in reversed(versions) if str(one.mark) in marks), versions[-1])


def _of_another(session: Session, marks: Sequence[str]) -> str:
    """Which other application in the workspace the pages are of; empty where there is none."""
    desk = session.desk
    for one in desk.list():
        if one.id != session.application.id and one.version:
            try:
                found = [version for version in desk.versions(one.id) if str(version.mark) in marks]
            except UserError:  # another application's damage is not this one's
                continue
            if found:
                name = one.name or "utan namn"
                return (
                    f"Filen är version {found[-1].number} av en annan ansökan, ”{name}”. Öppna den ansökan"
                    " och läs in filen där."
                )
    return ""


def headline(report: SignedReport, number: int) -> str:
    """The verdict in a sentence."""
    if report.verdict == "wrong":
        return (_BROKEN if report.same_pages else _OTHER).format(number)
    if report.early:
        return _EARLY.format(number)
    return (_SOUND if report.verdict == "sound" else _UNPROVEN).format(number)
