// Tables of records sort by a column at a press of its head; a second press turns the order round.
"use strict";
(() => {
  const text = (row, column) => row.cells[column]?.textContent.trim() ?? "";
  const language = document.documentElement.lang || undefined;
  const order = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  // a date sorts by what it says to machines, a number by its digits in any script
  const key = (row, column) => row.cells[column]?.querySelector("time")?.dateTime ?? text(row, column);

  const sort = (table, column) => {
    const heads = [...table.tHead.rows[0].cells];
    const down = heads[column].getAttribute("aria-sort") === "ascending";
    const rows = [...table.tBodies[0].rows];
    rows.sort((one, other) => (down ? -1 : 1) * order.compare(key(one, column), key(other, column)));
    table.tBodies[0].append(...rows);
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
