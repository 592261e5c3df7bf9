"""Make the pictures of the handbook from the program itself: `python scripts/handbook_pictures.py`.

Opens the sample application in a window of a fixed size and saves some tabs to `docs/bilder/`.
Needs a screen (Xvfb does) or `QT_QPA_PLATFORM=offscreen`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from finsam_desktop import app, paths
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.window import MainWindow

PICTURES = {"text": "goals", "budget": "budget", "per-ar": "years"}
"""Picture -> the tab that it shows."""
SIZE = (1200, 700)


def main() -> int:
    """Save the pictures; returns the exit status."""
    folder = paths.root() / "docs" / "bilder"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        application = QApplication(sys.argv[:1])
        app.dress(application)
        window = MainWindow()
        workbench = app.make_workbench(window, Settings(Path(name) / "window.ini"))
        window.resize(*SIZE)
        window.show()
        app.open_workspace(workbench, Path(name) / "exempel.finsam")
        workbench.open_sample()
        assert workbench.session
        tabs = [tab.id for tab in workbench.session.application.edition.tabs]
        for picture, tab in PICTURES.items():
            assert workbench.editor
            workbench.editor.tabs.setCurrentIndex(tabs.index(tab))
            save(application, window, folder / f"{picture}.png")
        workbench.show_overview()
        save(application, window, folder / "lista.png")
        window.close()
    return 0


def save(application: QApplication, window: MainWindow, path: Path) -> None:
    """Let the window settle and save what it shows."""
    for _ in range(5):
        application.processEvents()
    window.grab().save(str(path))
    print(path)


if __name__ == "__main__":
    sys.exit(main())
