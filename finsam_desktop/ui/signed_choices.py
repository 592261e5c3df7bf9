"""Those who signed a file, each with the choice of which party it is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from finsam_desktop.domain.signing import PartyStatus, likely_parties
from finsam_desktop.exchange.signed_pdf import SignedReport
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import wrapped
from finsam_desktop.ui.inputs import Chooser
from finsam_desktop.ui.labels import muted

_NOBODY = (
    "Filen nämner ingen som har skrivit under, så det finns inget att notera. Är det en skannad sida kan du"
    " bifoga den vid den part som har skrivit under."
)
_IN_FILE = "Elektronisk underskrift i filen"
_MOST = 50
"""Signatories that are shown: no form has more parties, and a hostile file can name many."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signed, as the file says."""

    name: str
    time: datetime | None
    method: str


def signers_of(report: SignedReport) -> list[Signer]:
    """Those on the signing page, then those who made the electronic signatures in the file."""
    on_page = [Signer(one.name, one.time, one.method) for one in report.signatories]
    inside = [Signer(one.name, one.time, _IN_FILE) for one in report.signatures if one.kind == "signature"]
    return (on_page + inside)[:_MOST]


class SignerChoices(QScrollArea):
    """A line for each signer: name, time, method, party."""

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

    def show_signers(self, signers: Sequence[Signer], statuses: Sequence[PartyStatus], version: int) -> None:
        """Show them with the parties that they most likely sign for.

        No party is suggested that has signed a newer version than `version`.
        """
        self.choosers = []
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
        open_to = [one for one in statuses if one.signed_version <= version]
        likely = likely_parties([one.name if one.time else "" for one in signers], open_to)
        for row, (signer, party) in enumerate(zip(signers, likely, strict=True), start=1):
            self._add(grid, row, signer, statuses, party)
        self.setWidget(inside)

    def _add(
        self, grid: QGridLayout, row: int, signer: Signer, statuses: Sequence[PartyStatus], party: str
    ) -> None:
        name = signer.name or "Namn saknas"
        time = f"{signer.time:%Y-%m-%d %H:%M}" if signer.time else "Framgår inte"
        for column, text in enumerate((name, time, signer.method)):
            grid.addWidget(wrapped(text, self), row, column)
        chooser = Chooser(self)
        chooser.setObjectName(f"signed.party.{row}")
        chooser.setAccessibleName(f"{name} skriver under för")
        chooser.addItem("Ingen part", "")
        for one in statuses:
            chooser.addItem(one.organisation, one.party)
        chooser.setCurrentIndex(max(0, chooser.findData(party)))
        chooser.currentIndexChanged.connect(lambda _: self.changed.emit())
        if signer.time is None:
            chooser.setEnabled(False)
            chooser.setToolTip("Filen säger inte när. Skriv datumet för hand under Underskrifter.")
        self.choosers.append((signer, chooser))
        grid.addWidget(chooser, row, 3)

    def picked(self) -> dict[str, date]:
        """Party's id -> the day of its last signature, for the parties that are chosen."""
        found: dict[str, date] = {}
        for signer, chooser in self.choosers:
            if signer.time and (party := chooser.currentData()):
                found[party] = max(signer.time.date(), found.get(party, date.min))
        return found
