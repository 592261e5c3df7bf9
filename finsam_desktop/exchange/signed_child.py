"""What the child process does with a signed PDF: pages are held against the frozen ones, the rest read.

The file is never written. `signed_pdf` puts the answer together.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import ImageChops

from finsam_desktop.domain.errors import OutsideFileError, reason
from finsam_desktop.exchange import signed_pades
from finsam_desktop.exchange.container import MAX_FILE
from finsam_desktop.exchange.signing_page import read_signatories, signing_pages, stated_pages

MAX_PAGES = 200
_SCALE = 1.5
"""Pixels for each point: 108 dots to the inch, at which a changed figure is many pixels."""
_TOLERANCE = 32
"""Of 255 for each colour: what two ways of writing the same page may differ by at the edges of letters."""
_SAME_SIZE = 0.5
"""Points."""
_SHOWN = 90
"""Characters of a changed text that are told."""
_HEAD, _TAIL = 1024, 2048
"""Bytes in which a PDF says that it is one, and that it is whole."""
_MARK = re.compile(r"Version \d{1,4}, fingeravtryck [0-9a-f]{4}-[0-9a-f]{4}")


def items(path: Path, frozen: str) -> Iterator[Any]:
    """What stands in the file, held against the frozen PDF, which comes in base64.

    `["file", sha256, begins with the frozen bytes, marks, marks of the frozen]`, then `["page", kind, frozen,
    signed, before, after]` ..., `["signing", first, last, stated]` and `["signatory", ...]` where there are
    any, and what `signed_pades` says. Pages are numbered from 1, 0 is none. Raises `OutsideFileError`.
    """
    name = f"Filen ”{path.name}”"
    data = _read(name, path)
    frozen_data = base64.b64decode(frozen)
    with _open(name, data) as signed, pypdfium2.PdfDocument(frozen_data) as original:
        texts, wanted = _texts(signed), _texts(original)
        digest, same_bytes = hashlib.sha256(data).hexdigest(), data.startswith(frozen_data)
        yield ["file", digest, same_bytes, _marks(texts), _marks(wanted)]
        signing = signing_pages([text if text not in wanted else "" for text in texts])
        body = [at for at in range(len(texts)) if at not in signing]
        yield from _pages(original, wanted, signed, texts, body)
    if signing:
        stated = [number for at in signing if (number := stated_pages(texts[at])) is not None]
        yield ["signing", signing[0] + 1, signing[-1] + 1, stated[0] if stated else None]
        for one in read_signatories([texts[at] for at in signing]):
            yield ["signatory", one.name, one.reference, one.time.isoformat(), one.method]
    yield from signed_pades.items(data)


def _read(name: str, path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise OutsideFileError(f"{name} går inte att läsa: {reason(error)}.") from None
    if len(data) > MAX_FILE:
        raise OutsideFileError(f"{name} är större än {MAX_FILE // 2**20} MB och läses därför inte.")
    if b"%PDF-" not in data[:_HEAD]:
        raise OutsideFileError(f"{name} är ingen PDF. Välj den PDF som kom tillbaka från signeringen.")
    if b"%%EOF" not in data[-_TAIL:]:
        raise OutsideFileError(
            f"{name} är inte hel: slutet saknas. Hämta den på nytt från tjänsten som ni skrev under i."
        )
    return data


def _open(name: str, data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            words = "är skyddad med lösenord. Hämta den utan lösenord och försök igen."
        else:
            words = "är skadad och går inte att läsa. Hämta den på nytt från tjänsten som ni skrev under i."
        raise OutsideFileError(f"{name} {words}") from None
    if not 0 < pages <= MAX_PAGES:
        document.close()
        raise OutsideFileError(
            f"{name} har {pages} sidor. Högst {MAX_PAGES} kan jämföras med den fastställda versionen."
        )
    return document


def _texts(document: pypdfium2.PdfDocument) -> list[str]:
    return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]


def _marks(texts: list[str]) -> list[str]:
    """The versions that the pages say they are of."""
    return sorted({mark for text in texts for mark in _MARK.findall(text)})


def _pages(
    original: pypdfium2.PdfDocument,
    wanted: list[str],
    signed: pypdfium2.PdfDocument,
    texts: list[str],
    body: list[int],
) -> Iterator[list[Any]]:
    """A row for each page, paired by their texts: same, text, size, look, missing or added."""
    matcher = SequenceMatcher(None, wanted, [texts[at] for at in body], autojunk=False)
    for _, i, i_end, j, j_end in matcher.get_opcodes():
        for step in range(max(i_end - i, j_end - j)):
            here, there = (i + step, j + step)
            if here >= i_end:
                yield ["page", "added", 0, body[there] + 1, "", ""]
            elif there >= j_end:
                yield ["page", "missing", here + 1, 0, "", ""]
            else:
                at = body[there]
                kind = "text" if wanted[here] != texts[at] else _look(original[here], signed[at])
                changed = _changed_words(wanted[here], texts[at]) if kind == "text" else ("", "")
                yield ["page", kind, here + 1, at + 1, *changed]


def _look(one: pypdfium2.PdfPage, other: pypdfium2.PdfPage) -> str:
    """A page of another size is not drawn: it is another, and could be large enough to fill the memory."""
    if any(abs(a - b) > _SAME_SIZE for a, b in zip(one.get_size(), other.get_size(), strict=True)):
        return "size"
    drawn = [page.render(scale=_SCALE).to_pil().convert("RGB") for page in (one, other)]
    levels = ImageChops.difference(*drawn).histogram()  # 256 for each colour
    return "look" if any(count and at % 256 > _TOLERANCE for at, count in enumerate(levels)) else "same"


def _changed_words(before: str, after: str) -> tuple[str, str]:
    """The first words that differ, with those before them for a reader to find the place."""
    old, new = before.split(), after.split()
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            return _shortened(old[max(0, i - 3) : i_end]), _shortened(new[max(0, j - 3) : j_end])
    return "", ""


def _shortened(words: list[str]) -> str:
    text = " ".join(words)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
