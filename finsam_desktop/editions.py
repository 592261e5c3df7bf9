"""Form editions on disk: one folder for each, built in or the person's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from finsam_desktop import paths
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
        texts: dict[str, str] = {}
        problems: list[Problem] = []
        try:
            for path in sorted(self.path.iterdir()):
                if path.suffix == ".toml":
                    try:
                        texts[path.name] = path.read_text(encoding="utf-8-sig")
                    except UnicodeDecodeError:
                        problems.append(
                            Problem(path.name, "", "filen är inte sparad som UTF-8; spara om den")
                        )
        except OSError as error:
            problems = [Problem(self.path.name, "", f"mappen {self.path} går inte att läsa: {reason(error)}")]
        if problems:
            raise FormError(problems)
        return texts

    @cached_property
    def edition(self) -> FormEdition:
        """The edition. Raises `FormError` with everything that is wrong."""
        from finsam_desktop.domain.form import load_edition

        try:
            return load_edition(self.files)
        except RecursionError:
            message = "listor och tabeller står i varandra i för många led; ta bort några"
            raise FormError([Problem(self.path.name, "", message)]) from None


class Catalogue:
    """The editions in `folders`, and those in the person's `own` folder, which may not exist yet."""

    def __init__(self, folders: Iterable[Path], own: Path | None = None) -> None:
        self.own = own
        self._folders = [*folders, *([own] if own else [])]
        self._by_id: dict[str, EditionFolder] | None = None
        self.broken: dict[str, FormError] = {}
        """Folder name -> why the edition in it does not load; filled when the editions are read."""

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

    def is_own(self, edition_id: str) -> bool:
        """Whether the edition stands in the person's own folder."""
        folder = self._known().get(edition_id)
        return folder is not None and folder.path.parent == self.own

    def reload(self) -> None:
        """Read the folders again when next asked."""
        self._by_id = None
        self.broken = {}

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


def installed() -> Catalogue:
    """The editions that ship with the program, and the person's own."""
    return Catalogue([paths.forms_dir()], paths.user_forms_dir())


def _folders_in(parent: Path) -> list[Path]:
    """The folders of editions; none where the parent is not there or cannot be read."""
    try:
        return sorted(
            path for path in parent.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))
        )
    except OSError:
        return []
