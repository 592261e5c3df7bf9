"""What is known of one party's signature."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from finsam_desktop.domain import signing
from finsam_desktop.domain.application import Attachment, Party
from finsam_desktop.domain.change import TYPING, Change
from finsam_desktop.domain.signing import Dated, PartyStatus, Standing
from finsam_desktop.domain.values import Value
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import wrapped
from finsam_desktop.ui.fields import DateField, FieldEditor, TextField
from finsam_desktop.ui.inputs import Chooser
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.signature_scan import ScanLine

STANDING_MARKS: dict[Standing, str] = {"unsent": "", "sent": "info", "signed": "ok", "older": "warning"}
"""The state that each standing is marked with."""
_NAMES = {"signer": "Namnförtydligande", "signer_email": "E-post", "place": "Ort"}
_DATES: dict[Dated, str] = {"sent": "Skickad för underskrift", "signed": "Undertecknad"}
_HOW = {None: "", "paper": "På papper", "electronic": "Elektroniskt"}


class _WholeDate(DateField):
    """Tells of the date when it is left: half a date is no signature."""

    origin = "edit"

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(name, caption, parent)
        self.edit.textEdited.disconnect(self._timer.start)


class SignatureCard(QFrame):
    """The signatory's name and address, and what has been sent, signed and attached, under the standing."""

    focused = Signal()

    def __init__(
        self, session: Session, party: Party, asks_place: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.party_id = session, party.id
        self.setObjectName(f"signature.{party.id}")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.fields: dict[str, FieldEditor] = {}
        self._title = party.text("organisation") or "Part utan namn"
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setText(self._title)
        self.title.setStyleSheet("font-weight: bold")
        layout = QVBoxLayout(self)
        layout.addWidget(self.title)
        layout.addLayout(self._standing_line())
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(2 * theme.STEP)
        layout.addLayout(self.form)
        for name, text in _NAMES.items():
            if name != "place" or asks_place:
                editor = self._add_field(name, text, TextField, party)
                editor.edited.connect(partial(self._typed, name))
        for name, text in _DATES.items():
            editor = self._add_field(name, text, _WholeDate, party)
            editor.row.insertWidget(2, self._today_button(name, text))
            editor.edited.connect(partial(self._dated, name))
        self._add_how(party)
        self._add_scan()

    # -- building --------------------------------------------------------------------------

    def _name(self, attribute: str) -> str:
        return f"party.{self.party_id}.{attribute}"

    def _standing_line(self) -> QHBoxLayout:
        self.mark = QLabel(self)
        self.standing = wrapped("", self)
        self.standing.setObjectName(self._name("standing"))
        row = QHBoxLayout()
        row.setSpacing(theme.STEP)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.standing, 1)
        return row

    def _add_field(self, name: str, text: str, kind: type[TextField], party: Party) -> TextField:
        editor = kind(self._name(name), f"{text}: {self._title}", self)
        editor.set_value(party.attributes.get(name))
        editor.focused.connect(self.focused)
        self.form.addRow(text, editor)
        self.fields[name] = editor
        return editor

    def _today_button(self, name: Dated, text: str) -> QPushButton:
        button = QPushButton("I dag", self)
        button.setObjectName(self._name(f"{name}.today"))
        button.setAccessibleName(f"{text} i dag: {self._title}")
        button.clicked.connect(lambda: self._note_today(name))
        return button

    def _add_how(self, party: Party) -> None:
        self.how = Chooser(self)
        self.how.setObjectName(self._name("signed_how"))
        self.how.setAccessibleName(f"Hur: {self._title}")
        for value, text in _HOW.items():
            self.how.addItem(text, value)
        self.how.activated.connect(
            lambda: self._record({"signed_how": self.how.currentData()}, "Notera hur parten har undertecknat")
        )
        row = QHBoxLayout()
        row.addWidget(self.how)
        row.addStretch()
        self.form.addRow("Hur", row)
        self._show_how(party)

    def _add_scan(self) -> None:
        self.scan = ScanLine(
            self.session.desk, self._name("scan"), f"Fil med underskrift: {self._title}", self
        )
        self.scan.attached.connect(self._attach)
        self.scan.removed.connect(lambda: self._record({"scan": None}, "Ta bort fil med underskrift"))
        self.form.addRow("Fil med underskrift", self.scan)

    # -- showing ---------------------------------------------------------------------------

    def show_status(self, status: PartyStatus) -> None:
        """Say how it stands."""
        self.title.setText(self.party.text("organisation") or "Part utan namn")
        self.mark.setPixmap(theme.state_icon(STANDING_MARKS[status.standing]).pixmap(16, 16))
        self.standing.setText(status.text)
        self.scan.show_file(status.scan)

    def follow(self, change: Change, name: str) -> None:
        """Show what a change made of the attribute."""
        if editor := self.fields.get(name):
            editor.follow(change, self.party.attributes.get(name))
        elif name == "signed_how":
            self._show_how(self.party)

    def _show_how(self, party: Party) -> None:
        self.how.setCurrentIndex(max(0, self.how.findData(party.text("signed_how") or None)))

    @property
    def party(self) -> Party:
        return self.session.application.party(self.party_id)

    # -- what happens ----------------------------------------------------------------------

    def flush(self) -> None:
        """Hand over what is being written."""
        for editor in list(self.fields.values()):
            editor.flush()

    def _typed(self, name: str, value: Value) -> None:
        self.session.put(("party", self.party_id, name), value, f"Skriv i {_NAMES[name]}", TYPING)

    def _dated(self, name: Dated, value: Value) -> None:
        self._record({name: value}, f"Skriv i {_DATES[name]}")

    def _note_today(self, name: Dated) -> None:
        """Today, in the version that is the newest now."""
        values = signing.dated(name, date.today(), self.session.versioning.number)
        self._record(values, f"Notera {_DATES[name].lower()}")

    def _attach(self, file: Attachment) -> None:
        """A page that was scanned has been signed on paper, if nothing else is said."""
        how = self.party.text("signed_how") or "paper"
        self._record({"signed_how": how}, "Bifoga skannad sida", file)

    def _record(self, values: Mapping[str, Value], label: str, file: Attachment | None = None) -> None:
        number = self.session.versioning.number
        given = {self.party_id: values}
        self.session.apply(signing.record_all(self.session.application, given, number, label, file=file))
