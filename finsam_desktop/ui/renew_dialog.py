"""The next period of an initiative, asked for when an extension is made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QDialog, QFormLayout, QWidget

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.parse import Unparsed, format_date, parse_date, parse_percent
from finsam_desktop.domain.renew import next_period
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import ReadLine, answer_buttons, fit, spaced, wrapped

_MISSING = "Skriv ett datum, till exempel 2026-01-01."


class RenewDialog(QDialog):
    """When the extension begins and ends, and how much the amounts are raised. Accepted when all is read."""

    def __init__(self, application: Application, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("renew")
        self.setWindowTitle("Skapa förlängning")
        self.start = ReadLine("renew.start", "Startdatum", parse_date, self)
        self.end = ReadLine("renew.end", "Slutdatum", parse_date, self)
        self.percent = ReadLine("renew.percent", "Höj beloppen med (procent)", _read_percent, self)
        self.percent.edit.setText("0")
        self.chosen: tuple[date, date, Decimal] | None = None
        """Start, end and percent, once the dialog is accepted."""
        if period := next_period(application):
            for line, day in zip((self.start, self.end), period, strict=True):
                line.edit.setText(format_date(day))
        form = QFormLayout(self)
        spaced(form)
        form.addRow(
            wrapped(
                f"En ny ansökan görs av ”{application.name or 'Ansökan utan namn'}”, för nästa period."
                " Den du har ligger kvar som den är.",
                self,
            )
        )
        form.addRow("&Startdatum", self.start)
        form.addRow("S&lutdatum", self.end)
        form.addRow("&Höj beloppen med (procent)", self.percent)
        form.addRow(answer_buttons(self, ("create", "Skapa förlängning")))
        self.start.edit.selectAll()
        fit(self, 60 * theme.STEP)

    def accept(self) -> None:
        """Read the lines; where one is wrong it is said there, and the dialog stays."""
        start, end = self.start.value(_MISSING), self.end.value(_MISSING)
        percent = self.percent.value("Skriv 0 om beloppen ska vara som de är.")
        if start and end and end < start:
            self.end.show_error(f"Slutdatumet är före startdatumet {start}. Skriv ett senare datum.")
        wrong = [line for line in (self.start, self.end, self.percent) if line.error.text()]
        if wrong:
            wrong[0].edit.setFocus()
            wrong[0].edit.selectAll()
            fit(self, self.width())
        elif start and end and percent is not None:
            self.chosen = start, end, percent
            super().accept()


def _read_percent(text: str) -> Decimal | Unparsed | None:
    """The label says that it is percent, so that the sign can be left out."""
    found = parse_percent(text)
    signed = parse_percent(f"{text} %") if isinstance(found, Unparsed) else found
    return found if isinstance(signed, Unparsed) else signed
