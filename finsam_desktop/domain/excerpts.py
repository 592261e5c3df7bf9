"""Two texts on a line each, in a list or a terminal, cut so that what differs first is seen."""

from __future__ import annotations

from collections.abc import Sequence

EMPTY = "(tom)"
_EXCERPT = 90
"""Characters of a text in a list."""
_BEFORE = 12
"""How many of them stand before the first that differs, at most twice as many: a narrow column shows them."""


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts on a line each, from a little before the first place where they differ."""
    texts = [" ".join(one.split()) for one in (old, new)]
    same = common_start(*texts) if all(texts) and texts[0] != texts[1] else 0
    start = 0
    if same > 2 * _BEFORE:
        word = texts[0].rfind(" ", 0, same - _BEFORE) + 1
        start = word if same - word <= 2 * _BEFORE else same - _BEFORE
    shown = []
    for text in texts:
        part = text[start:]
        cut = f"{part[:_EXCERPT].rstrip()}…" if len(part) > _EXCERPT else part
        shown.append(f"…{cut}" if start else cut or EMPTY)
    return shown[0], shown[1]


def common_start(one: Sequence[str], other: Sequence[str]) -> int:
    """How many characters or words both begin with."""
    differs = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differs, min(len(one), len(other)))
