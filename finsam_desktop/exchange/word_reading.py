"""What a form in Word was found to say, and the form's own words that say nothing of the application."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.phrases import phrase
from finsam_desktop.domain.richtext import Block
from finsam_desktop.domain.units import Unit
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.book import BookSheet
from finsam_desktop.exchange.recognise_text import Words, likeness
from finsam_desktop.exchange.word_lines import Line, after_label, heading_key
from finsam_desktop.exchange.word_parties import FoundParty
from finsam_desktop.exchange.word_signatures import FoundSignature, filled_words

_OWN_WORDS = 0.9
"""How like the form's own words a text is that says nothing of the application."""


@dataclass
class WordReading:
    """What was found in a document; formatted text is not normalised yet."""

    edition: FormEdition
    others: tuple[FormEdition, ...] = ()
    """Editions that the document may be written in, the likeliest first; none where it is `edition`."""
    seen: set[tuple[str, str, bool]] = field(default_factory=set)
    """The headings that were there, by `Target.key`."""
    rich: dict[str, list[Block]] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    parties: dict[str, list[FoundParty]] = field(default_factory=dict)
    """By field."""
    signatures: dict[str, list[FoundSignature]] = field(default_factory=dict)
    """By section."""
    agreement: dict[str, list[str]] = field(default_factory=dict)
    """Section -> its lines."""
    signed_names: list[str] = field(default_factory=list)
    """The initiative's name at each place where it stands among the signatures."""
    reference: str = ""
    """What a supplement or an extension says of the application that it adds to."""
    attached: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    sheets: bool = False
    """Whether there were budget sheets that are not taken from Word."""
    budget: list[BookSheet] = field(default_factory=list)
    """The budget sheets of a document of ours, as a workbook has them."""
    unit: Unit = "kr"
    """What their amounts are in."""
    pictures: int = 0
    """How many are left out."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """The pictures in the texts, by SHA-256."""

    def leave_of(self, organisation: str, text: str) -> None:
        """Leave over what only another form asks of an organisation: all of it in one text, with the name."""
        left, text = self.left_over, " ".join(text.split())
        if left and organisation and left[-1].startswith(f"{organisation} – "):
            left[-1] += f" {text}"
        else:
            left.append(f"{organisation} – {text}" if organisation else text)


class FormWords:
    """The words that forms have themselves, above their sections; of the editions `others` all of them."""

    def __init__(self, application: Application, others: Iterable[FormEdition]) -> None:
        known = [application.edition, *others]
        self._titles = [edition.title for edition in known]
        self._attributes = {label for one in known[1:] for label in _attributes(one)}
        self._attributes -= set(_attributes(application.edition))
        own = (phrase(application.edition.title, application), *_opening(application.edition))
        self._own = [key for text in own if (key := heading_key(text))]
        self._others = Words((heading_key(text), text) for one in known[1:] for text in _texts(one))

    def is_attribute(self, text: str) -> bool:
        """Whether another form asks for the text, of an organisation, and the application's own does not."""
        return any(after_label(text, label) is not None for label in self._attributes)

    def has(self, text: str) -> bool:
        """Whether the text is the forms' own, each of its lines by itself."""
        return self._has(text) or all(self._has(line) for line in text.splitlines() if line.strip())

    def _has(self, text: str) -> bool:
        key = heading_key(text)
        if any(key == own or likeness(key, own) > _OWN_WORDS for own in self._own):
            return True
        if any(score >= _OWN_WORDS for score, _ in self._others.find(key)):
            return True
        return any(filled_words(title, text) for title in self._titles)


def _attributes(edition: FormEdition) -> Iterator[str]:
    return (attribute.label for one in edition.fields.values() for attribute in one.attributes)


def _texts(edition: FormEdition) -> Iterator[str]:
    yield from _opening(edition)
    for section in edition.sections:
        yield from (section.heading, section.note)
        for one in section.fields:
            yield one.label
    yield from _attributes(edition)


def _opening(edition: FormEdition) -> Iterator[str]:
    """The form's own words above its sections."""
    yield from (edition.title.partition("{")[0], edition.subtitle)
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
