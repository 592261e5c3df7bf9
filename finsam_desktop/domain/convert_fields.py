"""Answers from one edition to another: fields that ask for the same, by id and by `means`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import Leftover, new_id
from finsam_desktop.domain.convert_held import Held, suits
from finsam_desktop.domain.form import OWN_TEXT, Field, FormEdition
from finsam_desktop.domain.parse import (
    Unparsed,
    format_amount,
    format_date,
    format_number,
    format_percent,
)
from finsam_desktop.domain.pictures import pictures_in
from finsam_desktop.domain.richtext import Heading, RichText, Span
from finsam_desktop.domain.values import Value, is_rich

_TEXTUAL = ("text", "email", "rich")
_JOINED_LEVEL = 3
"""Level of the heading above each text that was joined with others."""


@dataclass(slots=True)
class Moves:
    """Where answers went."""

    origins: dict[str, list[str]] = field(default_factory=dict)
    """Field of the target -> the fields whose answers it holds, in order."""
    unplaced: dict[str, Value] = field(default_factory=dict)
    """Field of the source -> what of its answer has no place."""


def move_answers(
    source: FormEdition,
    values: Mapping[str, Value],
    target: FormEdition,
    into: dict[str, Value],
    wishes: Mapping[str, str] | None = None,
) -> Moves:
    """Put the answers `values` of the edition `source` where `target` asks for the same.

    Fields that have an answer in `into` are left alone. `wishes` names the field of the target
    that an answer goes to before any other.
    """
    moves = Moves()
    # In the form's order, whatever the order in which they were written: the way back counts on it.
    values = dict(sorted(values.items(), key=lambda item: _position(source, item[0])))
    fields = [source.fields[name] for name in values if name in source.fields]
    for one in sorted(fields, key=lambda one: one.id not in target.fields):
        wish = (wishes or {}).get(one.id, "")
        for other in _candidates(one, target, wish):
            if other.id in into or (other.type != "rich" and other.id in moves.origins):
                continue
            if as_type(values[one.id], other) is not None:
                moves.origins.setdefault(other.id, []).append(one.id)
                break
    for name, sources in moves.origins.items():
        sources.sort(key=lambda one: (_rank(target.fields[name], source.fields[one]), _position(source, one)))
        into[name] = _joined(source, sources, values, target.fields[name])
    placed = {one for sources in moves.origins.values() for one in sources}
    for name, value in values.items():
        if name not in placed and not _own_text(source, name, value, target, into, moves):
            moves.unplaced[name] = value
        elif lost := _lost_ticks(source, name, value, target, moves):
            moves.unplaced[name] = lost
    return moves


def _position(edition: FormEdition, name: str) -> int:
    return next((number for number, one in enumerate(edition.fields) if one == name), len(edition.fields))


def _names(one: Field) -> tuple[str, ...]:
    return (one.id, *one.means)


def same(one: Field, other: Field) -> bool:
    """Whether two fields of different editions ask for the same."""
    return not set(_names(one)).isdisjoint(_names(other))


def _candidates(one: Field, target: FormEdition, wish: str) -> list[Field]:
    """The fields that the answer can go to, the best first."""
    found = [
        other
        for other in target.fields.values()
        if (other.id == wish or same(one, other))
        and (one.type == other.type or (one.type in _TEXTUAL and other.type in _TEXTUAL))
    ]
    return sorted(found, key=lambda other: (other.id != wish, other.id != one.id))


def _rank(target: Field, source: Field) -> int:
    """The place of the source among what the target asks for."""
    names = _names(target)
    return min(names.index(name) for name in _names(source) if name in names) if same(target, source) else -1


def as_type(value: Value, target: Field) -> Value:
    """The value as the target's type has it, None where nothing of it can stand there."""
    if target.type == "choices" and isinstance(value, tuple) and not is_rich(value):
        known = [choice.id for choice in target.choices]
        return tuple(one for one in value if one in known) or None
    if target.type == "rich" and isinstance(value, str):
        return richtext.from_text(value) or None
    if target.type in ("text", "email") and is_rich(value) and not any(pictures_in(value)):
        lines = richtext.plain_text(value).split("\n")
        return " ".join(" ".join(line.split()) for line in lines).strip() or None
    return value if suits(target.type, value) else None


def _joined(source: FormEdition, names: list[str], values: Mapping[str, Value], target: Field) -> Value:
    """The one answer as it is, or all texts, each under the heading that it stood under."""
    texts = [as_type(values[name], target) for name in names]
    if len(texts) == 1:
        return texts[0]
    blocks: list[richtext.Block] = []
    for name, text in zip(names, texts, strict=True):
        blocks.append(Heading(_JOINED_LEVEL, (Span(source.caption(name)),)))
        blocks.extend(text if is_rich(text) else ())
    return richtext.normalise(blocks)


def _own_text(
    source: FormEdition,
    name: str,
    value: Value,
    target: FormEdition,
    into: dict[str, Value],
    moves: Moves,
) -> bool:
    """Put a text among the applicant's own words in the section of the same id. True if it was done."""
    if name not in source.fields or source.fields[name].type not in _TEXTUAL:
        return False
    section = source.section_of(name).id
    own = target.fields.get(f"{section}{OWN_TEXT}")
    if own is None or own.id in into or target.section_of(own.id).id != section:
        return False
    text = as_type(value, own)
    if text is None:
        return False
    into[own.id] = text
    moves.origins[own.id] = [name]
    return True


def _lost_ticks(
    source: FormEdition, name: str, value: Value, target: FormEdition, moves: Moves
) -> tuple[str, ...]:
    """The ticked boxes that the target does not have, of an answer that went there."""
    if name not in source.fields or source.fields[name].type != "choices" or not isinstance(value, tuple):
        return ()
    other = next(key for key, sources in moves.origins.items() if name in sources)
    known = [choice.id for choice in target.fields[other].choices]
    return tuple(one for one in value if isinstance(one, str) and one not in known)


# ------------------------------------------------------------------------------ what is shown


def caption(edition: FormEdition, name: str) -> str:
    """What a person calls the field, own text with its section's heading; the id of an unknown one."""
    if name not in edition.fields:
        return name
    if name.endswith(OWN_TEXT):
        return f"{edition.section_of(name).heading}: {edition.caption(name)}"
    return edition.caption(name)


def shown(value: Value, kind: str = "") -> str:
    """The value as plain text; `kind` is the type of its field or column."""
    match value:
        case bool():
            return "Ja" if value else "Nej"
        case int():
            return format_amount(value)
        case Decimal():
            return format_percent(value) if kind == "percent" else format_number(value)
        case date():
            return format_date(value)
        case Unparsed(text):
            return text
        case str():
            return value
        case tuple() if is_rich(value):
            return richtext.plain_text(value)
    return ", ".join(str(one) for one in value or ())


def field_leftover(edition: FormEdition, name: str, value: Value) -> Leftover:
    """The answer to a field of `edition`, for a person to read."""
    held = Held(answers={name: value})
    return Leftover(
        new_id("l"), edition.id, caption(edition, name), _text(edition, name, value), held.to_data()
    )


def _text(edition: FormEdition, name: str, value: Value) -> RichText:
    if is_rich(value):
        return value
    labels = (
        {choice.id: choice.label for choice in edition.fields[name].choices} if name in edition.fields else {}
    )
    if isinstance(value, tuple):
        return richtext.from_text("\n".join(labels.get(str(one), str(one)) for one in value))
    return richtext.from_text(shown(value))
