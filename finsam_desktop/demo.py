"""The main job without a window: a sample workspace, and its PDF, Word and Excel files."""

from __future__ import annotations

from pathlib import Path

from finsam_desktop import paths
from finsam_desktop.domain.errors import ExportError, reason
from finsam_desktop.editions import Catalogue
from finsam_desktop.exchange.export import export
from finsam_desktop.library import Library

WORKSPACE_NAME = "exempel.finsam"


def samples() -> list[Path]:
    """The sample applications that ship with the program."""
    return sorted((paths.resources_dir() / "samples").glob("*.json"))


def make_demo(folder: Path) -> list[Path]:
    """Put the samples into a new workspace in `folder` and export each; returns the files.

    A workspace from an earlier demo in the same folder is used again, without its old applications.
    Raises `ExportError` when the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"Mappen {folder} går inte att skapa: {reason(error)}.") from None
    with Library(folder / WORKSPACE_NAME, Catalogue([paths.forms_dir()])) as library:
        for summary in library.list():
            library.remove(summary.id)
        files = [library.path]
        for sample in samples():
            application = library.load_file(sample)
            for suffix in (".pdf", ".docx", ".xlsx"):
                files.append(folder / f"{sample.stem}{suffix}")
                export(application, files[-1], library.content)
    return files
