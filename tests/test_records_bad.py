"""Broken records: each is told with file, line and mend, in English and in German, and none ends in a traceback."""

# ruff: noqa: E501 a row of a table is a case
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_records import WORLD, examine, world, write_records

from partnerwiki.messages import use_locale

#: Kind, a piece of its valid text in small_records, what stands there instead, words of the message, of the mend.
#: The line is that of the piece's first line, or of the line that ends in ``# here``.
BROKEN = [
    # -- form: fields, values, types
    ("actors", "power: 3", "power: 6", "power: at most 5", "Correct"),
    ("actors", "power: 3", "power: 0", "power: at least 1", "Correct"),
    ("actors", "power: 3", "power: 3.5", "power: a whole number", "digits only"),
    ("actors", "power: 3", "power: drei", "power: a whole number", "digits only"),
    ("actors", "power: 3", "power: 1e9", "power: a whole number", "digits only"),
    ("actors", "power: 3", "power: .inf", "power: a whole number", "digits only"),
    ("actors", "power: 3", "power: " + "9" * 5000, "power: a whole number", "digits only"),
    ("actors", "power: 3", "power: [3]", "power: a whole number", "digits only"),
    ("actors", "power: 3", "power: {a: 3}", "power: a whole number", "digits only"),
    ("actors", "power: 3", "power:", "'power' has no value", "behind the colon"),
    ("actors", "power: 3", "power: ~", "'power' has no value", "behind the colon"),
    ("actors", "- id: bauhof\n  name: Bauhof", "- id: bauhof", "'name' is missing", "'name: …'"),
    ("actors", "class: key", "Class: key  # here", "no field 'Class'", "'class'"),
    ("actors", "power: 3", "power: 3\n  pwoer: 3  # here", "no field 'pwoer'", "'power'"),
    ("actors", "power: 3", "power: 3\n  zzz: 3  # here", "no field 'zzz'", "There are: id, status"),
    ("actors", "stance: 1", "stance: -3", "stance: at least -2", "Correct"),
    ("actors", "sector: administration", "sector: administrtion", "'administrtion' is not possible", "'administration'"),
    ("actors", "sector: administration", "sector: x", "'x' is not possible for 'sector'", "one of these"),
    ("actors", "sector: administration", "sector: [council]", "sector: a text is needed", "on one line"),
    ("actors", "class: key", "class: no", "'no' is not possible for 'class'", "one of these"),
    ("actors", "id: bauhof", "id: Bauhof Nord", "id: an id is needed", "Correct"),
    ("actors", "id: bauhof", "id: bau--hof", "id: an id is needed", "Correct"),
    ("actors", "id: bauhof", "id: straße", "id: an id is needed", "Correct"),
    ("actors", "id: bauhof", "id: ''", "id: an id is needed", "Correct"),
    ("actors", "id: bauhof", "id: [bauhof]", "id: a text is needed", "on one line"),
    ("actors", "name: Bauhof", "name: ''", "name: a text is needed", "take the line out"),
    ("actors", "name: Bauhof", "name: {}", "name: at least 1", "Add what is missing"),
    ("actors", "name: Bauhof", "name: [Bauhof]", "'key: value'", "handbook"),
    ("actors", "name: Bauhof", "name: {deutsch: Bauhof}", "'deutsch' is not a language", "Correct"),
    ("actors", "name: Bauhof", f"name: {'B' * 201}", "at most 200 characters", "Shorten"),
    ("actors", "phase: planning", "phase: plan", "'plan' is not possible", "'planning'"),
    ("actors", "- {phase: planning, level: consult}", "- planning", "'key: value'", "handbook"),
    ("actors", "involvement:\n    - {phase: planning, level: consult}", "involvement: planning", "involvement: a list", "hyphen"),
    ("actors", "power: 3", "power: 3\n  visibility: privat  # here", "'privat' is not possible", "one of these"),
    ("actors", "power: 3", "power: 3\n  status: fertig  # here", "'fertig' is not possible", "one of these"),
    ("partnerships", "country: DE", "country: Germany", "ISO 3166", "Correct"),
    ("partnerships", "country: DE", "country: de", "ISO 3166", "Correct"),
    ("partnerships", "country: DE", "country: XX", "ISO 3166", "Correct"),
    ("partnerships", "languages: [de]", "languages: [qqq]", "'qqq' is not a language code", "Correct"),
    ("partnerships", "languages: [de]", "languages: []", "languages: at least 1", "Add what is missing"),
    ("partnerships", "latitude: 40.2", "latitude: 140.2", "latitude: at most 90", "Correct"),
    ("partnerships", "latitude: 40.2", "latitude: 40,2", "latitude: a number is needed", "Correct"),
    ("partnerships", "latitude: 40.2", "latitude: .nan", "latitude: a number is needed", "Correct"),
    ("partnerships", "population: 21500", "population: 0", "population: at least 1", "Correct"),
    ("partnerships", "population: 21500", "population: 21.500", "population: a whole number", "digits only"),
    ("partnerships", "sdgs: [6]", "sdgs: [18]", "at most 17", "Correct"),
    ("partnerships", "founded: 2019-05-12", "founded: 12.05.2019", "founded: a date is needed", "Correct"),
    ("partnerships", "founded: 2019-05-12", "founded: 2019-02-30", "there is no such day: 2019-02-30", "Correct"),
    ("partnerships", "founded: 2019-05-12", "founded: 0000-01-01", "there is no such day", "Correct"),
    ("partnerships", "founded: 2019-05-12", "founded: ٢٠١٩-٠٥-١٢", "founded: a date is needed", "Correct"),
    ("partnerships", "founded: 2019-05-12", "founded: [2019]", "founded: a date is needed", "2027-03-04"),
    ("partnerships", "date: 2019-05,", "date: 2019-13,", "another form", "handbook"),
    ("partnerships", "date: 2019-05,", "date: Mai 2019,", "another form", "handbook"),
    ("partnerships", "vision: Zwei Orte", f"vision: {'Zwei Orte ' * 501}", "at most 5000 characters", "Shorten"),
    ("partnerships", "vision: Zwei Orte lernen voneinander.", "vision: ' '", "vision: a text is needed", "take the line"),
    ("budgets", "currency: EUR", "currency: Euro", "ISO 4217", "Correct"),
    ("budgets", "planned: 8000,", "planned: 8.000,", "planned: 8.000 may mean thousands", "Correct"),
    ("budgets", "planned: 8000,", "planned: 8000 €,", "planned: a number is needed", "Correct"),
    ("budgets", "planned: 8000,", "planned: -1,", "planned: at least 0", "Correct"),
    ("budgets", "planned: 8000,", "planned: 1e3,", "planned: a number is needed", "Correct"),
    ("budgets", "planned: 8000,", "planned: 1234567890123456,", "planned: a number is needed", "Correct"),
    ("budgets", "own_share_min: 20", "own_share_min: 120 %", "own_share_min: at most 100", "Correct"),
    ("raci", WORLD["raci"][WORLD["raci"].index("tasks:") : WORLD["raci"].index("- id: andere")], "tasks: []\n", "tasks: at least 1", "Add what is missing"),
    ("budgets", "title: Planung, category", "title: Planung, Bau, category", "no field 'Bau'", "quotation marks"),
    ("effects", "monetary: yes", "monetary: vielleicht", "monetary: yes or no", "yes or no"),
    ("effects", "monetary: yes", "monetary: [yes]", "monetary: yes or no", "yes or no"),
    ("indicators", "  unit: Prozent\n", "", "'unit' is missing", "'unit: …'", "- id"),
    ("indicators", "baseline: {date: 2025-12-31, value: 31.5}", "baseline: 31.5", "'key: value'", "handbook"),
    ("indicators", "value: 31.5", "value: NaN", "value: a number is needed", "Correct"),
    ("contacts", "phone: +49 5971 0000-10", "phone: 05971 10", "begins with +", "Correct"),
    ("contacts", "mail: koordination@musterstadt.example", "mail: koordination at musterstadt", "a mail address", "Correct"),
    ("contacts", "time_zone: Europe/Berlin", "time_zone: Berlin", "Europe/Berlin", "Correct"),
    ("contacts", "time_zone: Europe/Berlin", "time_zone: ../../etc/passwd", "Europe/Berlin", "Correct"),
    ("contacts", "photo: _static/kontakt.jpg", "photo: ../kontakt.jpg", "below the folder source", "Correct"),
    ("contacts", "photo: _static/kontakt.jpg", "photo: https://x.example/a.jpg", "below the folder source", "Correct"),
    ("contacts", "level: native", "level: C3", "'C3' is not possible for 'level', only A1", "one of these"),
    ("contacts", "scope: [name, contact, photo]", "scope: []", "scope: at least 1", "Add what is missing"),
    ("events", 'start: "13:00"', 'start: "25:00"', "a time of day", "Correct"),
    ("events", 'start: "13:00"', "start: 13 Uhr", "a time of day", "Correct"),
    ("funding", "https://stiftung.example/wasser", "stiftung.example", "begins with https://", "Correct"),
    ("funding", "https://stiftung.example/wasser", "javascript:alert(1)", "begins with https://", "Correct"),
    ("funding", ", checked: 2027-02-10}", "}", "'checked' is missing", "'checked: …'"),
    # -- references and ids
    ("actors", "party: musterstadt", "party: musterstad", "no record with the id 'musterstad'", "'musterstadt'"),
    ("actors", "party: musterstadt", "party: schule", "another kind of record: actors", "There are: musterstadt"),
    ("actors", "to: schule", "to: schulle", "no record with the id 'schulle'", "'schule'"),
    ("raci", "id: andere", "id: zustaendig", "stands here a second time", "another id"),
    ("actors", "power: 3", "power: 3\n  owner: niemand  # here", "no record with the id 'niemand'", "There are"),
    ("expectations", "goal: ziel-wasser", "goal: ziel-wassr", "no record with the id", "'ziel-wasser'"),
    ("plans", "depends_on: [messen]", "depends_on: [mesen]", "no record with the id 'mesen'", "'messen'"),
    ("plans", "responsible: [rolle-a]", "responsible: [rolle-z]", "no record with the id 'rolle-z'", "'rolle-"),
    ("plans", "goal: ziel-wasser", "goal: ziel", "no record with the id 'ziel'", "ziel-wasser"),
    ("events", "party: joint", "party: jiont", "no record with the id 'jiont'", ""),
    ("decision_rules", "body: gruppe", "body: musterstadt", "another kind of record: parties", "gruppe"),
    ("raci", "rolle-b: \"R, C\"", "rolle-x: \"R, C\"", "no record with the id 'rolle-x'", "'rolle-"),
    # -- rules: people
    ("partnerships", "vision: Zwei", "ends: 2018-01-01\n  vision: Zwei", "end (2018-01-01) lies before", "two dates"),
    ("partnerships", "- id: ziel-wasser", "- {id: ziel-x, text: Neu}\n    - id: ziel-wasser", "No project serves", "project"),
    ("partnerships", "population_year: 2025\n      ", "", "has no year", "'population_year", "population: 21500"),
    ("partnerships", "population_year: 2025", "population_year: 2028", "2028 is still to come", "figure holds"),
    ("partnerships", "latitude: 40.2\n      ", "", "half told", "or neither"),
    ("partnerships", "date: 2019-05,", "date: 2019-02-30,", "no such day: 2019-02-30", "year, month and day"),
    ("actors", "  involvement:\n    - {phase: planning, level: consult}\n", "", "takes part in no phase", "involvement", "class: key"),
    ("actors", "to: schule", "to: bauhof", "'bauhof' refers to itself", "another record"),
    ("actors", "sector: school", "sector: individual\n  visibility: public  # here", "is a person", "internal"),
    ("expectations", "match: [erwartung-b]", "match: [erwartung-a]", "'erwartung-a' refers to itself", "another record"),
    ("expectations", "party: vila-modelo", "party: musterstadt", "expectation of the same party", "another party", "match:"),
    ("expectations", "result: shared\n  goal: ziel-wasser", "result: shared", "has become no goal", "'waived'"),
    ("expectations", "goal: ziel-wasser", "goal: ziel-wasser\n  waived: Nein.  # here", "a goal and a reason", "Keep"),
    ("raci", 'cells: {rolle-a: A, rolle-b: "R, C"}', "cells: {rolle-a: A, rolle-b: 'A, R'}", "here are 2", "one role"),
    ("raci", 'cells: {rolle-a: A, rolle-b: "R, C"}', "cells: {rolle-a: R, rolle-b: C}", "here are 0", "one role"),
    ("raci", 'cells: {rolle-a: A, rolle-b: "R, C"}', "cells: {rolle-a: A, rolle-b: C}", "responsible (R)", "R to at least"),
    ("raci", "rolle-a: A,", "rolle-a: B,", "'B' is no entry", '"A, R"'),
    ("raci", "rolle-a: A,", "rolle-a: 'A, A',", "'A, A' is no entry", '"A, R"'),
    ("raci", "rolle-a: A,", "rolle-a: ' ',", "no entry", '"A, R"'),
    ("raci", "rolle-a: A,", "rolle-c: A,", "'rolle-c' is not one of this matrix", "rolle-a, rolle-b"),
    ("raci", "name: Koordination B, party: vila-modelo", "name: B, party: musterstadt", "'vila-modelo' has no role", "role", "roles:"),
    ("bodies", "- id: rat\n  name: Rat\n  kind: council\n  party: musterstadt\n  chair: Bürgermeisteramt\n",
     "- id: rat\n  name: Rat\n  kind: council\n  party: musterstadt\n", "'chair' is missing", "'chair: …'"),
    ("bodies", "- {role: Leitung, party: vila-modelo}", "- {role: Leitung, party: musterstadt}", "'vila-modelo' has no member", "Add a member", "members:"),
    ("bodies", "department: Umwelt", "department: bauamt", "fewer than two departments", "another department", "members:\n    - {role: Planung"),
    ("bodies", "mandate_to: 2029-12-31", "mandate_to: 2024-12-31", "lies before the beginning (2025-01-01)", "two dates"),
    ("bodies", "mandate_to: 2029-12-31", "mandate_to: 2027-05-31", "The mandate ended on 2027-05-31", "new mandate"),
    ("bodies", "reports_to: rat", "reports_to: gruppe", "gruppe → gruppe", "Take one"),
    ("bodies", "reports_to: rat", "reports_to: team", "gruppe → team → gruppe", "Take one"),
    ("contacts", "legal_basis: task", "legal_basis: none", "no legal basis", "Ask for consent"),
    ("contacts", "legal_basis: task", "legal_basis: consent", "consent is not recorded", "'date' and 'scope'"),
    ("contacts", "scope: [name, contact, photo]", "scope: [name, contact]", "A photo needs consent", "take the photo out", "photo: _static"),
    ("contacts", "scope: [name, contact, photo]", "scope: [photo]", "does not cover the name", "add 'name'"),
    ("contacts", "expires: 2028-01-15", "expires: 2027-05-31", "The consent ended on 2027-05-31", "Ask again"),
    ("contacts", "expires: 2028-01-15", "expires: 2025-01-15", "lies before the beginning", "two dates"),
    ("contacts", "date: 2026-01-15", "date: 2027-12-15", "2027-12-15 is still to come", "agreed"),
    ("contacts", "deputy: vertretung", "deputy: kontakt", "'kontakt' refers to itself", "another record"),
    ("learning", "learner: vila-modelo, teacher: musterstadt", "learner: musterstadt, teacher: vila-modelo", "flows one way: vila-modelo teach, musterstadt learn", "have learnt", "- {id: lernen-a"),
    ("learning", "learner: vila-modelo, teacher: musterstadt", "learner: vila-modelo, teacher: vila-modelo", "learns from itself", "learnt from"),
    ("effects", "  currency: EUR\n", "", "needs 'amount' and 'currency'", "monetary: no", "amount:"),
    ("effects", "  amount: 6000.50\n", "", "needs 'amount' and 'currency'", "monetary: no", "monetary: yes"),
    ("effects", "kind: benefit\n", "kind: burden\n", "'vila-modelo' has no benefit", "helps it", "- {id: last-b"),
    # -- rules: papers
    ("agreements", "language_clause: one-prevails", "language_clause: equal", "one language prevails", "Take the line out", "prevailing_language"),
    ("agreements", "prevailing_language: pt", "prevailing_language: fr", "'fr' is not a language of the parties: de, pt", "third"),
    ("agreements", "language_clause: one-prevails", "language_clause: third-prevails", "not a third", "one-prevails", "prevailing_language"),
    ("agreements", "  prevailing_language: pt\n", "", "not said which language prevails", "prevailing_language", "language_clause"),
    ("agreements", "  language_clause: one-prevails\n  prevailing_language: pt\n", "", "which text counts", "equal", "- id: neu"),
    ("agreements", "    - {party: vila-modelo, office: Amt, signed_on: 2019-05-12}\n", "", "nobody has signed for 'vila-modelo'", "Add who", "signatories:"),
    ("agreements", "    - {party: vila-modelo, waiver: Nicht nötig.}\n", "", "'vila-modelo' has not resolved", "waiver", "resolutions:"),
    ("agreements", "{party: vila-modelo, waiver: Nicht nötig.}", "{party: vila-modelo}", "has no date", "waiver"),
    ("agreements", "vila-modelo, office: Amt, signed_on: 2019-05-12", "vila-modelo, office: Amt", "day of this signature", "signed_on"),
    ("agreements", "vila-modelo, office: Amt, signed_on: 2019-05-12", "vila-modelo, office: Amt, signed_on: 2029-05-12", "still to come", "resolved"),
    ("agreements", "ends: 2039-05-31", "ends: 2019-05-31", "lies before the beginning (2019-06-01)", "two dates"),
    ("agreements", "ends: 2039-05-31", "ends: 2026-05-31", "its stage is 'in-force'", "'expired'"),
    ("agreements", "  in_force: 2019-06-01\n", "", "not since when", "in_force", "stage: in-force"),
    ("agreements", "supersedes: alt", "supersedes: neu", "neu → neu", "Take one"),
    ("agreements", "parties: [musterstadt, vila-modelo]\n  body: gruppe\n- id", "parties: [musterstadt, musterstadt]\n  body: gruppe\n- id", "stands here twice", "Keep one"),
    ("agreements", "parties: [musterstadt, vila-modelo]", "parties: [musterstadt]", "parties: at least 2", "Add"),
    ("agreements", "  body: gruppe\n- id: neu", "- id: neu", "no escalation or no exit rule", "steering body", "- id: alt"),
    ("agreements", "vote: {yes: 31, no: 2}", "vote: {yes: viele, no: 2}", "yes: a whole number", "digits"),
    ("decision_rules", "quorum: 2", "quorum: 3", "The quorum is 3, but 'gruppe' has 2 members", "smaller"),
    ("decision_rules", "quorum: 2", "quorum: 2\n  quorum_percent: 50  # here", "as a number and as a share", "Keep"),
    ("decision_rules", WORLD["decision_rules"][WORLD["decision_rules"].index("  escalation") : -len("  exit_rule: Wer geht, sagt es vorher.\n")], "", "There is no escalation", "a level, a body", "- id: regeln"),
    ("decision_rules", "  exit_rule: Wer geht, sagt es vorher.\n", "", "no rule for leaving", "exit_rule", "- id: regeln"),
    ("decision_rules", "level: 2", "level: 3", "here stands 3 in place of 2", "one by one"),
    ("decision_rules", "body: rat", "body: gruppe", "'gruppe' refers to itself", "another record"),
    ("decision_rules", "max_days: 30", "max_days: 3000", "at most 365", "Correct"),
    ("meetings", "due: 2027-06-30", "due: 2027-05-01", "before the meeting of 2027-05-20", "two dates"),
    ("funding", "  currency: EUR\n", "", "no currency", "EUR", "amount_max"),
    ("funding", "checked: 2027-02-10", "checked: 2026-02-10", "more than a year ago", "today's date"),
    ("funding", "checked: 2027-02-10", "checked: 2027-06-02", "2027-06-02 is still to come", "opened the link"),
    ("documents", "checked: 2027-03-01", "checked: 2020-03-01", "last looked at on 2020-03-01", "today's date"),
    ("documents", "review_due: 2028-01-31", "review_due: 2027-05-31", "was due on 2027-05-31", "next day"),
    # -- rules: work
    ("plans", "end: 2027-10-29", "end: 2027-05-16", "end (2027-05-16) lies before", "two dates"),
    ("plans", "start: 2027-05-17", "start: 2027-05-01", "before 'messen' ends (2027-05-14)", "Move", "depends_on"),
    ("plans", "depends_on: [messen]", "depends_on: [bauen]", "bauen → bauen", "Take one"),
    ("plans", "progress: 100", "progress: 90", "status is 'done', the progress 90 %", "100 %"),
    ("plans", "progress: 100", "progress: 101", "progress: at most 100", "Correct"),
    ("plans", "depends_on: [messen]", "progress: 100", "status is 'planned', the progress 100 %", "100 %"),
    ("budgets", "period_to: 2027-12-31", "period_to: 2026-12-31", "lies before the beginning", "two dates"),
    ("budgets", "own_share_min: 20", "own_share_min: 20.01", "2,000 of 10,000 EUR are 20 %, wanted are 20.01 %", "more own cash"),
    ("budgets", "overhead_max: 5", "overhead_max: 4", "500 of 10,500 EUR are 4.77 %, allowed are 4 %", "less overhead"),
    ("budgets", "  rules_as_of: 2026-11-15\n", "", "when the programme's rules were read", "rules_as_of", "own_share_min"),
    ("budgets", "rules_as_of: 2026-11-15", "rules_as_of: 2028-11-15", "still to come", "read the rules"),
    ("budgets", "  own_share_min: 20\n", "", "'fonds' wants 20 % own share", "own_share_min", "programme: fonds"),
    ("indicators", "target: {date: 2030-12-31", "target: {date: 2025-12-31", "does not lie after", "two dates"),
    ("indicators", "direction: up", "direction: down", "From 31.5 to 40 is not the direction 'down'", "direction"),
    ("indicators", "date: 2026-06-30", "date: 2025-06-30", "older than the baseline (2025-12-31)", "take the reading out"),
    ("indicators", "date: 2026-12-31", "date: 2026-06-30", "stands after that of 2026-06-30", "order"),
    ("indicators", "date: 2026-12-31", "date: 2027-12-31", "2027-12-31 is still to come", "measured"),
    ("council_papers", "public: true", "public: false", "not deal with this paper in public", "visibility: internal"),
    ("council_papers", "date: 2027-03-16", "date: 2027-03-01", "before the one above it (2027-03-02)", "order"),
    ("council_papers", "treatment: decision", "treatment: hearing", "The last committee does not decide", "council"),
    ("council_papers", "treatment: decision", "treatment: vote", "'vote' is not possible", "one of these"),
    ("council_papers", "  currency: EUR\n", "", "no currency", "EUR", "costs:"),
    ("council_papers", "party: musterstadt", "party: nirgends", "nirgends", "There are"),
    ("events", "end: 2027-09-22", "end: 2027-09-19", "end (2027-09-19) lies before", "two dates"),
    ("events", 'end_time: "11:00"', 'end_time: "09:00"', "end (09:00) lies before", "two times"),
    ("events", '2027-09-20, start: "13:00"', '2027-09-23, start: "13:00"', "not one of the event", "days of the event"),
    ("events", 'end: "11:30"', 'end: "09:30"', "end (09:30) lies before", "two times"),
    ("events", 'start: "13:00"', 'start: "09:00"', "before the one above", "order"),
    ("events", "  interpreting: {mode: consecutive, languages: [de, pt]}\n", "", "speaks de, pt", "none-needed", "- id: besuch"),
    ("events", "costs: 5200", "costs: 5200\n  hosts: [{guest: A, host: B}]  # here", "Private hosts", "internal"),
    ("events", "  currency: EUR\n", "", "no currency", "EUR", "costs:"),
    ("events", "follow_ups: [bauen]", "follow_ups: [besuch]", "'besuch' refers to itself", "another record"),
    ("projects", "end: 2028-12-31", "end: 2026-12-31", "lies before the beginning (2027-01-01)", "two dates"),
]  # fmt: skip


def broken_file(case: tuple[str, ...]) -> tuple[str, int]:
    """Give the file of a case and the line on which it is wrong."""
    kind, old, new, _message, _mend, *at = case
    text = f"{kind}:\n{WORLD[kind]}"
    assert old in text, old
    start = text.index(old)
    text = text.replace(old, new, 1)
    start = text.index(at[0]) if at else text.index("# here") if "# here" in new else start
    return text, text[:start].count("\n") + 1


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[0]}-{case[3]}"[:60])
def test_a_broken_record_is_told_with_its_line_and_a_mend(tmp_path: Path, case: tuple[str, ...]) -> None:
    text, line = broken_file(case)
    write_records(tmp_path, {"bad.yaml": text, "world.yaml": world(without=case[0])})
    found = [problem for problem in examine(tmp_path)[1] if problem.path.name == "bad.yaml"]
    assert [problem.line for problem in found] == [line]
    assert case[3] in found[0].message
    assert case[4] in found[0].mend
    assert found[0].path == tmp_path / "_data" / "bad.yaml"


#: Files that are wrong as YAML, or in what stands at the top: name, content, line, words of the message, of the mend.
TRICKS = [
    ("list at the top", "- id: a\n", 1, "'actors:' are needed", "handbook"),
    ("text at the top", "# Notiz\nHallo\n", 2, "'actors:' are needed", "handbook"),
    ("mistyped kind", "# Notiz\nactor:\n", 2, "no kind of record 'actor'", "'actors'"),
    ("unknown kind", "kochrezepte:\n  - id: a\n", 1, "no kind of record 'kochrezepte'", "one of these"),
    ("kind with a mapping", "risks:\n  id: a\n", 1, "A list is needed", "hyphen"),
    ("kind with a text", "risks: keine\n", 1, "A list is needed", "hyphen"),
    ("record is a text", "risks:\n  - Streik\n", 2, "'key: value' are needed", "handbook"),
    ("record is a list", "risks:\n  - [id, a]\n", 2, "'key: value' are needed", "handbook"),
    ("record is nothing", "risks:\n  -\n", 2, "has no value", "behind the colon"),
    ("another language", "language: fr\nrisks:\n", 1, "language: fr, which is not among de, pt, uk", "one of these"),
    ("language is a list", "risks:\nlanguage: [de]\n", 2, "which is not among", "one of these"),
    ("language is a mapping", "language: {de: pt}\n", 1, "which is not among", "one of these"),
    ("duplicate key", "risks:\n  - id: a\n    title: A\n    id: b\n", 4, "'id' stands here twice", "Keep one"),
    ("duplicate kind", "risks: []\nactors: []\nrisks: []\n", 3, "'risks' stands here twice", "Keep one"),
    ("duplicate key in braces", "risks: [{id: a, id: b}]\n", 1, "'id' stands here twice", "Keep one"),
    ("anchor", "risks:\n  - &a\n    id: a\n", 2, "Anchors (&)", "Write the value out"),
    ("anchor of a text", "risks:\n  - id: &a a\n", 2, "Anchors (&)", "Write the value out"),
    ("anchor of a key", "&a risks: []\n", 1, "Anchors (&)", "Write the value out"),
    ("anchor of a list", "risks: &a\n  - id: a\n", 1, "Anchors (&)", "Write the value out"),
    ("alias", "risks: *a\n", 1, "Anchors (&)", "begins with & or *"),
    ("alias as key", "*a : 1\n", 1, "Anchors (&)", "Write the value out"),
    ("merge key", "risks:\n  - id: a\n    <<: *a\n", 3, "Anchors (&)", "Write the value out"),
    ("emphasis without quotes", "risks:\n  - id: a\n    title: *wichtig* ist\n", 3, "YAML syntax", "quotation marks"),
    (
        "a thousand million aliases",
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        1,
        "Anchors (&)",
        "Write the value out",
    ),
    ("python object", "risks: !!python/object/apply:os.system ['true']\n", 1, "Tags (!)", "Take the tag out"),
    ("python name", "risks:\n  - id: !!python/name:os.system\n", 2, "Tags (!)", "Take the tag out"),
    ("tag of a text", "risks:\n  - id: !!str a\n", 2, "Tags (!)", "Take the tag out"),
    ("tag of a mapping", "risks:\n  - !!map\n    id: a\n", 2, "Tags (!)", "Take the tag out"),
    ("tag of a key", "!!str risks: []\n", 1, "Tags (!)", "Take the tag out"),
    ("own tag", "risks: !liste []\n", 1, "Tags (!)", "begins with !"),
    ("undefined tag handle", "risks: !x!y []\n", 1, "undefined tag handle", "quotation marks"),
    ("binary", "risks: !!binary aGFsbG8=\n", 1, "Tags (!)", "Take the tag out"),
    ("tab", "risks:\n\t- id: a\n", 2, "begins with a tab", "Indent with spaces"),
    ("tab behind blanks", "risks:\n  - id: a\n  \t  title: A\n", 3, "begins with a tab", "Indent with spaces"),
    ("tab behind the hyphen", "risks:\n  -\tid: a\n", 2, "begins with a tab", "Indent with spaces"),
    ("control character", "risks:\n  - id: a\x07b\n", 2, "a character that no text has", "invisible"),
    ("zero", "risks:\n  - id: a\x00b\n", 2, "a character that no text has", "invisible"),
    ("half of a pair", 'risks:\n  - id: "\\ud800"\n', 2, "YAML syntax", "Correct the line"),
    ("half of a pair in bytes", b"risks:\n  - id: \xed\xa0\x80\n", 2, "not UTF-8", "Save the file as UTF-8"),
    ("other encoding", "risks:\n  - id: a\n    title: Stra\u00dfe\n".encode("latin-1"), 3, "not UTF-8", "Save"),
    ("UTF-16", "risks: []\n".encode("utf-16"), 1, "not UTF-8", "Save the file as UTF-8"),
    ("UTF-16 without mark", "risks: []\n".encode("utf-16-le"), 1, "a character that no text has", "Delete"),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "not UTF-8", "Save the file as UTF-8"),
    ("second document", "risks: []\n---\nactors: []\n", 2, "second document", "'---' out"),
    ("text behind the end", "risks: []\n...\nactors: []\n", 3, "YAML syntax", "Correct the line"),
    ("colon in a text", "risks:\n  - title: Achtung: Streik\n", 2, "YAML syntax", "stands in quotation marks"),
    ("open quotation mark", 'risks:\n  - title: "Streik\n', 3, "YAML syntax", "quotation marks"),
    ("open bracket", "risks: [\n", 2, "YAML syntax", "Correct the line"),
    ("indentation", "risks:\n  - id: a\n     title: A\n", 3, "YAML syntax", "Correct the line"),
    ("no blank behind the colon", "risks:\n  - id:a\n    title: A\n", 3, "YAML syntax", "Correct the line"),
    ("at sign", "risks:\n  - title: @alle\n", 2, "YAML syntax", "a sign before it"),
    ("percent sign", "risks:\n  - title: %\n", 2, "YAML syntax", "a sign before it"),
    ("backtick", "risks:\n  - title: `a`\n", 2, "YAML syntax", "a sign before it"),
    ("unknown escape", 'risks:\n  - title: "\\q"\n', 2, "YAML syntax", "Correct the line"),
    ("list as key", "? [a, b]\n: 1\n", 1, "A key is a word", "'key: value'"),
    ("mapping as key", "risks:\n  - {{a: b}: c}\n", 2, "A key is a word", "'key: value'"),
    ("deep nesting", "risks: " + "[" * 50 + "]" * 50 + "\n", 1, "too deep", "handbook"),
    ("very deep nesting", "risks:\n  " + "[" * 100_000, 2, "too deep", "handbook"),
    ("very deep mappings", "risks: " + "{a: " * 50_000, 1, "too deep", "handbook"),
    ("deep blocks", "".join(f"{' ' * n}- \n" for n in range(100)), 22, "too deep", "handbook"),
    ("too large", "# " + "x" * 2_000_001, 1, "larger than 2000000 bytes", "Divide it"),
    ("a directive", "%YAML 9.9\n---\nrisks: []\n", 1, "YAML syntax", "Correct the line"),
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick[0])
def test_a_trick_of_yaml_is_told_with_its_line_and_a_mend(
    tmp_path: Path, trick: tuple[str, str | bytes, int, str, str]
) -> None:
    _name, text, line, message, mend = trick
    write_records(tmp_path, {"bad.yaml": text, "world.yaml": world(without="risks")})
    found = examine(tmp_path)[1]
    assert [(problem.path.name, problem.line, problem.is_error) for problem in found] == [("bad.yaml", line, True)]
    assert message in found[0].message
    assert mend in found[0].mend
    assert found[0].mend


HARMLESS = [
    ("empty file", b""),
    ("only a mark", "\ufeff"),
    ("only a remark", "# noch nichts\n"),
    ("byte order mark", "\ufeffrisks: []\n"),
    ("Windows lines", "risks:\r\n  # nichts\r\nactors: []\r\n"),
    ("kinds without records", "risks:\nactors: ~\nplans: []\n"),
    ("a document with its mark", "---\nrisks: []\n...\n"),
    ("tab in a remark", "risks: []\t# keine\n"),
]


@pytest.mark.parametrize(("name", "text"), HARMLESS, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_odd_but_clear_is_read(tmp_path: Path, name: str, text: str | bytes) -> None:
    write_records(tmp_path, {"odd.yaml": text})
    store, problems = examine(tmp_path)
    assert (store.entries, problems) == ([], [])


def test_words_that_yaml_takes_for_values_stay_texts(tmp_path: Path) -> None:
    line = "- {{id: {0}, title: {0}, kind: context, likelihood: 1, impact: 1, measure: '{0}'}}\n"
    words = ["no", "yes", "on", "true", "1e9", "007", "12-30", "2027-01-01"]
    write_records(tmp_path, {"words.yaml": "risks:\n" + "".join(line.format(word) for word in words)})
    store, problems = examine(tmp_path)
    assert problems == []
    assert [(entry.record.id, entry.record.title, entry.record.measure) for entry in store.entries] == [
        (word, word, word) for word in words
    ]


def test_what_stands_where_a_file_should_is_told(tmp_path: Path) -> None:
    write_records(tmp_path, {})
    (tmp_path / "_data" / "folder.yaml").mkdir()
    (tmp_path / "_data" / "nowhere.yaml").symlink_to(tmp_path / "missing")
    found = examine(tmp_path)[1]
    assert [(problem.path.name, problem.line) for problem in found] == [("folder.yaml", 1), ("nowhere.yaml", 1)]
    assert all("cannot be read" in problem.message and "may read" in problem.mend for problem in found)


#: Words that English sentences of ours have and German ones have not.
ENGLISH = set("the is are of or with needed not has have there take write add correct its this and below".split())


def english_words(sentence: str) -> set[str]:
    """Give the English words of a German sentence, but for what it quotes."""
    return ENGLISH & set(re.findall(r"[\w-]+", re.sub(r"'[^']*'|„[^“]*“", "", sentence).lower()))


@pytest.fixture
def german() -> Iterator[None]:
    use_locale({"LANG": "de_DE.UTF-8"})
    yield
    use_locale({"LANG": "C"})


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_a_broken_record_is_told_in_german(tmp_path: Path, number: int) -> None:
    case = BROKEN[number]
    text, line = broken_file(case)
    write_records(tmp_path, {"bad.yaml": text, "world.yaml": world(without=case[0])})
    found = [problem for problem in examine(tmp_path)[1] if problem.path.name == "bad.yaml"]
    assert [problem.line for problem in found] == [line]
    for sentence in (found[0].message, found[0].mend):
        assert sentence
        assert not english_words(sentence), sentence
        assert "{" not in re.sub(r"- \{phase.*", "", sentence), sentence


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick[0])
def test_a_trick_of_yaml_is_told_in_german(tmp_path: Path, trick: tuple[str, str | bytes, int, str, str]) -> None:
    write_records(tmp_path, {"bad.yaml": trick[1]})
    found = examine(tmp_path)[1]
    assert [problem.line for problem in found] == [trick[2]]
    # what the YAML library says of syntax stays as it says it, behind our colon
    for sentence in (found[0].message.partition("YAML-")[0], found[0].mend):
        assert not english_words(sentence), sentence


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("kind", "old", "new", "message", "mend"),
    [
        ("actors", "power: 3", "power: 6", "höchstens 5", "Wert"),
        ("actors", "sector: administration", "sector: administrtion", "nicht möglich", "administration"),
        ("partnerships", "founded: 2019-05-12", "founded: 12.05.2019", "ein Datum", "Wert"),
        ("decision_rules", "quorum: 2", "quorum: 3", "'gruppe' hat 2 Mitglieder", "kleinere Zahl"),
        ("budgets", "own_share_min: 20", "own_share_min: 20.01", "2.000 von 10.000 EUR sind 20 %", "Eigenmittel"),
        ("contacts", "expires: 2028-01-15", "expires: 2027-05-31", "Einwilligung", "erneut"),
        ("raci", 'rolle-b: "R, C"', 'rolle-b: "A, R"', "hier sind es 2", "Rolle"),
        ("bodies", "reports_to: rat", "reports_to: team", "gruppe → team → gruppe", "Schritte"),
        ("plans", "depends_on: [messen]", "depends_on: [mesen]", "mesen", "messen"),
    ],
)
def test_german_sentences_say_what_is_wrong(
    tmp_path: Path, kind: str, old: str, new: str, message: str, mend: str
) -> None:
    text, _line = broken_file((kind, old, new, message, mend))
    write_records(tmp_path, {"bad.yaml": text, "world.yaml": world(without=kind)})
    (found,) = (problem for problem in examine(tmp_path)[1] if problem.path.name == "bad.yaml")
    assert message in found.message
    assert mend in found.mend
