"""Composition root of the window: paths, logging, the excepthook, translation, wiring.

The window's frame is painted before anything else is imported; then it is filled, and then the
workspace opens.
"""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from finsam_desktop import __version__
from finsam_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from finsam_desktop.ui.settings import Settings
    from finsam_desktop.ui.workbench import Workbench


def run_window(workspace: Path | None) -> int:
    """Open the window on the workspace (the person's own when None); returns the exit status."""
    application = QApplication(sys.argv[:1])
    window = MainWindow()
    window.painted.connect(lambda: _fill(application, window, workspace))
    window.show()
    status = application.exec()
    if work := sys.modules.get("finsam_desktop.ui.work"):
        work.wait()
    return int(status)


def _fill(application: QApplication, window: MainWindow, workspace: Path | None) -> None:
    from finsam_desktop import paths

    start_logging()
    dress(application)
    workbench = make_workbench(window)
    sys.excepthook = Guard(workbench)
    workbench.workspace_requested.connect(lambda path: open_workspace(workbench, path))
    open_workspace(workbench, workspace or paths.default_workspace())


def dress(application: QApplication) -> None:
    """Give the application Swedish words, the program's colours, and Fusion where it has no style."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
    from PySide6.QtWidgets import QStyleFactory

    from finsam_desktop.ui import theme

    application.setApplicationName("Finsam")
    application.setApplicationVersion(__version__)
    QLocale.setDefault(QLocale("sv_SE"))
    translator = QTranslator(application)
    if translator.load("qtbase_sv", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    if sys.platform not in ("win32", "darwin"):
        application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(theme.palette(theme.current()))
    application.styleHints().colorSchemeChanged.connect(lambda _: _change_colours(application))


def _change_colours(application: QApplication) -> None:
    """Follow the system from light to dark or back."""
    from finsam_desktop.ui import theme

    theme.icon.cache_clear()
    application.setPalette(theme.palette(theme.current()))


def make_workbench(window: MainWindow, settings: Settings | None = None) -> Workbench:
    """Fill the window, without a workspace yet."""
    from finsam_desktop import paths
    from finsam_desktop.ui.settings import Settings
    from finsam_desktop.ui.workbench import Workbench

    kept = settings or Settings(paths.data_dir() / "fonster.ini")
    return Workbench(window, kept, _samples, paths.root() / "docs" / "handbok.md")


def open_workspace(workbench: Workbench, path: Path) -> None:
    """Give the window the workspace; what is wrong with it is said in the window."""
    from finsam_desktop.domain.errors import UserError
    from finsam_desktop.editions import installed
    from finsam_desktop.library import Library

    try:
        workbench.set_desk(Library(path, installed()))
    except UserError as error:
        workbench.notice.say(str(error), "error")


class Sample:
    """A sample application in a file, read when its data are asked for."""

    def __init__(self, path: Path) -> None:
        self.path, self.id = path, path.stem

    @cached_property
    def data(self) -> Any:
        """What the file holds. Raises `NotFoundError` or `TransferError`."""
        from finsam_desktop.library import read_json

        return read_json(self.path)


def _samples() -> list[Sample]:
    from finsam_desktop.demo import samples

    return [Sample(path) for path in samples()]


def start_logging() -> None:
    """Keep a small log in the person's data folder; without the folder there is no log."""
    import logging
    from logging.handlers import RotatingFileHandler

    from finsam_desktop import paths

    try:
        paths.data_dir().mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            paths.data_dir() / "finsam.log", maxBytes=500_000, backupCount=1, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("finsam_desktop")
    log.addHandler(handler)
    log.setLevel(logging.INFO)


class Guard:
    """The excepthook: log the fault, save what can be saved, tell the person."""

    def __init__(self, workbench: Workbench) -> None:
        self.workbench = workbench
        self.busy = False

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        import logging

        from finsam_desktop import paths

        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        logging.getLogger("finsam_desktop").critical("Fel i programmet", exc_info=(kind, error, trace))
        if self.busy:
            return
        self.busy = True
        try:
            saved = self.workbench.session is None or self.workbench.session.save_now()
        except Exception:  # the one place: what is broken may break saving too
            logging.getLogger("finsam_desktop").exception("Det gick inte att spara efter felet")
            saved = False
        finally:
            self.busy = False
        what = "Det du skrivit är sparat." if saved else "Det senaste är inte sparat."
        self.workbench.notice.say(
            f"Något gick fel i programmet. {what} Stäng och öppna programmet om det beter sig konstigt."
            f" Felet står i {paths.data_dir() / 'finsam.log'}.",
            "error",
        )
