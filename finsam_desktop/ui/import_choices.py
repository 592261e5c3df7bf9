"""The choices beside the preview: which sheet, which organisation, how, and in what unit."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain.application import Application
from finsam_desktop.exchange.recognise_model import Organisation, SheetReading
from finsam_desktop.exchange.take_in import NEW, SKIP
from finsam_desktop.ui import theme
from finsam_desktop.ui.import_look import Look, Picks
from finsam_desktop.ui.inputs import Chooser
from finsam_desktop.ui.labels import heading, muted

NOT_READ = "Läses inte in"
MOST_SHEETS = 40
"""Sheets that can be chosen; a workbook with more of them has most of them for something else."""


class ImportChoices(QScrollArea):
    """Shows what was recognised and keeps what the person picks instead in `picks`."""

    changed = Signal()

    def __init__(self, application: Application, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import.choices")
        self.setAccessibleName("Val för inläsningen")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its choosers have it
        self.application, self.picks = application, Picks()
        self.sheets: dict[str, QComboBox] = {}
        self.organisations: dict[str, QComboBox] = {}
        inside = QWidget(self)
        self.box = QVBoxLayout(inside)
        self.box.setContentsMargins(0, 0, theme.STEP, 0)
        self.box.setSpacing(theme.STEP)
        self.sheet_box, self.organisation_box = QVBoxLayout(), QVBoxLayout()
        self.box.addLayout(self.sheet_box)
        self.box.addLayout(self.organisation_box)
        self._build_modes()
        self.box.addStretch()
        self.setWidget(inside)

    def _build_modes(self) -> None:
        self.box.addWidget(heading("Det som redan står i ansökan", "import.modes"))
        modes = QWidget(self)
        self.replace = self._radio("replace", "&Ersätt med det som läses in", modes)
        self.fill = self._radio("fill", "&Fyll bara tomma celler", modes)
        self.box.addWidget(modes)
        self.keep = QCheckBox("&Behåll egna rader", self)
        self.keep.setObjectName("import.keep")
        self.keep.setAccessibleName("Behåll rader som arbetsboken saknar")
        self.keep.setToolTip("Rader i ansökan som arbetsboken saknar ligger kvar.")
        self.box.addWidget(self.keep)
        self.box.addWidget(heading("Beloppen i arbetsboken är i", "import.units"))
        units = QWidget(self)
        self.kr = self._radio("kr", "&kronor", units)
        self.tkr = self._radio("tkr", "&tusental kronor (tkr)", units)
        self.box.addWidget(units)
        self.reason = muted()
        self.reason.setObjectName("import.unit_reason")
        self.reason.setTextFormat(Qt.TextFormat.PlainText)  # it names a sheet
        self.box.addWidget(self.reason)
        for button in (self.replace, self.fill, self.keep, self.kr, self.tkr):
            button.clicked.connect(self._pick_how)

    def _radio(self, name: str, text: str, holder: QWidget) -> QRadioButton:
        if holder.layout() is None:
            box = QVBoxLayout(holder)
            box.setContentsMargins(0, 0, 0, 0)
        button = QRadioButton(text, holder)
        button.setObjectName(f"import.{name}")
        button.setAccessibleName(text.replace("&", ""))
        layout = holder.layout()
        assert layout is not None
        layout.addWidget(button)
        return button

    # -- showing ---------------------------------------------------------------------------

    def start(self) -> None:
        """Forget what was picked: another workbook comes."""
        self.picks = Picks()
        _clear(self.sheet_box)
        _clear(self.organisation_box)
        self.sheets, self.organisations = {}, {}

    def show_look(self, look: Look) -> None:
        """Show what was recognised and what is chosen."""
        if not self.sheets:
            self._build_sheets(look.first.sheets)
        if list(self.organisations) != list(look.reading.organisations):
            self._build_organisations(list(look.reading.organisations.values()))
        for name, combo in self.sheets.items():
            combo.setCurrentIndex(combo.findData(look.choices.sheets[name]))
        for key, combo in self.organisations.items():
            combo.setCurrentIndex(combo.findData(look.choices.organisations[key]))
        self.replace.setChecked(look.choices.mode == "replace")
        self.fill.setChecked(look.choices.mode == "fill")
        self.keep.setChecked(look.choices.keep_local_rows or look.choices.mode == "fill")
        self.keep.setEnabled(look.choices.mode == "replace")
        self.kr.setChecked(look.choices.unit == "kr")
        self.tkr.setChecked(look.choices.unit == "tkr")
        self.reason.setText(_reason(look))

    def _build_sheets(self, sheets: list[SheetReading]) -> None:
        self.sheet_box.addWidget(heading("Bladen i arbetsboken", "import.sheets"))
        shown = sorted(sheets[MOST_SHEETS:], key=lambda one: not one.template)
        shown = sheets[:MOST_SHEETS] + [one for one in shown if one.template]
        for number, sheet in enumerate(shown):
            combo = self._combo(f"import.sheet.{number}", f"Bladet {sheet.name} läses som")
            combo.addItem(NOT_READ, "")
            for one in self.application.edition.sheets:
                combo.addItem(one.name, one.id)
            hidden = " (dolt)" if sheet.source.hidden else ""
            self._add(self.sheet_box, f"{sheet.name}{hidden}", combo)
            combo.activated.connect(partial(self._pick_sheet, sheet.name))
            self.sheets[sheet.name] = combo
        if len(sheets) > len(shown):
            self.sheet_box.addWidget(muted(f"{len(sheets) - len(shown)} blad till läses inte in."))

    def _build_organisations(self, organisations: list[Organisation]) -> None:
        _clear(self.organisation_box)
        self.organisations = {}
        if organisations:
            self.organisation_box.addWidget(heading("Organisationerna", "import.organisations"))
        for number, organisation in enumerate(organisations):
            name = organisation.name or f"Utan namn ({organisation.spot})"
            combo = self._combo(f"import.organisation.{number}", f"{name} läses in som")
            combo.addItem(NOT_READ, SKIP)
            combo.addItem("Ny part", NEW)
            for party in self.application.parties:
                role = self.application.edition.roles_by_id.get(party.role)
                combo.addItem(party.column_name or f"{role.title if role else 'Part'} utan namn", party.id)
            blank = "" if organisation.filled else ", inga belopp"
            self._add(self.organisation_box, f"{name}{blank}", combo)
            combo.activated.connect(partial(self._pick_organisation, organisation.key))
            self.organisations[organisation.key] = combo

    def _combo(self, name: str, caption: str) -> Chooser:
        combo = Chooser(self.widget())
        combo.setObjectName(name)
        combo.setAccessibleName(caption)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(10)
        return combo

    def _add(self, box: QVBoxLayout, text: str, combo: QComboBox) -> None:
        label = QLabel(text, self.widget())
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setBuddy(combo)
        box.addWidget(label)
        box.addWidget(combo)

    # -- picking ---------------------------------------------------------------------------

    def _pick_sheet(self, name: str, _: int) -> None:
        self.picks.sheets[name] = str(self.sheets[name].currentData())
        self.changed.emit()

    def _pick_organisation(self, key: str, _: int) -> None:
        self.picks.organisations[key] = str(self.organisations[key].currentData())
        self.changed.emit()

    def _pick_how(self) -> None:
        self.picks.mode = "fill" if self.fill.isChecked() else "replace"
        if self.sender() is self.keep:
            self.picks.keep_local_rows = self.keep.isChecked()
        if self.sender() in (self.kr, self.tkr):
            self.picks.unit = "tkr" if self.tkr.isChecked() else "kr"
        self.changed.emit()


def _reason(look: Look) -> str:
    """Why the unit is what was proposed."""
    spot = next((sheet.thousands for sheet in look.reading.recognised if sheet.thousands), None)
    if spot is None:
        return "Inget i arbetsboken säger att beloppen är i tusental."
    if look.reading.unit == "tkr":
        return f"Föreslås tkr: det står ”tkr” i {spot} och beloppen är små nog."
    return f"Föreslås kronor: det står ”tkr” i {spot}, men beloppen är för stora för det."


def _clear(box: QVBoxLayout) -> None:
    """Take everything out of the layout."""
    while item := box.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
