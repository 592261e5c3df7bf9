"""What is no TOML is told in Swedish, with its place, whatever the library says."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain.form_toml import place_and_reason

FAULTS = [
    ("[[a]\n", "rad 1, tecken 4", "väntade ]] i slutet av rubriken"),
    ("\n[a\n", "rad 2, tecken 3", "väntade ] i slutet av rubriken"),
    ("a = 1\nå = 2", "rad 2, tecken 1", "varken en nyckel, en rubrik eller en anmärkning"),
    ("få = 2", "rad 1, tecken 2", "väntade = efter nyckeln; en nyckel har bara a–z"),
    ("[å]", "rad 1, tecken 2", "väntade en nyckel"),
    ("a = 1 b = 2", "rad 1, tecken 7", "det står något mer efter värdet"),
    ("[a.b]\n[a.b]", "rad 2, tecken 5", "tabellen [a.b] är redan skriven; slå ihop dem"),
    ("a = {b = 1}\n[a.c]\n", "rad 2, tecken 5", "tabellen [a.c] är redan skriven"),
    ("[a.b]\n[a]\nb.c = 1\n", "rad 3, tecken 8", "tabellen a.b är redan skriven"),
    ("a = 1\na = 2\n", "rad 2, tecken 6", "nyckeln har redan ett värde"),
    ("a = {b = 1, b = 2}", "rad 1, tecken 18", "nyckeln ”b” står mer än en gång"),
    ("a = [1, 2\nb = 3", "rad 2, tecken 1", "listan är inte avslutad; väntade , eller ]"),
    ("a = {b = 1\n", "rad 1, tecken 11", "tabellen är inte avslutad; väntade , eller }"),
    ('a = "text\n', "rad 1, tecken 10", "texten är inte avslutad; väntade ett citattecken"),
    ("a = 'text\nb = 'x'", "rad 1, tecken 10", "texten är inte avslutad"),
    ('a = "text', "slutet av filen", "texten är inte avslutad"),
    ("a = '''text", "slutet av filen", "texten är inte avslutad"),
    ("a = 'text", "slutet av filen", "texten är inte avslutad"),
    ('a = "\0"', "rad 1, tecken 6", r"tecknet '\x00' får inte stå här"),
    (r'a = "C:\Mapp"', "rad 1, tecken 10", r"ett omvänt snedstreck i en text skrivs \\"),
    (r'a = "\u12"', "rad 1, tecken 8", r"koden efter \ är inget tecken"),
    (r'a = "\ud800"', "rad 1, tecken 12", r"koden efter \ är inget tecken"),
    ("a = 2026-02-30", "rad 1, tecken 5", "datumet finns inte"),
    ("a = ”text”", "rad 1, tecken 5", "väntade ett värde, till exempel en text inom raka citattecken"),
    ("a =", "slutet av filen", "väntade ett värde"),
]
ENGLISH = re.compile(r"\b(at|in|the|of|a|line|column|expected|invalid|cannot|found|key|value|not)\b", re.I)


def told(text: str) -> tuple[str, str] | None:
    """What is told of the text; None where it is TOML."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return place_and_reason(error)
    return None


@pytest.mark.parametrize(("text", "place", "reason"), FAULTS)
def test_fault_is_told_with_its_place(text: str, place: str, reason: str) -> None:
    found = told(text)
    assert found
    assert found[0] == place
    assert reason in found[1]


def test_unknown_reason_is_left_out() -> None:
    of_a_later_library = tomllib.TOMLDecodeError("Something new (at line 246, column 3)")
    assert place_and_reason(of_a_later_library) == (
        "rad 246, tecken 3",
        "filen går inte att läsa som TOML",
    )
    assert place_and_reason(tomllib.TOMLDecodeError("Bad")) == ("", "filen går inte att läsa som TOML")


@given(st.text("[]{}=.,\"'\\#\n 12-:xåu\0", max_size=12))
def test_every_reason_of_the_library_is_translated(text: str) -> None:
    place, reason = told(text) or ("slutet av filen", "(")
    assert re.fullmatch(r"rad \d+, tecken \d+|slutet av filen", place)
    assert "(" in reason
    assert not ENGLISH.search(reason.replace("a–z", ""))
