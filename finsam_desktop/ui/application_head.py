"""What kind of application it is, its number, and which one it builds on."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFormLayout, QWidget

from finsam_desktop.domain.change import TYPING, Change
from finsam_desktop.domain.values import Value
from finsam_desktop.domain.words import KINDS
from finsam_desktop.ui import theme
from finsam_desktop.ui.fields import TextField
from finsam_desktop.ui.inputs import Chooser
from finsam_desktop.ui.session import Session

_NUMBER_HINT = "Förbundet ger ansökan ett nummer när den har kommit in"
_LINES = {"dnr": "Diarienummer", "parent_name": "Tidigare insats", "parent_dnr": "Dess diarienummer"}


class ApplicationHead(QWidget):
    """Kind and number, and for extensions and supplements the earlier initiative's name and number."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setObjectName("application.head")
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(2 * theme.STEP)
        self.kind = Chooser(self)
        self.kind.setObjectName("meta.kind")
        self.kind.setAccessibleName("Typ av ansökan")
        for kind, text in KINDS.items():
            self.kind.addItem(text, kind)
        self.kind.activated.connect(self._kind_chosen)
        self.form.addRow("Typ av ansökan", self.kind)
        self.fields: dict[str, TextField] = {}
        for name, text in _LINES.items():
            field = TextField(f"meta.{name}", text, self)
            field.edited.connect(partial(self._edited, name, text))
            self.fields[name] = field
            self.form.addRow(text, field)
        self.fields["dnr"].edit.setPlaceholderText(_NUMBER_HINT)
        self.fields["dnr"].edit.setAccessibleDescription(_NUMBER_HINT)
        session.changed.connect(self._changed)
        session.flush_requested.connect(self._flush)
        self._show()

    def _kind_chosen(self) -> None:
        self.session.put(("meta", "kind"), self.kind.currentData(), "Byt typ av ansökan")

    def _edited(self, name: str, text: str, value: Value) -> None:
        self.session.put(("meta", name), value, f"Skriv i {text}", TYPING)

    def _changed(self, change: Change, _: object) -> None:
        names = {path[1] for path in change.paths if path[0] == "meta"}
        for name in names & self.fields.keys():
            self.fields[name].follow(change, self.session.application.meta.get(name))
        if "kind" in names:
            self._show()

    def _flush(self) -> None:
        for field in self.fields.values():
            field.flush()

    def _show(self) -> None:
        application = self.session.application
        self.kind.setCurrentIndex(self.kind.findData(application.kind))
        for name, field in self.fields.items():
            field.set_value(application.meta.get(name))
            self.form.setRowVisible(field, name == "dnr" or application.kind != "new")
