"""What a form in Word would do to the application, ready to be shown.

No widgets: it is all made off the window's thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import Change, SetValue
from finsam_desktop.domain.excerpts import common_start
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.pictures import pictures_in
from finsam_desktop.domain.values import is_rich
from finsam_desktop.exchange.word_open import read_form
from finsam_desktop.exchange.word_take_in import WordProposal, propose_word

_WORDS_COMPARED = 1000
"""Where more of them stand between the first that differs and the last, all of that is one difference."""
_WORDS = re.compile(r"\s+|\S+\s*")
"""Each with the space after it, which no text can have before its first word."""
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

    def pictures(self, change: Change | None) -> Iterator[bytes]:
        """The pictures that the change puts into texts, to be kept before it is made."""
        values = [one.after for one in change.operations if isinstance(one, SetValue)] if change else []
        texts = [value for value in values if isinstance(value, tuple) and is_rich(value)]
        digests = {picture.digest for text in texts for picture in pictures_in(text)}
        return (content for digest, content in self.proposal.contents.items() if digest in digests)

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
    editions: Sequence[FormEdition],
    cancelled: Callable[[], bool],
) -> WordLook:
    """Read the document, which may be written for the application's edition or any of `editions`.

    Raises `OutsideFileError`, and `CancelledError` once `cancelled()` is true.
    """
    reading = read_form(path, application, editions, cancelled)
    return WordLook(path.name, propose_word(reading, application, path.name), application.edition)


def marked(old: str, new: str) -> tuple[Runs, Runs]:
    """Both texts with what differs between them marked, word by word; nothing is where one is empty.

    How words are spaced is no difference. Quick enough for each row that somebody steps to.
    """
    if not old or not new:
        return [(old, False)], [(new, False)]
    one, other = _WORDS.findall(old), _WORDS.findall(new)
    words, others = ([word.rstrip() for word in text] for text in (one, other))
    first = common_start(words, others)
    last = common_start(words[first:][::-1], others[first:][::-1])
    mine, theirs = words[first : len(words) - last], others[first : len(others) - last]
    steps = [("replace", 0, len(mine), 0, len(theirs))]
    if max(len(mine), len(theirs)) <= _WORDS_COMPARED:
        steps = [*SequenceMatcher(None, mine, theirs).get_opcodes()]  # common words alone match nothing
    sides = [(kind, a, b) for kind, a, b, _, _ in steps], [(kind, a, b) for kind, _, _, a, b in steps]
    return _runs(one, first, last, sides[0]), _runs(other, first, last, sides[1])


def _runs(words: Sequence[str], first: int, last: int, steps: Iterable[tuple[str, int, int]]) -> Runs:
    """The text in pieces: the `first` words that are the same, as the steps say, the `last` ones."""
    pieces = [("".join(words[first + a : first + b]), kind != "equal") for kind, a, b in steps]
    return [("".join(words[:first]), False), *pieces, ("".join(words[len(words) - last :]), False)]


def _count(number: int, one: str, many: str) -> str:
    return one if number == 1 else f"{number} {many}"


def _nothing_found(edition: FormEdition) -> str:
    named = ", ".join(f"”{one.heading}”" for one in edition.sections[:_NAMED] if one.heading)
    return (
        "Ingen rubrik i dokumentet känns igen, så ingenting läses in. Programmet letade efter blankettens"
        f" rubriker, bland annat {named}. Är det rätt fil?"
    )
