/* A copy of one language on the reader's device: kept when asked for, removed when asked for. sw.js answers from it. */

import { words } from "./words.js";

const lang = document.documentElement.lang;
const HOME = new URL(document.documentElement.dataset.content_root, location.href);
const NAME = `partnerwiki ${HOME.pathname}`;
/** Files fetched at the same time. */
const PARALLEL = 5;

const at = (name) => new URL(`_offline/${name}`, HOME).href;

/** Ask the server itself, past the browser's cache and our own worker. */
const ask = async (name, signal) => {
  const answer = await fetch(new URL(name, HOME), { cache: "reload", signal });
  if (!answer.ok) throw new Error(`${answer.status} ${name}`);
  return answer;
};

const onServer = async (signal) => (await ask("offline.json", signal)).json();

/** The list of a complete copy; null where there is none. */
const present = async () => {
  const answer = await caches.match(at("list"), { cacheName: NAME });
  return answer ? answer.json() : null;
};

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** Keep one answer without its address: a redirected answer may not be shown as a page. */
const keep = async (cache, name, answer) =>
  cache.put(at(name), new Response(await answer.blob(), { headers: { "content-type": answer.headers.get("content-type") ?? "" } }));

/** Fetch what the copy lacks, then put the new list in place of the old one, and forget what it no longer names. */
const store = async (signal, tell, missing) => {
  const { version } = await onServer(signal);
  const { files } = await (await ask("offline-files.json", signal)).json();
  const cache = await caches.open(NAME);
  const kept = new Set((await cache.keys()).map((request) => request.url));
  const wanted = new Map(Object.entries(files).map(([name, [hash]]) => [hash, name]));
  const queue = [...wanted].filter(([hash]) => !kept.has(at(hash)));
  const count = wanted.size;
  tell(count - queue.length, count);
  let left = queue.length;
  const fetchNext = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [hash, name] = next;
      const address = name.split("/").map(encodeURIComponent).join("/");
      await keep(cache, hash, await ask(address, signal));
      left -= 1;
      tell(count - left, count);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, fetchNext));
  if ((await onServer(signal)).version !== version) return store(signal, tell, missing); // a new site came meanwhile
  await cache.put(at("missing"), new Response(missing, { status: 404, headers: { "content-type": "text/html; charset=utf-8" } }));
  const list = { version, files, date: new Date().toISOString() };
  await cache.put(at("list"), new Response(JSON.stringify(list), { headers: { "content-type": "application/json" } }));
  const named = new Set(["list", "missing", ...wanted.keys()].map(at));
  for (const request of await cache.keys()) if (!named.has(request.url)) await cache.delete(request);
  return list;
};

const register = async () => {
  const registration = await navigator.serviceWorker.register(new URL("sw.js", HOME), { scope: HOME.pathname });
  await navigator.serviceWorker.ready;
  registration.active?.postMessage("new copy");
};

const remove = async () => {
  await caches.delete(NAME);
  const registration = await navigator.serviceWorker.getRegistration(HOME);
  if (registration?.scope === HOME.href) await registration.unregister();
};

/** The page that stands for one that is not in the copy. */
const missingPage = (t) => {
  const page = document.implementation.createHTMLDocument(t("This page is not in the copy"));
  page.documentElement.lang = lang;
  page.documentElement.dir = document.documentElement.dir;
  page.head.append(
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "color-scheme", content: "light dark" }),
  );
  page.body.append(
    element("h1", {}, t("This page is not in the copy")),
    element("p", {}, t("There is no network at present, and the copy on this device does not hold this page.")),
    element("p", {}, element("a", { href: HOME.pathname }, t("To the start page"))),
  );
  return `<!doctype html>\n${page.documentElement.outerHTML}`;
};

class Panel {
  constructor(place, t) {
    this.place = place;
    this.t = t;
    this.text = element("p", { className: "pw-offline-text" });
    this.text.setAttribute("role", "status");
    this.progress = element("progress", { hidden: true });
    this.progress.setAttribute("aria-label", t("Copy of this wiki"));
    this.buttons = element("div", { className: "pw-offline-buttons" });
    place.classList.add("pw-offline");
    place.append(this.text, this.progress, this.buttons);
  }

  show(text, ...buttons) {
    this.place.hidden = false;
    this.text.textContent = text;
    this.progress.hidden = true;
    const hadFocus = this.buttons.contains(document.activeElement);
    this.buttons.replaceChildren(
      ...buttons.map(([label, act]) => {
        const button = element("button", { type: "button" }, label);
        button.addEventListener("click", act);
        return button;
      }),
    );
    if (hadFocus) this.buttons.querySelector("button")?.focus();
  }

  /** Show what there is: nothing, part of a copy, a copy, an old copy. */
  async open(said = "") {
    const { t } = this;
    const [list, server] = await Promise.all([present(), onServer().catch(() => null)]);
    if (list) {
      const date = new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(new Date(list.date));
      const removing = [t("Remove the copy"), () => this.remove()];
      const text = t("Stored on {date}. The copy works without a network.", { date });
      if (!server || server.version === list.version) this.show(said || text, removing);
      else this.show(`${said || text} ${t("A newer version is available.")}`, [t("Update the copy"), () => this.store()], removing);
    } else if (server) {
      const number = new Intl.NumberFormat(lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
      const size = number.format(server.size / 1e6);
      if (await caches.has(NAME)) {
        this.show(said || t("The copy is not complete."), [t("Continue"), () => this.store()], [t("Remove the copy"), () => this.remove()]);
      } else {
        this.show(said, [t("Keep a copy of this wiki on this device ({size})", { size }), () => this.store()]);
      }
    } else this.show(said);
  }

  async store() {
    const { t, progress } = this;
    const control = new AbortController();
    this.show(t("The copy is being stored."), [t("Cancel"), () => control.abort()]);
    progress.removeAttribute("value");
    progress.hidden = false;
    const tell = (done, count) => {
      progress.max = count;
      progress.value = done;
      // a screen reader hears every quarter, not every file
      const quarter = Math.floor((4 * done) / count) * 25;
      const text = t("Stored: {percent} %", { percent: quarter });
      if (quarter && this.text.textContent !== text) this.text.textContent = text;
    };
    try {
      await navigator.storage?.persist?.();
      await store(control.signal, tell, missingPage(t));
      await register();
      await this.open();
    } catch (error) {
      const said = control.signal.aborted
        ? t("Cancelled. What is stored so far is kept for later.")
        : error.name === "QuotaExceededError"
          ? t("There is not enough room on this device.")
          : t("The connection broke. What is stored so far is kept for later.");
      control.abort(); // the other fetches
      await this.open(said);
    }
  }

  async remove() {
    await remove();
    await this.open(this.t("The copy is removed."));
  }
}

const style = () =>
  new Promise((done) => {
    document.head.append(
      element("link", { rel: "stylesheet", href: new URL("offline.css", import.meta.url).href, onload: done, onerror: done }),
    );
  });

/** Begin: `place` is the empty element for what we show. */
export const start = async (place) => {
  const [t] = await Promise.all([words(), style()]);
  await new Panel(place, t).open();
};
