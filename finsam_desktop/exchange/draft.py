"""A first `form.toml` from a blank form in Word, to go on from by hand.

Headings, boxes, tables and ticks are read for what they probably are. Every guess that can be
wrong is marked with a comment `# TVEKSAMT:` above it, and told.
"""

from __future__ import annotations

import re
from pathlib import Path

from finsam_desktop.domain.errors import ExportError, FormError, OutsideFileError, reason
from finsam_desktop.domain.form import FORM_FILE, load_edition
from finsam_desktop.exchange.draft_toml import DraftSection, slug, toml, unique
from finsam_desktop.exchange.files import write_atomically
from finsam_desktop.exchange.word_read import BOX, Cell, Grid, Line, read_word

_LONG = 160
"""Characters; a paragraph above this is running text, no label."""
_BUDGET_COLUMNS = 4
_SECTION = re.compile(r"^\d+\.?\s|\*\)?\s*$")
"""A number of its own, ”2.” but not ”2.1”, or a star: the heading begins a section wherever it stands."""

_AGREEMENT = re.compile(r"överenskommelse|avtalsvillkor|allmänna villkor", re.I)
_SIGNATURE = re.compile(r"underskrift|namnteckning|namnförtydligande", re.I)
_LEAD = re.compile(r"insatsägare|projektägare|sökande|organisationens namn", re.I)
_PARTNER = re.compile(r"samverkanspart|samverkande|medsökande|medfinansiär", re.I)

_KNOWN: tuple[tuple[str, str, str], ...] = (
    (r"(insatsens|projektets|ansökans) namn|^namn på (insats|projekt)|projektnamn", "name", "text"),
    (r"startdatum|^start\b|från och med|fr\.? ?o\.? ?m", "start_date", "date"),
    (r"slutdatum för intag|sista dag för intag", "intake_end_date", "date"),
    (r"slutdatum|^slut\b|till och med|t\.? ?o\.? ?m", "end_date", "date"),
    (r"antal deltagare", "participants", "number"),
    (r"(ansökt|sökt)[a ].*(belopp|medel)|ansökta medel|^belopp", "requested_amount", "amount"),
    (r"bakgrund", "background", "rich"),
    (r"målgrupp", "target_group", "rich"),
    (r"syfte", "purpose", "rich"),
    (r"\bmål", "goals", "rich"),
    (r"metod|arbetssätt", "methods", "rich"),
    (r"uppfölj|utvärder", "evaluation", "rich"),
    (r"implementer", "implementation", "rich"),
)
"""Pattern of a label, and the id and type that the built-in editions have for the same."""

_ATTRIBUTES: tuple[tuple[str, str], ...] = (
    (r"organisation", "organisation"),
    (r"arbetsställe|förvaltning|enhet", "workplace"),
    (r"kontaktperson", "contact"),
    (r"e-?post|mejl", "email"),
    (r"telefon", "phone"),
    (r"resurs", "resources"),
)
_LINES: tuple[tuple[str, str], ...] = (
    (r"förtydligande", "printed_name"),
    (r"organisation.*datum", "organisation_date"),
    (r"e-?post", "email"),
    (r"datum", "date"),
    (r"\bort\b", "place"),
    (r"insatsens namn|projekt", "name"),
    (r"organisation", "organisation"),
    (r"", "signature"),
)


def draft(form: Path, folder: Path) -> list[str]:
    """Write `folder`/form.toml from the blank Word form; gives the doubtful places, in Swedish.

    The folder is made if it is not there. Raises `OutsideFileError` for a file that cannot be read
    and `ExportError` where there is a form.toml already or nothing can be written.
    """
    target = folder / FORM_FILE
    if target.exists():
        raise ExportError(f"Det finns redan en {FORM_FILE} i {folder}. Välj en tom mapp.")
    reader = _Reader()
    word = read_word(form)
    for block in word.upright:
        reader.take(block)
    if not reader.sections:
        raise OutsideFileError(
            f"Filen ”{form.name}” har inga rubriker eller rutor som liknar en blankett. Kontrollera att det"
            " är rätt fil."
        )
    reader.complete()
    text = "\n".join(toml(reader, folder.name, form.name)) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"Mappen {folder} går inte att skapa: {reason(error)}.") from None
    write_atomically(target, text.encode())
    doubts = ["liggande sidor lästes inte; budgetblad skrivs i budget.toml"] if word.landscape else []
    doubts += [line.partition("# TVEKSAMT: ")[2] for line in text.splitlines() if "# TVEKSAMT: " in line]
    try:
        load_edition({FORM_FILE: text})
    except FormError as error:
        doubts += [str(problem) for problem in error.problems]
    return doubts


class _Reader:
    """Takes the document's blocks in order and makes sections of them."""

    def __init__(self) -> None:
        self.title = ""
        self.intro: list[str] = []
        self.head: list[list[dict[str, str]]] = []
        self.sections: list[DraftSection] = []
        self._ids: set[str] = set()
        self._level = 0
        self._name_heading = ""

    def take(self, block: Line | Grid) -> None:
        if isinstance(block, Grid):
            self._grid(block)
        elif not self.title:
            self.title = block.text
        elif self._in_agreement and (block.level == 0 or block.level > self._level):
            self._clause(block)
        elif BOX not in block.text and _is_heading(block):
            self._level = block.level
            self._open(block.text).framed = False
        else:
            self._words(block.text)

    @property
    def _in_agreement(self) -> bool:
        return bool(self.sections) and bool(_AGREEMENT.search(self.sections[-1].heading))

    def _open(self, text: str, doubt: str = "") -> DraftSection:
        heading = re.sub(r"\s*\(?\*\)?\s*$", "", text).strip()
        for above in self.sections[-1:]:
            self._finish(above)
        section = DraftSection(heading, star=heading != text.strip(), doubt=doubt)
        self.sections.append(section)
        return section

    # -- running text ----------------------------------------------------------------------

    def _clause(self, line: Line) -> None:
        section = self.sections[-1]
        if line.text.startswith("(") and not section.clauses:
            section.note = line.text
        elif _is_heading(line):
            section.clauses.append({"heading": line.text, "text": ""})
        elif section.clauses:
            clause = section.clauses[-1]
            clause["text"] = f"{clause['text']}\n\n{line.text}".strip()
        else:
            section.clauses.append({"heading": "", "text": line.text})

    def _words(self, text: str) -> None:
        if not self.sections:
            self.intro.append(text)
            return
        section = self.sections[-1]
        if BOX in text:
            self._ticks(section, text)
        elif len(text) > _LONG:
            section.clauses.append({"heading": "", "text": text})
            section.doubt = section.doubt or "lång text: är den blankettens egna ord, som inte får ändras?"
        elif text.startswith("(") and not section.fields:
            section.note = text
        else:
            self._label(section, text)

    def _ticks(self, section: DraftSection, text: str) -> None:
        before, *labels = (part.strip(" :") for part in text.split(BOX))
        labels = [label for label in labels if label]
        if [label.lower() for label in labels] == ["ja", "nej"]:
            section.fields.append(
                {"id": self._id(before or section.heading), "type": "yesno", "label": before}
            )
            return
        last = section.fields[-1] if section.fields else {}
        if last.get("type") in ("text", "rich") and not before:
            last |= {"type": "choices", "choice": [], "doubt": ""}  # the label of the boxes
        elif last.get("type") != "choices" or before:
            last = {
                "id": self._id(before or section.heading),
                "type": "choices",
                "label": before,
                "choice": [],
            }
            section.fields.append(last)
        names = {choice["id"] for choice in last["choice"]}
        for label in labels:
            name = unique(slug(label), names)
            last["choice"].append({"id": name, "label": label})

    def _label(self, section: DraftSection, text: str) -> None:
        """A field with this label; a party's attribute where the section is about a party."""
        role = _role(section.heading) or _role(text) or self._role_asked(section)
        attribute = next((name for pattern, name in _ATTRIBUTES if re.search(pattern, text, re.I)), "")
        if role and attribute:
            self._attribute(section, role, attribute, text)
            return
        name, kind, doubt = self._guess(text)
        section.fields.append({"id": name, "type": kind, "label": text, "doubt": doubt})

    @staticmethod
    def _role_asked(section: DraftSection) -> str:
        """The role of the parties that the section has asked for so far."""
        return next((one["roles"][0] for one in section.fields if one["type"] == "parties"), "")

    def _attribute(self, section: DraftSection, role: str, attribute: str, label: str) -> None:
        parties = next((one for one in section.fields if one["type"] == "parties"), None)
        if parties is None:
            parties = {"id": self._id(f"{role} parties"), "type": "parties", "roles": [role], "attribute": []}
            section.fields.append(parties)
        if all(one["id"] != attribute for one in parties["attribute"]):
            parties["attribute"].append({"id": attribute, "label": label})

    def _guess(self, label: str) -> tuple[str, str, str]:
        """Id, type and what is doubtful about a field with the label."""
        for pattern, name, kind in _KNOWN:
            if re.search(pattern, label, re.I) and name not in self._ids:
                self._ids.add(name)
                return name, kind, ""
        if re.search(r"datum|åååå", label, re.I):
            return self._id(label), "date", "gissat att det är ett datum"
        if re.search(r"e-?post", label, re.I):
            return self._id(label), "email", ""
        if (
            re.match(r"(effekt|resultat|del)?mål|(beskriv|ange hur|på vilket sätt|vilka|hur)\b", label, re.I)
            or len(label) > 60
        ):
            return self._id(label), "rich", ""
        return self._id(label), "text", "gissat att det är en kort text (rich för en längre)"

    def _id(self, text: str) -> str:
        return unique(slug(text), self._ids)

    # -- tables ----------------------------------------------------------------------------

    def _grid(self, grid: Grid) -> None:
        cells = [cell for row in grid.rows for cell in row]
        words = [cell for cell in cells if cell]
        if not words:
            return
        empty_columns = max(map(len, grid.rows)) >= _BUDGET_COLUMNS and len(grid.rows) >= _BUDGET_COLUMNS
        if not self.sections and max(map(len, grid.rows)) > 1:
            self.head += [[_head_box(cell) for cell in row] for row in grid.rows]
        elif any(_SIGNATURE.search(line.text) for cell in words for line in cell):
            self._signatures(words)
        elif empty_columns and len(words) < len(cells) * 2 / 3:
            section = self.sections[-1] if self.sections else self._open(words[0][0].text)
            section.doubt = "en tabell här ser ut som en budget; den hör hemma i budget.toml"
        elif all(len(row) == 1 for row in grid.rows):
            for cell in words:
                self._box(cell)
        else:
            self._labels(words)

    def _box(self, cell: Cell) -> None:
        """A cell of a framed box: its bold heading opens a section, or a field of the heading above."""
        first, *rest = cell
        if not self.title and not rest:
            self.title = first.text
            return
        if self.sections and (BOX in first.text or first.text.endswith(":") or not _is_heading(first)):
            for line in cell:
                self._words(line.text)
            return
        if "name" in self._ids and re.search(_KNOWN[0][0], first.text, re.I):
            self._name_heading = first.text  # a signature page begins with the initiative's name
            return
        above = self.sections[-1] if self.sections else None
        is_field = above and not above.framed and not above.clauses and not self._in_agreement
        if above and is_field and not _SECTION.search(first.text):
            self._label(above, first.text)
        else:
            self._open(first.text)
        for line in rest:
            self._words(line.text)

    def _labels(self, words: list[Cell]) -> None:
        if not self.sections:
            self._open("Uppgifter", "rubriken saknas i blanketten")
        for line in (line for cell in words for line in cell):
            self._words(line.text)

    def _signatures(self, words: list[Cell]) -> None:
        texts = [line.text for cell in words for line in cell if not re.fullmatch(r"[_.\s]*", line.text)]
        is_heading = re.compile(r"[\d.\s]*underskrift(er)?\b[^:]*$", re.I)
        heading = texts.pop(0) if is_heading.match(texts[0]) else "Underskrift"
        declaration = " ".join(text for text in texts if len(text) > _LONG / 2)
        labels = [text for text in texts if len(text) <= _LONG / 2] or ["Namnteckning"]
        role = _role(" ".join([heading, *labels])) or "lead"
        section = self._open(f"Underskrift, {'samverkansparter' if role == 'partner' else 'insatsägare'}")
        section.doubt = "kontrollera vem som skriver under, och vad varje rad ska innehålla"
        pairs = [{"label": label, "value": _value_of(label)} for label in labels]
        section.signatures = {"roles": [role], "heading": heading, "line": pairs}
        if declaration:
            section.signatures["declaration"] = declaration
        if self._name_heading:
            section.signatures["name_heading"] = self._name_heading

    def _finish(self, section: DraftSection) -> None:
        """Give a section that has nothing in it the field that its heading asks for."""
        if section.fields or section.clauses or section.signatures:
            return
        if role := _role(section.heading):
            section.doubt = section.doubt or "gissat att här står organisationer"
            self._attribute(section, role, "organisation", "Organisation:")
            return
        name, kind, _ = self._guess(section.heading)
        if name not in ("name", "requested_amount"):
            kind = "rich"  # a heading with nothing below it has room to write in
        section.fields.append({"id": name, "type": kind})

    # -- what every edition needs ------------------------------------------------------------

    def complete(self) -> None:
        """Add what no edition can be without."""
        for section in self.sections[-1:]:
            self._finish(section)
        self._need("name", "text", "Insatsens namn", "insatsens namn")
        self._need("start_date", "date", "Planerat startdatum:", "startdatum")
        self._need("end_date", "date", "Planerat slutdatum:", "slutdatum")
        fields = [one for section in self.sections for one in section.fields]
        if not any(one["type"] == "parties" for one in fields):
            section = self._open("Insatsägare", "blanketten verkar inte fråga efter någon organisation")
            self._attribute(section, "lead", "organisation", "Organisation:")

    def _need(self, name: str, kind: str, label: str, what: str) -> None:
        found = [one for section in self.sections for one in section.fields if one["id"] == name]
        if found:
            found[0]["type"] = kind
            return
        section = next((one for one in self.sections if one.heading == "Saknas i blanketten"), None)
        if section is None:
            section = self._open(
                "Saknas i blanketten", "programmet behöver uppgifterna; flytta dem dit de hör"
            )
        self._ids.add(name)
        section.fields.append(
            {"id": name, "type": kind, "label": label, "doubt": f"hittade inget fält för {what}"}
        )


def _is_heading(line: Line) -> bool:
    return bool(line.level) or (line.bold and len(line.text) <= _LONG and not line.listed)


def _role(heading: str) -> str:
    """The role of the parties that a short heading or label names; empty for none."""
    if len(heading) > 2 * _LONG or heading.lower().startswith("beskriv"):
        return ""
    return "lead" if _LEAD.search(heading) else "partner" if _PARTNER.search(heading) else ""


def _head_box(cell: Cell) -> dict[str, str]:
    text = " ".join(line.text for line in cell)
    return {"text" if len(text) > _LONG / 4 else "label": text}


def _value_of(label: str) -> str:
    return next(value for pattern, value in _LINES if re.search(pattern, label, re.I))
