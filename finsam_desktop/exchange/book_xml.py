"""XML of a workbook, read as it streams by: no tree, so that size costs time and not memory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import IO
from xml.parsers import expat

from finsam_desktop.domain.errors import OutsideFileError

_CHUNK = 2**16
Attributes = dict[str, str]


class Scanner:
    """Calls `start(name, attributes)` and `end(name)` for each element of a stream.

    Names stand as "namespace name", or "name" alone where there is no namespace. Text is collected
    between `listen()` and `pause()` or `heard()`.
    """

    def __init__(self, start: Callable[[str, Attributes], None], end: Callable[[str], None]) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        self._parser.StartDoctypeDeclHandler = _refuse
        self._texts: list[str] = []

    def listen(self) -> None:
        """Collect the text that comes, in addition to what was collected before."""
        self._parser.CharacterDataHandler = self._texts.append

    def pause(self) -> None:
        """Let pass the text that comes, and keep what was collected."""
        self._parser.CharacterDataHandler = None

    def heard(self) -> str:
        """What was collected, which ends the collecting."""
        self._parser.CharacterDataHandler = None
        text = "".join(self._texts)
        self._texts.clear()
        return text

    def read(self, stream: IO[bytes]) -> None:
        """Go through all of the stream. Raises `expat.ExpatError` where it is no XML."""
        while chunk := stream.read(_CHUNK):
            self._parser.Parse(chunk)
        self._parser.Parse(b"", True)


class _RootFound(Exception):  # noqa: N818 - no error, but the way out of the parser
    pass


def root_namespace(stream: IO[bytes]) -> str:
    """The namespace of the root element, "" for none, having read that far and met no DOCTYPE.

    A DOCTYPE can stand nowhere else. Raises `expat.ExpatError` where there is no such element.
    """
    found: list[str] = []

    def start(name: str, _: Attributes) -> None:
        found.append(name.rpartition(" ")[0])
        raise _RootFound

    with suppress(_RootFound):
        Scanner(start, lambda _: None).read(stream)
    return found[0]


def _refuse(*_: object) -> None:
    """A DOCTYPE in any encoding and wherever it stands; the look into the container sees the usual ones."""
    raise OutsideFileError(
        "Filen har innehåll som inte hör hemma i ett kalkylark (DOCTYPE), och läses därför inte."
        " Be avsändaren spara om den."
    )
