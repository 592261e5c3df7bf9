"""Frozen versions: an application as it was when it was set down to be signed. A version never changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class VersionMark:
    """What every page of a version carries, so that paper can be matched to content."""

    number: int
    fingerprint: str
    """The beginning of the content's SHA-256, as `fingerprint` gives it."""

    def __str__(self) -> str:
        return f"Version {self.number}, fingeravtryck {self.fingerprint}"


@dataclass(frozen=True, slots=True)
class Version:
    """A frozen version; its content and its PDF are kept where it is stored."""

    number: int
    """From 1, in the order in which they were frozen."""
    time: datetime
    sha256: str
    """Of the content, in hex."""
    pdf: str
    """SHA-256 of the PDF, in hex."""
    reason: str = ""
    """Why it was frozen although there were errors; empty when there were none."""

    @property
    def mark(self) -> VersionMark:
        return VersionMark(self.number, fingerprint(self.sha256))


def digest(text: str) -> str:
    """SHA-256 of a content's text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(sha256: str) -> str:
    """The short form that people compare: `abcd-0123`."""
    return f"{sha256[:4]}-{sha256[4:8]}"
