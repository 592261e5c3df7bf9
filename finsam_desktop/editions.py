"""Form editions on disk: one folder for each, built in or the person's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from finsam_desktop.domain.errors import FormError, NotFoundError, Problem, reason

if TYPE_CHECKING:  # the schema library is slow to import; it is needed when an edition is read
    from finsam_desktop.domain.form import FormEdition


@dataclass(frozen=True)
class EditionFolder:
    """A folder with the TOML files of one edition; read when first asked for."""

    path: Path

    @cached_property
    def files(self) -> dict[str, str]:
        """File name -> text. Raises `FormError` when the folder or a file cannot be read."""
        try:
            paths = sorted(path for path in self.path.iterdir() if path.suffix == ".toml")
            return {path.name: path.read_text(encoding="utf-8") for path in paths}
        except UnicodeDecodeError:
            raise FormError(
                [Problem(self.path.name, "", "en fil är inte sparad som UTF-8; spara om den")]
            ) from None
        except OSError as error:
            message = f"mappen {self.path} går inte att läsa: {reason(error)}"
            raise FormError([Problem(self.path.name, "", message)]) from None

    @cached_property
    def edition(self) -> FormEdition:
        """The edition. Raises `FormError` with everything that is wrong."""
        from finsam_desktop.domain.form import load_edition

        return load_edition(self.files)


class Catalogue:
    """The editions that an application can be written in."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = list(folders)
        self._by_id: dict[str, EditionFolder] | None = None
        self.broken: dict[str, FormError] = {}
        """Folder name -> why the edition in it does not load."""

    def editions(self) -> list[FormEdition]:
        """Those that load, by association and id; the others are in `broken`."""
        editions = (folder.edition for folder in self._known().values())
        return sorted(editions, key=lambda edition: (edition.association, edition.id))

    def get(self, edition_id: str) -> EditionFolder:
        """The edition's folder. Raises `NotFoundError` naming those that there are."""
        known = self._known()
        if edition_id not in known:
            raise NotFoundError(
                f"Det finns ingen blankett ”{edition_id}”. De som finns är: {', '.join(sorted(known))}."
            )
        return known[edition_id]

    def _known(self) -> dict[str, EditionFolder]:
        if self._by_id is None:
            found: dict[str, EditionFolder] = {}
            for parent in self._folders:
                for path in _folders_in(parent):
                    self._take(EditionFolder(path), found)
            self._by_id = found
        return self._by_id

    def _take(self, folder: EditionFolder, found: dict[str, EditionFolder]) -> None:
        try:
            known = found.setdefault(folder.edition.id, folder)
        except FormError as error:
            self.broken[folder.path.name] = error
            return
        if known is not folder:
            message = f"id ”{folder.edition.id}” finns redan i mappen {known.path}; ge blanketten ett eget id"
            self.broken[folder.path.name] = FormError([Problem("form.toml", "id", message)])


def _folders_in(parent: Path) -> list[Path]:
    """The folders of editions; none where the parent is not there or cannot be read."""
    try:
        paths = sorted(parent.iterdir())
    except OSError:
        return []
    return [path for path in paths if path.is_dir() and not path.name.startswith((".", "_"))]
