"""A PDF that came back signed, held against the version that went out. The file is read and never altered."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.parse import format_date
from finsam_desktop.domain.signing import listed, local_day
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.container import damaged
from finsam_desktop.exchange.signing_page import Signatory

PageKind = Literal["same", "text", "look", "size", "missing", "added"]
Standing = Literal["whole", "added", "broken", "partial", "unknown"]
Verdict = Literal["sound", "unproven", "wrong"]
Owner = Literal["person", "organisation", "unknown"]
_KINDS: dict[Owner, str] = {
    "person": "Elektronisk underskrift",
    "organisation": "Elektronisk stämpel",
    "unknown": "Elektronisk stämpel eller underskrift",
}
_NOT_CHECKED = (
    "Utan nät går det inte att kontrollera vem som står bakom certifikatet, om det har återkallats eller om"
    " tiden stämmer. Det kan ni kontrollera hos tjänsten som ni skrev under i."
)
_STANDINGS = {
    "whole": "Filen är densamma som när den skrevs under.",
    "added": "Efter underskriften har annat än underskrifter lagts till i filen. Lita inte på den.",
    "broken": "Filen är inte densamma som när den skrevs under. Lita inte på den, utan hämta den på nytt.",
    "partial": "Underskriften gäller bara en del av filen. Lita inte på resten.",
    "unknown": "Underskriften är gjord på ett sätt som programmet inte kan kontrollera.",
}


@dataclass(frozen=True, slots=True)
class PageCheck:
    """One page of the frozen version against one of the signed file; numbers from 1, 0 for none."""

    kind: PageKind
    frozen: int
    signed: int
    before: str = ""
    after: str = ""
    """The first words that differ, where the text does."""

    def __str__(self) -> str:
        match self.kind:
            case "missing":
                return f"Sida {self.frozen} i den fastställda versionen saknas i filen."
            case "added":
                return f"Sida {self.signed} i filen finns inte i den fastställda versionen."
            case "text":
                return f"Sida {self.signed}: texten är en annan. {self._changed()}"
            case "size":
                return f"Sida {self.signed}: papperet har en annan storlek."
            case "look":
                return f"Sida {self.signed}: texten är densamma men sidan ser annorlunda ut. Jämför dem."
        return f"Sida {self.signed} är densamma."

    def _changed(self) -> str:
        if not self.after:
            return f"”{self.before}” är borttaget."
        if not self.before:
            return f"”{self.after}” har kommit till."
        return f"”{self.before}” har blivit ”{self.after}”."


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """One electronic signature, or time stamp, inside the file."""

    kind: Literal["signature", "timestamp"]
    name: str
    """Of the signer as the certificate says, which nobody has vouched for here; may be empty."""
    time: datetime | None
    """What the signer's computer said."""
    standing: Standing
    owner: Owner = "unknown"
    """What the certificate is of, as it says."""
    by_service: bool = False
    """Whether it is an organisation's in a file that a signing service has added its page to."""

    @property
    def what(self) -> str:
        """What it is called in Swedish."""
        if self.kind == "timestamp":
            return "Elektronisk tidsstämpel"
        return "Signeringstjänstens stämpel" if self.by_service else _KINDS[self.owner]

    def __str__(self) -> str:
        who = (f": {self.name}" if self.by_service else f" av {self.name}") if self.name else ""
        zone = f" ({self.time:%Z})" if self.time and self.time.tzinfo else ""
        when = f" {self.time:%Y-%m-%d %H:%M}{zone}" if self.time else ""
        return f"{self.what}{who}{when}. {_STANDINGS[self.standing]}"


@dataclass(frozen=True, slots=True)
class SignedReport:
    """What a signed file holds, against a frozen version."""

    sha256: str
    """Of the file that was read, in hex."""
    same_bytes: bool
    """Whether the file begins with the frozen file, byte for byte, as it does when all was added after it."""
    marks: tuple[str, ...]
    """Each version that pages of the file say they are of, as `str(VersionMark)` has it."""
    frozen_marks: tuple[str, ...]
    """The same of the frozen PDF."""
    pages: tuple[PageCheck, ...]
    signing_pages: tuple[int, int] | None
    """First and last of the pages that the signing service added."""
    stated: int | None
    """How many pages they say stand before them."""
    signatories: tuple[Signatory, ...]
    signatures: tuple[SignatureCheck, ...]
    readable: bool
    """Whether the file could be searched for electronic signatures."""
    frozen_on: date | None = None
    """The day from which the version could be signed."""

    @property
    def differing(self) -> list[PageCheck]:
        """The pages that are not as they were frozen."""
        return [page for page in self.pages if page.kind != "same"]

    @property
    def same_pages(self) -> bool:
        """Whether all pages are as they were frozen, and as many as the signing page says."""
        return not self.differing and not self._miscounted

    @property
    def early(self) -> list[tuple[str, date]]:
        """Who signed before the version was frozen, and on which day, as the file says.

        Nobody in a file that is of something else.
        """
        if not (self.frozen_on and self.same_pages):
            return []
        days = [(one.name, local_day(one.time)) for one in self.signatories]
        days += [
            (one.name, local_day(one.time)) for one in self.signatures if one.kind == "signature" and one.time
        ]
        return [(name, day) for name, day in days if day < self.frozen_on]

    @property
    def verdict(self) -> Verdict:
        """`wrong` when something is not as it was; `sound` when a whole signature covers the frozen pages
        and none is older than they; else `unproven`."""
        standings = {one.standing for one in self.signatures}
        if not self.same_pages or standings & {"broken", "added", "partial"}:
            return "wrong"
        proven = any(one.kind == "signature" and one.standing == "whole" for one in self.signatures)
        return "sound" if proven and "unknown" not in standings and not self.early else "unproven"

    @property
    def sentences(self) -> list[str]:
        """All of it in Swedish, what matters most first."""
        return [
            *self._page_sentences(),
            *self._early_sentences(),
            *self._signing_sentences(),
            *self._signature_sentences(),
        ]

    @property
    def _miscounted(self) -> bool:
        first = self.signing_pages[0] if self.signing_pages else 1
        return self.stated is not None and self.stated != first - 1

    def _page_sentences(self) -> Iterator[str]:
        same = len(self.pages) - len(self.differing)
        if not self.differing:
            before = "före underskriftssidan " if self.signing_pages else ""
            yield (f"Alla {same} sidor {before}har samma text och utseende som i den fastställda versionen.")
            return
        if self.marks and self.marks != self.frozen_marks:
            there, here = (", ".join(f"”{one}”" for one in of) for of in (self.marks, self.frozen_marks))
            yield f"Sidorna i filen är märkta {there}. Den fastställda är märkt {here or 'utan version'}."
        if not same:
            yield "Ingen sida i filen stämmer med den fastställda versionen. Kontrollera att det är rätt fil."
            return
        yield f"Filen är inte den fastställda versionen: {same} av {len(self.pages)} sidor stämmer."
        yield from map(str, self.differing)

    def _early_sentences(self) -> Iterator[str]:
        if self.frozen_on and self.early:
            who = listed([f"{name or 'någon'} under {format_date(day)}" for name, day in self.early])
            yield (
                f"Enligt filen skrev {who}. Men versionen fastställdes först {format_date(self.frozen_on)},"
                " så något stämmer inte. Kontrollera hos tjänsten vad som är underskrivet."
            )

    def _signing_sentences(self) -> Iterator[str]:
        if not self.signing_pages:
            yield "Filen har ingen underskriftssida från en signeringstjänst."
            return
        if self._miscounted:
            yield (
                f"Underskriftssidan säger att {self.stated} sidor står före den, men det är"
                f" {self.signing_pages[0] - 1}. Sidor har lagts till eller tagits bort."
            )
        if not self.signatories:
            yield "Underskriftssidan nämner ingen som har skrivit under."
        for one in self.signatories:
            method = f" med {one.method}" if one.method else ""
            time = f"{one.time:%Y-%m-%d %H:%M:%S} ({one.time:%Z})"
            yield f"Enligt underskriftssidan skrev {one.name} under {time}{method}."

    def _signature_sentences(self) -> Iterator[str]:
        if not self.readable:
            yield (
                "Filen är byggd på ett sätt som gör att elektroniska underskrifter i den inte kan läsas."
                " Kontrollera den hos tjänsten som ni skrev under i."
            )
        elif not self.signatures:
            yield (
                "Filen har ingen elektronisk underskrift i sig. Det som står på sidorna är bara text"
                " och bevisar inget. Kontrollera filen hos tjänsten som ni skrev under i."
            )
        else:
            yield from map(str, self.signatures)
            yield _NOT_CHECKED


def examine(
    path: Path,
    frozen: bytes,
    frozen_on: date | None = None,
    *,
    cancelled: Callable[[], bool] = sandbox.never,
) -> SignedReport:
    """Hold the signed file at `path` against the PDF of a version that was frozen on that day.

    A child process reads the file. Raises `OutsideFileError` for a file that is no PDF, encrypted, not whole,
    too large or hostile, and `sandbox.CancelledError` when `cancelled()` becomes true.
    """
    answer = sandbox.run("signed", path, base64.b64encode(frozen).decode(), cancelled=cancelled)
    try:
        return replace(_assemble(answer), frozen_on=frozen_on)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise OutsideFileError(damaged(f"Filen ”{path.name}”")) from None


def _assemble(answer: list[Any]) -> SignedReport:
    by_kind: dict[str, list[Any]] = {}
    for kind, *rest in answer:
        by_kind.setdefault(kind, []).append(rest)
    ((sha256, same_bytes, marks, frozen_marks),) = by_kind["file"]
    signing = by_kind.get("signing", [[0, 0, None]])[0]
    return SignedReport(
        sha256,
        same_bytes,
        tuple(marks),
        tuple(frozen_marks),
        tuple(PageCheck(*row) for row in by_kind.get("page", [])),
        (signing[0], signing[1]) if signing[0] else None,
        signing[2],
        tuple(
            Signatory(name, reference, datetime.fromisoformat(time), method)
            for name, reference, time, method in by_kind.get("signatory", [])
        ),
        tuple(
            SignatureCheck(
                kind,
                name,
                datetime.fromisoformat(time) if time else None,
                standing,
                owner,
                by_service=owner == "organisation" and bool(signing[0]),
            )
            for kind, name, time, standing, owner in by_kind.get("signature", [])
        ),
        "unreadable" not in by_kind,
    )
