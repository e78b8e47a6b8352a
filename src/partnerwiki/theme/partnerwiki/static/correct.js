/* Suggest a correction: a form whose content goes nowhere until the reader sends it, as a mail, as an issue, or from the
   clipboard. */

import { counterpart } from "./beside.js";
import { draft, letter } from "./letter.js";
import { element, plain, spoken } from "./pages.js";

/* What was typed, by block (of the page as a whole: by undefined), for when the same form is opened again. */
const typed = new Map();

const about = (block) => {
  const heading = document.querySelector("article h1");
  const title = (heading && plain(heading)) || document.title;
  const found = {
    page: Array.from(title).slice(0, 150).join(""),
    address: document.querySelector("link[rel=canonical]")?.href ?? location.origin + location.pathname,
    language: document.documentElement.lang,
  };
  return block ? { ...found, unit: block.dataset.unit, present: plain(block) } : found;
};

const field = (name, label, attributes) => {
  const area = element("textarea", { id: `pw-${name}`, name, ...attributes });
  return element("p", { class: "pw-field" }, element("label", { for: area.id }, label), area);
};

const button = (text, act) => {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", act);
  return made;
};

class Correction {
  constructor(block, addresses, t) {
    Object.assign(this, { block, t, fields: about(block) });
    this.texts = element("dl", { class: "simple pw-texts" });
    if (block) this.show(t("Present text"), this.fields.present, spoken(block));
    this.status = element("p", { role: "status", class: "pw-form-status" });
    this.whole = field("whole", t("Select this text and copy it"), { readonly: true, rows: "5" });
    this.whole.hidden = true;
    this.links = addresses.map((address) => [address, this.link(address, addresses)]);
    const copy = button(t("Copy"), () => this.isEmpty() || this.copy(t("Copied.")));
    this.dialog = element(
      "dialog",
      { class: "pw-dialog", "aria-labelledby": "pw-dialog-title" },
      element("h2", { id: "pw-dialog-title" }, t("Suggest a correction")),
      element("p", {}, t("Nothing leaves this page until you send it yourself.")),
      this.texts,
      ...this.inputs(),
      this.status,
      this.whole,
      element("p", { class: "pw-actions" }, ...this.links.map(([, link]) => link), copy, button(t("Cancel"), () => this.dialog.close())),
    );
    this.areas = [...this.dialog.querySelectorAll("textarea:not([readonly])")];
    // what is not translated is no beginning of a translation
    const first = { suggestion: block?.dataset.state === "missing" ? "" : this.fields.present, ...typed.get(block) };
    for (const area of this.areas) area.value = first[area.name] ?? "";
    this.dialog.addEventListener("input", () => this.update());
    this.update();
  }

  inputs() {
    const { t } = this;
    const { lang, dir } = document.documentElement;
    const main = { lang, dir, spellcheck: "true", autofocus: true, rows: "5" };
    if (!this.block) return [field("remark", t("What is wrong, and what would be right?"), main)];
    return [field("suggestion", t("Suggestion"), main), field("remark", t("Remark (optional)"), { lang, dir, rows: "2" })];
  }

  show(name, text, attributes) {
    const shown = element("dd", attributes, text);
    this.texts.append(element("dt", {}, name), shown);
    return shown;
  }

  async fetchSource(original) {
    const shown = this.show(this.t("Original"), this.t("Loading …"), {});
    try {
      const twin = await counterpart(original, this.block);
      Object.assign(this.fields, { original: spoken(twin).lang, source: plain(twin) });
      shown.replaceWith(element("dd", spoken(twin), this.fields.source));
    } catch {
      shown.textContent = this.t("The original could not be loaded.");
    }
    this.update();
  }

  all() {
    return { ...this.fields, ...Object.fromEntries(this.areas.map(({ name, value }) => [name, value.trim()])) };
  }

  update() {
    const all = this.all();
    typed.set(this.block, Object.fromEntries(this.areas.map(({ name, value }) => [name, value])));
    this.status.textContent = "";
    this.whole.hidden = true;
    for (const [address, link] of this.links) {
      const { href, isWhole } = draft(address, this.t, all);
      link.href = href;
      link.toggleAttribute("data-shortened", !isWhole);
    }
  }

  /* Say whether nothing has been suggested yet, and tell the reader so. */
  isEmpty() {
    const { suggestion = "", remark, present } = this.all();
    if (remark || (suggestion && suggestion !== present)) return false;
    this.status.textContent = this.t("Change the text or write a remark first.");
    this.areas[0].focus();
    return true;
  }

  async copy(done) {
    const text = letter(this.t, this.all());
    try {
      await navigator.clipboard.writeText(text);
      this.status.textContent = done;
    } catch {
      const area = this.whole.querySelector("textarea");
      area.value = text;
      this.whole.hidden = false;
      area.select();
    }
  }

  link(address, addresses) {
    const { t } = this;
    const isMail = address.startsWith("mailto:");
    const several = addresses.filter((other) => other.startsWith("mailto:")).length > 1;
    const mail = several ? t("Send by mail to {address}", { address: address.slice(7) }) : t("Send by mail");
    const text = isMail ? mail : t("Open as issue on {host}", { host: new URL(address).host });
    const link = element("a", { class: "pw-send", ...(isMail ? {} : { target: "_blank", rel: "noopener noreferrer" }) }, text);
    link.addEventListener("click", (event) => {
      if (this.isEmpty()) event.preventDefault();
      else if (link.hasAttribute("data-shortened")) {
        this.copy(t("The text was too long for the link and was shortened there. All of it is on the clipboard: paste it."));
      }
    });
    return link;
  }
}

/* Open the form for a block, or for the page. `original` is the address of the page in its source language, where this
   one is a translation; `addresses` are those of conf.py. */
export const open = (block, original, addresses, t) => {
  const opener = document.activeElement;
  const correction = new Correction(block, addresses, t);
  const { dialog } = correction;
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  if (block && original) correction.fetchSource(original);
};
