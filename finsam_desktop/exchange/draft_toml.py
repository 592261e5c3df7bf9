"""The TOML text of a drafted form, with its doubtful places marked."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(slots=True)
class DraftSection:
    """A section as far as it could be read; `doubt` says what to look at."""

    heading: str
    star: bool = False
    note: str = ""
    doubt: str = ""
    framed: bool = True
    """Whether its heading stands in the box; below a heading without one, each box is a field."""
    fields: list[dict[str, Any]] = field(default_factory=list)
    clauses: list[dict[str, str]] = field(default_factory=list)
    signatures: dict[str, Any] | None = None

    @property
    def tab(self) -> str:
        """Id of the tab that it goes to."""
        if self.signatures:
            return "signatures"
        return "agreement" if self.clauses and not self.fields else "form"


def slug(text: str) -> str:
    """An id of the first words, ASCII."""
    folded = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    words = [word for word in re.split(r"[^a-z0-9]+", folded) if word and not word.isdigit()]
    return "_".join(words[:4]).lstrip("0123456789_") or "del"


def unique(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken; it is taken from then on."""
    number, found = 2, name
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    taken.add(found)
    return found


class Drafted(Protocol):
    """What was read from the Word form."""

    title: str
    intro: list[str]
    head: list[list[dict[str, str]]]
    sections: list[DraftSection]


def toml(form: Drafted, folder: str, source: str) -> Iterator[str]:
    """The lines of the form.toml; `folder` gives the id, `source` is the name of the Word form."""
    yield f"# Ett första utkast, läst ur {source}. Gå igenom allt; det tveksamma är utmärkt."
    yield "# Nycklarna förklaras i docs/formular.md."
    yield "\nformat = 1"
    yield f"id = {_quoted(re.sub('[^a-z0-9]+', '-', slug(folder).replace('_', '-')).strip('-') or 'utkast')}"
    yield f"title = {_quoted(form.title or 'Ansökan')}"
    yield "# TVEKSAMT: vilket förbund blanketten hör till"
    yield 'association = "Samordningsförbundet"'
    if form.intro:
        yield f"intro = [{', '.join(map(_quoted, form.intro))}]"
    for row in form.head:
        boxes: list[dict[str, str | float]] = [{**one, "width": 1 / len(row)} for one in row]
        yield f"\n[[head]]\nbox = [\n{_tables(boxes)}]"
    yield '\n[uses]\nname = "name"\nstart = "start_date"\nend = "end_date"'
    yield '\n[[role]]\nid = "lead"\ntitle = "Insatsägare"\nminimum = 1\nmaximum = 1'
    yield '\n[[role]]\nid = "partner"\ntitle = "Samverkanspart"'
    tabs = {"form": "Ansökan", "agreement": "Överenskommelse", "signatures": "Underskrifter"}
    for tab, name in tabs.items():
        if any(section.tab == tab for section in form.sections):
            yield f"\n[[tab]]\nid = {_quoted(tab)}\ntitle = {_quoted(name)}"
    taken: set[str] = set()
    for section in form.sections:
        yield from _section(section, unique(slug(section.heading), taken))


def _section(section: DraftSection, section_id: str) -> Iterator[str]:
    yield ""
    if section.doubt:
        yield f"# TVEKSAMT: {section.heading}: {section.doubt}"
    yield "[[section]]"
    yield f"id = {_quoted(section_id)}"
    yield f"tab = {_quoted(section.tab)}"
    yield f"heading = {_quoted(section.heading)}"
    if section.star:
        yield "star = true"
        yield f"# TVEKSAMT: {section.heading}: skriv hjälptexten ur förbundets anvisningar"
        yield 'help = ""'
    if not section.framed and section.fields:
        yield 'frame = "fields"'
    if section.note:
        yield f"note = {_quoted(section.note)}"
    for one in section.fields:
        yield from _field(one, section.heading)
    for clause in section.clauses:
        yield "\n[[section.clause]]"
        if clause["heading"]:
            yield f"heading = {_quoted(clause['heading'])}"
        if not clause["text"]:
            yield f"# TVEKSAMT: {clause['heading']}: texten under rubriken hittades inte"
        yield f"text = {_quoted(clause['text'] or 'Text saknas.')}"
    if section.signatures:
        yield "\n[section.signatures]"
        yield f"roles = [{_quoted(section.signatures['roles'][0])}]"
        for key in ("heading", "declaration", "name_heading"):
            if key in section.signatures:
                yield f"{key} = {_quoted(section.signatures[key])}"
        if "name_heading" in section.signatures:
            yield "own_page = true"
        yield f"line = [\n{_tables(section.signatures['line'])}]"


def _field(one: dict[str, Any], heading: str) -> Iterator[str]:
    yield ""
    if one.get("doubt"):
        yield f"# TVEKSAMT: {(one.get('label') or heading).rstrip(':')}: {one['doubt']}"
    yield "[[section.field]]"
    yield f"id = {_quoted(one['id'])}"
    yield f"type = {_quoted(one['type'])}"
    if one.get("label"):
        yield f"label = {_quoted(one['label'])}"
    if "roles" in one:
        yield f"roles = [{_quoted(one['roles'][0])}]"
    for key in ("attribute", "choice"):
        if key in one:
            yield f"{key} = [\n{_tables(one[key])}]"


def _tables(items: Iterable[Mapping[str, str | float]]) -> str:
    lines = (", ".join(f"{key} = {_value(value)}" for key, value in item.items()) for item in items)
    return "".join(f"  {{ {line} }},\n" for line in lines)


def _value(value: str | float) -> str:
    return _quoted(value) if isinstance(value, str) else f"{value:.3f}"


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")
