"""Comments and other notes on budget rows, when an application changes edition.

They travel along by their rows, so that they are there again on the way back. Comments on rows
that the edition does not have are shown among the leftovers meanwhile.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from finsam_desktop.domain.application import Application, Leftover, new_id
from finsam_desktop.domain.richtext import Paragraph, Span, normalise
from finsam_desktop.domain.sheet import Budget

_MARK = {"comments": True}


def without_comments(application: Application) -> Application:
    """The application without the leftover that `carry_notes` made, which each conversion makes anew."""
    found = application.snapshot()
    found.leftovers = [one for one in application.leftovers if one.data != _MARK]
    return found


def carry_notes(source: Application, target: Application) -> None:
    """Give the target the source's notes, and a leftover for the comments that it cannot show."""
    target.notes = copy.deepcopy(source.notes)
    hidden = list(_hidden(source, target))
    if hidden:
        text = normalise(Paragraph((Span(line),)) for line in hidden)
        caption = "Kommentarer i budgeten"
        target.leftovers.append(Leftover(new_id("l"), source.edition.id, caption, text, dict(_MARK)))


def _hidden(source: Application, target: Application) -> Iterator[str]:
    """Comments on rows that the target has not, each with what its row is called."""
    there, here = Budget(source), Budget(target)
    for sheet, rows in source.notes.items():
        view, shown = there.views.get(sheet), here.views.get(sheet)
        for row, notes in rows.items():
            if shown is not None and row in shown.line_at:
                continue
            label = there.value(sheet, row, view.label_column) if view and row in view.line_at else row
            for name, text in notes.items():
                if name.partition(":")[0] == "comment" and isinstance(text, str):
                    yield f"{label}: {text}"
