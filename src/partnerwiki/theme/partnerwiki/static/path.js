/* Reading paths: what has been read (kept in this browser only), the way on from a page, the printed sheet. */

import { words } from "./words.js";

const root = document.documentElement;
const home = new URL(root.dataset.content_root, location.href).pathname;

/** The wiki's address without the language, so that a page read in one language is read in all. */
const wiki = () => {
  const folder = home.split("/").at(-2) ?? "";
  return folder.replace("_", "-") === root.lang ? home.slice(0, -folder.length - 1) : home;
};

/** A page's name below the language's folder, whichever way its address is written. */
const pageOf = (address) =>
  new URL(address, location.href).pathname
    .slice(home.length)
    .replace(/(^|\/)$/, "$1index")
    .replace(/\.html$/, "");

const key = (path, page) => `partnerwiki-read ${wiki()} ${path} ${page}`;
const LAST = `partnerwiki-path ${wiki()}`;

const canRemember = () => {
  try {
    return Boolean(localStorage && sessionStorage);
  } catch {
    return false; // storage is switched off
  }
};

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** Everything on the page that tells what has been read; each function shows the present state. */
const views = [];
const refresh = () => views.forEach((view) => view());

const box = (path, page) => {
  const input = element("input", { type: "checkbox", className: "pw-check" });
  input.addEventListener("change", () => {
    if (input.checked) localStorage.setItem(key(path, page), "1");
    else localStorage.removeItem(key(path, page));
    refresh();
  });
  views.push(() => {
    input.checked = localStorage.getItem(key(path, page)) !== null;
  });
  return input;
};

/** Print one path alone: a copy of it stands beside the page while the browser prints. */
const print = (section) => {
  const copy = section.cloneNode(true);
  for (const part of copy.querySelectorAll("[hidden]")) part.hidden = false;
  const sheet = element("article", { className: "pw-sheet" }, copy);
  document.body.append(sheet);
  addEventListener("afterprint", () => sheet.remove(), { once: true });
  window.print();
};

const showList = (section, t) => {
  const path = section.dataset.pwPath;
  const steps = [...section.querySelectorAll(".pw-step")].flatMap((item, number) => {
    const link = item.querySelector("a.pw-step-link");
    return link ? [{ item, link, page: pageOf(link.href), id: `pw-step-${path}-${number}` }] : [];
  });
  for (const { item, link, page, id } of steps) {
    link.id = id;
    const input = box(path, page);
    input.setAttribute("aria-labelledby", id);
    item.prepend(input);
  }
  const pages = [...new Set(steps.map((step) => step.page))];
  const state = element("p", { className: "pw-path-state", id: `pw-state-${path}` });
  state.setAttribute("role", "status");
  const progress = element("progress", { max: pages.length });
  progress.setAttribute("aria-labelledby", state.id);
  const again = element("button", { type: "button" }, t("Start over"));
  again.addEventListener("click", () => {
    for (const page of pages) localStorage.removeItem(key(path, page));
    refresh();
  });
  const paper = element("button", { type: "button" }, t("Print this path"));
  paper.addEventListener("click", () => print(section));
  const note = element("p", { className: "pw-path-note" }, t("This is remembered in this browser only."));
  const buttons = element("div", { className: "pw-path-buttons" }, again, paper);
  section.querySelector(".pw-path-facts").after(
    element("div", { className: "pw-path-tools" }, state, progress, buttons, note),
  );
  views.push(() => {
    const done = pages.filter((page) => localStorage.getItem(key(path, page)) !== null).length;
    progress.value = done;
    state.textContent =
      done < pages.length ? t("Read: {done} of {count}", { done, count: pages.length }) : t("All pages of this path are read.");
  });
};

const showWays = (ways, t) => {
  const all = [...ways.querySelectorAll(".pw-way")];
  for (const way of all) {
    const label = element("label", { className: "pw-way-read" }, box(way.dataset.pwPath, pageOf(location.href)));
    label.append(t("I have read this page"));
    way.querySelector(".pw-way-place").after(label);
  }
  const last = all.find((way) => way.dataset.pwPath === sessionStorage.getItem(LAST));
  if (last && last !== all[0]) {
    all[0].replaceWith(last);
    ways.querySelector("summary").after(all[0]);
  }
};

const showDates = (list, t) => {
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const items = [...list.children];
  for (const item of items) {
    const days = [...item.querySelectorAll("time")].map((day) => day.dateTime).sort();
    item.hidden = days.length > 0 && days.at(-1) < today;
  }
  if (items.every((item) => item.hidden)) list.replaceWith(element("p", {}, t("No date is fixed at present.")));
};

/** Begin: paths, ways on and dates of the page. */
export const start = async () => {
  const t = await words();
  for (const list of document.querySelectorAll(".pw-dates")) showDates(list, t);
  if (!canRemember()) return;
  for (const section of document.querySelectorAll("section[data-pw-path]")) showList(section, t);
  for (const ways of document.querySelectorAll(".pw-ways")) showWays(ways, t);
  for (const place of document.querySelectorAll("[data-pw-path]")) {
    place.addEventListener("click", (event) => {
      if (event.target.closest("a")) sessionStorage.setItem(LAST, place.dataset.pwPath);
    });
  }
  refresh();
  addEventListener("pageshow", refresh);
  addEventListener("storage", refresh); // another tab
};
