"""What differs between two states of an application, by field and cell, in words.

What is not printed does not count: leftovers, the association's number, what is known of the signing, and
notes, but for comments that are to be printed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from finsam_desktop.domain.application import OF_SIGNING, PARTY_ATTRIBUTES, Application, Party, Row, note_name
from finsam_desktop.domain.checks_sheets import caption_of, tab_title
from finsam_desktop.domain.convert_fields import caption, shown
from finsam_desktop.domain.form import Field, FormEdition
from finsam_desktop.domain.layout import ColumnView
from finsam_desktop.domain.pictures import pictures_in
from finsam_desktop.domain.richtext import RichText, plain_text
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.signing import annexes
from finsam_desktop.domain.units import format_with_unit, unit_caption, unit_of
from finsam_desktop.domain.values import Value, is_rich
from finsam_desktop.domain.words import KINDS

_PRINTED = tuple(name for name in PARTY_ATTRIBUTES if name not in OF_SIGNING)
_BY_HAND = ("signer", "signer_email")
"""What is written on the paper where it was left empty: to note it afterwards makes no other paper."""
_ATTRIBUTES = {
    "role": "Roll",
    "organisation": "Organisation",
    "workplace": "Arbetsställe",
    "resources": "Resurser",
    "contact": "Kontaktperson",
    "email": "E-post",
    "phone": "Telefon",
    "short_name": "Namn i budgeten",
    "signer": "Namnförtydligande",
    "signer_email": "E-post vid underskrift",
}
_META = {
    "kind": "Slag av ansökan",
    "parent_name": "Tidigare ansökan",
    "parent_dnr": "Tidigare ansökans nummer",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `path` is its place as findings name places; texts are empty for nothing."""

    path: tuple[str, ...]
    caption: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.caption}: ”{self.after}” har kommit till."
        if not self.after:
            return f"{self.caption}: ”{self.before}” är borttaget."
        return f"{self.caption}: ”{self.before}” har blivit ”{self.after}”."


def differences(before: Application, after: Application) -> list[Difference]:
    """Everything printed that differs, in the form's order. Both are written in one edition."""
    found = [*_meta(before, after), *_fields(before, after), *_parties(before, after)]
    changed = [
        sheet.id
        for sheet in after.edition.sheets
        if _drawn_from(before, sheet.id) != _drawn_from(after, sheet.id)
    ]
    if changed:
        old, new = Budget(before), Budget(after)
        for sheet in changed:
            found += _Sheet(old, new, sheet).differences()
    return [*found, *_files(before, after)]


def _drawn_from(application: Application, sheet: str) -> tuple[object, ...]:
    rows, cells = application.rows.get(sheet), application.cells.get(sheet)
    return rows, cells, application.budget_parties, _comments(application, sheet)


def _comments(application: Application, sheet: str) -> dict[tuple[str, str], str]:
    """Row and name of the note -> words of each comment that is printed."""
    if application.meta.get("print_comments") is not True:
        return {}
    rows = application.notes.get(sheet, {}).items()
    kind = note_name("comment")
    return {
        (row, name): shown(value)
        for row, notes in rows
        for name, value in notes.items()
        if name.partition(":")[0] == kind
    }


def _meta(before: Application, after: Application) -> Iterator[Difference]:
    for name, words in _META.items():
        old, new = (str(one.meta.get(name) or "") for one in (before, after))
        if old != new:
            yield Difference(("meta", name), words, KINDS.get(old, old), KINDS.get(new, new))
    if unit_of(before) != unit_of(after):
        units = (unit_caption(unit_of(one)) for one in (before, after))
        yield Difference(("meta", "unit"), "Enhet i budgeten", *units)


# ----------------------------------------------------------------------------------------- fields


def _fields(before: Application, after: Application) -> Iterator[Difference]:
    for _, field in after.edition.section_fields():
        old, new = before.answers.get(field.id), after.answers.get(field.id)
        if old == new or field.type == "parties":
            continue
        path, words = ("answer", field.id), caption(after.edition, field.id)
        if field.type == "rich":
            yield from _paragraphs(path, words, _blocks(old), _blocks(new))
        else:
            yield Difference(path, words, _answer(field, old), _answer(field, new))


def _blocks(value: Value) -> RichText:
    return value if isinstance(value, tuple) and is_rich(value) else ()


def _paragraphs(path: tuple[str, ...], words: str, old: RichText, new: RichText) -> Iterator[Difference]:
    """A difference for each run of paragraphs that was written, changed or taken away."""
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if i_end - i == j_end - j:
            for one, other in zip(old[i:i_end], new[j:j_end], strict=True):
                yield _text_difference(path, words, (one,), (other,))
        else:
            yield _text_difference(path, words, old[i:i_end], new[j:j_end])


def _text_difference(path: tuple[str, ...], words: str, old: RichText, new: RichText) -> Difference:
    before, after = plain_text(old), plain_text(new)
    if before == after:
        changed = "annan bild" if list(pictures_in(old)) != list(pictures_in(new)) else "annan formatering"
        after = f"{after} ({changed})"
    return Difference(path, words, before, after)


def _answer(field: Field, value: Value) -> str:
    if field.type == "choices" and isinstance(value, tuple):
        return ", ".join(choice.label for choice in field.choices if choice.id in value)
    text = shown(value, field.type)
    return f"{text}\u00a0kr" if text and field.type == "amount" and type(value) is int else text


# ---------------------------------------------------------------------------------------- parties


def _parties(before: Application, after: Application) -> Iterator[Difference]:
    edition = after.edition
    old, new = ({party.id: party for party in one.parties} for one in (before, after))
    for party in before.parties:
        if party.id not in new:
            yield Difference(("parties", party.role), _role(edition, party), _described(edition, party), "")
    for party in after.parties:
        if party.id not in old:
            path = ("party", party.id, "organisation")
            yield Difference(path, _role(edition, party), "", _described(edition, party))
            continue
        for name in _PRINTED:
            one, other = (_attribute(edition, of, name) for of in (old[party.id], party))
            if one != other and (one or name not in _BY_HAND):
                words = f"{_name(edition, party)}: {_attribute_caption(edition, party.role, name)}"
                yield Difference(("party", party.id, name), words, one, other)
        was, now = (party.id in of.budget_parties for of in (before, after))
        if was != now:
            words = f"{_name(edition, party)}: Egen kolumn i budgeten"
            yield Difference(("party", party.id, "short_name"), words, shown(was), shown(now))
    yield from _moved_parties("Plats bland parterna", list(old), list(new), after)
    yield from _moved_parties("Plats i budgeten", before.budget_parties, after.budget_parties, after)


def _moved_parties(words: str, old: list[str], new: list[str], after: Application) -> Iterator[Difference]:
    for party in _moved(old, new):
        title = f"{_name(after.edition, after.party(party))}: {words}"
        places = (str(ids.index(party) + 1) for ids in (old, new))
        yield Difference(("party", party, "organisation"), title, *places)


def _role(edition: FormEdition, party: Party) -> str:
    return edition.roles_by_id[party.role].title if party.role in edition.roles_by_id else "Part"


def _name(edition: FormEdition, party: Party) -> str:
    return party.text("organisation") or _role(edition, party)


def _attribute(edition: FormEdition, party: Party, name: str) -> str:
    return _role(edition, party) if name == "role" else shown(party.attributes.get(name))


def _attribute_caption(edition: FormEdition, role: str, name: str) -> str:
    asked = (
        one.label
        for field in edition.fields.values()
        if role in field.roles
        for one in field.attributes
        if one.id == name
    )
    return next(asked, _ATTRIBUTES[name]).rstrip(":")


def _described(edition: FormEdition, party: Party) -> str:
    texts = (
        f"{_attribute_caption(edition, party.role, name)}: {text}"
        for name in _PRINTED
        if name != "role" and (text := _attribute(edition, party, name))
    )
    return "; ".join(texts) or "utan uppgifter"


def _moved(old: Sequence[Hashable], new: Sequence[str]) -> Iterator[str]:
    """As few as can be of those on both sides, without which they stand in one order."""
    one, other = [key for key in old if key in new], [key for key in new if key in old]
    for tag, _, _, start, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag in ("insert", "replace"):
            yield from other[start:end]


# ----------------------------------------------------------------------------------------- sheets


class _Sheet:
    """One budget sheet before and after."""

    def __init__(self, old: Budget, new: Budget, sheet: str) -> None:
        self.old, self.new, self.id = old, new, sheet
        self.title = tab_title(new, new.views[sheet])
        here = new.views[sheet].columns
        there = [one for one in old.views[sheet].columns if one.id not in new.views[sheet].column_at]
        self.columns = [*here, *there]

    def differences(self) -> Iterator[Difference]:
        """Of its rows and cells: removed rows first, then in the sheet's order, then what was moved."""
        old, new = self.old.views[self.id], self.new.views[self.id]
        for line in old.lines:
            if line.id not in new.line_at and (text := self._row(self.old, line.id)):
                yield Difference(("sheet", self.id), self._caption(self.old, line.id), text, "")
        for line in new.lines:
            path = ("cell", self.id, line.id, new.label_column)
            if line.id in old.line_at:
                yield from self._cells(line.id)
            elif text := self._row(self.new, line.id):
                yield Difference(path, self._caption(self.new, line.id), "", text)
        yield from self._comments()
        yield from self._moves()

    def _caption(self, budget: Budget, line: str) -> str:
        view = budget.views[self.id]
        return f"{self.title}, {caption_of(budget, view, view.line_at[line])}"

    def _cells(self, line: str) -> Iterator[Difference]:
        for column in self.columns:
            one, other = (self._value(budget, line, column) for budget in (self.old, self.new))
            if one != other:
                words = f"{self._caption(self.new, line)}, {column.title}"
                texts = (self._text(budget, line, column) for budget in (self.old, self.new))
                yield Difference(("cell", self.id, line, column.id), words, *texts)

    def _row(self, budget: Budget, line: str) -> str:
        """What is filled in on the row; empty for one of the form's that has nothing filled in."""
        view = budget.views[self.id]
        texts = (
            f"{column.title}: {text}"
            for column in view.columns
            if column.id != view.label_column and (text := self._text(budget, line, column))
        )
        return "; ".join(texts) or ("tom rad" if view.line_at[line].added else "")

    def _value(self, budget: Budget, line: str, column: ColumnView) -> Value:
        view = budget.views[self.id]
        there = column.id in view.column_at and view.role(view.line_at[line], column) == "input"
        return budget.value(self.id, line, column.id) if there else None

    def _text(self, budget: Budget, line: str, column: ColumnView) -> str:
        value = self._value(budget, line, column)
        if column.template.kind == "amount" and type(value) is int:
            return format_with_unit(value, unit_of(budget.application))
        return shown(value, column.template.kind)

    def _comments(self) -> Iterator[Difference]:
        old, new = (_comments(budget.application, self.id) for budget in (self.old, self.new))
        for row, name in dict.fromkeys((*old, *new)):
            one, other = (of.get((row, name), "") for of in (old, new))
            if one != other and row in self.new.views[self.id].line_at:
                column = next((of.title for of in self.columns if of.id == name.partition(":")[2]), "")
                words = ", ".join(filter(None, (self._caption(self.new, row), column, "Kommentar")))
                yield Difference(("note", self.id, row, name), words, one, other)

    def _moves(self) -> Iterator[Difference]:
        before, after = (budget.application.rows[self.id] for budget in (self.old, self.new))
        for group in dict.fromkeys((row.group, row.party) for row in after):
            old, new = (_ids_of(rows, group) for rows in (before, after))
            for row in _moved(old, new):
                words = f"{self._caption(self.new, row)}: Plats bland raderna"
                path = ("cell", self.id, row, self.new.views[self.id].label_column)
                yield Difference(path, words, str(old.index(row) + 1), str(new.index(row) + 1))


def _ids_of(rows: Sequence[Row], group: tuple[str, str]) -> list[str]:
    return [row.id for row in rows if (row.group, row.party) == group]


# ------------------------------------------------------------------------------------------ files


def _files(before: Application, after: Application) -> Iterator[Difference]:
    old, new = ({one.id: one for one in annexes(of)} for of in (before, after))
    for key, file in old.items():
        if key not in new:
            yield Difference(("attachments",), "Bifogad fil", file.name, "")
    for key, file in new.items():
        if key not in old:
            yield Difference(("attachments", key), "Bifogad fil", "", file.name)
        elif old[key] != file:
            changed = f"{file.name} (annat innehåll)" if old[key].digest != file.digest else file.name
            yield Difference(("attachments", key), "Bifogad fil", old[key].name, changed)
    for key in _moved(list(old), list(new)):
        places = (str(list(of).index(key) + 1) for of in (old, new))
        yield Difference(("attachments", key), f"{new[key].name}: Plats bland bifogade filer", *places)
