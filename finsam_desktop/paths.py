"""Where the program finds what ships with it, and where the person's own files lie."""

from __future__ import annotations

import sys
from pathlib import Path

APP_NAME = "Finsam"


def root() -> Path:
    """The folder that holds `forms/` and `resources/`: the repository, or the installed program."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def forms_dir() -> Path:
    """The built-in form editions."""
    return root() / "forms"


def resources_dir() -> Path:
    """Fonts, icons, translations and samples."""
    return root() / "resources"


def data_dir() -> Path:
    """The person's own data folder; it may not exist yet."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def default_workspace() -> Path:
    """The workspace that opens when none is named."""
    return data_dir() / "ansokningar.finsam"


def user_forms_dir() -> Path:
    """Form editions of the person's own, beside the built-in ones."""
    return data_dir() / "forms"
