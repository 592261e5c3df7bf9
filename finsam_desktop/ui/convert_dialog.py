"""Which edition an application is to be converted to."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QDialog, QFormLayout, QWidget

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import EditionChooser, answer_buttons, fit, spaced, wrapped
from finsam_desktop.ui.edition_names import newest_first, shown_edition


class ConvertDialog(QDialog):
    """A choice among the editions other than the application's own; at first `offered`, or a near one.

    Another is also the own one where its definition was changed after the application was made.
    """

    def __init__(
        self,
        application: Application,
        editions: Iterable[FormEdition],
        offered: FormEdition | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("convert")
        self.setWindowTitle("Byt blankett")
        self.edition = EditionChooser("convert.edition", self)
        own = application.edition
        others = newest_first(one for one in editions if one != own)
        near = (one for one in others if one.association == own.association)
        self.edition.show_editions(others)
        if first := offered or next(near, None):
            self.edition.choose(first.id)
        form = QFormLayout(self)
        spaced(form)
        form.addRow(wrapped(f"Ansökan är skriven i {shown_edition(application.edition)}.", self))
        form.addRow("&Ny blankett", self.edition)
        form.addRow(
            wrapped(
                "En ny ansökan görs i den blankett du väljer. Texterna flyttas till de rubriker som betyder"
                " samma sak. Det som inte har någon plats där samlas under Överblivet, så att ingen text går"
                " förlorad. Den ansökan du har ligger kvar som den är.",
                self,
            )
        )
        buttons = answer_buttons(self, ("create", "Byt blankett"))
        buttons.buttons()[0].setEnabled(self.edition.count() > 0)
        form.addRow(buttons)
        fit(self, 90 * theme.STEP)

    def chosen(self) -> str:
        """The edition's id."""
        return str(self.edition.currentData())
