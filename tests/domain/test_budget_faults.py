"""Every fault in the budget sheets of an edition is told with file, place and what was expected."""

from collections.abc import Callable

import pytest

Broken = Callable[[str, str, str, str], list[str]]

FAULTS = [
    (
        'of = ["salaries"]',
        'of = ["salary"]',
        "budget.toml: sheet (detailed), line (salaries_sum), of: ”salary” är ingen summa eller grupp av"
        " rader; väntade något av: salaries, salaries_sum, premises, ",
    ),
    (
        'of = ["salaries"]',
        'of = ["requested_salaries_heading"]',
        "line (salaries_sum), of: ”requested_salaries_heading” är ingen summa eller grupp av rader",
    ),
    ('of = ["salaries"]', "of = []", "line 3 (salaries_sum), of: listan är tom; väntade minst 1"),
    (
        'of = ["salaries"]',
        'of = ["requested_sum"]',
        "budget.toml: sheet (detailed), line (salaries_sum): raden räknar sig själv",
    ),
    (
        'id = "salary_2"',
        'id = "salary_1"',
        "sheet (detailed), row (salary_1): ”salary_1” används mer än en gång; väntade olika namn",
    ),
    ('id = "rent"', 'id = "premises_sum"', "row (premises_sum): en rad kan inte ha samma id som en line"),
    (
        'id = "rent"',
        'id = "other_costs"',
        "sheet (years), row (other_costs): ”other_costs” används mer än en gång",
    ),
    (
        'id = "rent"',
        'id = "control"',
        "sheet (years), row (control): en rad kan inte ha samma id som en line",
    ),
    (
        'id = "premises"\n',
        'id = "salaries"\n',
        "sheet (detailed), line (salaries): ”salaries” används mer än",
    ),
    (
        'id = "own"\n',
        'id = "requested"\n',
        "sheet (detailed), part (requested): ”requested” används mer än en",
    ),
    ('id = "from"', 'id = "rate"', "sheet (detailed), column (rate): ”rate” används mer än en gång"),
    ('id = "years"', 'id = "detailed"', "budget.toml: sheet (detailed): ”detailed” används mer än en gång"),
    (
        'name = "Fördelad"',
        'name = "insatsbudget"',
        "sheet, name (insatsbudget): ”insatsbudget” används mer än",
    ),
    ('name = "Fördelad"', 'name = "År 1/2"', "sheet 2 (years), name: ”År 1/2” har otillåtna tecken"),
    ('kind = "label"', 'kind = "text"', "sheet (detailed), column: väntade exakt en kolumn av typen label"),
    ('kind = "percent"', 'kind = "procent"', "column 2 (rate), kind: väntade något av 'label', 'text', "),
    (
        'family = "years"',
        'family = "months"',
        "column 3 (year), family: väntade något av '', 'parties', 'years'",
    ),
    ("count = 4", "count = 0", "column 3 (year), count: värdet är 0; väntade minst 1"),
    ("count = 4", "count = 4.0", "column 3 (year), count: väntade ett heltal"),
    ("width = 66", "width = inf", "column 1 (label), width: väntade ett tal"),
    ("width = 66", "width = -1", "column 1 (label), width: värdet är -1; väntade mer än 0"),
    ("width = 66", 'width = "66"', "column 1 (label), width: väntade ett tal"),
    (
        'title = "{name}"',
        'title = "{namn}"',
        "column (party): ”{namn}” kan inte fyllas i; inom klamrar kan stå {name}",
    ),
    ('title = "{name}"', 'title = "{name"', "column (party): ”{name” kan inte fyllas i"),
    ('"År {n}", "{year}"]', '"År {n}", "{0}"]', "sheet (years), column (year): ”{0}” kan inte fyllas i"),
    (
        'formula = "sum(party)"',
        'formula = "sum(party"',
        "sheet (detailed), column (total), formula: formeln ”sum(party” saknar ”)”",
    ),
    (
        'formula = "sum(party)"',
        'formula = "sum(partys)"',
        "column (total), formula: ”partys” är ingen kolumn med tal; väntade något av: rate, party, total",
    ),
    (
        'formula = "sum(party)"',
        'formula = "party"',
        "formula: ”party” är flera kolumner här; väntade sum(party)",
    ),
    (
        'formula = "sum(party)"',
        'formula = "sum(rate)"',
        "formula: sum(rate): kolumnen är en enda; väntade en för",
    ),
    (
        'formula = "sum(party)"',
        'formula = "rate"',
        "formula: formeln ger ett tal utan enhet men kolumnen har typen",
    ),
    (
        'formula = "sum(party)"',
        'formula = "sum(party) + 1"',
        "formula: formeln lägger ihop belopp och tal vid ”+”",
    ),
    ('formula = "sum(party)"', 'formula = "sum(party) + total"', "line (salaries): raden räknar sig själv"),
    ('formula = "sum(party)"', 'formula = "sum(from)"', "formula: ”from” är ingen kolumn med tal"),
    (
        'columns = ["rate", "from", "to", "party"]',
        'columns = ["share", "party"]',
        "line (salaries), columns: ”share” är ingen kolumn; väntade något av: label, rate, from, to, party,",
    ),
    (
        'columns = ["rate", "from", "to", "party"]',
        'columns = ["total"]',
        "line (salaries), columns: kolumnen ”total” kan inte fyllas i här",
    ),
    (
        'columns = ["rate", "party", "total"]',
        'columns = ["from"]',
        "line (salaries_sum), columns: ”from” är ingen kolumn med tal",
    ),
    (
        'kind = "heading"',
        'kind = "rubrik"',
        "part 1 (requested), line 1 (requested_salaries_heading): kind är ”rubrik”",
    ),
    (
        'kind = "heading"\n',
        "",
        "line 1 (requested_salaries_heading): nyckeln kind saknas; väntade heading, example, rows, sum",
    ),
    (
        'note = "inkl PO-påslag"',
        'texts = { rates = "x" }',
        "line (requested_salaries_heading), texts: ”rates” är ingen kolumn",
    ),
    (
        "header = { label",
        "header = { labels",
        "sheet (detailed), part (own), header: ”labels” är ingen kolumn",
    ),
    (
        'mirror = "detailed.salaries"',
        'mirror = "detailed.salary"',
        "line (salaries), mirror: ”detailed.salary” är ingen",
    ),
    (
        'mirror = "detailed.salaries"',
        'mirror = "years.premises"',
        "mirror: ”years.premises” är ingen grupp av rader",
    ),
    (
        'mirror = "detailed.salaries"',
        "",
        "sheet (years), line (salaries): väntade antingen row/free, mirror eller each",
    ),
    (
        'mirror = "detailed.salaries"',
        'mirror = "detailed.salaries"\neach = "years"',
        "sheet (years), line (salaries): väntade antingen row/free, mirror eller each",
    ),
    ("labels = { rent", "labels = { rents", "line (premises), labels: ”rents” är ingen rad i gruppen"),
    (
        'carry = { total = "detailed.*.total" }',
        'carry = { total = "detailed.*.sum" }',
        "line (salaries), carry (total): ”detailed.*.sum” finns inte; väntade en kolumn med amount i",
    ),
    (
        'carry = { total = "detailed.*.total" }',
        'carry = { total = "detailed.*.party" }',
        "är flera celler; väntade en",
    ),
    (
        'carry = { total = "detailed.*.total" }',
        'carry = { totals = "detailed.*.total" }',
        "carry (totals): ”totals” är",
    ),
    (
        'carry = { total = "detailed.*.total" }',
        'carry = { year = "detailed.*.total" }',
        "kolumnen ”year” kan inte fyllas",
    ),
    (
        'carry = { total = "detailed.other_sum.total" }',
        'carry = { total = "detailed.others.total" }',
        "line (other), carry (total): ”detailed.others.total” finns inte; väntade blad.rad.kolumn",
    ),
    (
        'carry = { total = "detailed.other_sum.total" }',
        'carry = { total = "detailed.other.total" }',
        "”detailed.other.total” finns inte; väntade blad.rad.kolumn",
    ),
    (
        'carry = { total = "detailed.other_sum.total" }',
        'carry = { total = "detailed.salaries_sum.rate" }',
        "”detailed.salaries_sum.rate” har typen percent; väntade amount",
    ),
    (
        'carry = { total = "detailed.other_sum.total" }',
        'carry = { total = "detailed.other_sum.rate" }',
        "”detailed.other_sum.rate” är en cell utan innehåll; väntade ett tal",
    ),
    (
        'carry = { total = "detailed.other_sum.total" }',
        'carry = { total = "detailed.other_sum.party" }',
        "”detailed.other_sum.party” finns en gång för varje organisation; väntade en enda cell",
    ),
    (
        'carry = { total = "detailed.other_sum.total" }',
        'carry = { total = "years.requested_sum.total" }',
        "sheet (years), line (other): raden räknar sig själv, genom summor, formler eller carry",
    ),
    (
        'of = "requested_sum"',
        'of = "salaries"',
        "sheet (years), line (control), of: ”salaries” är ingen summa",
    ),
    (
        'column = "total"\nformula',
        'column = "label"\nformula',
        "line (control), column: ”label” är ingen kolumn med",
    ),
    (
        '\nformula = "sum(year)"\n',
        '\nformula = "year"\n',
        "line (control), formula: ”year” är flera kolumner här",
    ),
    (
        'each_heading = "{role}"',
        'each_heading = "{year}"',
        "line (owners), each_heading: ”{year}” kan inte fyllas i",
    ),
    ('field = "budget_name"', 'field = "budget"', "sheet (detailed), head: ”budget” är inget fält"),
    ("[totals]\n", "[totals]\nall = 5\n", "budget.toml: totals, all: okänd nyckel"),
    ("[totals]\n", "[total]\n", "budget.toml: total: okänd nyckel; väntade rule, sheet, totals"),
    (
        'requested = "detailed.requested_sum.total"',
        'requested = "detailed.requested_sum"',
        "budget.toml: totals, requested: ”detailed.requested_sum” finns inte; väntade blad.rad.kolumn",
    ),
    (
        'requested = "detailed.requested_sum.total"',
        'requested = "detailed.requested_sum.party"',
        "totals, requested: ”detailed.requested_sum.party” finns en gång för varje organisation",
    ),
    (
        'by_year = "years.requested_sum.year"',
        'by_year = "years.requested_sum.total"',
        "totals, by_year: kolumnen ”total” är inte en för varje år",
    ),
    (
        'own_by_party = "detailed.own_sum.party"',
        'own_by_party = "years.requested_sum.year"',
        "totals, own_by_party: ”years.requested_sum.year” finns en gång för varje år; väntade en enda cell",
    ),
    (
        'left = "years.control.total"',
        'left = "years.control.year"',
        "rule 1 (equal), left: ”years.control.year” är en cell",
    ),
    ('left = "years"', 'left = "year"', "rule 2 (rows), left: ”year” är inget budgetblad"),
    (
        'right = "year"',
        'right = "total"',
        "rule 2 (rows), right: ”total” är ingen kolumn för varje part eller år",
    ),
    ('total = "total"', 'total = "year"', "rule 2 (rows), total: ”year” är ingen kolumn för belopp"),
    ('left = "requested_amount"', 'left = "name"', "rule 5 (stated), left: ”name” är inget beloppsfält"),
    (
        'kind = "stated"',
        'kind = "said"',
        "budget.toml: rule 5, kind: väntade något av 'equal', 'rows', 'stated', 'unit'",
    ),
    ('left = "detailed"', "", "budget.toml: rule 6, left: nyckeln saknas; den måste anges"),
    ("[totals]", "[totals", "filen går inte att läsa som TOML (väntade ] i slutet av rubriken)"),
    (
        'title = "{name}"',
        'title = "{name:d}"',
        "sheet (detailed), column (party): ”{name:d}” kan inte fyllas i; inom klamrar kan stå {name}, {role}",
    ),
    (
        'header = ["{role}", "{name}"]',
        'header = ["{role:>9d}", "{name}"]',
        "column (party): ”{role:>9d}” kan inte fyllas i",
    ),
    (
        'header = ["{role}", "{name}"]',
        'header = ["{role}", "{name!z}"]',
        "column (party): ”{name!z}” kan inte fyllas i",
    ),
]

REPEATED_FAULTS = [
    ('title = "{name}"', 'title = "{namn}"', "sheet (costs), part (own), title: ”{namn}” kan inte fyllas i"),
    ('["{name}", "Spec', '["{year}", "Spec', "sheet (costs), part (own), header: ”{year}” kan inte fyllas i"),
    (
        'free = "kostnad"\ncolumns = ["specification", "year"]\nrow = [{ id = "own_1"',
        'each = "years"\ncolumns = ["specification", "year"]\n# "own_1"',
        "line (own_costs): i en tabell som upprepas kan mirror och each inte stå; väntade row/free",
    ),
    (
        'total = "costs.total_sum.total"',
        'total = "costs.own_sum.total"',
        "totals, total: ”costs.own_sum.total” finns en gång för varje organisation; väntade en enda cell",
    ),
    (
        'carry = { year = "salaries.salaries_sum.cost" }',
        'carry = { year = "costs.own_sum.year" }',
        "carry (year): ”costs.own_sum.year” finns en gång för varje organisation; väntade en enda cell",
    ),
    (
        'carry = { year = "salaries.salaries_sum.cost" }',
        'carry = { year = "salaries.salaries_sum.months" }',
        "carry (year): ”salaries.salaries_sum.months” är en cell utan innehåll; väntade ett tal",
    ),
    (
        'formula = "rate * pay * (1 + overhead) * months"',
        'formula = "rate * pay * (1 + overhead) * months"\ncount = 3',
        "column (cost), formula: ”months” är flera kolumner här; väntade sum(months)",
    ),
    (
        'formula = "rate * pay * (1 + overhead) * months"',
        'formula = "rate * pay * (1 + overhead) * cost"',
        "sheet (salaries), line (functions): raden räknar sig själv",
    ),
    (
        'of = ["requested_sum", "own_total"]\nstyle = "total"',
        'of = ["requested_sum"]\n\n[[sheet.part.line]]\nkind = "control"\nid = "control"\nlabel = "K"\n'
        'of = "own_sum"\ncolumn = "total"\nformula = "sum(year)"',
        "line (control), of: ”own_sum” är ingen summa; väntade något av: requested_sum, own_total, total_sum",
    ),
    (
        '[[sheet.part.line]]\nkind = "rows"\nid = "activities"',
        '[[sheet.part.line]]\nkind = "rows"\nid = "mirrored"\nlabel = "x"\nmirror = "costs.own_costs"\n\n'
        '[[sheet.part.line]]\nkind = "rows"\nid = "activities"',
        "line (mirrored), mirror: ”costs.own_costs” står i en tabell som upprepas",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_fault_in_the_budget_is_told(broken: Broken, old: str, new: str, expected: str) -> None:
    assert any(expected in problem for problem in broken("uppsala-2024", "budget.toml", old, new))


@pytest.mark.parametrize(("old", "new", "expected"), REPEATED_FAULTS)
def test_fault_in_repeated_tables_and_families_is_told(
    broken: Broken, old: str, new: str, expected: str
) -> None:
    assert any(expected in problem for problem in broken("gavle-like", "budget.toml", old, new))
