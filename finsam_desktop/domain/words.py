"""What a person sees for a word of the code."""

from __future__ import annotations

KINDS = {"new": "Ny ansökan", "extension": "Förlängning", "supplement": "Tilläggsansökan"}
STATUSES = {"draft": "Utkast"}
