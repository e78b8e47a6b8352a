// Tables of records sort by a column at a press of its head; a second press turns the order round.
"use strict";
(() => {
  const language = document.documentElement.lang || undefined;
  const order = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const latin = new Intl.NumberFormat(language, { numberingSystem: "latn" }); // as the build writes numbers
  const parts = Object.fromEntries(latin.formatToParts(-1234567.8).map(({ type, value }) => [type, value]));

  // the number that a cell begins with; NaN where it begins with something else
  const number = (text) => {
    const plain = text.replace(/[\s\u200e\u200f\u061c]/g, "").replaceAll((parts.group ?? ",").trim() || " ", "");
    const match = plain.replace(parts.decimal ?? ".", ".").replace("\u2212", "-").match(/^-?\d+(\.\d+)?/);
    return match ? Number(match[0]) : NaN;
  };

  // what a cell is sorted by; the number that joins a row to a drawing is no part of its name
  const said = (row, column) => {
    const cell = row.cells[column]?.cloneNode(true);
    cell?.querySelectorAll(".pw-key-line, .pw-none").forEach((part) => part.remove());
    return cell?.querySelector("time")?.dateTime ?? cell?.textContent.trim() ?? "";
  };

  // empty cells come last, whichever way; a column of nothing but numbers goes by their size
  const sorted = (rows, column, down) => {
    const keys = new Map(rows.map((row) => [row, said(row, column)]));
    const filled = rows.filter((row) => keys.get(row));
    const isDate = filled.some((row) => row.cells[column].querySelector("time"));
    const isNumber = !isDate && filled.every((row) => !Number.isNaN(number(keys.get(row))));
    const compare = isNumber ? (a, b) => number(a) - number(b) : (a, b) => order.compare(a, b);
    filled.sort((a, b) => (down ? -1 : 1) * compare(keys.get(a), keys.get(b)));
    return [...filled, ...rows.filter((row) => !keys.get(row))];
  };

  const sort = (table, column) => {
    const heads = [...table.tHead.rows[0].cells];
    const down = heads[column].getAttribute("aria-sort") === "ascending";
    table.tBodies[0].append(...sorted([...table.tBodies[0].rows], column, down));
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  };

  for (const table of document.querySelectorAll(".pw-sortable table")) {
    if (!table.tHead || table.tBodies[0]?.rows.length < 2) continue;
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const holder = head.querySelector("p") ?? head;
      if (holder.querySelector("a")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...holder.childNodes);
      holder.append(button);
      button.addEventListener("click", () => sort(table, column));
    });
  }
})();
