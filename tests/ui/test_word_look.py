"""How long texts are shown in the preview of a form from Word."""

from __future__ import annotations

import pytest

from finsam_desktop.ui.word_look import excerpts, marked


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
    [("ett två tre fyra", "ett tre fem fyra"), ("a", ""), ("samma", "samma"), ("a " * 2000, "b " * 2000)],
)
def test_marked_texts_are_whole_and_only_what_differs_is_marked(old, new):
    for text, runs in zip((old, new), marked(old, new), strict=True):
        assert "".join(part for part, _ in runs) == text
    kept = ["".join(part for part, differs in runs if not differs) for runs in marked(old, new)]
    assert not (old and new) or kept[0] == kept[1]
