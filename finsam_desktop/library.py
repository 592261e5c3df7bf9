"""What the window and the command line can do with a workspace and the form editions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finsam_desktop.domain.errors import NotFoundError, TransferError, reason
from finsam_desktop.editions import Catalogue
from finsam_desktop.storage import listing

if TYPE_CHECKING:  # none of these is needed to show the list, and they are slow to import
    from finsam_desktop.domain.application import Application, Change
    from finsam_desktop.domain.form import FormEdition
    from finsam_desktop.storage.workspace import Workspace


class Library:
    """The workspace at `path`, made if there is none, with the editions beside it. `close` it when done.

    Raises `StorageError` for a file that cannot be a workspace.
    """

    def __init__(self, path: Path, catalogue: Catalogue) -> None:
        self.path, self.catalogue = path.absolute(), catalogue
        listing.prepare(self.path)

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace itself, opened when an application is first read or written."""
        from finsam_desktop.storage.workspace import Workspace

        return Workspace.open(self.path)

    def close(self) -> None:
        """Let go of the file."""
        if "workspace" in self.__dict__:
            self.workspace.close()
            del self.workspace

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def editions(self) -> list[FormEdition]:
        """The editions that a new application can be written in."""
        return self.catalogue.editions()

    def list(self, *, removed: bool = False) -> list[listing.Summary]:
        """The applications, the one changed last first."""
        return listing.summaries(self.path, removed=removed)

    def new(self, edition_id: str, name: str = "") -> Application:
        """A new, empty application, saved. Raises `NotFoundError` for an unknown edition."""
        from finsam_desktop.domain.application import Application

        application = Application.new(self.catalogue.get(edition_id).edition)
        if words := " ".join(name.split()):
            application.answers[application.edition.uses.name] = words
        return self._keep(application)

    def load_json(self, data: object) -> Application:
        """A new application from what `show --json` printed, saved. Raises `TransferError`."""
        from finsam_desktop.domain import transfer

        return self._keep(transfer.from_json(data, lambda name: self.catalogue.get(name).edition))

    def load_file(self, path: Path) -> Application:
        """As `load_json`, from a file. Raises also `NotFoundError`."""
        return self.load_json(read_json(path))

    def _keep(self, application: Application) -> Application:
        self.workspace.create(application, self.catalogue.get(application.edition.id).files)
        return application

    def open(self, application_id: str) -> Application:
        """The application as it was saved last. Raises `NotFoundError`."""
        return self.workspace.load(application_id)

    def save(self, application: Application, changes: Sequence[Change]) -> None:
        """Store applied changes with their history, all or none. Raises `StorageError`."""
        self.workspace.save(application, changes)

    def copy(self, application_id: str) -> Application:
        """A new application with the same content in the same edition, saved."""
        from finsam_desktop.domain import transfer

        source = self.workspace.load(application_id)
        application = transfer.from_json(transfer.to_json(source), lambda _: source.edition)
        self.workspace.create(application, self.workspace.files(application_id))
        return application

    def remove(self, application_id: str) -> None:
        """Put the application among the removed ones; `restore` takes it back."""
        self.workspace.remove(application_id)

    def restore(self, application_id: str) -> None:
        self.workspace.restore(application_id)


def read_json(path: Path) -> Any:
    """The data in a JSON file. Raises `NotFoundError` or `TransferError`, in Swedish."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_refuse)
    except OSError as error:
        raise NotFoundError(f"Filen {path} går inte att läsa: {reason(error)}.") from None
    except json.JSONDecodeError as error:
        words = f"är ingen hel JSON-fil: den går inte att läsa vid rad {error.lineno}, tecken {error.colno}"
    except UnicodeDecodeError:
        words = "är ingen JSON-fil: den är inte text i UTF-8"
    except (ValueError, RecursionError):
        words = "är ingen ansökan: den har värden som inte hör hemma där"
    raise TransferError([f"Filen {path} {words}."])


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")
