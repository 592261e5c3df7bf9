"""The agreement in a form in Word, which is to stand untouched: how it differs from the form's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from textwrap import shorten

from finsam_desktop.domain.form import FormEdition, Section
from finsam_desktop.exchange.word_reading import WordReading

_SHOWN = 160
_MOST_DIFFERENCES = 8
_LONGER = 6
"""How many times longer than the form's own an agreement may be, and be compared word by word."""
_ANOTHERS = 0.8
"""How like another edition's the agreement is that is not this one's own."""
_ENDS = (".", "?", "!")


def agreement(reading: WordReading, added: list[str]) -> Iterator[str]:
    """How the agreement differs from the form's; what was added and is not told in full goes to `added`."""
    for section in _agreements(reading.edition):
        lines = reading.agreement.get(section.id)
        if lines is None:
            yield f"Avsnittet ”{section.heading}” finns inte i Word-filen. Ansökan har blankettens egen text."
            continue
        expected, written = _expected(section), " ".join(lines).split()
        note = section.note.split()
        if note and written[: len(note)] == note:
            written = written[len(note) :]
        if written == expected:
            continue
        if other := _another(written, expected, reading.others):
            yield (
                f"Dokumentet är skrivet på blanketten {form_name(other)}; dess överenskommelse läses inte in."
                " Ansökan har sin egen blanketts text."
            )
        else:
            yield from _differences(expected, written, added)


def form_name(edition: FormEdition) -> str:
    """The edition as a sentence names it: ”Samordningsförbundet i Uppsala län, 2016–2018”."""
    return f"”{', '.join(filter(None, (edition.association, edition.in_use)))}”"


def _agreements(edition: FormEdition) -> Iterator[Section]:
    return (section for section in edition.sections if section.clauses and not section.fields)


def _expected(section: Section) -> list[str]:
    texts = (text for clause in section.clauses for text in (clause.heading, *clause.paragraphs))
    return " ".join(texts).split()


def _another(written: list[str], own: list[str], others: Sequence[FormEdition]) -> FormEdition | None:
    """The edition whose agreement it is: nearer than the own, and near enough; of equals the first."""
    scored = []
    for number, other in enumerate(others):
        for section in _agreements(other):
            words = [*section.note.split(), *_expected(section)]
            scored.append((_likeness(words, written), -number))
    best, number = max(scored, default=(0.0, 0))
    return others[-number] if best >= _ANOTHERS and best > _likeness(own, written) else None


def _likeness(words: list[str], written: list[str]) -> float:
    """From 0 to 1, word by word."""
    if not 0 < len(written) <= _LONGER * len(words):
        return 0.0
    return SequenceMatcher(None, words, written, autojunk=False).ratio()


def _differences(expected: list[str], written: list[str], added: list[str]) -> Iterator[str]:
    changed = "Överenskommelsens text är ändrad:"
    if len(written) > _LONGER * len(expected):
        added.append(" ".join(written))
        yield f"{changed} den är mycket längre än blankettens. Ansökan har blankettens egen text."
        return
    matcher = SequenceMatcher(None, expected, written, autojunk=False)
    steps = [step for step in matcher.get_opcodes() if step[0] != "equal"]
    for _, start, end, new_start, new_end in steps[:_MOST_DIFFERENCES]:
        old, new = (
            shorten(" ".join(one), _SHOWN, placeholder="…")
            for one in (expected[start:end], written[new_start:new_end])
        )
        if not new:
            yield f"{changed} ”{old}” är borttaget."
        elif not old:
            yield f"{changed} ”{new}” är tillagt."
        else:
            yield f"{changed} det står ”{new}” i stället för ”{old}”."
    if len(steps) > _MOST_DIFFERENCES:
        yield f"{changed} det finns {len(steps) - _MOST_DIFFERENCES} ändringar till."
        added.append(" ".join(written))
        return
    long = [(start, end) for _, _, _, start, end in steps if len(" ".join(written[start:end])) > _SHOWN]
    added += dict.fromkeys(_sentences(written, start, end) for start, end in long)


def _sentences(words: list[str], start: int, end: int) -> str:
    """The whole sentences that the words from `start` to `end` stand in."""
    while start and not words[start - 1].endswith(_ENDS):
        start -= 1
    while end < len(words) and not words[end - 1].endswith(_ENDS):
        end += 1
    return " ".join(words[start:end])
