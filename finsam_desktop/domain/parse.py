"""Text to money, percent, number and date, and back, the way people in Sweden write them.

A text is read only when it has one reading. Anything else comes back as `Unparsed` with the text
exactly as it was typed, so that nothing a person wrote is lost. No function here raises for any
``str``; an empty or blank text is ``None``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

MAX_AMOUNT = 10**17
"""The largest amount that is read, in öre (10**15 kronor): a 64-bit integer holds it with margin."""

MAX_PERCENT = 1000
PERCENT_DECIMALS = 4
NUMBER_DIGITS = 15
NUMBER_DECIMALS = 12
"""Together with `NUMBER_DIGITS` 27 digits, one less than what the default decimal context keeps."""

FIRST_YEAR, LAST_YEAR = 1990, 2099

_NBSP = "\u00a0"
_MINUS = "\u2212"
_TIDY = str.maketrans(
    dict.fromkeys(
        "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " "
    )
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2019\u02bc", "'")
    # Invisible marks that come along when text is copied from web pages and spreadsheets.
    | dict.fromkeys("\u200b\u200e\u200f\u2060\ufeff", "")
)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A text without exactly one reading: the text as typed, and one Swedish sentence for the person."""

    text: str
    reason: str


def parse_amount(text: str) -> int | Unparsed | None:
    """Amount of money in öre. Understands kr, kronor, SEK, ``:-`` and ``,-``, tkr, mkr and mnkr."""
    return _attempt(_read_amount, text)


def parse_percent(text: str) -> Decimal | Unparsed | None:
    """Percent from 0 to 1000, 100 = 100 %. Above 0 and up to 1 the percent sign is needed."""
    return _attempt(_read_percent, text)


def parse_number(text: str) -> Decimal | Unparsed | None:
    """A number without unit, of at most 15 digits and 12 decimals."""
    return _attempt(_read_number, text)


def parse_date(text: str) -> date | Unparsed | None:
    """A whole date from 1990 to 2099; a year of two digits is 20xx."""
    return _attempt(_read_date, text)


def format_amount(ore: int) -> str:
    """For reading: ``4 418 130`` or ``−12,50``, with U+00A0 between thousands and U+2212 as minus."""
    return _group(plain_amount(ore))


def format_percent(p: Decimal) -> str:
    """For reading: ``62,5 %`` with U+00A0 before the sign. Every decimal is written; round first."""
    return f"{_group(_digits(p))}{_NBSP}%"


def format_number(n: Decimal) -> str:
    """For reading, as `format_amount` but with the decimals that the number has."""
    return _group(plain_number(n))


def format_date(d: date) -> str:
    """ISO 8601: ``2025-07-01``."""
    return d.isoformat()


def plain_amount(ore: int) -> str:
    """For editing and the clipboard: ``1899065`` or ``-12,50``, no grouping, ASCII minus."""
    kronor, rest = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{kronor}{f',{rest:02}' if rest else ''}"


def plain_number(n: Decimal) -> str:
    """For editing and the clipboard, as `plain_amount` but with the decimals that the number has.

    Where three decimals could be taken for thousands (1,234) a zero is added (1,2340), so that
    what the program writes has one reading, here and wherever it is pasted.
    """
    digits = _digits(n)
    return digits + "0" if _LONE_SEPARATOR.fullmatch(digits.removeprefix("-")) else digits


def _digits(n: Decimal) -> str:
    """All digits of a finite number, without exponent or trailing zeros, with decimal comma."""
    whole, _, decimals = format(n.copy_abs(), "f").partition(".")
    decimals = decimals.rstrip("0")
    return f"{'-' if n < 0 else ''}{whole}{',' if decimals else ''}{decimals}"


def _group(plain: str) -> str:
    whole, comma, decimals = plain.removeprefix("-").partition(",")
    grouped = f"{int(whole):,}".replace(",", _NBSP)
    return f"{_MINUS if plain.startswith('-') else ''}{grouped}{comma}{decimals}"


class _RefusedError(Exception):
    """Carries the reason, a Swedish sentence, from where it is found to `_attempt`."""


def _attempt(read: Callable[[str], _T], text: str) -> _T | Unparsed | None:
    tidy = text.translate(_TIDY).strip().lower()
    if not tidy:
        return None
    try:
        return read(tidy)
    except _RefusedError as refusal:
        return Unparsed(text, str(refusal))


# --- Amounts, percent and numbers ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is read: the words for it in a reason, and the units that may stand last, longest first."""

    noun: str
    example: str
    percent_sign: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Figures:
    """A number taken apart; ``whole`` and ``decimals`` hold nothing but ASCII digits."""

    negative: bool
    whole: str
    decimals: str
    unit: str
    lone_separator: bool
    """One dot or comma before three digits: thousands as well as decimals."""

    def as_decimal(self) -> Decimal:
        value = Decimal(f"{self.whole}.{self.decimals.rstrip('0')}")
        # copy_negate and not "-", which rounds to the precision of the current context.
        return value.copy_negate() if self.negative and value else value

    def as_thousands(self) -> str:
        return f"{self.whole}{_NBSP}{self.decimals}"


# How many places the comma moves to make öre of the unit.
_PLACES = ((2, "kr kr. kronor krona sek :- ,-"), (5, "tkr tkr."), (8, "mkr mkr. mnkr mnkr."))
_UNITS = {"": 2} | {unit: places for places, units in _PLACES for unit in units.split()}

_AMOUNT = _Kind(
    "Beloppet",
    "4 418 130 kr",
    "Procent kan inte läsas som ett belopp: skriv beloppet i kronor, till exempel 4 418 130 kr.",
    tuple(sorted(filter(None, _UNITS), key=len, reverse=True)),
)
_PERCENT = _Kind(
    "Procentsatsen",
    "62,5 %",
    "Procenttecknet ska stå en gång, efter siffrorna: skriv till exempel 62,5 %.",
    ("procent", "%"),
)
_NUMBER = _Kind(
    "Talet", "1 250", "Här ska det stå ett tal utan procenttecken: skriv bara siffrorna, till exempel 1 250."
)

_PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<decimals>[0-9]+))?")
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<mark>[ '.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*)"
    r"(?:(?!(?P=mark))[.,](?P<decimals>[0-9]+))?"
)
_LONE_SEPARATOR = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def _read_amount(tidy: str) -> int:
    figures = _take_apart(tidy, _AMOUNT)
    places = _UNITS[figures.unit]
    if figures.lone_separator:
        both = f"{figures.as_thousands()} eller {figures.whole},{figures.decimals[:2]}"
        raise _ambiguous(figures, both if places == 2 else "beloppet i hela kronor")
    if len(figures.decimals) > places:
        raise _RefusedError(
            "Beloppet har delar av ett öre: skriv kronor med högst två decimaler, till exempel 12,50."
        )
    digits = (figures.whole + figures.decimals.ljust(places, "0")).lstrip("0") or "0"
    if len(digits) > len(str(MAX_AMOUNT)) or int(digits) > MAX_AMOUNT:
        raise _RefusedError(
            "Beloppet är större än programmet kan räkna med: kontrollera att det inte är för många siffror."
        )
    return -int(digits) if figures.negative else int(digits)


def _read_percent(tidy: str) -> Decimal:
    figures = _take_apart(tidy, _PERCENT)
    # 62,125 is not 62 thousand percent, so only 1,000 has two readings.
    if figures.lone_separator and int(figures.whole + figures.decimals) <= MAX_PERCENT:
        raise _ambiguous(figures, f"{figures.as_thousands()} % eller {figures.whole} %")
    if len(figures.decimals) > PERCENT_DECIMALS:
        raise _RefusedError(
            "Procentsatsen har för många decimaler: skriv högst fyra, till exempel 33,3333 %."
        )
    value = figures.as_decimal()
    if value < 0:
        raise _RefusedError("Procentsatsen är negativ: skriv 0 % eller mer.")
    if value > MAX_PERCENT:
        raise _RefusedError(
            "Procentsatsen är över 1 000 %: kontrollera siffrorna och skriv till exempel 100 %."
        )
    if not figures.unit and 0 < value <= 1:
        typed, hundredfold = _group(_digits(value)), _group(_digits(value * 100))
        raise _RefusedError(
            f"Det går inte att avgöra om {typed} betyder {hundredfold} % eller {typed} %: "
            "skriv siffran med procenttecken."
        )
    return value


def _read_number(tidy: str) -> Decimal:
    figures = _take_apart(tidy, _NUMBER)
    if figures.lone_separator:
        raise _ambiguous(figures, f"{figures.as_thousands()} eller {figures.whole},{figures.decimals}0")
    if len(figures.whole.lstrip("0")) > NUMBER_DIGITS:
        raise _RefusedError("Talet är större än programmet kan räkna med: skriv högst 15 siffror.")
    if len(figures.decimals) > NUMBER_DECIMALS:
        raise _RefusedError("Talet har för många decimaler: skriv högst tolv.")
    return figures.as_decimal()


def _ambiguous(figures: _Figures, instead: str) -> _RefusedError:
    return _RefusedError(
        f"Det går inte att avgöra om {figures.decimals} efter {figures.whole} är tusental eller decimaler: "
        f"skriv {instead}."
    )


def _take_apart(tidy: str, kind: _Kind) -> _Figures:
    unit = next((unit for unit in kind.units if tidy.endswith(unit)), "")
    signed = tidy.removesuffix(unit).strip()
    digits = signed.removeprefix("-").strip()
    match = _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)
    if match is None:
        raise _RefusedError(_fault(digits, kind))
    whole = re.sub(r"[^0-9]", "", match["whole"])
    lone = _LONE_SEPARATOR.fullmatch(digits) is not None
    return _Figures(signed.startswith("-"), whole, match["decimals"] or "", unit, lone)


def _has_foreign_digit(text: str) -> bool:
    return any(char.isnumeric() and not char.isascii() for char in text)


# What is wrong with a text that is no number, the most telling first. The templates are filled with
# the words of the kind.
_FAULTS: tuple[tuple[Callable[[str], object], str], ...] = (
    (
        re.compile(r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]").search,
        "{noun} går över flera rader: skriv ett enda.",
    ),
    (
        _has_foreign_digit,
        "{noun} har andra siffertecken än 0 till 9: skriv med vanliga siffror, till exempel {example}.",
    ),
    (
        re.compile(r"[()]").search,
        "Parenteser kan betyda minus: skriv ett minustecken framför, eller bara siffrorna.",
    ),
    (lambda text: "%" in text, "{percent_sign}"),
    (
        lambda text: any(char.isalpha() for char in text),
        "{noun} har bokstäver som inte kan läsas: skriv till exempel {example}.",
    ),
    (
        lambda text: not re.search(r"[0-9]", text),
        "{noun} saknar siffror: skriv till exempel {example}, eller 0.",
    ),
    (
        re.compile(r"[0-9][ .,]*-[ .,]*[0-9]").search,
        "Det ser ut som två tal: skriv ett enda, till exempel {example}.",
    ),
    (lambda text: "-" in text, "Minustecknet ska stå en gång, först: skriv till exempel −500."),
)


def _fault(digits: str, kind: _Kind) -> str:
    """Why ``digits``, without sign and unit, is no number."""
    for is_at_fault, template in _FAULTS:
        if is_at_fault(digits):
            return template.format(noun=kind.noun, example=kind.example, percent_sign=kind.percent_sign)
    if strange := re.search(r"[^0-9 .,']", digits):
        char = strange[0]
        shown = f"”{char}”" if char.isprintable() else f"U+{ord(char):04X}"
        return f"Tecknet {shown} kan inte ingå här: skriv till exempel {kind.example}."
    if re.fullmatch(r"[.,].*|.*[.,]", digits):
        return (
            f"{kind.noun} har ett decimaltecken utan siffror på båda sidor: skriv till exempel 0,5 eller 5."
        )
    return (
        f"Siffrorna är inte delade i grupper om tre: skriv utan mellanrum eller till exempel {kind.example}."
    )


# --- Dates --------------------------------------------------------------------------------------

_MONTH_NAMES = "januari februari mars april maj juni juli augusti september oktober november december"
# Every beginning of a name from three letters on: jan, febr, sept, oktober.
_MONTHS = {
    name[:length]: str(number)
    for number, name in enumerate(_MONTH_NAMES.split(), 1)
    for length in range(3, len(name) + 1)
}

_RUN_TOGETHER = re.compile(r"([0-9]{4}|[0-9]{2})([0-9]{2})([0-9]{2})")
_THREE_NUMBERS = re.compile(r"([0-9]{4}|[0-9]{1,2})([-/. ])([0-9]{1,2})([-/. ])([0-9]{4}|[0-9]{1,2})")
_NAMED_MONTH = re.compile(r"([0-9]{1,2})(?::[ae])?[-. ]?([a-zåäö]{3,12})[-., ]*([0-9]{4}|[0-9]{2})")
_ANY_MONTH = "|".join(_MONTHS)
_LONE_YEAR = re.compile(r"[0-9]{4}")
_MONTH_AND_YEAR = re.compile(rf"[0-9]{{4}}[-/. ][0-9]{{1,2}}|(?:[0-9]{{1,2}}|{_ANY_MONTH})[-/. ]*[0-9]{{4}}")
_DAY_AND_MONTH = re.compile(rf"[0-9]{{1,2}}(?:[-/. ][0-9]{{1,2}}|[-/. ]?(?:{_ANY_MONTH}))")
_FOUR_DIGITS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


def _read_date(tidy: str) -> date:
    compact = re.sub(r" ?([-/.]) ?", r"\1", re.sub(r" +", " ", tidy)).removeprefix("den ").removesuffix(".")
    year_text, month, day = _year_month_day(compact)
    year = int(year_text) + (2000 if len(year_text) == 2 else 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _RefusedError(f"Året {year} är inte mellan {FIRST_YEAR} och {LAST_YEAR}: kontrollera årtalet.")
    try:
        return date(year, int(month), int(day))
    except ValueError:
        raise _RefusedError(f"Datumet {compact} finns inte: kontrollera dag och månad.") from None


def _year_month_day(compact: str) -> tuple[str, str, str]:
    if match := _RUN_TOGETHER.fullmatch(compact):
        return match[1], match[2], match[3]
    if match := _THREE_NUMBERS.fullmatch(compact):
        return _order(*match.groups())
    if match := _NAMED_MONTH.fullmatch(compact):
        if match[2] not in _MONTHS:
            raise _RefusedError(f"Månaden ”{match[2]}” känns inte igen: skriv till exempel 2025-07-01.")
        return match[3], _MONTHS[match[2]], match[1]
    raise _RefusedError(_date_fault(compact))


def _order(first: str, separator: str, second: str, separator2: str, third: str) -> tuple[str, str, str]:
    """Year, month and day out of three numbers and what stands between them."""
    if len(first) == 4 and len(third) < 4:
        return first, second, third
    if len(first) < 4 and separator == "/" and separator2 in "- ":  # 30/11-2023
        return third, second, first
    if len(first) < 4 and separator == separator2 and len(third) == 4:  # 13/02/2023, 13.2.2023
        if int(first) > 12 or int(first) == int(second):
            return third, second, first
        if int(second) > 12:
            return third, first, second
        raise _RefusedError(
            "Det går inte att avgöra vad som är dag och vad som är månad: "
            f"skriv {third}-{second:0>2}-{first:0>2} eller {third}-{first:0>2}-{second:0>2}."
        )
    if separator == separator2 == "-" and len(first) == 2 and len(third) < 4:  # 18-01-01
        return first, second, third
    raise _RefusedError(
        "Det går inte att avgöra vad som är år, månad och dag: skriv till exempel 2025-07-01."
    )


def _date_fault(compact: str) -> str:
    if _has_foreign_digit(compact):
        return "Datumet har andra siffertecken än 0 till 9: skriv med vanliga siffror, som 2025-07-01."
    if len(_FOUR_DIGITS.findall(compact)) > 1:
        return "Det ser ut som mer än ett datum: skriv ett enda, till exempel 2025-07-01."
    if _LONE_YEAR.fullmatch(compact):
        return "Dagen och månaden saknas: skriv hela datumet, till exempel 2025-07-01."
    if compact in _MONTHS or _MONTH_AND_YEAR.fullmatch(compact):
        return "Dagen saknas: skriv hela datumet, till exempel 2025-07-01."
    if _DAY_AND_MONTH.fullmatch(compact):
        return "Året saknas: skriv hela datumet, till exempel 2025-07-01."
    return "Texten kan inte läsas som ett datum: skriv år, månad och dag, till exempel 2025-07-01."
