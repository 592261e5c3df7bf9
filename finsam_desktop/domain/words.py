"""What a person sees for a word of the code."""

from __future__ import annotations

KINDS = {"new": "Ny ansökan", "extension": "Förlängning", "supplement": "Tilläggsansökan"}


def standing(status: str, version: int) -> str:
    """How an application stands to its newest version, by the names of `freezing.StateKind`."""
    words = {"frozen": f"Fastställd, version {version}", "changed": f"Ändrad sedan version {version}"}
    return words.get(status, "Utkast")
