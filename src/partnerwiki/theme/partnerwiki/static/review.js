/* Trust in the text: the other language beside it, and a button at each translated block for its original and for a
   correction. The marks themselves are there without script (marks.css); nothing is fetched before somebody asks. */

import { element, styled } from "./pages.js";
import { words } from "./words.js";

const KEY = "partnerwiki-beside";
const ORIGINAL = "[data-pw-beside][data-code='original']";
/* What stands in one of these is one stop of the Tab key; arrow keys lead on. Folded parts count for themselves. */
const GROUPS = "table, ul, ol, dl, .sd-row";
const FOLDED = "details, .sd-tab-set, article";
/* No button may stand inside these. */
const CONTROLS = "a, button, label, summary";
/* Where there is no room for a word the mark is a sign: here, and wherever nothing is to be warned of. */
const SMALL = "table, ul, ol, dl, figure, .sd-card:not(details)";
const RUNNING = "p, h1, h2, h3, h4, h5, h6, div, pre, blockquote";

const blocks = () => [...document.querySelectorAll("article [data-unit]")];

const remembered = (code) => {
  try {
    if (code) sessionStorage.setItem(KEY, code);
    if (code === "") sessionStorage.removeItem(KEY);
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off: every page begins without
  }
};

/* One place for what a screen reader is told; failures are shown as well. */
const teller = (root) => {
  const place = element("p", { role: "status", class: "visually-hidden" });
  root.append(place);
  const clear = () => {
    if (place.className === "pw-failure") say("");
  };
  for (const type of ["keydown", "pointerdown"]) addEventListener(type, clear);
  const say = (text, isFailure = false) => {
    place.className = isFailure ? "pw-failure" : "visually-hidden";
    place.textContent = text;
  };
  return say;
};

export const start = async () => {
  const root = document.querySelector("[data-pw-review]");
  if (!root) return;
  const [t] = await Promise.all([words(), styled()]);
  const say = teller(root);
  const original = root.querySelector(ORIGINAL)?.dataset.pwBeside;

  const correct = async (block) => {
    const { open } = await import("./correct.js");
    open(block, original, JSON.parse(root.dataset.pwCorrections), t);
  };
  const failed = () => say(t("The other page could not be loaded. Check the connection and try again."), true);

  for (const control of document.querySelectorAll("[data-pw-correct]")) {
    control.addEventListener("click", () => correct().catch(failed));
  }
  besideControls(root, t, say, failed);
  if (original) new Marks(original, t, say, failed, correct).place();
};

/* The buttons that show a whole other page beside this one; one at a time, for as long as the tab is open. */
const besideControls = (root, t, say, failed) => {
  const buttons = [...root.querySelectorAll("[data-pw-beside]")];
  let turn = 0;

  const choose = async (button) => {
    const mine = ++turn;
    const on = button.getAttribute("aria-pressed") !== "true";
    for (const other of buttons) other.setAttribute("aria-pressed", String(on && other === button));
    try {
      const { hide, show } = await import("./beside.js");
      if (mine !== turn) return;
      if (on) await show(button.dataset.pwBeside, blocks(), () => mine === turn);
      else hide(blocks());
      if (mine !== turn) return;
      remembered(on ? button.dataset.code : "");
      say(on ? t("The other text now stands beside this one.") : t("The other text is hidden."));
    } catch {
      button.setAttribute("aria-pressed", "false");
      failed();
    }
  };

  for (const button of buttons) button.addEventListener("click", () => choose(button));
  const chosen = remembered();
  const again = chosen && buttons.find(({ dataset }) => chosen === dataset.code || chosen === dataset.lang);
  if (!again) return;
  again.closest("details")?.setAttribute("open", "");
  choose(again);
};

/* The buttons at the blocks of a translated page, and the tools that each opens. */
class Marks {
  constructor(original, t, say, failed, correct) {
    Object.assign(this, { original, t, say, failed, correct });
    this.labels = {
      machine: t("Machine draft"),
      outdated: t("Outdated"),
      missing: t("Not translated"),
      reviewed: t("Reviewed"),
    };
    this.groups = new Map();
    this.tools = null;
  }

  place() {
    for (const block of blocks()) {
      if (block.closest(".sd-hide-link-text")) continue; // words that are read out, but not seen
      const button = this.button(block);
      const control = block.closest(CONTROLS);
      if (control?.matches("label, summary") && control.nextElementSibling) control.nextElementSibling.prepend(button);
      else if (control || block.localName === "img") (control ?? block).after(button);
      else if (block.dataset.state) block.prepend(button);
      else block.append(button);
      if (block.localName === "img") {
        block.parentElement.classList.add("pw-marked");
        button.classList.add("pw-image");
      } else if (block.contains(button)) block.classList.add("pw-marked");
      this.join(button);
    }
  }

  button(block) {
    const state = block.dataset.state ?? "reviewed";
    const label = this.labels[state];
    const isSmall = state === "reviewed" || !block.matches(RUNNING) || block.closest(SMALL);
    const names = isSmall ? { class: "pw-mark pw-sign", "aria-label": label, title: label } : { class: "pw-mark pw-chip" };
    const button = element("button", { type: "button", "aria-expanded": "false", ...names }, isSmall ? "" : label);
    button.classList.add(`pw-${state}`);
    button.addEventListener("click", () => this.toggle(button, block));
    return button;
  }

  join(button) {
    let group = null;
    for (let node = button.parentElement; node && !node.matches(FOLDED); node = node.parentElement) {
      if (node.matches(GROUPS)) group = node;
    }
    if (!group) return;
    const buttons = this.groups.get(group) ?? this.groups.set(group, []).get(group);
    button.tabIndex = buttons.length ? -1 : 0;
    buttons.push(button);
    button.addEventListener("keydown", (event) => this.step(event, buttons));
    button.addEventListener("focus", () => {
      for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
    });
  }

  step(event, buttons) {
    const [left, right] = document.documentElement.dir === "rtl" ? [1, -1] : [-1, 1];
    const place = buttons.indexOf(event.currentTarget);
    const next = {
      ArrowUp: place - 1,
      ArrowDown: place + 1,
      ArrowLeft: place + left,
      ArrowRight: place + right,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (next === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    buttons[next]?.focus();
  }

  close() {
    this.tools?.button.setAttribute("aria-expanded", "false");
    this.tools?.box.remove();
    this.tools = null;
  }

  toggle(button, block) {
    const wasOpen = this.tools?.button === button;
    this.close();
    if (wasOpen) return;
    const make = (text, attributes = {}) => element("button", { type: "button", ...attributes }, text);
    const beside = make(this.t("Show the original"), { "aria-pressed": "false" });
    const correct = make(this.t("Suggest a correction"));
    const label = this.labels[block.dataset.state ?? "reviewed"];
    const box = element("span", { class: "pw-tools", role: "group", "aria-label": label }, beside, correct);
    beside.addEventListener("click", () => this.showOne(beside, block));
    correct.addEventListener("click", () => this.correct(block).catch(this.failed));
    for (const node of [box, button]) {
      node.onkeydown = (event) => {
        if (event.key !== "Escape" || !this.tools) return;
        event.stopPropagation();
        this.close();
        button.focus();
      };
    }
    button.setAttribute("aria-expanded", "true");
    button.after(box);
    this.tools = { button, box };
    import("./beside.js").then(({ isShown }) => beside.setAttribute("aria-pressed", String(isShown(block))), this.failed);
  }

  async showOne(button, block) {
    const on = button.getAttribute("aria-pressed") !== "true";
    try {
      const { hide, show } = await import("./beside.js");
      if (on) await show(this.original, [block]);
      else hide([block]);
      button.setAttribute("aria-pressed", String(on));
      this.say(on ? this.t("The original now stands beside this paragraph.") : this.t("The original is hidden."));
    } catch {
      this.failed();
    }
  }
}
