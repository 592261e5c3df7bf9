"""How long texts are shown in the preview of a form from Word."""

from __future__ import annotations

import random
import time

import pytest

from finsam_desktop.domain.excerpts import excerpts
from finsam_desktop.ui.word_look import marked


def test_long_texts_are_shown_from_where_they_differ():
    old = "Lika ord i början. " * 10 + "slut"
    new = "Lika ord i början. " * 10 + "något annat"
    one, other = excerpts(old, new)
    assert one.startswith("…")
    assert one.endswith("slut")
    assert other.endswith("något annat")
    assert excerpts("", "a\nb") == ("(tom)", "a b")
    assert len(excerpts("", "ord " * 100)[1]) <= 91


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ett två tre fyra", "ett tre fem fyra"),
        ("a", ""),
        ("samma", "samma"),
        (" \nett  två", "tre \nett  två"),
        ("\u00a0 ", "x"),
        ("a " * 2000, "b " * 2000),
    ],
)
def test_marked_texts_are_whole_and_only_what_differs_is_marked(old, new):
    for text, runs in zip((old, new), marked(old, new), strict=True):
        assert "".join(part for part, _ in runs) == text
    kept = ["".join(part for part, differs in runs if not differs) for runs in marked(old, new)]
    assert not (old and new) or kept[0] == kept[1]


def test_words_are_the_same_however_they_are_spaced():
    one, other = marked("ett två\ntre", "ett  två tre fyra")
    assert [text for text, differs in one if differs and text] == []
    assert [text for text, differs in other if differs and text] == ["fyra"]


def _unlike(words: int, kind: str) -> tuple[str, str]:
    chance = random.Random(1)
    match kind:
        case "nothing in common":
            return tuple(" ".join(f"{side}{n}" for n in range(words)) for side in "ab")
        case "every second":
            return tuple(" ".join(f"{side}{n} {n}" for n in range(words // 2)) for side in "ab")
        case "the same words anew":
            known = [str(n) for n in range(200)]
            return tuple("".join(f"{chance.choice(known)}\n" for _ in range(words)) for _ in range(2))
    return "och " * words + "a", "b " + "och " * (words // 2) + "men " * (words // 2)


@pytest.mark.parametrize("words", [180, 740, 980, 2000])
@pytest.mark.parametrize("kind", ["nothing in common", "every second", "the same words anew", "few words"])
def test_texts_that_are_unlike_are_marked_at_once(words, kind):
    """The window stands still meanwhile. The best of three, for others use the machine too."""
    old, new = _unlike(words, kind)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        marked(old, new)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.2


def test_the_place_that_differs_is_near_the_beginning():
    """So that a narrow column shows it, whatever stands before."""
    for before in ("ord " * 40, "x" * 300, "en rad " + "y" * 60):
        one, other = excerpts(f"{before}slut", f"{before}mål")
        assert 0 < one.index("slut") < 30
        assert 0 < other.index("mål") < 30
    assert excerpts("ett kort namn", "ett kort nytt namn") == ("ett kort namn", "ett kort nytt namn")
