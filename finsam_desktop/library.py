"""What the window and the command line can do with a workspace and the form editions."""

from __future__ import annotations

import builtins
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finsam_desktop.domain.errors import FormError, NotFoundError, TransferError, UserError, reason
from finsam_desktop.editions import Catalogue
from finsam_desktop.storage import listing

if TYPE_CHECKING:  # none of these is needed to show the list, and they are slow to import
    from datetime import date
    from decimal import Decimal

    from finsam_desktop.domain.application import Application, Attachment
    from finsam_desktop.domain.change import Change
    from finsam_desktop.domain.convert import Report
    from finsam_desktop.domain.form import FormEdition
    from finsam_desktop.domain.freezing import State
    from finsam_desktop.domain.versions import Version
    from finsam_desktop.exchange.bundle import Bundle
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

    def broken(self) -> dict[str, FormError]:
        """Folder name -> why the edition in it does not load."""
        self.catalogue.editions()
        return self.catalogue.broken

    def is_own(self, edition_id: str) -> bool:
        """Whether the edition is the person's own, and not one that ships with the program."""
        return self.catalogue.is_own(edition_id)

    @property
    def own_forms(self) -> Path | None:
        """The folder for editions of the person's own; it may not exist yet."""
        return self.catalogue.own

    def reload_editions(self) -> None:
        """Read the editions again; applications keep those that they were written in."""
        self.catalogue.reload()

    def newer_edition(self, application: Application) -> FormEdition | None:
        """The edition to offer in place of the application's own: the next one, or its own as changed."""
        from finsam_desktop.domain.convert import newer

        editions = self.editions()
        if found := newer(application.edition.id, editions):
            return found
        same = (one for one in editions if one.id == application.edition.id)
        return next((one for one in same if one != application.edition), None)

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
        from finsam_desktop.domain.pictures import picture_digests

        application = transfer.from_json(data, lambda name: self.catalogue.get(name).edition)
        contents = transfer.contents(data)
        pictures = picture_digests(application) - contents.keys()
        missing = [
            f"attachments[{number}]: innehållet i filen ”{item.name}” finns varken i filen eller i arbetsytan"
            for number, item in enumerate(application.attachments, start=1)
            if item.digest not in contents and self.workspace.size_of(item.digest) != item.size
        ]
        missing += [
            f"pictures: innehållet i bilden {digest} finns varken i filen eller i arbetsytan"
            for digest in sorted(pictures)
            if self.workspace.size_of(digest) is None
        ]
        if missing:
            raise TransferError(missing)
        for content in contents.values():
            self.workspace.keep(content)
        return self._keep(application)

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

    def keep_file(self, path: Path) -> Attachment:
        """Keep the file's content for an application to attach; gives what `edits.add_attachments` takes.

        Raises `UserError` for a folder and for a file that cannot be read, is empty or too large.
        """
        from finsam_desktop.domain.application import Attachment, new_id
        from finsam_desktop.domain.transfer_items import file_name

        data = _file_bytes(path)
        return Attachment(new_id("f"), file_name(path.name), len(data), self.workspace.keep(data))

    def keep_content(self, content: bytes) -> str:
        """Keep the bytes of a picture in a text; gives the SHA-256 that names them there."""
        return self.workspace.keep(content)

    def content(self, digest: str) -> bytes:
        """The content of a file or a picture. Raises `StorageError` where it is missing or damaged."""
        return self.workspace.content(digest)

    def copy(self, application_id: str) -> Application:
        """A new application with the same content in the same edition, not signed by anyone, saved."""
        from finsam_desktop.domain import signing, transfer

        source = self.workspace.load(application_id)
        application = transfer.from_json(transfer.to_json(source), lambda _: source.edition)
        signing.without_signatures(application)
        self.workspace.create(application, self.workspace.files(application_id))
        return application

    def extend(
        self, application_id: str, start: date, end: date, raise_percent: Decimal
    ) -> tuple[Application, builtins.list[str]]:
        """The application's extension to a period, saved, and what to look over in it."""
        from finsam_desktop.domain.renew import extension

        made, look_over = extension(self.workspace.load(application_id), start, end, raise_percent)
        self.workspace.create(made, self.workspace.files(application_id))
        return made, look_over

    def supplement(self, application_id: str) -> tuple[Application, builtins.list[str]]:
        """A supplement to the application, saved, and what to look over in it."""
        from finsam_desktop.domain.renew import supplement

        made, look_over = supplement(self.workspace.load(application_id))
        self.workspace.create(made, self.workspace.files(application_id))
        return made, look_over

    def convert(self, application_id: str, edition_id: str) -> tuple[Application, Report]:
        """The same application in another edition, saved, and what went where. Raises `NotFoundError`."""
        from finsam_desktop.domain.convert import convert

        edition = self.catalogue.get(edition_id).edition
        made, report = convert(self.workspace.load(application_id), edition)
        return self._keep(made), report

    def freeze(self, application: Application, reason: str = "") -> Version:
        """Set the application down as its next version: its content and its PDF, for good.

        Raises `UserError` when nothing differs from the newest version, or when there are errors among the
        findings and no reason to freeze in spite of them, and `StorageError`.
        """
        from datetime import UTC, datetime

        from finsam_desktop.domain import freezing
        from finsam_desktop.domain.versions import Version, digest
        from finsam_desktop.exchange.build import build_document
        from finsam_desktop.exchange.pdf import render_pdf

        state = self.state(application)
        freezing.check_before_freezing(application, state, reason)
        content = freezing.content_text(application)
        number, now = state.number + 1, datetime.now(UTC)
        version = Version(number, now, digest(content), "", " ".join(reason.split()))
        pdf = render_pdf(build_document(application, version.mark), content=self.content)
        version = replace(version, pdf=hashlib.sha256(pdf).hexdigest())
        self.workspace.freeze(application.id, version, content, pdf)
        return version

    def versions(self, application_id: str) -> builtins.list[Version]:
        """The frozen versions, the first one first."""
        return self.workspace.versions(application_id)

    def version_pdf(self, application_id: str, number: int) -> bytes:
        """The PDF of a version, the bytes that were frozen. Raises `NotFoundError` for no such version."""
        for version in self.versions(application_id):
            if version.number == number:
                return self.workspace.content(version.pdf)
        raise NotFoundError(f"Ansökan har ingen version {number}.")

    def version_content(self, application_id: str, number: int) -> dict[str, Any]:
        """A version's content, as `transfer.to_json` gave it. Raises `NotFoundError` for no such version."""
        content: dict[str, Any] = json.loads(self.workspace.version_content(application_id, number))
        return content

    def version_application(self, application: Application, number: int) -> Application:
        """The application as it was in a version. Raises `NotFoundError` for no such version."""
        from finsam_desktop.domain.freezing import application_of

        return application_of(self.version_content(application.id, number), application)

    def bundle(self, application: Application, number: int = 0) -> Bundle:
        """The application with all that goes with it, for a dossier or an archive; as it was in a version.

        `number` is 0 for the working copy. Raises `NotFoundError` for no such version.
        """
        from finsam_desktop.exchange.bundle import Bundle

        if not number:
            return Bundle(application, self.content)
        pdf = self.version_pdf(application.id, number)
        version = self.versions(application.id)[number - 1]
        shown = self.version_application(application, number)
        return Bundle(shown, self.content, version, pdf, signing=application)

    def state(self, application: Application) -> State:
        """How the application stands to its newest version."""
        from finsam_desktop.domain import freezing

        number = len(self.versions(application.id))
        return freezing.state(application, number, lambda: self.version_application(application, number))

    def remove(self, application_id: str) -> None:
        """Put the application among the removed ones; `restore` takes it back."""
        self.workspace.remove(application_id)

    def restore(self, application_id: str) -> None:
        self.workspace.restore(application_id)


def _file_bytes(path: Path) -> bytes:
    """The content of a file to attach."""
    from finsam_desktop.domain.transfer_items import MAX_FILE

    name = path.name or str(path)
    if path.is_dir():
        raise UserError(f"”{name}” är en mapp. Bifoga filerna i den, eller packa den till en zip-fil.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise UserError(f"Filen ”{name}” går inte att läsa: {reason(error)}.") from None
    if not data:
        raise UserError(f"Filen ”{name}” är tom och bifogades inte. Kontrollera att du har valt rätt fil.")
    if len(data) > MAX_FILE:
        raise UserError(
            f"Filen ”{name}” är större än {MAX_FILE // 2**20} MB och bifogades inte. Gör den mindre, till"
            " exempel genom att minska bilderna i den, eller dela upp den."
        )
    return data


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
