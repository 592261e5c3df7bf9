"""What the pages say that a signing service adds last in a PDF: who signed, when and how.

They begin with a heading in five languages and say how many pages stand before them; then each signatory has
a name, a line with a reference and a time, and a line with the method. Read from the two seeds that went
through such a service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

_PAGES_BEFORE = re.compile(r"Detta dokument innehåller (\d{1,4}) sid(?:a|or) före denna sida")
_REFERENCE = re.compile(
    r"(?P<reference>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}) - "
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC ?(?P<zone>[+-]\d\d:\d\d)"
)
_METHOD = re.compile(r"(?P<method>.{1,80}?) - [0-9A-Fa-f-]{8,40} - [A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Signatory:
    """A person who signed, as the page says; nothing of it is proven by standing there."""

    name: str
    reference: str
    time: datetime
    """With the zone that the page states."""
    method: str
    """As it is written: ”BankID / Freja eID”."""


def stated_pages(text: str) -> int | None:
    """How many pages the page says stand before it; None for a page without that sentence."""
    found = _PAGES_BEFORE.search(" ".join(text.split()))
    return int(found[1]) if found else None


def signing_pages(texts: Sequence[str]) -> range:
    """The positions of the pages that the service added: those in a row up to the last of them."""
    positions = [at for at, text in enumerate(texts) if _is_signing_page(text)]
    if not positions:
        return range(len(texts), len(texts))
    first = last = positions[-1]
    while first - 1 in positions:
        first -= 1
    return range(first, last + 1)


def _is_signing_page(text: str) -> bool:
    return stated_pages(text) is not None or any(_signatories(text))


def read_signatories(texts: Sequence[str]) -> list[Signatory]:
    """The signatories on the pages, in order."""
    return [one for text in texts for one in _signatories(text)]


def _signatories(text: str) -> Iterator[Signatory]:
    lines = [words for line in text.splitlines() if (words := " ".join(line.split()))]
    for number, line in enumerate(lines):
        if found := _REFERENCE.fullmatch(line):
            below = _METHOD.fullmatch(lines[number + 1]) if number + 1 < len(lines) else None
            time = _time(f"{found['time']}{found['zone']}")
            if time is not None:
                name = lines[number - 1] if number else ""
                yield Signatory(name, found["reference"], time, below["method"] if below else "")


def _time(text: str) -> datetime | None:
    """None for a day or an hour that there is not."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
