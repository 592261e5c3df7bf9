"""Make the pictures of the handbook from the program itself: `python scripts/handbook_pictures.py`.

Opens the sample applications in a window of a fixed size and saves tabs and dialogs to `docs/bilder/`.
It needs no screen, and the pictures are the same on every one.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from finsam_desktop import app, demo, paths
from finsam_desktop.domain import signing
from finsam_desktop.domain.values import Value
from finsam_desktop.editions import Catalogue
from finsam_desktop.library import Library
from finsam_desktop.ui.dialogs import NewApplicationDialog
from finsam_desktop.ui.forms_dialog import FormsDialog
from finsam_desktop.ui.page_tabs import LEFTOVERS, VERSIONS
from finsam_desktop.ui.renew_dialog import RenewDialog
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.window import MainWindow
from finsam_desktop.ui.workbench import Workbench

FOLDER = paths.root() / "docs" / "bilder"
PICTURES = {"text": "goals", "budget": "budget", "per-ar": "years"}
"""Picture -> the tab of the newest sample that it shows."""
SIZE = (1200, 700)
OWN_FORMS = "C:\\Users\\Kim\\AppData\\Local\\Finsam\\forms"
"""What the picture says instead of the folder of the one who makes it."""


def main() -> int:
    """Save the pictures; returns the exit status."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # letters without colours: small pictures
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        application = QApplication(sys.argv[:1])
        app.dress(application)
        window = MainWindow()
        workbench = app.make_workbench(window, Settings(folder / "window.ini"))
        window.resize(*SIZE)
        window.show()
        catalogue = Catalogue([paths.forms_dir()], folder / "forms")
        workbench.set_desk(Library(folder / "exempel.finsam", catalogue))
        for sample in demo.samples():
            workbench.open_sample(sample.stem)
        save_tabs(workbench, PICTURES)
        save_dialogs(workbench)
        save_versions(workbench)
        workbench.show_overview()
        save(window, "lista")
        save_leftovers(workbench)
        window.close()
    return 0


def save_tabs(workbench: Workbench, pictures: dict[str, str]) -> None:
    """Save tabs of the application that is open; `pictures` maps a name to the id of a tab."""
    assert workbench.editor
    ids = [tab.id for tab in workbench.editor.page_tabs]
    for picture, tab in pictures.items():
        workbench.editor.tabs.setCurrentIndex(ids.index(tab))
        save(workbench.frame, picture)


def save_dialogs(workbench: Workbench) -> None:
    """Save the dialogs as they are when they open."""
    assert workbench.desk
    assert workbench.session
    renew = RenewDialog(workbench.session.application, workbench)
    renew.percent.edit.setText("3")
    forms = FormsDialog(workbench.desk, workbench)
    for line in forms.findChildren(QLineEdit, "forms.folder"):
        line.setText(OWN_FORMS)
    dialogs: dict[str, QDialog] = {
        "ny": NewApplicationDialog(workbench.desk, workbench),
        "forlangning": renew,
        "blanketter": forms,
    }
    for picture, dialog in dialogs.items():
        dialog.show()
        save(dialog, picture)
        dialog.close()


def save_versions(workbench: Workbench) -> None:
    """Save the newest sample frozen, sent to all, signed by one and changed after."""
    assert workbench.session
    session = workbench.session
    session.versioning.freeze("Exempel")
    first, *others = signing.signing_parties(session.application)
    sent: dict[str, dict[str, Value]] = {one.id: {"sent": date(2025, 3, 3)} for one in (first, *others)}
    session.apply(signing.record_all(session.application, sent, 1, "Skickad"))
    signed: dict[str, dict[str, Value]] = {
        first.id: {"signed": date(2025, 3, 10), "signed_how": "electronic"}
    }
    session.apply(signing.record_all(session.application, signed, 1, "Undertecknad"))
    save_tabs(workbench, {"versioner": VERSIONS.id})


def save_leftovers(workbench: Workbench) -> None:
    """Save what is left over when the oldest sample comes to the newest edition."""
    assert workbench.desk
    oldest = next(one for one in workbench.desk.list() if one.edition == "uppsala-2016")
    converted, _ = workbench.desk.convert(oldest.id, "uppsala-2024")
    workbench.open_application(converted.id)
    save_tabs(workbench, {"overblivet": LEFTOVERS.id})


def save(widget: QWidget, picture: str) -> None:
    """Let the widget settle and save what it shows."""
    for _ in range(5):
        QApplication.processEvents()
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels: Counter[int] = Counter(memoryview(image.constBits()).cast("I"))
    table = [colour for colour, _ in pixels.most_common(256)]  # a palette makes the file a third as large
    path = FOLDER / f"{picture}.png"
    image.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither).save(
        str(path), quality=0
    )
    print(path)


if __name__ == "__main__":
    sys.exit(main())
