"""Copies of attached files for other programs: files come from others, so names and kinds are watched."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path, PureWindowsPath

from PySide6.QtCore import QTemporaryDir

from finsam_desktop.domain.application import Attachment
from finsam_desktop.domain.errors import ExportError, reason
from finsam_desktop.exchange.files import write_atomically

_DOCUMENTS = frozenset(
    f".{suffix}"
    for suffix in (
        *("pdf", "doc", "docx", "odt", "rtf", "txt", "csv", "xls", "xlsx", "ods", "ppt", "pptx", "odp"),
        *("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic"),
    )
)
"""Suffixes of what is read and not run. What is not known is not opened: no list of programs is whole."""
_NO_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
"""What no file system takes in a name, and the marks that make a name read other than it is."""


def safe_name(name: str) -> str:
    """The name without folders and without what a file's name cannot hold."""
    last = PureWindowsPath(name.replace("/", "\\")).name
    found = _NO_NAME.sub("_", last).strip(" .") or "fil"
    return f"_{found}" if PureWindowsPath(found).is_reserved() else found


def can_be_opened(name: str) -> bool:
    """Whether the name is that of a document, and not of something that might run as a program."""
    return Path(safe_name(name)).suffix.lower() in _DOCUMENTS


@lru_cache(maxsize=1)
def _folder() -> QTemporaryDir:
    """A folder that goes when the program ends, and not before: others may be reading there."""
    return QTemporaryDir()


def copy_to_open(attachment: Attachment, content: bytes) -> Path:
    """A copy that can only be read, so that nobody believes that the attached file changes.

    Raises `ExportError`.
    """
    path = Path(_folder().path(), attachment.id, safe_name(attachment.name))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write_atomically(path, content)
            path.chmod(0o400)
    except OSError as error:
        raise ExportError(f"Filen {attachment.name} kunde inte öppnas: {reason(error)}.") from error
    return path
