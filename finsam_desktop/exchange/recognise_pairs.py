"""Which rows of an application the rows of a workbook are, within one group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from finsam_desktop.exchange.recognise_model import FoundRow
from finsam_desktop.exchange.recognise_text import is_placeholder, likeness, tidy
from finsam_desktop.exchange.recognise_values import YearMark

_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the application."""

    id: str
    label: str
    named: bool = True
    """Whether the applicant gives it its label."""
    blank: bool = False
    """Whether nothing is filled in for it."""
    open: bool = True
    """False for a row that belongs to organisations outside the workbook."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the application for a row of the workbook; `relabel` where the label comes with it."""

    id: str
    relabel: bool = False


def pair_rows(
    found: Sequence[FoundRow], targets: Sequence[Target], fixed: Callable[[str], str], *, reuse: bool
) -> dict[int, Pair]:
    """Position in `found` -> its row. `fixed` gives the id of the form's own row; with `reuse`,
    rows that the workbook lacks are taken for those that the application lacks.

    Rows that stand as in the application, all of them in its order, are those. Else labels tell,
    then slips of labels are forgiven, and what is left takes blank rows in order.
    """
    if _stand_alike(found, targets):
        return {n: Pair(target.id) for n, target in enumerate(targets)}
    pairing = _Pairing(found, targets)
    pairing.by_form(fixed)
    pairing.by_label(_same)
    pairing.by_label(_nearly)
    pairing.by_place()
    pairing.by_room(lambda one: one.named and one.blank)
    if reuse:
        pairing.by_room(lambda one: one.named and one.open)
    return pairing.pairs


class _Pairing:
    """Pairs found so far; each way of pairing looks at what the ones before have left."""

    def __init__(self, found: Sequence[FoundRow], targets: Sequence[Target]) -> None:
        self.found, self.targets = found, targets
        self.pairs: dict[int, Pair] = {}
        self.used: set[str] = set()

    def by_form(self, fixed: Callable[[str], str]) -> None:
        """The form's own rows."""
        ids = {target.id for target in self.targets}
        for n, row in enumerate(self.found):
            name = fixed(row.fixed) if row.fixed else ""
            if name in ids and name not in self.used:
                self._take(n, name)

    def by_label(self, same: Callable[[str, str], bool]) -> None:
        for n in self._waiting():
            if has_name(self.found[n]):
                label = self.found[n].label
                free = (one for one in self._free() if one.open and same(label, one.label))
                self._take(n, next((one.id for one in free), ""))

    def by_place(self) -> None:
        """Rows without a name are those without a name at the same place in the group."""
        for n in self._waiting():
            place = _place(self.found[n], n)
            if not has_name(self.found[n]) and place < len(self.targets):
                there = self.targets[place]
                if there.id not in self.used and is_placeholder(there.label):
                    self._take(n, there.id)

    def by_room(self, fits: Callable[[Target], bool]) -> None:
        for n in self._waiting():
            relabel = has_name(self.found[n])
            self._take(n, next((one.id for one in self._free() if fits(one)), ""), relabel=relabel)

    def _waiting(self) -> list[int]:
        return [
            n
            for n, row in enumerate(self.found)
            if n not in self.pairs and (not row.bare or (has_name(row) and not row.fixed))
        ]

    def _free(self) -> Iterator[Target]:
        return (one for one in self.targets if one.id not in self.used)

    def _take(self, n: int, target: str, *, relabel: bool = False) -> None:
        if target:
            self.pairs[n] = Pair(target, relabel)
            self.used.add(target)


def has_name(row: FoundRow) -> bool:
    """Whether somebody has named the row."""
    return not is_placeholder(row.label)


def _place(row: FoundRow, position: int) -> int:
    """Which row of the group, from zero, a row without a name is: "3." is the third."""
    number = tidy(row.label)
    return int(number) - 1 if number.isdecimal() and int(number) else position


def _stand_alike(found: Sequence[FoundRow], targets: Sequence[Target]) -> bool:
    """Whether the rows have the targets' labels, each in its place, with blank ones in between or not."""
    return len(found) == len(targets) and all(
        row.label.strip() == target.label.strip() or (row.fixed and not target.named)
        for row, target in zip(found, targets, strict=True)
    )


def _same(one: str, other: str) -> bool:
    return tidy(one) == tidy(other)


def _nearly(one: str, other: str) -> bool:
    return not is_placeholder(other) and likeness(one, other) >= _ALIKE


def pair_mirrored(
    found: Sequence[FoundRow], source: Sequence[tuple[FoundRow, str]], targets: Sequence[Target]
) -> dict[int, Pair]:
    """Rows that show those of another sheet: as they stand there, by label, else as in the application."""
    rows = [row for row, _ in source]
    in_place = len(found) == len(rows) and all(
        _same(one.label, other.label) or not has_name(one) or one.fixed == other.fixed != ""
        for one, other in zip(found, rows, strict=True)
    )
    if in_place and rows:
        return {n: Pair(name) for n, (_, name) in enumerate(source) if name}
    known = [Target(name, row.label, blank=True) for row, name in source if name]
    pairs = pair_rows(found, known, lambda name: name, reuse=False)
    used = {pair.id for pair in pairs.values()}
    left = [n for n in range(len(found)) if n not in pairs]
    others = [target for target in targets if target.id not in used]
    more = pair_rows([found[n] for n in left], others, lambda name: name, reuse=True)
    return pairs | {left[n]: Pair(pair.id) for n, pair in more.items()}


def year_keys(marks: Mapping[int, YearMark], labels: Sequence[str]) -> dict[int, str]:
    """Position of each year of a table -> the application's year, "1" for the first; without those it lacks.

    `labels` are the application's calendar years, something that is no number where they are unknown.
    A calendar year decides; then the form's number, then the place among the others.
    """
    calendar = {int(label): n for n, label in enumerate(labels, start=1) if label.isdecimal()}
    first = next((mark.calendar - place for place, mark in enumerate(marks.values()) if mark.calendar), 0)
    found: dict[int, str] = {}
    for place, (position, mark) in enumerate(marks.items()):
        year = mark.calendar
        if year and year in calendar:
            number = calendar[year]
        elif mark.number:
            number = mark.number
        elif calendar and year:
            number = 0
        else:
            number = year - first + 1 if year else place + 1
        clash = year and 0 < number <= len(labels) and labels[number - 1].isdecimal()
        if clash and int(labels[number - 1]) != year:
            number = 0
        if 0 < number <= len(labels) and str(number) not in found.values():
            found[position] = str(number)
    return found
