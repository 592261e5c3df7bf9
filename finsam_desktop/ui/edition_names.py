"""What a form edition is called where one is chosen, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the schema library is slow to import
    from finsam_desktop.domain.form import FormEdition

_IN_BRACES = re.compile(r"\{[^{}]*\}")


def shown_title(edition: FormEdition) -> str:
    """The title without the words that an application fills in."""
    return " ".join(_IN_BRACES.sub(" ", edition.title).split()).strip(" –-,")


def shown_form(edition: FormEdition) -> str:
    """The title, and when the edition is in use where it says so."""
    return ", ".join(filter(None, (shown_title(edition), edition.in_use)))


def shown_edition(edition: FormEdition) -> str:
    """The association and its form."""
    return f"{edition.association}: {shown_form(edition)}"


def newest_first(editions: Iterable[FormEdition]) -> list[FormEdition]:
    """By association; in each the edition that no other replaces first, then the one that it replaces."""
    known = list(editions)
    newer = {one.replaces: one for one in known if one.replaces}

    def age(edition: FormEdition) -> int:
        """How many editions came after this one."""
        seen = {edition.id}
        while (successor := newer.get(edition.id)) and successor.id not in seen:
            edition = successor
            seen.add(edition.id)
        return len(seen) - 1

    by_id = sorted(known, key=lambda one: one.id, reverse=True)
    return sorted(by_id, key=lambda one: (one.association, age(one)))


def shown_sample(data: Mapping[str, Any], editions: Mapping[str, FormEdition]) -> str:
    """The name of a sample, and of its form where there is that form."""
    edition = editions.get(data["edition"])
    if edition is None:
        return str(data["name"])
    return f"{data['name']} ({', '.join(filter(None, (edition.association, edition.in_use)))})"
