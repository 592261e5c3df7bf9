"""What a post costs, worked out on its row: pay, rate, period, overhead and raise, with the working shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop import paths
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.explain import explain
from finsam_desktop.domain.layout import LineView
from finsam_desktop.domain.overhead import Rate, RatesError, own_rate, rates, rates_toml
from finsam_desktop.domain.parse import (
    Unparsed,
    format_date,
    format_percent,
    parse_amount,
    parse_date,
    parse_percent,
    plain_amount,
    plain_number,
)
from finsam_desktop.domain.salary import (
    Salary,
    SalaryError,
    apply,
    caveats,
    salary_of,
    salary_party,
    working,
)
from finsam_desktop.exchange.files import write_atomically
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import answer_buttons, fit, spaced, wrapped
from finsam_desktop.ui.session import Session

RATES_FILE = "payroll-overhead.toml"
_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_OWN = "own"


def percent(text: str) -> Decimal | Unparsed | None:
    """The label says that it is percent, so that the sign can be left out."""
    given = text.strip()
    return parse_percent(given if not given or given.endswith("%") else f"{given} %")


class SalaryDialog(QDialog):
    """Asks for a salary; `change` is the step that puts its cost in the row, once accepted."""

    def __init__(
        self, session: Session, sheet: str, line: LineView, party: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("salary")
        self.setWindowTitle("Löneberäkning")
        self.session, self.sheet, self.line = session, sheet, line
        self.change: Change | None = None
        self.rates = _rates()
        view = session.budget.views[sheet]
        self.party = self._combo("party", "Organisation som har kostnaden")
        for column in view.columns:
            if column.template.family == "parties" and view.role(line, column) == "input":
                self.party.addItem(column.title, column.key)
        self.pay = self._line("pay", "Månadslön för heltid, kronor")
        self.rate = self._line("rate", "Tjänst i procent")
        self.start = self._line("from", "Från")
        self.end = self._line("to", "Till")
        self.overhead = self._combo("overhead", "PO-pålägg")
        self.own = self._line("own_overhead", "Egen procentsats")
        self.source = self._line("source", "Källa och år")
        self.keep = QCheckBox("Spara procentsatsen till nästa gång", self)
        self.keep.setObjectName("salary.keep_rate")
        self.keep.setAccessibleName(self.keep.text())
        self.raised = self._line("raise", "Löneökning per år, procent")
        self.month = self._combo("raise_month", "Månad för löneökning")
        self.shown_working = wrapped("", self)
        self.shown_working.setObjectName("salary.working")
        self.shown_working.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.shown_working.setMinimumHeight(9 * self.fontMetrics().lineSpacing())
        self.shown_working.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = answer_buttons(self, ("apply", "För in kostnaden"))
        self._build(explain(session.budget, sheet, line.id, view.label_column).title)
        self._fill(party)
        for edit in self.findChildren(QLineEdit):
            edit.textChanged.connect(self._show)
        for combo in (self.party, self.overhead, self.month):
            combo.currentIndexChanged.connect(self._show)
        self._show()

    # -- building --------------------------------------------------------------------------

    def _line(self, name: str, caption: str) -> QLineEdit:
        edit = QLineEdit(self)
        edit.setObjectName(f"salary.{name}")
        edit.setAccessibleName(caption)
        return edit

    def _combo(self, name: str, caption: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(f"salary.{name}")
        combo.setAccessibleName(caption)
        return combo

    def _build(self, row: str) -> None:
        for number, month in enumerate(_MONTHS, start=1):
            self.month.addItem(f"1 {month}", number)
        self.overhead.addItem("Välj PO-pålägg …", None)
        for rate in self.rates:
            self.overhead.addItem(f"{format_percent(rate.percent)}  {rate.sector} {rate.year}", rate)
        self.overhead.addItem("Egen procentsats", _OWN)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.STEP)
        pairs = (
            (self.pay, self.rate),
            (self.start, self.end),
            (self.overhead, self.party),
            (self.own, self.source),
            (self.raised, self.month),
        )
        for number, pair in enumerate(pairs):
            for column, widget in enumerate(pair):
                label = QLabel(widget.accessibleName(), self)
                label.setBuddy(widget)
                grid.addWidget(label, 2 * number, column)
                grid.addWidget(widget, 2 * number + 1, column)
        content = QWidget(self)
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(wrapped(f"Rad: {row}", self))
        inner.addLayout(grid)
        inner.addWidget(self.keep)
        inner.addWidget(self.shown_working, 1)
        self._place(content)

    def _place(self, content: QWidget) -> None:
        """Put the content above the buttons, which stay in sight where the screen is low."""
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(content)
        area.setMinimumWidth(content.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width())
        box = QVBoxLayout(self)
        spaced(box)
        box.addWidget(area, 1)
        box.addWidget(self.buttons)
        beside = self.buttons.sizeHint().height() + 5 * theme.STEP
        fit(self, 70 * theme.STEP, content.sizeHint().height() + beside)

    def _fill(self, party: str) -> None:
        """Show the salary that is kept with the row, else what the row says of rate and period."""
        application, view = self.session.application, self.session.budget.views[self.sheet]
        kept = salary_of(application, self.sheet, self.line.id)
        party = party or salary_party(application, self.sheet, self.line.id)
        self.party.setCurrentIndex(max(0, self.party.findData(party)))
        self.party.setEnabled(self.party.count() > 0)
        self.raised.setText("0")
        if kept is None:
            cells = application.cells.get(self.sheet, {}).get(self.line.id, {})
            given = [cells.get(one.id) for one in view.columns if one.template.kind in ("percent", "date")]
            rates_ = [value for value in given if isinstance(value, Decimal)]
            dates = [value for value in given if isinstance(value, date)]
            self.rate.setText(plain_number(rates_[0]) if rates_ else "")
            for edit, day in zip((self.start, self.end), dates[:2], strict=False):
                edit.setText(format_date(day))
            return
        self.pay.setText(plain_amount(kept.pay))
        self.rate.setText(plain_number(kept.rate))
        self.start.setText(format_date(kept.start))
        self.end.setText(format_date(kept.end))
        self.raised.setText(plain_number(kept.yearly_raise))
        self.month.setCurrentIndex(kept.raise_month - 1)
        origins = [isinstance(one, Rate) and one.origin == kept.source for one in self._choices()]
        known = origins.index(True) if True in origins else self.overhead.count() - 1
        self.overhead.setCurrentIndex(known)
        if self.overhead.currentData() == _OWN:
            self.own.setText(plain_number(kept.overhead))
            self.source.setText(kept.source)

    def _choices(self) -> list[object]:
        return [self.overhead.itemData(place) for place in range(self.overhead.count())]

    # -- what it comes to ------------------------------------------------------------------

    def salary(self) -> Salary | str:
        """The salary that the lines say, or what is missing or wrong."""
        readers = (
            (self.pay, parse_amount),
            (self.rate, percent),
            (self.start, parse_date),
            (self.end, parse_date),
            (self.raised, percent),
        )
        read: list = []
        for edit, parse in readers:
            found = parse(edit.text())
            if found is None:
                return f"Fyll i: {edit.accessibleName()}."
            if isinstance(found, Unparsed):
                return f"{edit.accessibleName()}: {found.reason}"
            read.append(found)
        pay, rate, start, end, raised = read
        overhead, source = self._overhead()
        if not isinstance(overhead, Decimal):
            return overhead
        try:
            return Salary(pay, rate, start, end, overhead, source, raised, self.month.currentIndex() + 1)
        except SalaryError as error:
            return str(error)

    def _overhead(self) -> tuple[Decimal | str, str]:
        """The overhead and where it comes from, or what is missing."""
        chosen = self.overhead.currentData()
        if isinstance(chosen, Rate):
            return chosen.percent, chosen.origin
        if chosen != _OWN:
            return "Välj PO-pålägg, eller skriv en egen procentsats. Inget pålägg är förvalt.", ""
        own = percent(self.own.text())
        if isinstance(own, Unparsed):
            return own.reason, ""
        return (
            own if own is not None else "Skriv procentsatsen för PO-pålägget."
        ), self.source.text().strip()

    def _show(self) -> None:
        own = self.overhead.currentData() == _OWN
        self.own.setEnabled(own)
        self.source.setEnabled(own)
        self.keep.setEnabled(own)
        salary = self.salary()
        if isinstance(salary, str):
            lines = [salary]
        else:
            party = str(self.party.currentData() or "")
            notes = caveats(self.session.budget, self.sheet, self.line.id, salary, party)
            lines = [*working(salary), *notes]
        self.shown_working.setText("\n".join(lines))
        self.buttons.buttons()[0].setEnabled(not isinstance(salary, str))

    def accept(self) -> None:
        """Make the change of what is asked for."""
        salary = self.salary()
        if not isinstance(salary, str):
            party = str(self.party.currentData() or "")
            self.change = apply(self.session.budget, self.sheet, self.line.id, salary, party)
            if self.keep.isEnabled() and self.keep.isChecked():
                _keep(own_rate(salary.overhead, salary.source, salary.start.year))
            super().accept()


def _keep(rate: Rate) -> None:
    """Add the rate to the person's own file. One that cannot be written is asked for again next time."""
    path = paths.data_dir() / RATES_FILE
    try:
        own = rates({RATES_FILE: path.read_text(encoding="utf-8")}) if path.exists() else []
        path.parent.mkdir(parents=True, exist_ok=True)
        others = [one for one in own if (one.sector, one.year) != (rate.sector, rate.year)]
        write_atomically(path, rates_toml([rate, *others]).encode())
    except (OSError, UserError):
        return


def _rates() -> list[Rate]:
    """The rates that ship with the program and those in the person's own file, which may be absent."""
    files = {}
    for folder in (paths.resources_dir(), paths.data_dir()):
        try:
            files[str(folder / RATES_FILE)] = (folder / RATES_FILE).read_text(encoding="utf-8")
        except OSError:
            continue
    try:
        return rates(files)
    except RatesError:  # the person's own file; what ships is sound (tested)
        return rates(dict(list(files.items())[:1]))
