"""What a form in Word would do to the application, ready to be shown.

No widgets: it is all made off the window's thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.exchange.word_open import read_form
from finsam_desktop.exchange.word_take_in import WordProposal, propose_word
from finsam_desktop.ui.import_look import EMPTY

_EXCERPT = 90
"""Characters of a text in a list."""
_BEFORE = 24
"""How many of them stand before the first that differs."""
_WORDS_COMPARED = 1500
"""In longer texts, all from the first word that differs to the last is one difference."""
_TOKENS = re.compile(r"\s+|\S+")
_NAMED = 5
"""How many of the form's headings are named where nothing was recognised."""

Runs = list[tuple[str, bool]]
"""A text in pieces, each with whether it differs from the other text."""


@dataclass(frozen=True, slots=True)
class WordLook:
    """A document as it would be taken in."""

    file_name: str
    proposal: WordProposal
    edition: FormEdition

    def taken(self, chosen: Collection[edits.Path], *, fill: bool) -> list[edits.Path]:
        """The places of what is taken of what is chosen; with `fill` only where nothing stands yet."""
        return [one.path for one in self.proposal.found if one.path in chosen and (one.fills or not fill)]

    def summary(self, taken: Collection[edits.Path]) -> str:
        """In a few sentences what would happen when the values at the places `taken` are taken in."""
        if not self.proposal.recognised:
            return _nothing_found(self.edition)
        found = len(self.proposal.found)
        if not found:
            words = ["Ansökan har redan allt som läses in ur dokumentet. Ingenting ändras."]
        elif not taken:
            words = ["Ingenting ändras med det som är valt."]
        else:
            words = [_count(len(taken), "Ett fält", "fält") + " ändras."]
            if left := found - len(taken):
                words.append("Ett lämnas som det är." if left == 1 else f"{left} lämnas som de är.")
        parties = {path[1] for path in taken if path[0] == "party"}
        if new := sum(party in parties for party, _ in self.proposal.added):
            words.append(_count(new, "En ny part", "nya parter") + " läggs till.")
        if lost := len(self.proposal.left_over):
            words.append(_count(lost, "En text", "texter") + " fick ingen plats.")
        return " ".join(words)


def word_look(
    path: Path,
    application: Application,
    editions: Callable[[], Iterable[FormEdition]],
    cancelled: Callable[[], bool],
) -> WordLook:
    """Read the document. Raises `OutsideFileError`, and `CancelledError` once `cancelled()` is true."""
    reading = read_form(path, application, editions(), cancelled)
    return WordLook(path.name, propose_word(reading, application, path.name), application.edition)


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts on a line each; long ones from a little before the first place where they differ."""
    texts = [" ".join(one.split()) for one in (old, new)]
    same = _same(*texts) if all(texts) and texts[0] != texts[1] else 0
    start = 0
    if same > _EXCERPT - _BEFORE:
        start = texts[0].rfind(" ", 0, same - _BEFORE) + 1
    shown = []
    for text in texts:
        part = text[start:]
        cut = f"{part[:_EXCERPT].rstrip()}…" if len(part) > _EXCERPT else part
        shown.append(f"…{cut}" if start else cut or EMPTY)
    return shown[0], shown[1]


def marked(old: str, new: str) -> tuple[Runs, Runs]:
    """Both texts with what differs between them marked, word by word; nothing is where one is empty."""
    if not old or not new:
        return [(old, False)], [(new, False)]
    mine, theirs = _TOKENS.findall(old), _TOKENS.findall(new)
    first = _same(mine, theirs)
    last = _same(mine[first:][::-1], theirs[first:][::-1])
    middle, other = mine[first : len(mine) - last], theirs[first : len(theirs) - last]
    steps = [("replace", 0, len(middle), 0, len(other))]
    if max(len(middle), len(other)) <= _WORDS_COMPARED:
        steps = [*SequenceMatcher(None, middle, other, autojunk=False).get_opcodes()]
    head, tail = "".join(mine[:first]), "".join(mine[len(mine) - last :])
    old_runs = [("".join(middle[a:b]), kind != "equal") for kind, a, b, _, _ in steps]
    new_runs = [("".join(other[a:b]), kind != "equal") for kind, _, _, a, b in steps]
    return (
        [(head, False), *old_runs, (tail, False)],
        [(head, False), *new_runs, (tail, False)],
    )


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many characters or words both begin with."""
    differs = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differs, min(len(one), len(other)))


def _count(number: int, one: str, many: str) -> str:
    return one if number == 1 else f"{number} {many}"


def _nothing_found(edition: FormEdition) -> str:
    named = ", ".join(f"”{one.heading}”" for one in edition.sections[:_NAMED] if one.heading)
    return (
        "Ingen rubrik i dokumentet känns igen, så ingenting läses in. Programmet letade efter blankettens"
        f" rubriker, bland annat {named}. Är det rätt fil?"
    )
