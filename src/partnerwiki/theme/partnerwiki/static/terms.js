/* Terms of the glossary explained where they are used: on hover and on keyboard focus (WCAG 2.1, 1.4.13). The first use
   fetches the glossary's page. */

import { adopted, element, page, plain, spoken, styled } from "./pages.js";
import { words } from "./words.js";

const LINKS = "a:has(> .std-term)";
const PAUSE = 250; // milliseconds; a pointer that passes by opens nothing, and may cross the gap to the tooltip

const box = element("div", { id: "pw-term", class: "pw-term", role: "tooltip", hidden: true });
let link = null;
let timer = 0;

const definition = (t, term) => {
  let found = term.nextElementSibling;
  while (found?.localName === "dt") found = found.nextElementSibling;
  if (found?.localName !== "dd") return [];
  const text = [...found.children].find((part) => part.matches("p:not(.pw-words)")) ?? found;
  const said = element("p", spoken(text), plain(text));
  const labels = { machine: t("Machine draft"), outdated: t("Outdated"), missing: t("Not translated") };
  const state = text.dataset.state;
  if (state in labels) said.prepend(element("span", { class: `pw-chip pw-${state}` }, labels[state]), " ");
  return [said, found.querySelector(":scope > .pw-words")];
};

/* Give what the glossary says of the term that a link leads to. */
const explanation = async (target) => {
  const isHere = target.pathname === location.pathname && target.origin === location.origin;
  const { root, url } = isHere ? { root: document, url: location.href } : await page(target.href);
  const term = root.getElementById(decodeURIComponent(target.hash.slice(1)))?.closest("dt");
  if (!term) return null;
  const [said, others] = definition(await words(), term);
  const parts = [element("p", { class: "pw-term-name", ...spoken(term) }, plain(term)), said];
  if (others) parts.push(element("p", { class: "pw-words" }, adopted(others, url)));
  return parts.filter(Boolean);
};

const place = () => {
  const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const start = document.documentElement.dir === "rtl" ? at.right - box.offsetWidth : at.left;
  const isAbove = at.bottom + box.offsetHeight > innerHeight && at.top > box.offsetHeight;
  box.style.left = "0"; // where it has room, before it is measured
  box.style.left = `${Math.max(8, Math.min(start, room - box.offsetWidth - 8)) + scrollX}px`;
  box.style.top = `${(isAbove ? at.top - box.offsetHeight : at.bottom) + scrollY}px`;
};

const hide = () => {
  clearTimeout(timer);
  link?.removeAttribute("aria-describedby");
  link = null;
  box.hidden = true;
};

const show = async (wanted) => {
  clearTimeout(timer);
  if (wanted === link) return;
  hide();
  link = wanted;
  const parts = await Promise.all([explanation(wanted), styled()]).then(([found]) => found, () => null);
  if (wanted !== link || !parts) return; // the link leads to the glossary all the same
  box.replaceChildren(...parts);
  box.hidden = false;
  link.setAttribute("aria-describedby", box.id);
  place();
};

const later = (act) => {
  clearTimeout(timer);
  timer = setTimeout(act, PAUSE);
};

/* Explain a link that the pointer or the focus has come to, and from now on every such link. */
export const start = (first) => {
  document.body.append(box);
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return; // a tap follows the link
    const over = target.closest?.(LINKS);
    if (over) later(() => show(over));
    else if (box.contains(target)) clearTimeout(timer);
    else if (link && link !== document.activeElement) later(hide);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(`:is(${LINKS}):focus-visible`)) show(target);
    else if (link) hide();
  });
  document.addEventListener("focusout", ({ target }) => target === link && hide());
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  addEventListener("resize", () => box.hidden || place()); // a phone that is turned
  if (first?.matches(":focus-visible")) show(first);
  else if (first?.matches(":hover")) later(() => show(first));
};
