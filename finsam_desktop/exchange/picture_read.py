"""Takes in a picture that somebody inserts in a text; a child process does all decoding."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from finsam_desktop.domain.errors import OutsideFileError, reason
from finsam_desktop.domain.pictures import declared
from finsam_desktop.exchange import sandbox

if TYPE_CHECKING:
    from finsam_desktop.exchange.pictures import Taken

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
"""Of files that can be inserted."""


def read_picture(source: Path | bytes, cancelled: Callable[[], bool] = sandbox.never) -> Taken:
    """The picture in the file, or in the bytes, as it is kept.

    Raises `OutsideFileError`, and `CancelledError` soon after `cancelled()` has become true.
    """
    if isinstance(source, bytes):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "bild"
            path.write_bytes(source)
            return _read(path, "Bilden", cancelled)
    return _read(source, f"Bilden ”{source.name}”", cancelled)


def _read(path: Path, called: str, cancelled: Callable[[], bool]) -> Taken:
    from finsam_desktop.exchange.pictures import Taken

    try:
        path.open("rb").close()
    except OSError as error:
        raise OutsideFileError(f"{called} går inte att läsa: {reason(error)}.") from None
    ((data, width, height, reduced),) = sandbox.run("picture", path, called, cancelled=cancelled)
    content = b64decode(data)
    if declared(content) is None:  # the child is not taken at its word
        raise OutsideFileError(f"{called} är skadad. Spara den på nytt i ett bildprogram.")
    return Taken(content, int(width), int(height), bool(reduced))
