/* The search page: Pagefind's results in the reader's language, then those of the other languages.

   Nothing is loaded before there is a query. Titles and excerpts are texts of pages: they become nodes, never HTML. */

import { element } from "./pages.js";
import { Lexicon, plan } from "./query.js";
import { words } from "./words.js";

const [SHOWN, SHOWN_OTHER] = [5, 3];
const OPTIONS = { metaCacheTag: "", excerptLength: 24 };
const ROOT = new URL(document.documentElement.dataset.content_root || "./", location.href);
const ID = 5; // characters, as in search.py

/* Ask for a file anew, so that a page of yesterday's cache does not go with an index of today. */
const fresh = async (name, base) => {
  const answer = await fetch(new URL(name, base), { cache: "no-cache" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};
const entry = (base) => fresh("pagefind-entry.json?ts=", base);

/* The index of one language: where it lies, the beginning of its pages' ids, its words, and what tells whether a page is
   another one's translation: its place among the pages, which is the same in every language. */
const bundle = (base, code, stemmed) => {
  let pages;
  return {
    base,
    code,
    lexicon: new Lexicon(base, stemmed),
    place: async ({ id }) => (await (pages ??= fresh("pages.json", base))).indexOf(id.slice(code.length + 1, code.length + 1 + ID)),
  };
};

/* Load Pagefind and the index of the page's language. */
const open = async () => {
  const base = new URL("pagefind/", ROOT);
  const [[code, { wasm }]] = Object.entries((await entry(base)).languages);
  const { createInstance } = await import(new URL("pagefind.js", base));
  const others = [...document.querySelectorAll(".pw-languages a[hreflang]:not([aria-current])")].map((link) => ({
    ...bundle(new URL("pagefind/", link.href), link.hreflang.toLowerCase(), false), // this language's stemmer is not theirs
    lang: link.hreflang,
    dir: link.dir,
    name: link.textContent.trim(),
  }));
  return { own: bundle(base, code, Boolean(wasm)), others, pagefind: createInstance({ ...OPTIONS, noWorker: true }) };
};
let opened;

/* Add another language's index to Pagefind's; a bundle that is not there would spoil every search. */
const merge = (pagefind, other) => {
  other.merged ??= entry(other.base).then(() => pagefind.mergeIndex(other.base.href, OPTIONS));
  return other.merged;
};

/* Give the hits in one language, best first: those of a later tier follow. */
const hits = async (pagefind, place, query, correct) => {
  const mine = async (term) => (await pagefind.search(term)).results.filter(({ id }) => id.startsWith(`${place.code}_`));
  const isKnown = async (word) => (await mine(`"${word}"`)).length > 0;
  const { tiers, corrected } = await plan(query, place.lexicon, { isKnown, correct });
  if (place.lang && tiers.flat().length) await merge(pagefind, place);
  const found = new Map();
  for (const tier of tiers) {
    const added = new Map();
    for (const term of tier) {
      for (const hit of await mine(term)) {
        if (found.has(hit.id)) continue;
        const { hit: best = hit, score = 0 } = added.get(hit.id) ?? {};
        added.set(hit.id, { hit: best.score < hit.score ? hit : best, score: score + hit.score });
      }
    }
    for (const { hit } of [...added.values()].sort((a, b) => b.score - a.score)) found.set(hit.id, hit);
  }
  return { found: [...found.values()], corrected };
};

/* Take out what divides compounds in the index (vocabulary.py). */
const whole = (text) => text.replaceAll("~^", "");

/* Put an excerpt of Pagefind's, text in which only <mark>, &lt; and &gt; mean something, into nodes. */
const marked = (excerpt) => {
  const text = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  return whole(excerpt)
    .split(/<mark>(.*?)<\/mark>/s)
    .map((part, place) => (place % 2 ? element("mark", {}, text(part)) : text(part)));
};

const state = (t, [reviewed, machine, outdated, missing]) => {
  const units = reviewed + machine + outdated + missing;
  if (!units) return [];
  const said = [];
  if (missing === units) said.push(["missing", t("Not translated")]);
  else {
    if (machine) said.push(["machine", t("Machine draft: {count} of {units} paragraphs", { count: machine, units })]);
    if (outdated) said.push(["outdated", t("Outdated: {count} of {units} paragraphs", { count: outdated, units })]);
    if (missing) said.push(["missing", t("Not translated: {count} of {units} paragraphs", { count: missing, units })]);
    if (reviewed === units) said.push(["reviewed", t("Reviewed translation")]);
  }
  return said.map(([name, label]) => element("span", { class: `pw-hit-state pw-${name}` }, label));
};

/* What a page that is not translated or stands in another language says of its text; states are said in the reader's. */
const spoken = (lang) => ({ lang, dir: document.querySelector(`.pw-languages a[hreflang="${CSS.escape(lang)}"]`)?.dir ?? "auto" });

const hit = async (t, result) => {
  const data = await result.data();
  const [, ...counts] = data.anchors.find(({ id }) => id.startsWith("pw-state.")).id.split(".");
  const lang = counts.pop();
  const text = spoken(lang);
  const sections = data.sub_results.filter(({ anchor }) => anchor).sort((a, b) => b.locations.length - a.locations.length);
  const lead = data.content.startsWith(data.plain_excerpt) ? "" : "… ";
  const made = element(
    "li",
    { class: "pw-hit" },
    element("h3", text, element("a", { href: data.url }, whole(data.meta.title ?? data.url))),
    element("p", text, lead, ...marked(data.excerpt), " …"),
  );
  if (sections.length) {
    const links = sections
      .slice(0, 3)
      .map(({ url, title }) => element("li", text, element("a", { href: url }, whole(title))));
    made.append(element("ul", { class: "pw-hit-sections", dir: text.dir, "aria-label": t("Sections of this page") }, ...links));
  }
  const states = state(t, counts.map(Number));
  if (states.length) made.append(element("p", { class: "pw-hit-states" }, ...states));
  return made;
};

/* A list with its heading that grows on demand; focus goes to the first of the new ones. */
const list = async (t, heading, found, shown, attributes = {}) => {
  const items = element("ol", { class: "pw-hits" });
  const more = element("button", { type: "button", class: "pw-search-more" }, t("More results"));
  const show = async () => {
    const begun = items.childElementCount;
    more.disabled = true;
    items.append(...(await Promise.all(found.slice(begun, begun + shown).map((each) => hit(t, each)))));
    more.disabled = false;
    more.hidden = items.childElementCount >= found.length;
    if (begun) items.children[begun].querySelector("a").focus();
  };
  more.addEventListener("click", show);
  await show();
  return element("section", attributes, element("h2", {}, ...heading), items, more);
};

/* Give the hits in another language that are no translations of a hit in the reader's own; none where it is missing. */
const foreign = async (pagefind, own, other, query, found) => {
  try {
    const theirs = (await hits(pagefind, other, query, false)).found;
    if (!theirs.length) return [];
    const known = new Set(await Promise.all(found.map(own.place)));
    const places = await Promise.all(theirs.map(other.place));
    return theirs.filter((_, number) => !known.has(places[number]));
  } catch {
    return [];
  }
};

let latest = 0;

const run = async (form, query, asked = "") => {
  const current = ++latest;
  const t = await words();
  const [status, place] = [document.getElementById("pw-search-status"), document.getElementById("pw-search-results")];
  place.replaceChildren();
  place.setAttribute("aria-busy", "true");
  status.textContent = query ? t("Searching …") : "";
  if (!query) return place.removeAttribute("aria-busy");
  const tell = (...parts) => current === latest && status.replaceChildren(...parts);
  try {
    opened ??= open();
    const { own, others, pagefind } = await opened;
    const { found, corrected } = await hits(pagefind, own, query, asked !== query);
    const said = [found.length ? t("Pages found: {count}", { count: found.length }) : t("No page in this language has these words.")];
    if (corrected && found.length) {
      const literal = element("button", { type: "button" }, t("Search for “{query}” all the same", { query }));
      literal.addEventListener("click", () => run(form, query, query));
      said.unshift(t("Showing results for “{query}”.", { query: corrected }), " ");
      said.push(" ", literal);
    }
    if (found.length) {
      const section = await list(t, [t("Results")], found, SHOWN);
      if (current === latest) place.append(section);
    }
    tell(...said);
    let count = 0;
    for (const other of others) {
      const theirs = await foreign(pagefind, own, other, query, found);
      if (current !== latest) return;
      if (!theirs.length) continue;
      const name = element("span", { lang: other.lang, dir: other.dir }, other.name);
      const heading = [t("In another language:"), " ", name];
      place.append(await list(t, heading, theirs, SHOWN_OTHER, { class: "pw-search-other" }));
      count += theirs.length;
      tell(...said, " · ", t("In other languages: {count}", { count }));
    }
  } catch (error) {
    opened = undefined; // the next attempt may succeed
    tell(t("The search could not be loaded. You may be offline, or your browser may block it."));
    console.warn(error);
  } finally {
    if (current === latest) place.removeAttribute("aria-busy");
  }
};

/* Begin on the search page; other pages send their form there. */
export const start = (form) => {
  if (!form.matches(".pw-search")) return;
  const input = form.elements.q;
  const fromAddress = () => {
    input.value = (new URLSearchParams(location.search).get("q") ?? "").trim();
    return run(form, input.value);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const url = new URL(location.href);
    url.search = new URLSearchParams({ q: input.value.trim() });
    if (url.href !== location.href) history.pushState(null, "", url);
    fromAddress();
  });
  addEventListener("popstate", fromAddress);
  if (!location.search) input.focus();
  fromAddress();
};
