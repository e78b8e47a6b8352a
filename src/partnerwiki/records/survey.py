"""A form for each party, which asks in its languages what it expects of the partnership, as a workbook."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from partnerwiki.languages import direction, name_in, native_name
from partnerwiki.messages import translator
from partnerwiki.records.models import Party
from partnerwiki.records.store import Store

#: The columns of the sheet of answers, in their order.
COLUMNS = ("id", "statement", "topic", "priority", "contribution_offered", "language")
#: The sheet of answers, that of how to fill it in ("i" says so in any language), and that with what reading it needs.
ANSWERS, GUIDE, HIDDEN = "Expectations", "i", "partnerwiki"
#: The row of heads, from 0, and how many empty rows there are for answers.
HEAD, ROOM = 0, 60
#: A workbook says when it was made; the same records shall give the same bytes.
MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 a workbook knows no zones
#: The version of the form, which reading it checks.
FORM = "survey-expectations-1"


@dataclass(frozen=True)
class Form:
    """The form of a party: its id, the name of the file, and its bytes."""

    party: str
    name: str
    data: bytes


def languages_for(party: Party, languages: Sequence[str]) -> list[str]:
    """Give the languages of the wiki, those of the party first."""
    own = [code for code in languages if _base(code) in {_base(spoken) for spoken in party.languages}]
    return [*own, *(code for code in languages if code not in own)]


def _base(code: str) -> str:
    return code.replace("-", "_").split("_")[0].lower()


def forms(store: Store, languages: Sequence[str], only: str = "") -> list[Form]:
    """Give the form of each party, or of the one with the id ``only``."""
    parties = [known.part for known in store.parts("parties") if only in ("", known.part.id)]
    return [Form(party.id, f"expectations-{party.id}.xlsx", _workbook(store, party, languages)) for party in parties]


def _workbook(store: Store, party: Party, languages: Sequence[str]) -> bytes:
    spoken = languages_for(party, languages)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        _answers(book, store, party, spoken)
        _instructions(book, party, spoken)
        hidden = book.add_worksheet(HIDDEN)
        for row, (name, value) in enumerate((("form", FORM), ("party", party.id))):
            hidden.write_string(row, 0, name)
            hidden.write_string(row, 1, value)
        hidden.very_hidden()
    return stream.getvalue()


def _heads(language: str) -> dict[str, str]:
    t = translator(language)
    return {
        "id": t("No."),
        "statement": t("What do you expect of the partnership?"),
        "topic": t("Topic"),
        "priority": t("How important is it? 1 = very, 2, 3 = less"),
        "contribution_offered": t("What can you bring in for it?"),
        "language": t("Language of your answer"),
    }


def columns_of(languages: Sequence[str]) -> dict[str, str]:
    """Give the field that each head of a column stands for, in any of the languages."""
    return {text: name for code in languages for name, text in _heads(code).items()}


def _guide(language: str) -> list[str]:
    t = translator(language)
    return [
        t("What do you expect of the partnership?"),
        t("Write one expectation in each row of the first sheet, in the language that you like best."),
        t("Choose the language of your answer in the last column."),
        t("Grey cells stay as they are. What is filled in already is what you said before: it stays as it is, too."),
        t("Save the file and send it back."),
    ]


def _answers(book: Any, store: Store, party: Party, spoken: list[str]) -> None:
    sheet = book.add_worksheet(ANSWERS)
    is_rtl = direction(spoken[0]) == "rtl"
    if is_rtl:
        sheet.right_to_left()
    order = {"text_wrap": True, "valign": "top", "border": 1, "reading_order": 2 if is_rtl else 1}
    grey = book.add_format({**order, "bg_color": "#D9D9D9", "locked": True})
    head = book.add_format({**order, "bg_color": "#D9D9D9", "bold": True, "locked": True})
    free = book.add_format({**order, "reading_order": 0, "locked": False, "num_format": "@"})
    number = book.add_format({**order, "locked": False})
    for column, name in enumerate(COLUMNS):
        # a word that two languages share stands there once
        lines = dict.fromkeys(_heads(code)[name] for code in spoken)
        sheet.write_string(HEAD, column, "\n".join(lines), head)
    for column, width in enumerate((24, 60, 24, 16, 50, 22)):
        sheet.set_column(column, column, width)
    row = HEAD + 1
    for entry in store.of("expectations"):
        if entry.record.party != party.id:
            continue
        for column, name in enumerate(COLUMNS):
            value = _choice(entry.language) if name == "language" else getattr(entry.record, name)
            if isinstance(value, int):
                sheet.write_number(row, column, value, grey)
            else:
                sheet.write_string(row, column, value or "", grey)
        row += 1
    for empty in range(row, row + ROOM):
        sheet.write_blank(empty, 0, None, grey)
        for column in range(1, len(COLUMNS)):
            sheet.write_blank(empty, column, None, number if COLUMNS[column] == "priority" else free)
        sheet.write_string(empty, len(COLUMNS) - 1, _choice(spoken[0]), free)
    last = row + ROOM - 1
    sheet.data_validation(row, COLUMNS.index("priority"), last, COLUMNS.index("priority"), _list([1, 2, 3]))
    listed = [_choice(code) for code in spoken]
    sheet.data_validation(row, COLUMNS.index("language"), last, COLUMNS.index("language"), _list(listed))
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})


def _list(values: list[Any]) -> dict[str, Any]:
    # the list of a cell holds 255 characters at most; codes alone fit where names do not
    texts = [str(value) for value in values]
    if len(",".join(texts)) > 255:
        texts = [text.rpartition("(")[2].rstrip(")") for text in texts]
    return {"validate": "list", "source": texts}


def _choice(code: str) -> str:
    """Give how a language can be chosen: its name, and its code, which reading takes."""
    return f"{native_name(code).replace(',', ' ')} ({code})"


def _instructions(book: Any, party: Party, spoken: list[str]) -> None:
    sheet = book.add_worksheet(GUIDE)
    if direction(spoken[0]) == "rtl":
        sheet.right_to_left()
    title = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "font_size": 14})
    for column, code in enumerate(spoken):
        sheet.set_column(column, column, 48)
        text = book.add_format(
            {"text_wrap": True, "valign": "top", "reading_order": 2 if direction(code) == "rtl" else 1}
        )
        named = party.name.get(code) or party.name.get("") or next(iter(party.name.values()))
        for row, line in enumerate([f"{named} – {name_in(code, code)}", *_guide(code)]):
            sheet.write_string(row, column, line, title if row == 0 else text)
