"""TOML as it was read, before the schema; and why a text is none, which the library says in English."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

_UNREADABLE = "filen går inte att läsa som TOML"
_SUFFIX = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_KEY = "en nyckel har bara a–z, siffror, _ och -"
_REASONS: tuple[tuple[str, str], ...] = (
    (r"Invalid statement", f"raden är varken en nyckel, en rubrik eller en anmärkning; {_KEY}"),
    (r"Invalid initial character for a key part", f"väntade en nyckel; {_KEY}"),
    (r"Expected '=' after a key.*", f"väntade = efter nyckeln; {_KEY}"),
    (r"Expected newline or end of document.*", "det står något mer efter värdet; väntade en ny rad"),
    (r"Expected '(\]\]?)' at the end of .*", "väntade {0} i slutet av rubriken"),
    (r"Cannot declare (.*) twice", "tabellen [{0}] är redan skriven; slå ihop dem"),
    (
        r"Cannot (?:mutate immutable|redefine) namespace (.*)",
        "tabellen {0} är redan skriven och kan inte ändras",
    ),
    (r"Cannot overwrite a value", "nyckeln har redan ett värde; ta bort det ena"),
    (r"Duplicate inline table key '(.*)'", "nyckeln ”{0}” står mer än en gång; ta bort den ena"),
    (r"Unclosed array", "listan är inte avslutad; väntade , eller ]"),
    (r"Unclosed inline table", "tabellen är inte avslutad; väntade , eller }}"),
    (
        r"Unterminated string|Expected (?:\"'+\"|'\"+')|(?:Illegal|Found invalid) character '\\n'",
        "texten är inte avslutad; väntade ett citattecken",
    ),
    (r"(?:Illegal|Found invalid) character (.*)", "tecknet {0} får inte stå här"),
    (r"Unescaped '\\' in a string", r"ett omvänt snedstreck i en text skrivs \\"),
    (r"Invalid hex value|Escaped character is not .*", r"koden efter \ är inget tecken"),
    (r"Invalid date or datetime", "datumet finns inte"),
    (r"Invalid value", "väntade ett värde, till exempel en text inom raka citattecken"),
)
"""What the library says, as a pattern, and the same in Swedish with the pattern's groups."""


def place_and_reason(error: tomllib.TOMLDecodeError) -> tuple[str, str]:
    """Where the text stops being TOML, ”rad 246, tecken 10”, and what is wrong there where it is known."""
    told = str(error)
    suffix = _SUFFIX.search(told)
    if suffix is None:
        return "", _UNREADABLE
    place = f"rad {suffix[1]}, tecken {suffix[2]}" if suffix[1] else "slutet av filen"
    english = told[: suffix.start()]
    for pattern, swedish in _REASONS:
        if found := re.fullmatch(pattern, english, re.DOTALL):
            words = (_dotted(group) for group in found.groups())
            return place, f"{_UNREADABLE} ({swedish.format(*words)})"
    return place, _UNREADABLE


def tables(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The tables under a key of the TOML, as far as it holds any."""
    found = data.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _dotted(group: str) -> str:
    """`uses.name` for a key, which the library writes `('uses', 'name')`."""
    return ".".join(re.findall(r"'([^']*)'", group)) if group.startswith("(") else group
