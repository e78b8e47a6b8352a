"""Files of records for readers: tables, spreadsheets, calendars, address cards, data.

Pure functions from records, already reduced to what may be published, to bytes; the same records give the same bytes.
"""

from __future__ import annotations

import csv as csv_
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from partnerwiki.languages import direction
from partnerwiki.partnership.export_calendar import ics
from partnerwiki.partnership.export_cards import vcf
from partnerwiki.partnership.exporting import Export, Records, Row, Say, Value, shown_fields
from partnerwiki.records.labels import labels
from partnerwiki.records.models import KINDS, PARTS
from partnerwiki.records.names import kinds as kind_words

__all__ = ["FEED_VERSION", "csv", "ics", "records_json", "vcf", "xlsx"]

#: The version of the data's form; it changes when a program that reads it has to.
FEED_VERSION = 1
#: Workbooks say when they were made; the same records shall give the same bytes.
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
#: What a spreadsheet program may take for the beginning of a formula.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
#: The most that a cell of a workbook holds is 32,767 characters.
_LONGEST = 32_000


def csv(records: Records, kind: str, language: str, say: Say) -> bytes:
    """Give a table of the records of a kind, or of a kind of part such as ``tasks``.

    UTF-8 with the mark by which spreadsheet programs know it, commas, all cells in quotation marks, so that a semicolon
    or comma in a text divides nothing. A text that could be taken for a formula begins with an apostrophe.
    """
    export = Export(records, language, say)
    stream = io.StringIO(newline="")
    writer = csv_.writer(stream, quoting=csv_.QUOTE_ALL, lineterminator="\r\n")
    heads, rows = _table(export, kind, "; ")
    writer.writerow([_safe(head) for head in heads])
    writer.writerows([_safe(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def _safe(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _table(export: Export, kind: str, between: str) -> tuple[list[str], list[list[Value]]]:
    """Give heads and rows; a table of parts begins with what each belongs to. Columns that are empty stay away."""
    names = labels(export.language)
    columns = export.columns(kind)
    heads = [names[column.name] for column in columns]
    rows = [
        [export.cell(row.entry, getattr(row.part, column.attribute), column.shape, between) for column in columns]
        for row in export.rows[kind]
    ]
    if kind in PARTS:
        heads.insert(0, export.t("Belongs to"))
        for cells, row in zip(rows, export.rows[kind], strict=True):
            cells.insert(0, export.heading(row.above))
    filled = [number for number in range(len(heads)) if not rows or any(row[number] != "" for row in rows)]
    return [heads[number] for number in filled], [[row[number] for number in filled] for row in rows]


def xlsx(records: Records, language: str, say: Say, only: Sequence[str] = ()) -> bytes:
    """Give a workbook with a sheet for each kind of record and of part that there is; ``only`` names some of them."""
    export = Export(records, language, say)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        used: set[str] = set()
        for kind in (*KINDS, *PARTS):
            if (only and kind not in only) or not export.rows[kind]:
                continue
            sheet = book.add_worksheet(_sheet_name(kind_words(language)[kind], used))
            if direction(language) == "rtl":
                sheet.right_to_left()
            heads, rows = _table(export, kind, "\n")
            for number, head in enumerate(heads):
                sheet.write_string(0, number, head, bold)
                sheet.set_column(number, number, _width([head, *(row[number] for row in rows)]))
            for place, row in enumerate(rows, 1):
                for number, value in enumerate(row):
                    _write(sheet, place, number, value, {"text": text, "day": day})
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, len(rows), len(heads) - 1)
        if not used:
            book.add_worksheet()
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, value: Value, formats: dict[str, Any]) -> None:
    """Write a cell: a text is never a formula, an amount that a workbook would round stays a text."""
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001 a workbook knows no zones
    elif isinstance(value, int | Decimal) and Decimal(repr(float(value))) == value:
        sheet.write_number(row, column, float(value), formats["text"])
    elif value != "":
        sheet.write_string(row, column, shortened(str(value)), formats["text"])


def shortened(text: str) -> str:
    """Cut a text that no cell of a workbook can hold, and mark it as cut."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} […]"


def _width(values: list[Value]) -> int:
    longest = max(len(line) for value in values for line in str(value).split("\n"))
    return min(max(longest + 2, 8), 60)


def _sheet_name(name: str, used: set[str]) -> str:
    """Give a name that a sheet may have: 31 characters at most, and no other sheet's."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")
    tries = (plain[:31], *(f"{plain[:28]} {number}" for number in range(2, 100)))
    found = next(text for text in tries if text.casefold() not in used)
    used.add(found.casefold())
    return found


def records_json(records: Records, language: str, say: Say, link: Callable[[str], str]) -> bytes:
    """Give all records for programs, in the language of the site; ``link`` gives the address of an id, or ""."""
    export = Export(records, language, say)
    listed = [_feed_entry(export, kind, row, link) for kind in KINDS for row in export.rows[kind]]
    feed = {"version": FEED_VERSION, "language": language, "records": listed}
    return (json.dumps(feed, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")


def _feed_entry(export: Export, kind: str, row: Row, link: Callable[[str], str]) -> dict[str, Any]:
    found = {
        field.name: export.data(row.entry, getattr(row.part, field.attribute), field.shape)
        for field in shown_fields(type(row.part))
        if field.name != "id"
    }
    return {
        "kind": kind,
        "id": row.part.id,
        "title": export.heading(row.part.id),
        "url": link(row.part.id),
        "fields": {name: value for name, value in found.items() if value not in (None, [], {})},
    }
