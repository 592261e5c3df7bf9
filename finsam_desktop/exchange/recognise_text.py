"""Labels held against what a form calls its things: case, spaces, punctuation and slips of the pen apart.

Fuzzy comparison is `difflib` of the standard library: labels are few and short, so that nothing
faster is needed. How many slips are forgiven depends on the length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, TypeVar

EXACT, SQUEEZED, CORE, FUZZY = 1.0, 0.98, 0.96, 0.94
"""What a likeness is worth: equal words; equal letters; without its addition; the best of the fuzzy."""

_MOST_FUZZY = 1000
"""Labels that are compared letter by letter; a sheet with more unknown ones is not misspelled."""

_SEPARATORS = re.compile(r"[^\w%]+|_+")
_ADDITION = re.compile(r"(?<=\S) (?:inkl|exkl|inklusive|exklusive)\b.*")
_ENUMERATION = re.compile(r"^\d{1,2} (?=\D)")
_TRAILING_NUMBER = re.compile(r"(?<=\D) ?\d{1,2}$")
_FIGURES = re.compile(r"\d")
_SUMMING = re.compile(r"^(?:s a|summa|delsumma|tot|total[at]?|totalsumma)\b|\b(?:totalt|summa)$")
_PLACEHOLDER = re.compile(r"^(?:\d{1,2}|namn|namn saknas|kostnadsbeteckning|x+|0|n n)?$")

T = TypeVar("T")


@lru_cache(maxsize=50_000)
def tidy(text: str) -> str:
    """The words alone, in lower case with one space between."""
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()


@lru_cache(maxsize=50_000)
def squeezed(text: str) -> str:
    """The letters and figures of a tidy text without accents and spaces: å, ä and a are one."""
    plain = unicodedata.normalize("NFD", text)
    return "".join(char for char in plain if char != " " and not unicodedata.combining(char))


def is_placeholder(text: str) -> bool:
    """Whether the label is what forms have where nothing is filled in: "1.", "NAMN", "Kostnadsbeteckning"."""
    return _PLACEHOLDER.match(tidy(text)) is not None


def is_summing(text: str) -> bool:
    """Whether the label says that its row is a sum."""
    return _SUMMING.search(tidy(text)) is not None


def without_number(text: str) -> str:
    """The text without a number last: "Delinsatsägare 2"."""
    return _TRAILING_NUMBER.sub("", tidy(text))


def fuzzy(one: str, other: str) -> float:
    """Likeness of two squeezed texts, 0 where there are more slips than their length forgives.

    Figures are never slips: 2024 is not 2025.
    """
    if _FIGURES.findall(one) != _FIGURES.findall(other):
        return 0.0
    length = (len(one) + len(other)) / 2
    slips = (
        0 if min(len(one), len(other)) < 4 else 1 if length < 9 else 2 if length < 17 else int(length // 8)
    )
    needed = 1 - slips / length - 1e-9 if length else 1.0
    if not slips or 2 * min(len(one), len(other)) < needed * 2 * length:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.quick_ratio() < needed:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= needed else 0.0


def likeness(one: str, other: str) -> float:
    """How alike two labels are, from 0 to 1."""
    a, b = tidy(one), tidy(other)
    if a == b:
        return EXACT if a else 0.0
    a, b = squeezed(a), squeezed(b)
    return SQUEEZED if a == b else FUZZY * fuzzy(a, b)


class Words(Generic[T]):
    """Things by what they are called."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._tidy: dict[str, list[T]] = {}
        self._squeezed: dict[str, list[T]] = {}
        self._known: dict[str, list[tuple[float, T]]] = {}
        self._compared = 0
        for text, item in entries:
            if words := tidy(text):
                self._tidy.setdefault(words, []).append(item)
                self._squeezed.setdefault(squeezed(words), []).append(item)

    def find(self, text: str) -> list[tuple[float, T]]:
        """The things that the text may mean, each with its likeness, best first; all of the best kind."""
        words = tidy(text)
        if words not in self._known:
            self._known[words] = self._look_up(words)
        return self._known[words]

    @property
    def size(self) -> int:
        """How many different texts there are."""
        return len(self._squeezed)

    def has(self, text: str) -> bool:
        return bool(self.find(text))

    def has_exactly(self, text: str) -> bool:
        """Whether a thing is called so, with no slip of the pen."""
        return squeezed(tidy(text)) in self._squeezed

    def _look_up(self, words: str) -> list[tuple[float, T]]:
        if not words:
            return []
        core = _ENUMERATION.sub("", _ADDITION.sub("", words))
        for form, worth in ((words, EXACT), (core, CORE)):
            if form in self._tidy:
                return [(worth, item) for item in self._tidy[form]]
            if squeezed(form) in self._squeezed:
                return [(worth * SQUEEZED, item) for item in self._squeezed[squeezed(form)]]
        return self._guess(squeezed(core))

    def _guess(self, letters: str) -> list[tuple[float, T]]:
        self._compared += 1
        if self._compared > _MOST_FUZZY or len(letters) > 200:
            return []
        found = [
            (FUZZY * ratio, item)
            for other, items in self._squeezed.items()
            if (ratio := fuzzy(letters, other))
            for item in items
        ]
        return sorted(found, key=lambda pair: -pair[0])
