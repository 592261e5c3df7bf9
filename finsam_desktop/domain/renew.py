"""The next period of an initiative, and additions to one: applications made from another.

An extension copies everything to a new period and says what a person has to look over. A
supplement carries the reference to its parent and only what it adds.
"""

from __future__ import annotations

import calendar
import copy
import re
from datetime import date, timedelta
from decimal import Decimal

from finsam_desktop.domain.application import OF_SIGNING, Application, Party, initial_rows, new_id
from finsam_desktop.domain.convert_fields import caption
from finsam_desktop.domain.dates import mentions
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.renew_budget import raise_amounts, raised
from finsam_desktop.domain.richtext import plain_text
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value, is_rich

Period = tuple[date, date]
_SIGNATURE = (*OF_SIGNING, "signer", "signer_email")
_ADDRESS = ("role", "organisation", "short_name", "workplace", "contact", "email", "phone")
_MOST_WORDS = 4


def next_period(application: Application) -> Period | None:
    """The days after the application's period, as many, whole months where the period is whole months.

    None where the period cannot be read.
    """
    period = _period(application)
    if period is None:
        return None
    start, end = period
    first = end + timedelta(days=1)
    months = _months_between(start, first)
    return first, _add_months(first, months) - timedelta(days=1) if months else first + (end - start)


def _period(application: Application) -> Period | None:
    uses = application.edition.uses
    start, end = application.answers.get(uses.start), application.answers.get(uses.end)
    if isinstance(start, date) and isinstance(end, date) and start <= end:
        return start, end
    return None


def _months_between(first: date, last: date) -> int:
    """How many whole months lie between two dates; 0 where they are not whole."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if _add_months(first, months) == last else 0


def _add_months(day: date, months: int) -> date:
    """The same day of another month, its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def moved(day: date, old: Period, new: Period) -> date:
    """The day moved as the period is: whole months where that is whole months, else days.

    The last day of a month stays a last day; what was inside the period stays inside.
    """
    there = _shifted(day, old[0], new[0])
    return min(max(there, new[0]), new[1]) if old[0] <= day <= old[1] else there


def _shifted(day: date, old_start: date, new_start: date) -> date:
    months = _months_between(old_start, new_start)
    if not months:
        return day + (new_start - old_start)
    there = _add_months(day, months)
    is_last = (day + timedelta(days=1)).day == 1
    return there.replace(day=calendar.monthrange(there.year, there.month)[1]) if is_last else there


# -------------------------------------------------------------------------------- extension


def extension(
    application: Application, start: date, end: date, raise_percent: Decimal = Decimal(0)
) -> tuple[Application, list[str]]:
    """A new application for the period from `start` to `end`, and what to look over, in sentences.

    Amounts are raised by `raise_percent`. Signatures, attachments and leftovers do not come along.
    """
    result = application.snapshot()
    result.id, result.attachments, result.leftovers = new_id(), [], []
    result.notes = _comments(application)
    result.meta, notes = _child_meta(application, "extension")
    _name(result, "förlängning", ", ")
    new, old = (start, end), _period(application)
    uses = application.edition.uses
    result.answers |= {uses.start: start, uses.end: end}
    notes += _move_dates(result, old, new)
    notes += _mentioned_times(application, old)
    notes += raise_amounts(application, result, raise_percent, _whole_years(old, new))
    notes += _raise_requested(application, result, raise_percent)
    notes += _answers_to_look_over(application)
    notes += _clear_signatures(result)
    if application.attachments:
        notes.append("Bilagorna följer inte med: bifoga dem som hör till förlängningen.")
    if any(one.text for one in application.leftovers):
        notes.append("Det som står under Överblivet följer inte med.")
    return result, notes


def _comments(application: Application) -> dict[str, dict[str, dict[str, Value]]]:
    """The notes that hold for another period too: how its figures were worked out does not."""
    found: dict[str, dict[str, dict[str, Value]]] = {}
    for sheet, rows in application.notes.items():
        for row, notes in rows.items():
            kept = {name: note for name, note in notes.items() if name.partition(":")[0] == "comment"}
            if kept:
                found.setdefault(sheet, {})[row] = kept
    return found


def _whole_years(old: Period | None, new: Period) -> bool:
    """Whether the new period has the same days of the year as the old, and the same length."""
    if old is None:
        return False
    same_length = _shifted(old[1], old[0], new[0]) == new[1]
    months = _months_between(old[0], new[0])
    return same_length and months % 12 == 0 and (months != 0 or old[0] == new[0])


def _child_meta(application: Application, kind: str) -> tuple[dict[str, Value], list[str]]:
    meta: dict[str, Value] = {"kind": kind, "status": "draft"}
    if "unit" in application.meta:
        meta["unit"] = application.meta["unit"]
    dnr = application.meta.get("dnr")
    given = {"parent_name": application.name, "parent_dnr": dnr}
    meta |= {name: value for name, value in given.items() if value}
    missing = "Den förra ansökans diarienummer saknas: fyll i det när du har fått det av förbundet."
    return meta, [] if dnr else [missing]


def _name(result: Application, word: str, between: str) -> None:
    """Add the word to the name; where it ends with it already, a number: ”förlängning 2”."""
    name = result.name.rstrip()
    again = re.search(rf"\b{word}(?: (\d+))?$", name, re.IGNORECASE)
    if again and (word == "förlängning" or again[1]):
        number = int(again[1] or 1) + 1
        name = f"{name.removesuffix(again[1] or '').rstrip()} {number}"
    elif name and word not in name.lower():
        name = f"{name}{between}{word}"
    if name:
        result.answers[result.edition.uses.name] = name


def _move_dates(result: Application, old: Period | None, new: Period) -> list[str]:
    """Move every other date by as much as the period moves."""
    edition, notes = result.edition, []
    for field in edition.fields.values():
        if field.type != "date" or field.id in (edition.uses.start, edition.uses.end):
            continue
        value, title = result.answers.get(field.id), caption(edition, field.id)
        if isinstance(value, date) and old:
            result.answers[field.id] = moved(value, old, new)
            notes.append(f"”{title}” är flyttat till {result.answers[field.id]}: se över datumet.")
        elif value is not None:
            shown = value.text if isinstance(value, Unparsed) else value
            notes.append(f"”{title}” är kvar som {shown}: se över datumet.")
    for sheet in edition.sheets:
        notes += _move_cells(result, sheet.id, old, new)
    return notes


def _move_cells(result: Application, sheet: str, old: Period | None, new: Period) -> list[str]:
    template = result.edition.sheets_by_id[sheet]
    names = {column.id for column in template.columns if column.kind == "date"}
    moves = stays = 0
    for cells in result.cells.get(sheet, {}).values():
        for name in cells.keys() & names:
            value = cells[name]
            if isinstance(value, date) and old:
                cells[name] = moved(value, old, new)
                moves += 1
            else:
                stays += 1
    notes = [f"Datumen i ”{template.title}” är flyttade till den nya perioden: se över dem."] * bool(moves)
    if stays:
        notes.append(f"Datum i ”{template.title}” kunde inte flyttas: se över dem.")
    return notes


# ----------------------------------------------------------------------- what to look over


def _mentioned_times(application: Application, old: Period | None) -> list[str]:
    """Texts that name a year of the old period or a date."""
    edition, notes = application.edition, []
    for field in edition.fields.values():
        value = application.answers.get(field.id)
        times = _times(_plain(value), old) if field.type in ("text", "rich") else []
        if times:
            notes.append(f"”{caption(edition, field.id)}” nämner {_listed(times)}: se över texten.")
    for sheet in edition.sheets:
        texts = (
            _plain(value)
            for cells in application.cells.get(sheet.id, {}).values()
            for value in cells.values()
        )
        if times := _times("\n".join(texts), old):
            notes.append(f"Texter i ”{sheet.title}” nämner {_listed(times)}: se över dem.")
    for party in application.parties:
        if times := _times(party.text("resources"), old):
            name = party.text("organisation") or "en part"
            notes.append(f"Det som {name} bidrar med nämner {_listed(times)}: se över texten.")
    return notes


def _plain(value: Value) -> str:
    if is_rich(value):
        return plain_text(value)
    return value if isinstance(value, str) else ""


def _times(text: str, old: Period | None) -> list[str]:
    found = mentions(text)
    dates = [one.text for one in found if one.day]
    years = [str(one.year) for one in found if one.year and not one.day]
    if old:
        years = [year for year in years if old[0].year <= int(year) <= old[1].year]
    return list(dict.fromkeys(sorted(years) + dates))


def _listed(words: list[str]) -> str:
    if len(words) > _MOST_WORDS:
        return ", ".join(words[:_MOST_WORDS]) + " med mera"
    return " och ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _answers_to_look_over(application: Application) -> list[str]:
    """Numbers, and questions that were answered for the old application."""
    edition, notes = application.edition, []
    for section in edition.sections:
        asks = any(field.type == "yesno" for field in section.fields)
        for field in section.fields:
            value, title = application.answers.get(field.id), caption(edition, field.id)
            if value is None or field.type in ("date", "amount", "choices"):
                continue
            if field.type == "number":
                notes.append(f"”{title}” är kvar som förut: se över antalet.")
            elif asks:
                notes.append(f"”{title}” gäller den förra ansökan: se över svaret.")
    return notes


def _clear_signatures(result: Application) -> list[str]:
    signed = [party for party in result.parties if any(name in party.attributes for name in _SIGNATURE)]
    for party in signed:
        for name in _SIGNATURE:
            party.attributes.pop(name, None)
    return ["Underskrifterna är tömda: ansökan skrivs under på nytt."] * bool(signed)


def _raise_requested(source: Application, result: Application, percent: Decimal) -> list[str]:
    """The amounts that the form states: those of the budget where they agreed with it."""
    edition, notes = source.edition, []
    reference = edition.totals.requested if edition.totals else ""
    before, now = (Budget(one).amount(reference) if reference else None for one in (source, result))
    stated = {edition.uses.requested, edition.totals.stated if edition.totals else ""}
    for field in edition.fields.values():
        value, title = source.answers.get(field.id), caption(edition, field.id)
        if field.type != "amount" or value is None:
            continue
        if not isinstance(value, int) or field.id not in stated:
            notes.append(f"”{title}” är oförändrat: se över beloppet.")
        elif value == before and now is not None:
            result.answers[field.id] = now
        else:
            result.answers[field.id] = raised(value, percent)
            notes.append(f"”{title}” stämde inte med budgeten och är ändrat för sig: se över beloppet.")
    return notes


# ------------------------------------------------------------------------------- supplement


def supplement(application: Application) -> tuple[Application, list[str]]:
    """A new application that adds to this one, and what to fill in, in sentences.

    It has the same parties, budget columns and period; texts and amounts are empty.
    """
    edition = application.edition
    meta, notes = _child_meta(application, "supplement")
    result = Application(new_id(), edition, meta)
    for name in (edition.uses.name, edition.uses.start, edition.uses.end):
        if name in application.answers:
            result.answers[name] = copy.copy(application.answers[name])
    _name(result, "tilläggsansökan", " – ")
    for party in application.parties:
        known = {name: value for name, value in party.attributes.items() if name in _ADDRESS}
        result.parties.append(Party(party.id, known))
    result.budget_parties = list(application.budget_parties)
    for sheet in edition.sheets:
        result.rows[sheet.id] = initial_rows(sheet, result.budget_parties)
        result.cells[sheet.id] = {}
    for field in edition.fields.values():
        if field.required and field.type != "parties" and field.id not in result.answers:
            notes.append(f"Fyll i ”{edition.caption(field.id)}” för det som tillägget gäller.")
    notes += [
        f"Fyll i ”{sheet.title}” för det som tillägget gäller."
        for sheet in edition.sheets
        if any(line.kind == "rows" and line.columns for line in sheet.lines.values())
    ]
    return result, notes
