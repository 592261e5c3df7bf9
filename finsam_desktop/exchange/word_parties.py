"""The organisations in a form in Word, from lines such as "Organisation: Heby kommun"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from finsam_desktop.domain.form import Field
from finsam_desktop.exchange.word_lines import Line

_NUMBER = r"(?:\d+[.)][ \u00a0]*)?"
_GAP = r"[ \t\u00a0]*"


@dataclass
class FoundParty:
    """What is said of one organisation, by the names of `PARTY_ATTRIBUTES`."""

    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def filled(self) -> bool:
        return any(value.strip() for value in self.attributes.values())


class PartyLines:
    """Takes the lines below a field's heading; `found` grows by a party for each organisation."""

    def __init__(self, form_field: Field, ours: bool, found: list[FoundParty]) -> None:
        self._attributes, self._ours, self._found = form_field.attributes, ours, found
        self._order: list[str] = [one.id for one in form_field.attributes]
        self._last = ""
        names = sorted(
            ((one.label.rstrip(": "), one.id) for one in self._attributes), key=lambda one: -len(one[0])
        )
        self._ids = {name.casefold(): attribute for name, attribute in names}
        labels = "|".join(re.escape(name) for name, _ in names)
        self._labels = re.compile(
            rf"(?:^{_GAP}{_NUMBER}({labels})(?!\w){_GAP}:?|(?<=\s)({labels}){_GAP}:){_GAP}",
            re.IGNORECASE | re.MULTILINE,
        )

    @property
    def organisation(self) -> str:
        """The name of the organisation that was begun last, empty where none is known."""
        return self._found[-1].attributes.get("organisation", "") if self._found else ""

    def take(self, line: Line) -> bool:
        """Whether the line was about a party."""
        return self._exactly(line) if self._ours else self._loosely(line)

    def _exactly(self, line: Line) -> bool:
        """A line as our own documents have it: label, space, value."""
        if line.level or line.item:
            return False
        text = re.sub(r"^\d+\. ", "", line.text) if self._numbered(line.text) else line.text
        for one in self._attributes:
            if text == one.label or text.startswith(f"{one.label} "):
                self._put(one.id, text[len(one.label) + 1 :])
                return True
        return False

    def _numbered(self, text: str) -> bool:
        return any(re.match(rf"\d+\. {re.escape(one.label)}", text) for one in self._attributes)

    def _loosely(self, line: Line) -> bool:
        marks = list(self._labels.finditer(line.text))
        before = line.text[: marks[0].start()] if marks else line.text
        if before.strip():
            if not self._goes_on():
                return False
            held = self._found[-1].attributes
            mark = "• " if line.item else ""
            held[self._last] = f"{held[self._last]}\n{mark}{before.strip()}".strip()
        ends = [*(following.start() for following in marks[1:]), len(line.text)]
        for label, end in zip(marks, ends, strict=False):
            name = (label[1] or label[2]).casefold()
            self._put(self._ids[name], line.text[label.end() : end].strip())
        return bool(marks) or bool(before.strip())

    def _goes_on(self) -> bool:
        """Whether a line without label belongs to the attribute before it."""
        if not self._found or not self._last:
            return False
        long = any(one.long for one in self._attributes if one.id == self._last)
        return long or not self._found[-1].attributes[self._last]

    def _put(self, attribute: str, value: str) -> None:
        new = not self._last or self._order.index(attribute) <= self._order.index(self._last)
        if new:
            self._found.append(FoundParty())
        self._found[-1].attributes[attribute] = value
        self._last = attribute
