"""Applications made from another one: its extension, a supplement, the same in another edition."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from finsam_desktop.domain.application import Application
from finsam_desktop.ui.convert_dialog import ConvertDialog
from finsam_desktop.ui.desk import Desk
from finsam_desktop.ui.edition_names import shown_edition
from finsam_desktop.ui.renew_dialog import RenewDialog

_LOOK_OVER = "Att se över"


@dataclass(frozen=True, slots=True)
class Derived:
    """The new application, and what its maker is to know of it: title, introduction, sentences."""

    application: Application
    title: str
    intro: str
    lines: list[str]


def extend(desk: Desk, application_id: str, parent: QWidget) -> Derived | None:
    """Ask for the period and make the extension; None if the person gave up."""
    dialog = RenewDialog(desk.open(application_id), parent)
    dialog.exec()
    dialog.deleteLater()
    if dialog.chosen is None:
        return None
    application, lines = desk.extend(application_id, *dialog.chosen)
    return Derived(
        application, _LOOK_OVER, "Förlängningen är skapad. Gå igenom det här innan du skickar in den.", lines
    )


def supplement(desk: Desk, application_id: str, parent: QWidget) -> Derived:
    """Make a supplement, which needs no question."""
    application, lines = desk.supplement(application_id)
    return Derived(
        application,
        _LOOK_OVER,
        "Tilläggsansökan är skapad. Gå igenom det här innan du skickar in den.",
        lines,
    )


def convert(desk: Desk, application_id: str, parent: QWidget) -> Derived | None:
    """Ask for the edition and convert to it; None if the person gave up."""
    source = desk.open(application_id)
    dialog = ConvertDialog(source, desk.editions(), desk.newer_edition(source), parent)
    accepted = dialog.exec()
    dialog.deleteLater()
    if not accepted:
        return None
    application, report = desk.convert(application_id, dialog.chosen())
    intro = f"En ny ansökan är skapad i {shown_edition(application.edition)}. Den gamla ligger kvar i listan."
    return Derived(application, "Så här flyttades texterna", intro, report.lines())
