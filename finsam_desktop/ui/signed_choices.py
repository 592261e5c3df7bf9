"""Those who signed a file, each with the choice of which party it is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from finsam_desktop.domain.signing import PartyStatus, likely_parties, listed, local_day
from finsam_desktop.exchange.signed_pdf import SignedReport
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import wrapped
from finsam_desktop.ui.inputs import Chooser
from finsam_desktop.ui.labels import muted

_NOBODY = (
    "Filen nämner ingen som har skrivit under, så det finns inget att notera. Är det en skannad sida kan du"
    " bifoga den vid den part som har skrivit under."
)
_WITHHELD = "{0} {1}, en nyare version än filen. Därför är parten inte vald."
_MOST = 50
"""Signatories that are shown: no form has more parties, and a hostile file can name many."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signed, as the file says."""

    name: str
    time: datetime | None
    method: str
    is_named: bool = True
    """Whether the name is that of a person on the signing page."""


def signers_of(report: SignedReport) -> list[Signer]:
    """Those on the signing page, then those who made the electronic signatures in the file."""
    on_page = [Signer(one.name, one.time, one.method) for one in report.signatories]
    inside = [
        Signer(one.name, one.time, one.what if one.by_service else f"{one.what} i filen", is_named=False)
        for one in report.signatures
        if one.kind == "signature"
    ]
    return (on_page + inside)[:_MOST]


@dataclass(frozen=True, slots=True)
class Picked:
    """What is chosen for one party."""

    day: date
    """Of the last signature."""
    names: str
    """Of the people who signed for it, as the signing page has them; may be empty."""


class SignerChoices(QScrollArea):
    """A line for each signer: name, time, method, party, and below it what noting it would replace."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signed.choices")
        self.setAccessibleName("Underskrifter i filen")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its choosers have it
        self.choosers: list[tuple[Signer, Chooser]] = []
        self.notes: list[QLabel] = []
        """What is said below each chooser; hidden where there is nothing to say."""
        self._statuses: dict[str, PartyStatus] = {}
        self._version, self._sha256 = 0, ""

    @property
    def has_any(self) -> bool:
        """Whether there is a signature to note, and a party to note it for."""
        return bool(self._statuses) and any(signer.time for signer, _ in self.choosers)

    def show_signers(
        self, signers: Sequence[Signer], statuses: Sequence[PartyStatus], version: int, sha256: str
    ) -> None:
        """Show them with the parties that they most likely sign for; `sha256` is the file's.

        No party is suggested that has signed a newer version than `version`.
        """
        self.choosers, self.notes = [], []
        self._statuses, self._version, self._sha256 = {one.party: one for one in statuses}, version, sha256
        inside = QWidget(self)
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, theme.STEP, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.STEP)
        grid.setVerticalSpacing(theme.STEP)
        box.addLayout(grid)
        box.addStretch()
        if signers:
            for column, title in enumerate(("Namn", "Tid", "Sätt", "Skriver under för")):
                grid.addWidget(muted(title), 0, column)
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(2, 1)
        else:
            grid.addWidget(muted(_NOBODY), 0, 0)
        names = [one.name if one.time else "" for one in signers]
        newer = [one for one in statuses if self._has_newer(one)]
        likely = likely_parties(names, [one for one in statuses if one not in newer])
        withheld = likely_parties(names, newer)
        for row, (signer, party, other) in enumerate(zip(signers, likely, withheld, strict=True), start=1):
            self._add(grid, row, signer, party)
            self._add_note(grid, row, "" if party else other)
        self.setWidget(inside)

    def _has_newer(self, status: PartyStatus) -> bool:
        return status.has_signed and status.signed_version > self._version

    def _add(self, grid: QGridLayout, row: int, signer: Signer, party: str) -> None:
        name = signer.name or "Namn saknas"
        time = f"{signer.time:%Y-%m-%d %H:%M}" if signer.time else "Framgår inte"
        for column, text in enumerate((name, time, signer.method)):
            grid.addWidget(wrapped(text, self), 2 * row, column)
        chooser = Chooser(self)
        chooser.setObjectName(f"signed.party.{row}")
        chooser.setAccessibleName(f"{name} skriver under för")
        chooser.addItem("Ingen part", "")
        for one in self._statuses.values():
            chooser.addItem(one.organisation, one.party)
        chooser.setCurrentIndex(max(0, chooser.findData(party)))
        chooser.currentIndexChanged.connect(lambda _: self.changed.emit())
        if signer.time is None:
            chooser.setEnabled(False)
            chooser.setToolTip("Filen säger inte när. Skriv datumet för hand under Underskrifter.")
        self.choosers.append((signer, chooser))
        grid.addWidget(chooser, 2 * row, 3)

    def _add_note(self, grid: QGridLayout, row: int, withheld: str) -> None:
        mark, note = QLabel(self), wrapped("", self)
        mark.setPixmap(theme.state_icon("warning").pixmap(16, 16))
        note.setObjectName(f"signed.note.{row}")
        line = QHBoxLayout()
        line.setSpacing(theme.STEP)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(note, 1)
        grid.addLayout(line, 2 * row + 1, 0, 1, 4)
        self.notes.append(note)
        chooser = self.choosers[-1][1]
        show = partial(self._show_note, chooser, mark, note, withheld)
        chooser.currentIndexChanged.connect(lambda _: show())
        show()

    def _show_note(self, chooser: Chooser, mark: QLabel, note: QLabel, withheld: str) -> None:
        chosen, held = self._statuses.get(chooser.currentData()), self._statuses.get(withheld)
        text = ""
        if chosen:
            text = self._replaced(chosen)
        elif held:
            text = _WITHHELD.format(held.organisation, held.known)
        note.setText(text)
        note.setVisible(bool(text))
        mark.setVisible(bool(text))
        chooser.setAccessibleDescription(text)

    def _replaced(self, status: PartyStatus) -> str:
        """What is noted of the party already, and would be replaced."""
        who = status.organisation
        if status.scan and status.scan.digest == self._sha256:
            return f"{who} {status.known}, noterat ur samma fil." if status.known else ""
        file = status.scan.name if status.scan else ""
        if not status.known:
            return f"{who} har redan filen {file}, som ersätts." if file else ""
        newer = ", en nyare version än filen" if self._has_newer(status) else ""
        return f"{who} {status.known}{newer}; " + (
            f"det och filen {file} ersätts." if file else "det ersätts."
        )

    def picked(self) -> dict[str, Picked]:
        """Party's id -> what is noted, for the parties that are chosen."""
        chosen: dict[str, list[Signer]] = {}
        for signer, chooser in self.choosers:
            if signer.time and (party := chooser.currentData()):
                chosen.setdefault(party, []).append(signer)
        return {party: _together(signers) for party, signers in chosen.items()}


def _together(signers: Sequence[Signer]) -> Picked:
    names = dict.fromkeys(one.name for one in signers if one.is_named and one.name)
    return Picked(max(local_day(one.time) for one in signers if one.time), listed(list(names)))
