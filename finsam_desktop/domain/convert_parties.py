"""Parties from one edition to another: roles, what the form asks of them, signatures."""

from __future__ import annotations

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import OF_SIGNING, Leftover, Party, new_id
from finsam_desktop.domain.convert_fields import shown
from finsam_desktop.domain.convert_held import Held, filled
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.values import Value

_NEAREST = {
    "lead": ("lead", "co-owner", "partner"),
    "co-owner": ("co-owner", "partner", "lead"),
    "partner": ("partner", "co-owner", "lead"),
}
_ALWAYS = ("organisation", "short_name", "place", "signer", "signer_email")
"""What stays with a party in every edition: its name, and what is printed at its signature."""
_LABELS = {
    "workplace": "Arbetsställe",
    "resources": "Resurser",
    "contact": "Kontaktperson",
    "email": "E-post",
    "phone": "Telefon",
}


def nearest_role(role: str, edition: FormEdition) -> str:
    """The role itself where the edition has it, else the one nearest to it."""
    wanted = _NEAREST.get(role, _NEAREST["partner"])
    return next((one for one in wanted if one in edition.roles_by_id), role)


def move_attributes(
    attributes: dict[str, Value], role: str, target: FormEdition
) -> tuple[dict[str, Value], dict[str, Value]]:
    """What of a party's attributes the target's form has a place for, and what it has none for.

    `role` is the party's role in the edition that it comes from. A signature's date has no place:
    it was given for the other form.
    """
    known = (*_ALWAYS, *_asked(target, nearest_role(role, target)))
    kept: dict[str, Value] = {}
    left: dict[str, Value] = {}
    for name, value in filled(attributes).items():
        if name == "role":
            kept[name] = nearest_role(role, target)
        else:
            (kept if name in known else left)[name] = value
    return kept, left


def _asked(edition: FormEdition, role: str) -> dict[str, str]:
    """What the form asks about parties in the role, with the labels."""
    return {
        attribute.id: attribute.label
        for one in edition.fields.values()
        if role in one.roles
        for attribute in one.attributes
    }


def party_leftovers(party: Party, left: dict[str, Value], edition: FormEdition) -> list[Leftover]:
    """What has no place of a party in `edition`, for a person to read; the signature for itself."""
    title = edition.roles_by_id[party.role].title if party.role in edition.roles_by_id else "part"
    name = party.text("organisation") or title
    labels = _LABELS | _asked(edition, party.role)
    found = []
    signing = {key: value for key, value in left.items() if key in OF_SIGNING}
    rest = {key: value for key, value in left.items() if key not in signing}
    if rest:
        lines = (f"{labels.get(key, key).rstrip(':')}: {shown(value)}" for key, value in rest.items())
        found.append(_leftover(edition, f"Uppgifter om {name}", "\n".join(lines), party, rest))
    if "signed" in signing:
        day = shown(signing["signed"])
        caption = f"Underskrift {day}: gäller den tidigare blanketten"
        text = f"{name} skrev under den tidigare blanketten {day}. Den nya behöver skrivas under på nytt."
        found.append(_leftover(edition, caption, text, party, signing))
    elif signing:
        caption = f"Utskick till {name}: gäller den tidigare blanketten"
        text = f"{name} har fått den tidigare blanketten för underskrift. Den nya behöver skickas på nytt."
        found.append(_leftover(edition, caption, text, party, signing))
    return found


def _leftover(
    edition: FormEdition, caption: str, text: str, party: Party, values: dict[str, Value]
) -> Leftover:
    data = Held(parties={party.id: values}).to_data()
    return Leftover(new_id("l"), edition.id, caption, richtext.from_text(text), data)
