"""Where a word that is wider than its column is divided, by hyphens that show only at a line's end."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

SOFT = "\u00ad"
"""A soft hyphen: Qt breaks the line there, and shows it only then."""
_LONG = 8
"""Letters of the shortest word that is divided."""
_JOINT = re.compile(r"(?<=[aouåeiyäö])([^\W\d_aouåeiyäö]+)(?=[aouåeiyäö])", re.IGNORECASE)
"""Consonants between two vowels."""
_KEPT = ("ng", "ck", "x")
"""What stays with the vowel before it."""
_LEAST = 3
"""Letters that stand on each side of a hyphen."""
_WORD = re.compile(r"[^\W\d_]+")
_STEM = re.compile(
    "arbetare|ansökan|avgift|budget|finansi|förbund|förmedling|insats|kassa|kostnad|ledare|lokal|medarbetare"
    "|organisation|person|resurs|samverkan|sammanställning|stöd|tjänst|ägare",
    re.IGNORECASE,
)
"""Words that the words of budgets are made of: these are divided at their joints first."""


def softened(text: str, is_wide: Callable[[str], bool]) -> str:
    """The text with soft hyphens in the words that are too wide.

    Compounds of known words are divided where these meet: Samordnings-förbundet. Within a part the last
    consonant between two vowels begins the next line (the one-consonant rule of Svenska skrivregler,
    Språkrådet).
    """
    return _WORD.sub(lambda found: _divided(found[0]) if is_wide(found[0]) else found[0], text)


def pieces(text: str) -> list[str]:
    """The shortest parts of the text that a line can hold, their hyphens with them."""
    return [
        f"{part}-" if place < len(parts) - 1 else part
        for word in re.sub("([/-])", r"\1 ", text).split(" ")
        for parts in [_WORD.sub(lambda found: _divided(found[0]), word).split(SOFT)]
        for place, part in enumerate(parts)
    ]


def _divided(word: str) -> str:
    if len(word) < _LONG:
        return word
    joints = [found.start() for found in _STEM.finditer(word) if found.start() >= _LEAST]
    return SOFT.join(map(_by_rule, _cut(word, joints)))


def _by_rule(part: str) -> str:
    if len(part) < _LONG:
        return part
    places: list[int] = []
    for found in _JOINT.finditer(part):
        place = found.end() if found[1].lower().endswith(_KEPT) else found.end() - 1
        if (places[-1] if places else 0) + _LEAST <= place <= len(part) - _LEAST:
            places.append(place)
    return SOFT.join(_cut(part, places))


def _cut(text: str, places: list[int]) -> list[str]:
    return [text[start:end] for start, end in pairwise([0, *places, len(text)])]
