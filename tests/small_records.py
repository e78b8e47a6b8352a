"""A small valid world of records, two parties and one of most kinds, for tests that break one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from partnerwiki.records.rules import check
from partnerwiki.records.store import Problem, Store, read_store

#: The day on which neither this world nor ``fixtures/records/good.yaml`` breaks a rule.
DAY = dt.date(2027, 6, 1)
GOOD = Path(__file__).parent / "fixtures" / "records" / "good.yaml"

WORLD = {
    "partnerships": """\
- id: zwei-orte
  name: Zwei Orte
  type: formal
  parties:
    - {id: musterstadt, name: Musterstadt, country: DE, languages: [de]}
    - id: vila-modelo
      name: {pt: Vila Modelo}
      country: PT
      population: 21500
      population_year: 2025
      latitude: 40.2
      longitude: -8.4
      languages: [pt]
  founded: 2019-05-12
  vision: Zwei Orte lernen voneinander.
  goals:
    - id: ziel-wasser
      text: Mehr Regen versickert.
      sdgs: [6]
  history:
    - {date: 2019-05, event: Die Partnerschaft beginnt.}
""",
    "actors": """\
- id: bauhof
  name: Bauhof
  party: musterstadt
  sector: administration
  class: key
  power: 3
  interest: 4
  stance: 1
  involvement:
    - {phase: planning, level: consult}
  relations:
    - {to: schule, kind: support}
- id: schule
  name: Schule
  party: vila-modelo
  sector: school
  class: primary
  power: 2
  interest: 4
""",
    "expectations": """\
- id: erwartung-a
  party: musterstadt
  asked_on: 2026-02-01
  statement: Straßen trocknen schneller.
  priority: 1
  match: [erwartung-b]
  result: shared
  goal: ziel-wasser
- id: erwartung-b
  party: vila-modelo
  statement: Regen wird gesammelt.
""",
    "raci": """\
- id: zustaendig
  title: Wer wofür zuständig ist
  roles:
    - {id: rolle-a, name: Koordination A, party: musterstadt}
    - {id: rolle-b, name: Koordination B, party: vila-modelo}
  tasks:
    - name: Plan schreiben
      cells: {rolle-a: A, rolle-b: "R, C"}
- id: andere
  title: Eine andere
  roles:
    - {id: rolle-c, name: Presse A, party: musterstadt}
    - {id: rolle-d, name: Presse B, party: vila-modelo}
  tasks:
    - name: Blatt schreiben
      cells: {rolle-c: "A, R"}
""",
    "bodies": """\
- id: gruppe
  name: Steuerungsgruppe
  kind: steering-group
  party: joint
  chair: Wechselt.
  frequency: quarterly
  members:
    - {role: Leitung, party: musterstadt}
    - {role: Leitung, party: vila-modelo}
  mandate_from: 2025-01-01
  mandate_to: 2029-12-31
  reports_to: rat
- id: rat
  name: Rat
  kind: council
  party: musterstadt
  chair: Bürgermeisteramt
  frequency: monthly
- id: team
  name: Projektteam
  kind: project-team
  party: musterstadt
  chair: Bauamt
  frequency: monthly
  members:
    - {role: Planung, party: musterstadt, department: Bauamt}
    - {role: Pflege, party: musterstadt, department: Umwelt}
  reports_to: gruppe
""",
    "agreements": """\
- id: alt
  title: Erklärung
  kind: declaration
  binding: declaration
  stage: draft
  parties: [musterstadt, vila-modelo]
  body: gruppe
- id: neu
  title: Vereinbarung
  kind: partnership-agreement
  binding: contract
  stage: in-force
  parties: [musterstadt, vila-modelo]
  body: gruppe
  language_clause: one-prevails
  prevailing_language: pt
  signatories:
    - {party: musterstadt, office: Amt, signed_on: 2019-05-12}
    - {party: vila-modelo, office: Amt, signed_on: 2019-05-12}
  resolutions:
    - {party: musterstadt, body: rat, date: 2019-04-02, vote: {yes: 31, no: 2}}
    - {party: vila-modelo, waiver: Nicht nötig.}
  in_force: 2019-06-01
  ends: 2039-05-31
  notice_months: 6
  supersedes: alt
""",
    "decision_rules": """\
- id: regeln
  body: gruppe
  quorum: 2
  majority: consensus
  vote_unit: party
  escalation:
    - {level: 1, body: team, max_days: 10}
    - {level: 2, body: rat, max_days: 30}
  exit_rule: Wer geht, sagt es vorher.
""",
    "plans": """\
- id: plan
  title: Jahresplan
  goals:
    - goal: ziel-wasser
      measures:
        - id: massnahme
          title: Mulden
          tasks:
            - id: messen
              title: Messen
              start: 2027-03-01
              end: 2027-05-14
              status: done
              progress: 100
            - id: bauen
              title: Bauen
              start: 2027-05-17
              end: 2027-10-29
              responsible: [rolle-a]
              depends_on: [messen]
""",
    "budgets": """\
- id: haushalt
  title: Kosten
  period_from: 2027-01-01
  period_to: 2027-12-31
  currency: EUR
  programme: fonds
  own_share_min: 20
  overhead_max: 5
  rules_as_of: 2026-11-15
  lines:
    - {id: zeile-a, title: Geräte, category: material, party: vila-modelo, planned: 8000, source: grant}
    - {id: zeile-b, title: Planung, category: staff, party: musterstadt, planned: 2000, source: own}
    - {id: zeile-c, title: Saal, category: overhead, party: joint, planned: 500, source: in-kind}
""",
    "effects": """\
- {id: last-a, party: musterstadt, kind: burden, text: Arbeitszeit, horizon: short}
- {id: nutzen-a, party: musterstadt, kind: benefit, text: Trockene Keller, horizon: long}
- {id: last-b, party: vila-modelo, kind: burden, text: Reisen, horizon: short}
- id: nutzen-b
  party: vila-modelo
  kind: benefit
  text: Wasser
  monetary: yes
  amount: 6000.50
  currency: EUR
  horizon: medium
""",
    "indicators": """\
- id: versickerung
  name: Versickernder Regen
  level: outcome
  unit: Prozent
  direction: up
  baseline: {date: 2025-12-31, value: 31.5}
  target: {date: 2030-12-31, value: 40}
  source: Messungen
  readings:
    - {date: 2026-06-30, value: 32}
    - {date: 2026-12-31, value: 33}
""",
    "contacts": """\
- id: kontakt
  name: M. Muster
  role: Koordination
  party: musterstadt
  languages:
    - {code: de, level: native}
  phone: +49 5971 0000-10
  mail: koordination@musterstadt.example
  time_zone: Europe/Berlin
  photo: _static/kontakt.jpg
  deputy: vertretung
  legal_basis: consent
  consent:
    date: 2026-01-15
    scope: [name, contact, photo]
    expires: 2028-01-15
- id: vertretung
  name: Geschäftsstelle
  role: Vertretung
  party: joint
  deputy: kontakt
  legal_basis: task
""",
    "events": """\
- id: besuch
  title: Besuch
  kind: visit
  start: 2027-09-20
  end: 2027-09-22
  time_zone: Europe/Lisbon
  place: Rathaus
  party: vila-modelo
  programme:
    - {date: 2027-09-20, start: "10:00", end: "11:30", title: Begrüßung}
    - {date: 2027-09-20, start: "13:00", title: Gang}
  interpreting: {mode: consecutive, languages: [de, pt]}
  costs: 5200
  currency: EUR
  follow_ups: [bauen]
- id: anruf
  title: Anruf
  kind: call
  start: 2027-08-20
  end: 2027-08-20
  start_time: "10:00"
  end_time: "11:00"
  time_zone: Europe/Berlin
  place: Videogespräch
  party: joint
  interpreting: {mode: none-needed, languages: [de]}
""",
    "council_papers": """\
- id: vorlage
  title: Vereinbarung
  number: 2027/31
  party: musterstadt
  public: true
  department: Amt für Partnerschaften
  committees:
    - {committee: Hauptausschuss, date: 2027-03-02, treatment: consultation}
    - {committee: Rat, date: 2027-03-16, treatment: decision}
  costs: 5000
  currency: EUR
""",
    "meetings": """\
- id: sitzung
  title: Sitzung
  body: gruppe
  date: 2027-05-20
  decisions:
    - {id: beschluss, text: Der Bus wird bestellt., owner: kontakt, due: 2027-06-30}
""",
    "risks": """\
- {id: risiko, title: Eine Stelle bleibt frei, kind: anchoring, likelihood: 3, impact: 4, measure: Vertretung}
""",
    "learning": """\
- {id: lernen-a, date: 2026-05-04, learner: musterstadt, teacher: vila-modelo, text: Pflanzen}
- {id: lernen-b, date: 2026-06-08, learner: vila-modelo, teacher: musterstadt, text: Leitungen}
- {id: lernen-c, date: 2026-07-08, learner: musterstadt, teacher: vila-modelo, text: Zisternen}
""",
    "funding": """\
- id: fonds
  name: Fonds
  funder: Stiftung
  summary: Hilft.
  amount_max: 25000
  currency: EUR
  own_share_min: 20
  deadline: 2027-10-01
  link: {url: "https://stiftung.example/wasser", checked: 2027-02-10}
""",
    "documents": """\
- id: papier
  review_due: 2028-01-31
  title: Klimaplan
  party: vila-modelo
  language: pt
  date: 2024-03-01
  publisher: Stadtkammer
  summary: Was zu tun ist.
  sources:
    - {title: Chronik, url: "https://musterstadt.example/", checked: 2027-03-01}
""",
    "projects": """\
- id: projekt
  name: Mulden
  summary: Drei Straßen.
  goals: [ziel-wasser]
  start: 2027-01-01
  end: 2028-12-31
""",
}


def write_records(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below ``_data`` and give the folder of the pages."""
    (folder / "_data").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "_data" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def world(*, without: str = "") -> str:
    """Give the file of the small world, without one kind."""
    return "".join(f"{kind}:\n{text}" for kind, text in WORLD.items() if kind != without)


def examine(folder: Path, day: dt.date = DAY) -> tuple[Store, list[Problem]]:
    """Read the records and give them with all that is wrong, rules included."""
    store, problems = read_store(folder, ["de", "pt", "uk"])
    return store, [*problems, *check(store, day)]
