"""The workspace: applications, the editions they were written in, and their history, in one file."""

from __future__ import annotations

import builtins
import hashlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.errors import ConflictError, NotFoundError, StorageError, UserError
from finsam_desktop.storage import engine, listing, records, versions
from finsam_desktop.storage.listing import Summary
from finsam_desktop.storage.tables import application as table
from finsam_desktop.storage.tables import blob as blob_table
from finsam_desktop.storage.tables import edition as edition_table
from finsam_desktop.storage.tables import to_text

if TYPE_CHECKING:
    from finsam_desktop.domain.form import FormEdition
    from finsam_desktop.domain.freezing import StateKind
    from finsam_desktop.domain.versions import Version


_HEAD = select(table.c.id, table.c.edition, table.c.meta, table.c.revision)
_BY_ID = _HEAD.where(table.c.id == bindparam("id"))
_BY_PREFIX = _HEAD.where(func.substr(table.c.id, 1, bindparam("length")) == bindparam("prefix")).limit(2)
_FILES = select(edition_table.c.files).where(edition_table.c.digest == bindparam("digest"))
_SIZE = select(blob_table.c.size).where(blob_table.c.digest == bindparam("digest"))
_BYTES = select(blob_table.c.bytes).where(blob_table.c.digest == bindparam("digest"))
_MEND = update(blob_table).where(blob_table.c.digest == bindparam("of")).values(bytes=bindparam("data"))
_REMOVE = update(table).where(table.c.id == bindparam("of")).values(removed=bindparam("time"))


class Workspace:
    """An open workspace. Every method raises StorageError when the file cannot be read or written.

    Wherever an application's id is asked for, an unambiguous beginning of it will do; NotFoundError
    says when there is none, or more than one. Threads may share a workspace; they take turns.
    """

    def __init__(self, path: Path, connection: Connection) -> None:
        """Use `open`."""
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()
        self._revisions: dict[str, int] = {}
        """The revision of each application that was read or written here last."""
        self._editions: dict[str, FormEdition] = {}
        """By digest: to parse an edition takes longer than all the rest of opening an application."""
        self._newest: dict[str, tuple[int, Application]] = {}
        """Number and content of the newest version of each application that was saved after it was frozen."""

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """Open the workspace; make it and its folder if there is none; bring an older one up to date."""
        path = path.absolute()
        listing.prepare(path)
        with engine.mapped(path):
            return cls(path, engine.engine_for(path).connect())

    def close(self) -> None:
        """Let go of the file. What was saved is safe without it, but stands in the log beside the file."""
        with self._lock:
            if not self._connection.closed:
                engine.checkpoint(self._connection)
                self._connection.close()

    def list(self, *, removed: bool = False) -> list[Summary]:
        """The applications, newest first; with `removed` also those that have been removed."""
        return listing.summaries(self.path, removed=removed)

    def create(self, application: Application, files: Mapping[str, str]) -> None:
        """Store a new application with the TOML texts of its edition, by file name.

        Its history begins with the change that makes all of it (`records.creation`, origin "create").
        Raises ValueError if the texts are not those of the application's edition.
        """
        text = to_text(dict(sorted(files.items())))
        digest = _digest(text)
        edition = self._editions.get(digest) or _load_edition(files)
        if edition != application.edition:
            raise ValueError(f"the files are not those of the edition {application.edition.id}")
        with self._lock:
            with self._writing() as connection:
                if connection.execute(_BY_ID, {"id": application.id}).first():
                    raise StorageError(f"Det finns redan en ansökan med id {application.id} i {self.path}.")
                if connection.scalar(_FILES, {"digest": digest}) is None:
                    described = {"id": edition.id, "title": edition.title, "association": edition.association}
                    connection.execute(insert(edition_table), {"digest": digest, "files": text, **described})
                revision = records.add(connection, application, digest, datetime.now(UTC))
            self._editions.setdefault(digest, application.edition)
            self._revisions[application.id] = revision

    def load(self, application_id: str) -> Application:
        """The application as it was saved last, removed or not."""
        with self._lock:
            with self._reading() as connection, self._understood(application_id):
                head = self._head(connection, application_id)
                edition = self._edition(connection, head.edition)
                application = records.read(connection, head.id, head.meta, edition)
            self._revisions[head.id] = head.revision
            return application

    def files(self, application_id: str) -> dict[str, str]:
        """The TOML texts of the edition that the application was written in, by file name."""
        with self._reading() as connection, self._understood(application_id):
            return self._files(connection, self._head(connection, application_id).edition)

    def history(self, application_id: str) -> builtins.list[Change]:
        """Every change from the creation on, in order; `records.blank` is what they start from."""
        with self._reading() as connection, self._understood(application_id):
            return records.read_history(connection, self._head(connection, application_id).id)

    def save(self, application: Application, changes: Sequence[Change]) -> None:
        """Store the changes, all or none: those from what was read or saved here to the application as it is.

        Raises ConflictError if somebody else has changed the application since. After any error the same
        changes can be saved again, and later ones with them.
        """
        if not changes:
            return
        with self._lock:
            revision = self._revisions.get(application.id, 0)
            with self._writing() as connection:
                status = records.write(connection, application, changes, revision, datetime.now(UTC))
                if status is None:
                    self._head(connection, application.id)
                    raise ConflictError(
                        f"Ansökan ”{application.name or application.id}” har ändrats från ett annat fönster"
                        " eller program sedan den öppnades här, och sparades därför inte. Det du har skrivit"
                        " finns kvar på skärmen. Kopiera det du vill behålla, öppna ansökan på nytt och för"
                        " in det där."
                    )
                if status != "draft" and (now := self._standing(connection, application)) != status:
                    records.set_status(connection, application.id, now)
            self._revisions[application.id] = revision + len(changes)

    def _standing(self, connection: Connection, application: Application) -> StateKind:
        """How the application stands to its newest version. One that cannot be read is not its content."""
        from finsam_desktop.domain import freezing

        number = versions.last(connection, application.id)
        try:
            if self._newest.get(application.id, (0,))[0] != number:
                with self._understood(application.id):
                    content = json.loads(versions.read_content(connection, application.id, number))
                    self._newest[application.id] = number, freezing.application_of(content, application)
        except UserError:
            return "changed"
        return freezing.state(application, number, lambda: self._newest[application.id][1]).kind

    def keep(self, data: bytes) -> str:
        """Store the content of a file unless it is there unharmed; gives the SHA-256 in hex that names it."""
        with self._writing() as connection:
            return _keep(connection, data)

    def size_of(self, digest: str) -> int | None:
        """How many bytes the kept content has; None where there is none with this SHA-256."""
        with self._reading() as connection:
            size: int | None = connection.scalar(_SIZE, {"digest": digest})
            return size

    def content(self, digest: str) -> bytes:
        """The content that was kept. Raises StorageError where it is missing or not as it was."""
        with self._reading() as connection:
            data: bytes | None = connection.scalar(_BYTES, {"digest": digest})
        if data is None or hashlib.sha256(data).hexdigest() != digest:
            raise StorageError(
                f"Innehållet i en bifogad fil {'saknas' if data is None else 'är skadat'} i {self.path}."
                " Ta bort filen ur ansökan och bifoga den på nytt, eller öppna en säkerhetskopia."
            )
        return data

    def freeze(self, application_id: str, version: Version, content: str, pdf: bytes) -> None:
        """Store a version that is the next one, with its content and its PDF. It stays as it is from then on.

        Raises ConflictError when somebody else has frozen a version or changed the application since it was
        read here, and ValueError where the
        digests of `version` are not those of what comes with it.
        """
        with self._writing() as connection:
            head = self._head(connection, application_id)
            found = head.id
            if head.revision != self._revisions.get(found, head.revision):
                raise ConflictError(
                    "Ansökan har ändrats från ett annat fönster eller program och är inte fastställd. Öppna"
                    " den på nytt, se över den och fastställ sedan."
                )
            if versions.last(connection, found) != version.number - 1:
                raise ConflictError(
                    "Ansökan har fastställts från ett annat fönster eller program. Se den nya versionen och"
                    " fastställ på nytt om det behövs."
                )
            if (_keep(connection, pdf), _digest(content)) != (version.pdf, version.sha256):
                raise ValueError("the version's digests are of something else")
            versions.add(connection, found, version, content)
            records.set_status(connection, found, "frozen")

    def versions(self, application_id: str) -> builtins.list[Version]:
        """The frozen versions, in the order of their numbers."""
        with self._reading() as connection, self._understood(application_id):
            return versions.read_all(connection, self._head(connection, application_id).id)

    def version_content(self, application_id: str, number: int) -> str:
        """A version's content, as it was given to `freeze`. Raises NotFoundError for no such version."""
        with self._reading() as connection, self._understood(application_id):
            found = self._head(connection, application_id).id
            if not 0 < number <= versions.last(connection, found):
                raise NotFoundError(f"Ansökan har ingen version {number}.")
            return versions.read_content(connection, found, number)

    def remove(self, application_id: str) -> None:
        """Take the application out of the list; nothing of it is lost."""
        self._set_removed(application_id, datetime.now(UTC))

    def restore(self, application_id: str) -> None:
        """Put a removed application back into the list."""
        self._set_removed(application_id, None)

    def _set_removed(self, application_id: str, time: datetime | None) -> None:
        with self._writing() as connection:
            found = self._head(connection, application_id).id
            connection.execute(_REMOVE, {"of": found, "time": time})

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._lock, engine.mapped(self.path), engine.reading(self._connection):
            yield self._connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._lock, engine.mapped(self.path), engine.writing(self._connection):
            yield self._connection

    @contextmanager
    def _understood(self, application_id: str) -> Iterator[None]:
        """Rows that do not hold what a workspace writes are damage, not a fault in the program."""
        try:
            yield
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise StorageError(
                f"Ansökan {application_id} i {self.path} är skadad och går inte att läsa."
                " Öppna en säkerhetskopia av arbetsytan."
            ) from error

    def _head(self, connection: Connection, given: str) -> Row[*tuple[Any, ...]]:
        """Id, edition, meta and revision of the one application whose id is or begins with `given`."""
        # Ids are ASCII; anything else, such as half a character from a command line, the database may refuse.
        if given and given.isascii():
            found = connection.execute(_BY_ID, {"id": given}).first()
            if found is not None:
                return found
            several = connection.execute(_BY_PREFIX, {"length": len(given), "prefix": given}).all()
            if len(several) == 1:
                return several[0]
            if several:
                raise NotFoundError(
                    f"Flera ansökningar har ett id som börjar med {given}. Ange fler tecken av id:t."
                )
        raise NotFoundError(
            f"Det finns ingen ansökan med id {given} i {self.path}."
            " Listan över ansökningar visar vilka som finns."
        )

    def _edition(self, connection: Connection, digest: str) -> FormEdition:
        if digest not in self._editions:
            self._editions[digest] = _load_edition(self._files(connection, digest))
        return self._editions[digest]

    def _files(self, connection: Connection, digest: str) -> dict[str, str]:
        text: str = connection.execute(_FILES, {"digest": digest}).scalar_one()
        if _digest(text) != digest:
            raise ValueError("the edition's files have changed")
        files: dict[str, str] = json.loads(text)
        return files


def _keep(connection: Connection, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    found = connection.scalar(_BYTES, {"digest": digest})
    if found is None:
        connection.execute(insert(blob_table), {"digest": digest, "size": len(data), "bytes": data})
    elif found != data:
        connection.execute(_MEND, {"of": digest, "data": data})
    return digest


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _load_edition(files: Mapping[str, str]) -> FormEdition:
    """The edition; the schema library loads when a first application is read, not for the list.

    An application goes on opening in the edition that it was written in, whatever is asked of new ones.
    """
    from finsam_desktop.domain.form import load_edition

    return load_edition(files, trusted=True)
