"""The values that an application holds, and their one serialisation.

Money is integer öre, shares are `Decimal` percent, dates are `date`, formatted text is
`RichText`, ticked boxes are a tuple of choice ids. What could not be read is `Unparsed` and
keeps the text. None is empty.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeGuard, cast

from finsam_desktop.domain import richtext
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.richtext import RichText

Value = None | bool | int | Decimal | date | str | Unparsed | RichText | tuple[str, ...]


def to_plain(value: Value) -> Any:
    """The value as plain JSON data that says its own type, so that `from_plain` gives it back."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return {"ore": value}
        case Decimal():
            return {"number": str(value)}
        case date():
            return {"date": value.isoformat()}
        case Unparsed(text, reason):
            return {"unparsed": text, "reason": reason}
        case tuple() if is_rich(value):
            return {"rich": richtext.to_json(value)}
        case _:
            return {"choices": list(cast("tuple[str, ...]", value))}


def from_plain(data: Any) -> Value:
    """The value that `to_plain` wrote. Raises ValueError for anything else."""
    match data:
        case None | bool() | str():
            return data
        case {"ore": int(ore)} if not isinstance(ore, bool):
            return ore
        case {"number": str(text)}:
            return _finite(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"unparsed": str(text), "reason": str(reason)}:
            return Unparsed(text, reason)
        case {"rich": blocks}:
            return richtext.from_json(blocks)
        case {"choices": list(ids)} if all(isinstance(name, str) for name in ids):
            return tuple(ids)
    raise ValueError(f"no value: {data!r}")


def _finite(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"no number: {text!r}") from None
    if not number.is_finite():
        raise ValueError(f"no number: {text!r}")
    return number


def is_rich(value: Value) -> TypeGuard[RichText]:
    """Whether the value is formatted text (and not empty)."""
    return isinstance(value, tuple) and bool(value) and not isinstance(value[0], str)


_LINE_BREAK = re.compile("\r\n|[\r\v\f\u2028\u2029]")
# What XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets), and half characters, which no file can hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """The text with line breaks as `\\n` and without characters that no document can hold."""
    return _FORBIDDEN.sub("", _LINE_BREAK.sub("\n", text))


def cleaned(value: Value) -> Value:
    """The value with its text cleaned; None for an empty one. Formatted text is clean as it is."""
    if isinstance(value, Unparsed):
        return Unparsed(clean_text(value.text), value.reason)
    if isinstance(value, str):
        value = clean_text(value)
    return None if is_empty(value) else value


def is_empty(value: Value) -> bool:
    """Whether nothing is filled in."""
    return value is None or value == "" or value == ()
