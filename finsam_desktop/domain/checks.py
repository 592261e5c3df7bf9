"""What is missing in an application, what does not add up, and what to do about it.

Checks inform; they never stop anyone from writing or saving.
"""

from __future__ import annotations

from finsam_desktop.domain.checks_fields import check_fields
from finsam_desktop.domain.checks_hints import check_hints
from finsam_desktop.domain.checks_rows import check_rows
from finsam_desktop.domain.checks_sheets import check_sheets
from finsam_desktop.domain.finding import Finding
from finsam_desktop.domain.sheet import Budget

__all__ = ["Finding", "check"]


def check(budget: Budget) -> list[Finding]:
    """All findings, in the form's order: fields and parties first, then sheets, then sums."""
    return [
        *check_fields(budget.application),
        *check_hints(budget),
        *check_rows(budget),
        *check_sheets(budget),
    ]
