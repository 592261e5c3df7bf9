"""The widths of a table's columns: as the form has them, but none narrower than what it holds."""

from __future__ import annotations

from collections.abc import Sequence


def share(wanted: Sequence[float], least: Sequence[float], width: float) -> list[float]:
    """The `width` shared in proportion to `wanted`, none less than its `least`, all in one unit.

    The sum of `least` must not be more than the width.
    """
    free = set(range(len(wanted)))
    given = [0.0] * len(wanted)
    while free:
        scale = (width - sum(given)) / sum(wanted[column] for column in free)
        narrow = {column for column in free if wanted[column] * scale < least[column]}
        for column in narrow or free:
            given[column] = least[column] if narrow else wanted[column] * scale
        free -= narrow or free
    return given
