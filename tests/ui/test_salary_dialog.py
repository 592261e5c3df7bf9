"""The cost of a post, worked out on its row."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit

from finsam_desktop import paths
from finsam_desktop.domain.salary import salary_of
from finsam_desktop.ui.salary_dialog import RATES_FILE, SalaryDialog

OWN_RATES = """
[[rate]]
sector = "Kommuner"
year = 2026
percent = 38.5
source = "Kommunens ekonomiavdelning"
"""


@pytest.fixture
def make(qtbot, session, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path)

    def dialog(line: str = "salary_1", party: str = "alvkarleby") -> SalaryDialog:
        made = SalaryDialog(session, "detailed", session.budget.views["detailed"].line_at[line], party)
        qtbot.addWidget(made)
        return made

    return dialog


def fill(dialog, **texts):
    for name, text in texts.items():
        dialog.findChild(QLineEdit, f"salary.{name}").setText(text)


def test_nothing_is_assumed(make):
    dialog = make()
    assert dialog.rate.text() == "100"
    assert dialog.start.text() == "2025-07-01"
    assert dialog.overhead.currentData() is None
    fill(dialog, pay="35 190")
    assert "Välj PO-pålägg" in dialog.shown_working.text()
    assert not dialog.buttons.buttons()[0].isEnabled()


def test_the_working_is_shown_and_kept_with_the_row(make, session):
    dialog = make()
    fill(dialog, pay="35190", to="2026-06-30")
    dialog.overhead.setCurrentIndex(1)
    assert dialog.shown_working.text().startswith("Lönekostnad ")
    dialog.accept()
    session.apply(dialog.change)
    kept = salary_of(session.application, "detailed", "salary_1")
    assert kept.pay == 3_519_000
    assert kept.source.startswith(("Kommuner 2021, SKR", "Regioner 2021, SKR"))
    assert session.undo_stack.count() == 1
    again = make()
    assert again.pay.text() == "35190"
    assert again.overhead.currentIndex() == 1
    assert again.end.text() == "2026-06-30"


def test_an_own_rate_says_where_it_comes_from(make, session):
    dialog = make()
    fill(dialog, pay="35190")
    assert not dialog.own.isEnabled()
    dialog.overhead.setCurrentIndex(dialog.overhead.count() - 1)
    fill(dialog, own_overhead="42,5")
    assert not dialog.buttons.buttons()[0].isEnabled()
    fill(dialog, source="Kommunens ekonomiavdelning, 2025")
    dialog.accept()
    session.apply(dialog.change)
    again = make()
    assert (again.own.text(), again.source.text()) == ("42,5", "Kommunens ekonomiavdelning, 2025")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("pay", "", "Fyll i: Månadslön"),
        ("to", "2020-01-01", "Till ligger före"),
        ("rate", "x", "Tjänst i procent:"),
    ],
)
def test_what_is_missing_or_wrong_is_said(make, name, text, said):
    dialog = make()
    fill(dialog, pay="35190")
    dialog.overhead.setCurrentIndex(1)
    fill(dialog, **{name: text})
    assert dialog.shown_working.text().startswith(said)


def test_rates_of_the_persons_own_are_offered(make, tmp_path):
    (tmp_path / RATES_FILE).write_text(OWN_RATES, encoding="utf-8")
    dialog = make()
    assert dialog.overhead.itemText(1).endswith("Kommuner 2026")
    (tmp_path / RATES_FILE).write_text("fel", encoding="utf-8")
    assert make().overhead.itemText(1).endswith("2021")


def test_an_own_rate_can_be_kept_for_the_next_time(make):
    dialog = make()
    fill(dialog, pay="35190", to="2026-06-30", own_overhead="42,5", source="Heby kommun 2026")
    dialog.overhead.setCurrentIndex(dialog.overhead.count() - 1)
    assert dialog.keep.isEnabled()
    dialog.keep.setChecked(True)
    dialog.accept()
    again = make()
    offered = [again.overhead.itemText(place) for place in range(again.overhead.count())]
    assert "42,5\u00a0%  Heby kommun 2026" in offered


def test_the_buttons_stay_in_sight_on_a_low_screen(make, shown):
    dialog = make()
    dialog.resize(560, 340)
    shown(dialog)
    assert dialog.height() == 340
    assert dialog.rect().contains(dialog.buttons.geometry())
    assert not dialog.rect().contains(
        dialog.shown_working.mapTo(dialog, dialog.shown_working.rect().bottomLeft())
    )
    dialog.month.setFocus()
    assert dialog.rect().contains(dialog.month.mapTo(dialog, dialog.month.rect().bottomLeft()))
