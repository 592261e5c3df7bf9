"""One thing to look at in an application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from finsam_desktop.domain.parse import Unparsed, format_date
from finsam_desktop.domain.values import Value

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `path` is the place as a `Change` names it."""

    severity: Severity
    code: str
    path: tuple[str, ...]
    message: str

    @property
    def where(self) -> str:
        """The place as text: `answer.start_date`, `party.ID.organisation`, `cell.SHEET.LINE.COLUMN`."""
        return ".".join(self.path)


def unparsed(value: Value, caption: str, path: tuple[str, ...]) -> Iterator[Finding]:
    """An error where the text at the place could not be read."""
    if isinstance(value, Unparsed):
        yield Finding(
            "error", "unparsed", path, f"”{caption}”: ”{value.text}” går inte att tolka. {value.reason}"
        )


def outside(caption: str, value: date, start: date, end: date) -> str:
    """What is said of a date that is not within the initiative's period."""
    period = f"{format_date(start)} till {format_date(end)}"
    return f"{caption} {format_date(value)} ligger utanför insatstiden {period}. Rätta datumet."
