"""What the child process does with a picture that somebody inserts in a text."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.transfer_items import MAX_FILE
from finsam_desktop.exchange.pictures import taken_in


def items(path: Path, called: str) -> Iterator[list[Any]]:
    """The bytes to keep as base64, the width and height to show, and whether it has fewer pixels than before.

    `called` is what the picture is called at the start of a sentence. Raises `OutsideFileError`.
    """
    with path.open("rb") as file:
        data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise OutsideFileError(
            f"{called} är större än {MAX_FILE // 2**20} MB. Gör den mindre i ett bildprogram och infoga den"
            " igen."
        )
    taken = taken_in(data, called)
    yield [b64encode(taken.data).decode(), taken.width, taken.height, taken.reduced]
