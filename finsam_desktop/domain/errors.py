"""Errors that are meant for a person.

Every message is a Swedish sentence that says what happened, where, and what to do.
Anything else that is raised is a fault in the program and goes to the excepthook.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass

_REASONS = {
    errno.ENOENT: "den finns inte",
    errno.ENOTDIR: "en del av sökvägen är ingen mapp",
    errno.EISDIR: "det är en mapp och ingen fil",
    errno.EEXIST: "det finns redan en fil med det namnet",
    errno.EACCES: "du har inte rätt att läsa eller skriva där",
    errno.EPERM: "du har inte rätt att läsa eller skriva där",
    errno.EROFS: "platsen går bara att läsa från",
    errno.ENOSPC: "disken är full",
    errno.ENAMETOOLONG: "namnet är för långt",
}


def reason(error: OSError) -> str:
    """Why the computer refused, as the end of a Swedish sentence."""
    code = error.errno or 0
    return _REASONS.get(code, f"datorn nekade ({errno.errorcode.get(code, 'okänt fel')})")


class UserError(Exception):
    """Something that the person can do something about; `str(error)` is shown as it is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a form definition: which file, where in it, and what was expected."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.message}" if self.place else f"{self.file}: {self.message}"


class FormError(UserError):
    """A form edition that does not load; `problems` lists everything that is wrong at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TransferError(UserError):
    """An application file that cannot be placed in full; `problems` names each thing."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class NotFoundError(UserError):
    """An application, edition or file that is not there."""


class StorageError(UserError):
    """The workspace could not be opened, read or written."""


class ConflictError(StorageError):
    """The application was changed in the workspace by somebody else since it was read."""


class ExportError(UserError):
    """A document could not be made or written."""


class OutsideFileError(UserError):
    """A file from somebody else that cannot be read, or that is not safe to read."""
