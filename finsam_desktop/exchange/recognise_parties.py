"""Which party of the application an organisation in a workbook is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from finsam_desktop.domain.application import Application, Party
from finsam_desktop.exchange.recognise_model import Organisation
from finsam_desktop.exchange.recognise_text import likeness, squeezed, tidy

_SHORT = {"af": "arbetsförmedlingen", "fk": "försäkringskassan", "lt": "region", "landstinget": "region"}
"""Short and former names -> what the organisation is called in full."""
_KINDS = {
    "arbetsförmedlingen": r"\barbetsförmedling",
    "försäkringskassan": r"\bförsäkringskassa",
    "region": r"\bregion(?:en)?\b|\blandsting",
    "kommun": r"\bkommun(?:en)?\b|\bstad\b",
    "samordningsförbund": r"\bsamordningsförbund",
}
_GENERIC = {"arbetsförmedlingen", "försäkringskassan", "region", "regionen", "kommun", "kommunen"}


def full_name(name: str) -> str:
    """The name in tidy words with the known short forms written out."""
    return " ".join(_SHORT.get(word, word) for word in tidy(name).split())


def kind_of(name: str) -> str:
    """What kind of organisation the name says: a municipality, a region, an authority; else empty."""
    return next((kind for kind, pattern in _KINDS.items() if re.search(pattern, full_name(name))), "")


def names_of(party: Party) -> list[str]:
    """What the party is called, each way once."""
    names = [party.text("short_name"), party.text("organisation")]
    return [name for name in dict.fromkeys(names) if name.strip()]


def name_score(name: str, party: Party) -> float:
    """How sure it is that the name is the party's, 0 for not at all."""
    mine = full_name(name)
    best = 0.0
    for other in names_of(party):
        theirs = full_name(other)
        if mine == theirs:
            best = max(best, 1.0 if tidy(name) == tidy(other) else 0.99)
        elif squeezed(mine) == squeezed(theirs):
            best = max(best, 0.98)
        elif _is_part(mine, theirs):
            best = max(best, 0.9)
        elif alike := _words_alike(mine, theirs):
            best = max(best, 0.9 * alike)
        elif (mine in _GENERIC or theirs in _GENERIC) and kind_of(mine) and kind_of(mine) == kind_of(theirs):
            best = max(best, 0.5)
    return best


def _words_alike(one: str, other: str) -> float:
    """How alike two names are, word by word, so that "Heby kommun" is not "Håbo kommun"."""
    mine, theirs = one.split(), other.split()
    if len(mine) != len(theirs) or not mine:
        return 0.0
    return min(likeness(a, b) for a, b in zip(mine, theirs, strict=True))


def _is_part(one: str, other: str) -> bool:
    """Whether the words of one begin the other: "Älvkarleby" of "Älvkarleby kommun"."""
    short, long = sorted((one.split(), other.split()), key=len)
    return bool(short) and long[: len(short)] == short and " ".join(short) not in _GENERIC


def assign(application: Application, organisations: Iterable[Organisation]) -> None:
    """Say of each organisation which party it seems to be; a party is one of them.

    Those without a name, and names without a party, are those parties without a name that have the
    same role, in order.
    """
    found = list(organisations)
    columns = [application.party(name) for name in application.budget_parties]
    others = [party for party in application.parties if party.id not in application.budget_parties]
    parties = columns + others
    scored = [
        (-score, at, n, organisation, party)
        for at, organisation in enumerate(found)
        for n, party in enumerate(parties)
        if (score := name_score(organisation.name, party)) > 0
    ]
    used: set[str] = set()
    for _, _, _, organisation, party in sorted(scored, key=lambda one: one[:3]):
        if not organisation.party and party.id not in used:
            organisation.party = party.id
            used.add(party.id)
    _assign_nameless(found, columns, used)


def _assign_nameless(found: Sequence[Organisation], columns: Sequence[Party], used: set[str]) -> None:
    for organisation in found:
        if organisation.party or (organisation.name and not organisation.filled):
            continue
        free = [party for party in columns if party.id not in used and not names_of(party)]
        fitting = [party for party in free if not organisation.role or _suits(organisation.role, party.role)]
        if fitting:
            organisation.party = fitting[0].id
            used.add(fitting[0].id)


def _suits(role: str, other: str) -> bool:
    """Whether the roles may be one: forms call co-owners and partners the same above their columns."""
    return role == other or "lead" not in (role, other)
