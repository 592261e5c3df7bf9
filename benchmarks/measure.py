"""Timing, and the table that it comes out in."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; milliseconds. `target` says what the ratio (or the time) should be."""

    work: str
    ours: float
    floor: float
    floor_name: str
    target: str
    note: str = ""


def milliseconds(
    function: Callable[[], object],
    runs: int = 30,
    warm_up: int = 3,
    before: Callable[[], object] = lambda: None,
) -> list[float]:
    """The duration of each of `runs` calls, after some that do not count; `before` each is not counted."""
    found = []
    for number in range(warm_up + runs):
        before()
        start = time.perf_counter()
        function()
        if number >= warm_up:
            found.append((time.perf_counter() - start) * 1000)
    return found


def in_turn(
    one: Callable[[], object],
    other: Callable[[], object],
    runs: int = 30,
    before: Callable[[], object] = lambda: None,
) -> tuple[list[float], list[float]]:
    """Durations of two functions called in turn, to meet the same machine; `before` is for `one`."""
    ours, theirs = [], []
    for number in range(runs + 2):
        a, b = milliseconds(one, 1, 0, before)[0], milliseconds(other, 1, 0)[0]
        if number >= 2:
            ours.append(a)
            theirs.append(b)
    return ours, theirs


def p95(values: list[float]) -> float:
    """The duration that 95 of 100 stay within."""
    return statistics.quantiles(values, n=20)[-1]


def row(
    work: str, ours: list[float], floor: list[float], floor_name: str, target: str, note: str = ""
) -> Row:
    """A line of medians."""
    return Row(work, statistics.median(ours), statistics.median(floor), floor_name, target, note)


def table(rows: Iterable[Row]) -> str:
    """The rows as text."""
    lines = [f"{'work':44} {'ours ms':>9} {'floor ms':>9} {'ratio':>7}  {'target':16} floor"]
    for one in rows:
        ratio = one.ours / one.floor if one.floor else float("nan")
        lines.append(
            f"{one.work:44} {one.ours:9.2f} {one.floor:9.2f} {ratio:7.2f}  {one.target:16} {one.floor_name}"
            + (f"  ({one.note})" if one.note else "")
        )
    return "\n".join(lines)
