"""Write the reference of every key of a form edition: `python scripts/form_reference.py`.

The keys, types and defaults come from the schema (`finsam_desktop.domain.form`), the explanations
from `WORDS` below. The tables stand between two marks in `docs/formular.md`. A key without an
explanation, or an explanation without a key, stops the script.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from finsam_desktop.domain.form import FormEdition

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "formular.md"
BEGIN = "<!-- nycklar: början. Skriv inte här; kör scripts/form_reference.py. -->"
END = "<!-- nycklar: slut. -->"
_FORM, _BUDGET = "`form.toml`", "`budget.toml`"
_BUDGET_KEYS = ("sheet", "totals", "rule")
_ID = "Kort namn som programmet känner igen {} på."

Schema = Mapping[str, Any]
WORDS: dict[str, dict[str, str]] = {
    "FormEdition": {
        "": "Det som står först, före alla tabeller, och de tabeller som finns.",
        "format": "Vilket slags fil det är.",
        "id": "Utgåvans namn i programmet: ett eget för varje utgåva. Till exempel `exempelbygden-2026`.",
        "title": "Blankettens rubrik. Får ha [ord inom klamrar](#ord-inom-klamrar).",
        "subtitle": "En rad under rubriken.",
        "association": "Förbundets namn.",
        "in_use": "När utgåvan används, i ord: ”från 2026”. Skiljer utgåvor med samma rubrik åt i listorna.",
        "replaces": "Id för den utgåva som den här kommer efter.",
        "language": "Språket i PDF:en, för den som får den uppläst.",
        "mark": "Skrivs längst ner på varje sida, till exempel ett versionsnummer.",
        "intro": "Stycken under rubriken, före första avsnittet.",
        "head": "Rutor överst på första sidan, en tabell för varje rad av rutor.",
        "uses": "Vilka fält som programmet behöver känna till.",
        "role": "De slags parter som finns.",
        "tab": "Flikarna, i ordning.",
        "section": "Avsnitten, i den ordning de skrivs ut.",
        "sheet": "Budgetbladen, i ordning, i `budget.toml`. Varje blad behöver en flik.",
        "totals": "Var ansökans siffror står, i `budget.toml`.",
        "rule": "Vad som ska stämma med vad, i `budget.toml`.",
    },
    "Uses": {
        "": "Vilka fält som har en betydelse för hela programmet. Värdena är id för fält.",
        "name": "Insatsens namn. Fältet ska ha typen `text`.",
        "start": "Insatsens första dag, typen `date`. Budgetens år räknas från den.",
        "end": "Insatsens sista dag, typen `date`.",
        "requested": "Beloppet som söks, typen `amount`.",
        "signed_name": "Namnet som det ska stå vid underskrifterna, typen `text`. Annars används `name`.",
        "annexes": "Listan över bilagor, typen `choices`. Namnen på bifogade filer skrivs ut under den.",
    },
    "HeadRow": {
        "": "En rad av rutor överst på första sidan.",
        "box": "Rutorna, från vänster.",
    },
    "HeadBox": {
        "": "En ruta i huvudet. Utan `text` blir den en tom ruta att fylla i för hand.",
        "label": "Rutans rubrik, till exempel Diarienummer.",
        "text": "Text i rutan. `\\n` börjar en ny rad.",
        "width": "Del av sidans bredd.",
    },
    "Role": {
        "": "Ett slags part.",
        "id": "`lead` är den som äger insatsen, `co-owner` de som delar på ansvaret, `partner` de andra.",
        "title": "Vad blanketten kallar parten.",
        "budget_title": "Vad budgeten kallar parten. Annars används `title`.",
        "minimum": "Så många behövs. De finns redan i en ny ansökan.",
        "maximum": "Så många får det vara.",
    },
    "Tab": {
        "": "En flik i fönstret: de avsnitt som nämner den, eller ett budgetblad.",
        "id": _ID.format("fliken"),
        "title": "Det som står på fliken. Håll det kort.",
        "sheet": "Id för det budgetblad som fliken visar.",
    },
    "Section": {
        "": "Ett avsnitt. Det kan ha fält, fast text och underskrifter.",
        "id": _ID.format("avsnittet"),
        "tab": "Id för fliken som avsnittet står i.",
        "heading": "Rubriken, som den ska stå på papper.",
        "star": "Skriver `(*)` efter rubriken.",
        "note": "Text under rubriken, som skrivs ut.",
        "help": "Hjälp som visas bredvid avsnittet och inte skrivs ut.",
        "frame": "`section` ger en ruta om hela avsnittet, `fields` en om varje fält, `none` ingen alls.",
        "sheet": "Id för ett budgetblad vars tabeller ska stå i avsnittet, under fälten.",
        "field": "Avsnittets fält.",
        "clause": "Fast text som ingen får ändra.",
        "signatures": "Block att skriva under i.",
        "printed": "`false` visar avsnittet på skärmen men inte på papper.",
    },
    "Field": {
        "": "En sak att fylla i.",
        "id": _ID.format("fältet") + " Två fält i blanketten får inte ha samma.",
        "type": (
            "`text` är en rad, `rich` text med stycken och listor, `date` ett datum, `number` ett antal,"
            " `amount` ett belopp, `yesno` Ja eller Nej, `choices` rutor att kryssa i, `email` en adress,"
            " `parties` parter."
        ),
        "label": "Skrivs ut före svaret. Behövs inte när avsnittets rubrik räcker.",
        "name": "Vad meddelanden kallar fältet när `label` saknas eller är lång.",
        "help": "Hjälp som visas bredvid fältet och inte skrivs ut.",
        "star": "Skriver `(*)` efter `label`.",
        "required": "Säger till när fältet är tomt.",
        "fallback": "Id för ett fält av samma typ, vars svar används så länge det här är tomt.",
        "means": "Id som andra utgåvor har på samma fråga. Används när en ansökan byter blankett.",
        "numbered": "Parterna numreras på papper (typ parties).",
        "when_filled": "Visas på skärmen när man ber om det, och skrivs bara ut ifyllt.",
        "width": 'Del av sidans bredd, i avsnitt med `frame = "fields"`.',
        "choice": "Rutorna, i fält av typen `choices`.",
        "roles": "Vilka roller som visas, i fält av typen `parties`.",
        "attribute": "Vad som frågas om varje part, i fält av typen `parties`.",
    },
    "Choice": {
        "": "En ruta att kryssa i.",
        "id": _ID.format("rutan"),
        "label": "Det som står vid rutan.",
        "sheet": "Id för det budgetblad som rutan står för. Programmet jämför dem.",
    },
    "PartyAttribute": {
        "": "En uppgift om varje part.",
        "id": (
            "`organisation` är namnet, `workplace` arbetsstället, `resources` vad parten bidrar med,"
            " `contact` kontaktpersonen, `email` och `phone` adress och telefon."
        ),
        "label": "Det som står före uppgiften.",
        "help": "Hjälp som visas bredvid och inte skrivs ut.",
        "required": "Säger till när uppgiften saknas.",
        "long": "Ger plats för flera rader.",
        "when_filled": "Skrivs bara ut ifylld.",
    },
    "Clause": {
        "": "En rubrik och dess stycken i en fast text.",
        "heading": "Rubriken.",
        "text": "Texten. En tom rad börjar ett nytt stycke.",
    },
    "Signatures": {
        "": "Ett block att skriva under i för varje part i `roles`. Högst ett i varje avsnitt.",
        "roles": "Vilka roller som skriver under.",
        "heading": "Rubriken över varje block. Får ha [ord inom klamrar](#ord-inom-klamrar).",
        "titled": "Skriver också avsnittets rubrik, en gång, över blocken.",
        "own_page": "Varje block på en egen sida.",
        "name_heading": "Rubriken på en ruta med insatsens namn över blocket. Tomt ger ingen ruta.",
        "declaration": "En försäkran före raderna.",
        "line": "Raderna att fylla i.",
    },
    "SignatureLine": {
        "": "En rad i ett block.",
        "label": "Det som står vid raden. Får ha [ord inom klamrar](#ord-inom-klamrar).",
        "value": (
            "Vad programmet skriver där när det är känt: `organisation_date` organisation och datum,"
            " `printed_name` namnförtydligande, `place` ort, `name` insatsens namn. `signature` lämnas tom."
        ),
    },
    "Totals": {
        "": "Var ansökans siffror står. Värdena skrivs `blad.rad.kolumn`.",
        "requested": "Det som söks från förbundet.",
        "own": "Den egna finansieringen.",
        "total": "Hela kostnaden.",
        "requested_by_party": (
            'Det som söks, för varje organisation: en kolumn med `family = "parties"`, eller en rad i en del'
            ' med `repeat = "parties"`.'
        ),
        "own_by_party": "Den egna finansieringen, för varje organisation, på samma sätt.",
        "by_year": 'Det som söks, för varje år: en kolumn med `family = "years"`.',
        "stated": "Id för ett fält med beloppet. När det är ifyllt är det detta som söks.",
    },
    "Rule": {
        "": "Något som ska stämma. Celler skrivs `blad.rad.kolumn`.",
        "kind": (
            "`equal`: två celler är lika. `rows`: åren eller organisationerna blir radens summa, på alla"
            " rader. `stated`: ett fält är lika med en cell. `unit`: säger till om kronor under ordet tkr."
        ),
        "left": "`equal`: en cell. `rows` och `unit`: ett blad. `stated`: ett fält.",
        "right": "`equal` och `stated`: en cell. `rows`: en kolumn med `family`. `unit`: blankettens ord.",
        "total": "`rows`: kolumnen med radens summa.",
    },
    "SheetTemplate": {
        "": "Ett budgetblad: en flik, en bilaga på papper och ett blad i Excel.",
        "id": _ID.format("bladet"),
        "title": "Rubriken på papper.",
        "name": "Bladets namn i Excel. Utan tecknen `[ ] : * ? / \\ '`.",
        "help": "Hjälp som visas bredvid bladet och inte skrivs ut.",
        "head": "Uppgifter ur ansökan, överst på bladet.",
        "before": "Stycken före tabellerna.",
        "after": "Stycken efter tabellerna.",
        "column": "Kolumnerna, från vänster.",
        "part": "Tabellerna, uppifrån.",
        "aka": "Andra namn på bladet i arbetsböcker som läses in. Små stavfel behöver inte tas upp.",
    },
    "HeadItem": {
        "": "En uppgift överst på bladet.",
        "label": "Det som står före uppgiften.",
        "field": "Id för fältet.",
        "aka": "Andra namn på uppgiften i arbetsböcker som läses in. Små stavfel behöver inte tas upp.",
    },
    "Column": {
        "": "En kolumn, eller en familj av kolumner: en för varje organisation eller år.",
        "id": _ID.format("kolumnen"),
        "kind": (
            "`label` är radens namn (precis en sådan kolumn), `text` fri text, `percent` procent,"
            " `date` datum, `number` tal, `amount` belopp."
        ),
        "title": "Namnet på skärmen. Får ha [ord inom klamrar](#ord-inom-klamrar) i en familj.",
        "header": "Raderna överst i tabellen på papper, uppifrån. Lika grannar blir en enda ruta.",
        "family": "`parties` gör en kolumn för varje organisation i budgeten, `years` en för varje år.",
        "count": "Hur många år det finns plats för, när `family` är `years`.",
        "at_least": "Hur många kolumner för organisationer blanketten har; de lediga skrivs ut som ”NAMN”.",
        "formula": "Räknas på raden, med `+ - * /`, parenteser, tal, kolumners id och `sum(familj)`.",
        "width": "Millimeter på papper.",
        "screen_only": "Visas på skärmen men inte på papper och i Excel.",
        "aka": "Andra namn på kolumnen i arbetsböcker som läses in. Små stavfel behöver inte tas upp.",
    },
    "Part": {
        "": "En tabell i bladet.",
        "id": _ID.format("delen"),
        "title": "Bandet över tabellen.",
        "repeat": "`parties` gör en tabell för varje organisation i budgeten.",
        "header": "Andra rubriker än bladets för några kolumner: kolumnens id och dess rader.",
        "line": "Raderna, uppifrån. De finns av fem slag.",
        "aka": "Andra namn på delen i arbetsböcker som läses in. Små stavfel behöver inte tas upp.",
    },
    "Heading": {
        "": "En rad med bara text.",
        "kind": "Slaget.",
        "id": _ID.format("raden"),
        "label": "Texten.",
        "note": "Mindre text efter.",
        "texts": "Text under andra kolumner: kolumnens id och texten.",
        "aka": "Andra namn på raden i arbetsböcker som läses in. Små stavfel behöver inte tas upp.",
    },
    "Example": {
        "": "En rad som visar hur man fyller i. Den räknas aldrig.",
        "kind": "Slaget.",
        "id": _ID.format("raden"),
        "label": "Texten i första kolumnen.",
        "texts": "Text under andra kolumner. För en familj går det att ge en lista, en text per kolumn.",
    },
    "Rows": {
        "": "Rader att fylla i. Ange `row` eller `free`, eller `mirror`, eller `each`.",
        "kind": "Slaget.",
        "id": _ID.format("gruppen"),
        "label": "Vad meddelanden kallar gruppen.",
        "columns": "Id för de kolumner som går att fylla i.",
        "row": "De rader som finns från början.",
        "free": "Vad som kan läggas till, till exempel ”lönerad”. Tomt när raderna är fasta.",
        "mirror": "Visar raderna i en annan grupp, en för en: `blad.grupp`.",
        "labels": "Andra namn på speglade rader: radens id och namnet.",
        "each": "`parties` gör en rad för varje organisation i budgeten, `years` en för varje år.",
        "count": 'Hur många rader `each = "years"` gör.',
        "at_least": 'Hur många rader `each = "parties"` har på papper, även de utan organisation (”NAMN”).',
        "each_heading": "En rad ovanför, där texten ändras. `{role}` är rollens ord, `{n}` numret bland dem.",
        "carry": "Tal ur andra blad: kolumnens id och `blad.rad.kolumn`. Raden `*` är den speglade raden.",
        "means": "Grupper i andra utgåvor, `blad.grupp`. Deras rader hamnar här vid byte av blankett.",
    },
    "RowTemplate": {
        "": "En rad som finns från början.",
        "id": _ID.format("raden"),
        "label": "Radens namn.",
        "named": "Den sökande skriver radens namn.",
        "aka": "Andra namn på raden i arbetsböcker som läses in. Små stavfel behöver inte tas upp.",
    },
    "SumLine": {
        "": "En summa.",
        "kind": "Slaget.",
        "id": _ID.format("raden"),
        "label": "Radens namn.",
        "of": "Id för de grupper och summor som läggs ihop.",
        "columns": "Id för kolumnerna som summeras. Annars alla med belopp.",
        "style": "Hur mycket den syns: `group` minst, `part` mer, `total` mest.",
        "aka": "Andra namn på raden i arbetsböcker som läses in. Små stavfel behöver inte tas upp.",
    },
    "Control": {
        "": "En rad för avstämning, jämte en summa.",
        "kind": "Slaget.",
        "id": _ID.format("raden"),
        "label": "Radens namn.",
        "of": "Id för summan vars celler räknas.",
        "column": "Id för kolumnen där svaret står.",
        "formula": "Räknas på summans celler, som en kolumns `formula`.",
        "aka": "Andra namn på raden i arbetsböcker som läses in. Små stavfel behöver inte tas upp.",
    },
}

_PATTERNS = {
    r"^[a-z][a-z0-9_]*$": "id",
    r"^[a-z0-9][a-z0-9-]*$": "id, även med bindestreck",
    r"^[^\[\]:*?/\\']{1,31}$": "text, högst 31 tecken",
}
_SINGLE = {"array": "[[{}]]", "object": "[{}]"}


def main() -> int:
    """Bring the document up to date; returns the exit status."""
    text = updated(DOCUMENT.read_text(encoding="utf-8"))
    DOCUMENT.write_text(text, encoding="utf-8", newline="\n")
    print(DOCUMENT)
    return 0


def updated(document: str) -> str:
    """The document with the reference of today's schema between its marks.

    Raises ValueError for a document without the marks, or explanations that do not fit the schema.
    """
    above, begin, rest = document.partition(BEGIN)
    _, end, below = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOCUMENT.name} has lost a mark: {BEGIN} or {END}")
    return f"{above}{BEGIN}\n\n{reference(FormEdition.model_json_schema(by_alias=True))}\n{END}{below}"


def reference(schema: Schema) -> str:
    """The tables of every key in the schema, in the order in which an edition is written.

    Raises ValueError naming every key without an explanation, and every explanation without a key.
    """
    models = {schema["title"]: schema, **schema["$defs"]}
    keys = {(name, key) for name, model in models.items() for key in ("", *model["properties"])}
    explained = {(name, key) for name, words in WORDS.items() for key in words}
    if wrong := sorted(keys ^ explained):
        listed = ", ".join(f"{name}.{key}" for name, key in wrong)
        raise ValueError(f"WORDS and the schema differ in {listed}")
    return "\n".join(line for path, name in _tables(schema) for line in _section(models[name], name, path))


def _tables(schema: Schema) -> Iterator[tuple[str, str]]:
    """The heading of each table and its model, depth first: how TOML writes it, and in which file."""
    yield "Överst i filerna", schema["title"]
    order = [key for key in schema["properties"] if key not in _BUDGET_KEYS]
    for key in (*order, *_BUDGET_KEYS):
        file = _BUDGET if key in _BUDGET_KEYS else _FORM
        for path, name in _below(schema["$defs"], key, schema["properties"][key]):
            yield f"{path} i {file}", name


def _below(models: Schema, path: str, value: Schema) -> Iterator[tuple[str, str]]:
    """The tables that a key holds, with those in them."""
    items = value.get("items", value)
    for choice in items.get("oneOf") or items.get("anyOf") or [items]:
        if "$ref" not in choice:
            continue
        name = choice["$ref"].rpartition("/")[2]
        kind = models[name]["properties"].get("kind", {}).get("const")
        written = f"`{_SINGLE[value.get('type', 'object')].format(path)}`"
        yield (f'{written} med `kind = "{kind}"`' if kind else written), name
        for key, inner in models[name]["properties"].items():
            yield from _below(models, f"{path}.{key}", inner)


def _section(model: Schema, name: str, path: str) -> Iterator[str]:
    yield f"### {path}\n\n{WORDS[name]['']}\n"
    yield "| Nyckel | Värde | Annars | Förklaring |\n|---|---|---|---|"
    for key, value in model["properties"].items():
        default = "**måste**" if key in model.get("required", ()) else _default(value["default"])
        yield f"| `{key}` | {_kind(value)} | {default} | {WORDS[name][key]} |"
    yield ""


def _default(value: object) -> str:
    if value in ("", None, [], {}):
        return "tomt"
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _kind(value: Schema) -> str:
    """What may stand as the value, in Swedish."""
    if "const" in value:
        return f'`"{value["const"]}"`'
    if "enum" in value:
        return "en av " + ", ".join(f"`{one}`" for one in value["enum"] if one)
    if "$ref" in value or any("$ref" in one for one in value.get("anyOf", ())):
        return "tabell"
    match value.get("type"):
        case "string":
            return _PATTERNS[value["pattern"]] if "pattern" in value else "text"
        case "boolean":
            return "`true` eller `false`"
        case "integer":
            return _whole(value)
        case "number":
            return "tal över 0" + (f", högst {value['maximum']}" if "maximum" in value else "")
        case "array":
            return _list(value["items"])
        case "object":
            return "tabell"
    raise ValueError(f"no words for the type {value}")


def _whole(value: Schema) -> str:
    least, most = value.get("minimum"), value.get("maximum")
    if least == most:
        return f"`{least}`"
    return f"heltal, minst {least}" + (f", högst {most}" if most is not None else "")


def _list(items: Schema) -> str:
    if items.get("type") != "string":
        return "tabeller"
    return "lista av id" if "pattern" in items else "lista av texter"


if __name__ == "__main__":
    sys.exit(main())
