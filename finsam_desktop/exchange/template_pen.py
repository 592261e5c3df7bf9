"""Writes the application's values into a template, and keeps the list of what had no place there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.convert_fields import shown
from finsam_desktop.domain.errors import ExportError
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.units import format_with_unit, unit_of
from finsam_desktop.domain.values import Value, clean_text, is_rich
from finsam_desktop.exchange.book import BookCell
from finsam_desktop.exchange.excel_cells import DECIMALS, too_long
from finsam_desktop.exchange.recognise_model import Spot
from finsam_desktop.exchange.template_book import TemplateBook
from finsam_desktop.exchange.template_xml import Content


class Pen:
    """The one way in which cells of the template are filled."""

    def __init__(self, template: TemplateBook, application: Application) -> None:
        self.template, self.unit = template, unit_of(application)
        self.left: list[str] = []
        """What had no place, and what was taken away, in Swedish."""
        self.used: set[Spot] = set()

    def cell(self, spot: Spot) -> BookCell | None:
        """What stands in the cell of the template."""
        return self.template.content(spot.sheet, (spot.row, spot.column))

    def is_open(self, spot: Spot) -> bool:
        """Whether the cell may be filled: it has no formula, and no other cell covers it."""
        return self.template.is_open(spot.sheet, (spot.row, spot.column))

    def write(self, spot: Spot, value: Value, kind: str, what: str) -> None:
        """Put the value into an open cell; `kind` is that of its column, `what` names it in messages.

        Raises `ExportError` for a text that no cell can hold.
        """
        content = self._content(value, kind)
        if isinstance(content, str):
            content = clean_text(content)
            if problem := too_long(content, f"{what} i mallens cell {spot}"):
                raise ExportError(problem)
        self.template.put(spot.sheet, (spot.row, spot.column), None if content == "" else content)
        self.used.add(spot)

    def _content(self, value: Value, kind: str) -> Content | date:
        """Amounts in the application's unit, shares as fractions of one."""
        match value:
            case None | str() | date():
                return value
            case bool():
                return shown(value)
            case int():
                return _plain(Fraction(value, 10 ** DECIMALS[self.unit]))
            case Decimal():
                return _plain(Fraction(value) / (100 if kind == "percent" else 1))
            case Unparsed(text):
                return text
        return richtext.plain_text(value) if is_rich(value) else shown(value)

    def words(self, value: Value, kind: str) -> str:
        """The value as the list has it."""
        if isinstance(value, int) and not isinstance(value, bool) and kind == "amount":
            return format_with_unit(value, self.unit)
        return f"”{text}”" if isinstance(value, str) and (text := value[:60]) else shown(value, kind)


def _plain(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)
