"""What the program remembers of its window between runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow


class Settings:
    """An ini file in the person's own folder; it holds nothing of any application."""

    def __init__(self, path: Path) -> None:
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def restore(self, window: QMainWindow) -> bool:
        """Give the window its last place and size; False the first time."""
        geometry = self._store.value("window/geometry")
        return isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)

    def remember(self, window: QMainWindow) -> None:
        self._store.setValue("window/geometry", window.saveGeometry())
        self._store.sync()

    @property
    def export_folder(self) -> str:
        """Where the last export was put."""
        return str(self._store.value("export/folder", str(Path.home())))

    @export_folder.setter
    def export_folder(self, folder: str) -> None:
        self._store.setValue("export/folder", folder)

    def is_declined(self, application_id: str, edition_id: str) -> bool:
        """Whether the person wants to be asked no more to change the application's form to that edition."""
        return self._store.value(f"declined/{application_id}") == edition_id

    def decline(self, application_id: str, edition_id: str) -> None:
        self._store.setValue(f"declined/{application_id}", edition_id)

    # -- the budget grid -------------------------------------------------------------------

    @property
    def zoom(self) -> int:
        """Percent of the usual size that the budget grids are shown at."""
        found = str(self._store.value("grid/zoom", "100"))
        return int(found) if found.isdecimal() else 100

    @zoom.setter
    def zoom(self, percent: int) -> None:
        self._store.setValue("grid/zoom", percent)

    def column_widths(self, edition: str, sheet: str) -> dict[str, int]:
        """Name of each column that somebody set the width of -> pixels at 100 %."""
        try:
            found = json.loads(str(self._store.value(f"grid/{edition}/{sheet}", "{}")))
        except ValueError:  # the file is the person's own to edit
            return {}
        return {name: width for name, width in found.items() if isinstance(width, int) and 0 < width < 10_000}

    def remember_widths(self, edition: str, sheet: str, widths: Mapping[str, int]) -> None:
        self._store.setValue(f"grid/{edition}/{sheet}", json.dumps(dict(widths), ensure_ascii=False))
