"""Leftovers, attached files and pictures as an application's JSON has them.

A content is base64 text; where it is left out, whoever reads the JSON must have the content.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import Attachment, Leftover
from finsam_desktop.domain.pictures import MAX_SIDE, declared
from finsam_desktop.domain.transfer_values import WrongValueError

MAX_FILE = 25 * 1024 * 1024
"""Bytes that an attached file may have."""
LEFTOVER_KEYS = ("id", "edition", "caption", "text", "data")
ATTACHMENT_KEYS = ("id", "name", "size", "sha256", "content")
PICTURE_KEYS = ("sha256", "content")
_LONGEST_NAME = 200

Content = Callable[[str], bytes]
"""Gives the content of a file by its SHA-256 in hex."""


def file_name(text: str) -> str:
    """The text as a name that a file can have in any folder: one line, no path, nothing that hides."""
    seen = "".join(one for one in text if one.isspace() or (one.isprintable() and one not in '/\\:*?"<>|'))
    return " ".join(seen.split())[-_LONGEST_NAME:].strip(" .") or "fil"


def leftover_to_json(item: Leftover) -> dict[str, Any]:
    """The leftover with all that it needs to be put back."""
    values = (item.id, item.edition, item.caption, richtext.to_json(item.text), item.data)
    return dict(zip(LEFTOVER_KEYS, values, strict=True))


def attachment_to_json(item: Attachment, content: Content | None) -> dict[str, Any]:
    """The attached file, with its content where that can be had."""
    data: dict[str, Any] = {"id": item.id, "name": item.name, "size": item.size, "sha256": item.digest}
    return data if content is None else data | {"content": base64.b64encode(content(item.digest)).decode()}


def picture_to_json(digest: str, content: Content) -> dict[str, Any]:
    """The bytes of a picture in the application's texts."""
    return {"sha256": digest, "content": base64.b64encode(content(digest)).decode()}


def plain_object(data: object) -> dict[str, Any]:
    """A copy of an object that holds nothing but JSON, {} for None. Raises `WrongValueError`."""
    if data is None:
        return {}
    try:
        if isinstance(data, dict):
            copy: dict[str, Any] = json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False).encode())
            return copy
    except (TypeError, ValueError, RecursionError):
        pass
    raise WrongValueError("ett objekt av vanliga JSON-värden")


def fitting_content(data: object, item: Attachment) -> bytes:
    """The file's content. Raises `WrongValueError` unless it has the size and the SHA-256 of `item`."""
    content = _decoded(data)
    if len(content) != item.size or hashlib.sha256(content).hexdigest() != item.digest:
        raise WrongValueError(f"innehållet i filen ”{item.name}” i base64, som size och sha256 stämmer med")
    return content


def fitting_picture(data: object, digest: object) -> bytes:
    """The picture's bytes. Raises `WrongValueError` unless they are a picture with the SHA-256 `digest`."""
    content = _decoded(data)
    if hashlib.sha256(content).hexdigest() != digest:
        raise WrongValueError("bildens innehåll i base64, som sha256 stämmer med")
    if len(content) > MAX_FILE or declared(content) is None:
        raise WrongValueError(
            f"en bild i PNG eller JPEG, med högst {MAX_SIDE} bildpunkter på bredden och på höjden"
        )
    return content


def _decoded(data: object) -> bytes:
    """The bytes of base64 text, none for what is something else."""
    try:
        return base64.b64decode(data if isinstance(data, str) else "", validate=True)
    except ValueError:
        return b""
