"""Writing a file so that it is either the old one or the whole new one."""

from __future__ import annotations

import errno
import os
import uuid
from pathlib import Path

from finsam_desktop.domain.errors import ExportError

_CAUSES = {
    errno.ENOENT: "mappen finns inte. Välj en mapp som finns, och försök igen.",
    errno.ENOTDIR: "mappen finns inte. Välj en mapp som finns, och försök igen.",
    errno.EISDIR: "det finns en mapp med det namnet. Välj ett annat namn.",
    errno.EACCES: "den är öppen i ett annat program, eller så får du inte skriva där. "
    "Stäng den och försök igen, eller välj en annan plats.",
    errno.EROFS: "platsen går bara att läsa från. Välj en annan plats.",
    errno.ENOSPC: "disken är full. Gör plats på den och försök igen, eller välj en annan plats.",
    errno.EDQUOT: "ditt utrymme är fullt. Gör plats och försök igen, eller välj en annan plats.",
    errno.ENAMETOOLONG: "namnet är för långt. Välj ett kortare namn.",
}
_CAUSES[errno.EPERM] = _CAUSES[errno.EACCES]
_OTHER = "datorn nekade. Försök igen, eller välj en annan plats."


def write_atomically(path: Path, data: bytes) -> None:
    """Write the file beside `path` and put it in place when it is whole and on disk.

    What stood there stays until then. Raises `ExportError`, which names the file, says why
    and what to do.
    """
    target = Path(os.path.realpath(path))  # a link goes on pointing where it did
    draft = target.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        cause = _CAUSES.get(error.errno or 0, _OTHER)
        raise ExportError(f"Filen ”{path.name}” kunde inte sparas i ”{path.parent}”: {cause}") from error
