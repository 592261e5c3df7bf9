"""What went where when an application changed edition, for a person to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from finsam_desktop.domain.convert_fields import Moves, caption
from finsam_desktop.domain.form import FormEdition

How = Literal["moved", "joined", "left over", "computed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the source, or one that was computed, with its captions in both editions."""

    source: str
    target: str
    how: How

    @property
    def is_same(self) -> bool:
        """Whether it stands under the same heading as before."""
        return self.how == "moved" and self.source == self.target

    @property
    def line(self) -> str:
        """The entry as a sentence."""
        match self.how:
            case "moved":
                return f"”{self.source}” → ”{self.target}”"
            case "joined":
                return f"”{self.source}” → ”{self.target}”, där flera texter står under egna rubriker"
            case "left over":
                return f"”{self.source}” har ingen plats i blanketten och finns nu under Överblivet"
            case "computed" if self.source:
                return f"”{self.source}” var framräknat vid förra bytet och har tagits bort"
            case "computed":
                return f"”{self.target}” är framräknat ur budgeten"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was filled in, and where it went."""

    entries: tuple[Entry, ...]

    def lines(self) -> list[str]:
        """Sentences, each told once: what has no place first, then what has another place, then the rest."""
        left = [one.line for one in self.entries if one.how == "left over"]
        same = dict.fromkeys(one.source for one in self.entries if one.is_same)
        others = [one.line for one in self.entries if one.how != "left over" and not one.is_same]
        kept = [f"Under samma rubrik som förut: {', '.join(f'”{name}”' for name in same)}"] if same else []
        return list(dict.fromkeys([*left, *others, *kept]))


def answer_entries(
    source: FormEdition, names: Iterable[str], target: FormEdition, moves: Moves
) -> Iterator[Entry]:
    """An entry for each answer that `moves` has put somewhere or left over."""
    places = places_of(moves.origins)
    for name in names:
        for other in places.get(name, ()):
            how: How = "joined" if len(moves.origins[other]) > 1 else "moved"
            yield Entry(caption(source, name), caption(target, other), how)
        if name in moves.unplaced:
            yield Entry(caption(source, name), "", "left over")


def places_of(origins: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Field of the source -> fields of the target that hold its answer."""
    places: dict[str, list[str]] = {}
    for target, sources in origins.items():
        for source in sources:
            places.setdefault(source, []).append(target)
    return places
