"""What a form in Word was found to say, and the form's own words that say nothing of the application."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.phrases import phrase
from finsam_desktop.domain.richtext import Block
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.word_lines import Line, heading_key
from finsam_desktop.exchange.word_parties import FoundParty
from finsam_desktop.exchange.word_signatures import FoundSignature


@dataclass
class WordReading:
    """What was found in a document; formatted text is not normalised yet."""

    edition: FormEdition
    rich: dict[str, list[Block]] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    parties: dict[str, list[FoundParty]] = field(default_factory=dict)
    """By field."""
    signatures: dict[str, list[FoundSignature]] = field(default_factory=dict)
    """By section."""
    agreement: dict[str, list[str]] = field(default_factory=dict)
    """Section -> its lines."""
    signed_name: str = ""
    """The initiative's name as it stands at the signatures."""
    reference: str = ""
    """What a supplement or an extension says of the application that it adds to."""
    attached: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    sheets: bool = False
    """Whether there were budget sheets, which are not taken from Word."""
    pictures: int = 0
    """How many are left out."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """The pictures in the texts, by SHA-256."""


def own_texts(application: Application) -> Iterator[str]:
    """The form's own words above its sections."""
    edition = application.edition
    yield from (phrase(edition.title, application), edition.title.partition("{")[0], edition.subtitle)
    yield from (edition.association, *edition.intro)
    for row in edition.head:
        for box in row.boxes:
            yield from (box.label, box.text, *box.text.splitlines())


def heads(edition: FormEdition, lines: Sequence[Line]) -> dict[str, Value]:
    """What the head of a budget sheet says and the form itself does not, such as another name in the budget.

    In our own documents the head stands below the sheet's title, each value in bold.
    """
    hidden = {one.id for section in edition.sections if not section.printed for one in section.fields}
    sheets = {heading_key(sheet.title): sheet for sheet in edition.sheets}
    found: dict[str, Value] = {}
    for title, line in pairwise(lines):
        sheet = sheets.get(heading_key(title.text))
        values = [span.text.strip() for span in line.spans if span.bold]
        if sheet and len(values) == len(sheet.head):
            pairs = zip(sheet.head, values, strict=True)
            found |= {item.field: value for item, value in pairs if value and item.field in hidden}
    return found
