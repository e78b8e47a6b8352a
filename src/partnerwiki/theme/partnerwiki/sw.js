/* The service worker of one language: answers from the copy that a reader asked for when the network does not.

   It stores nothing itself. offline.js keeps each file below _offline/HASH and, once all are there, the list that
   names them; a copy without its list is not used. */
"use strict";

const HOME = self.registration.scope;
const NAME = `partnerwiki ${new URL(HOME).pathname}`;
/** Milliseconds that a reader waits for a slow network before the copy is shown. */
const PATIENCE = 3000;
/** Milliseconds for which a network that was too slow is not asked again. */
const REST = 30000;
/** Names that change with their content: pieces of the search index. */
const LASTING = /\.pf_\w+$/;

let list;
let restUntil = 0;

const stored = (name) => caches.match(new URL(`_offline/${name}`, HOME), { cacheName: NAME });

const files = () => {
  list ??= stored("list").then(
    async (answer) => (answer ? (await answer.json()).files : null),
    () => null, // a browser that forbids storage
  );
  return list;
};

/** The hash of the file at an address, whichever way the address is written; undefined where the copy has none. */
const find = (address, known) => {
  let path = new URL(address).pathname.slice(new URL(HOME).pathname.length);
  try {
    path = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const names = path === "" || path.endsWith("/") ? [`${path}index.html`] : [path, `${path}.html`, `${path}/index.html`];
  const name = names.find((one) => Object.hasOwn(known, one));
  return name && known[name][0];
};

/** The network's answer, if it begins in time. */
const inTime = async (request) => {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: control.signal });
  } finally {
    clearTimeout(timer);
  }
};

const answer = async (request) => {
  const known = await files();
  if (!known) return fetch(request);
  const hash = find(request.url, known);
  if (!hash) {
    const missing = request.mode === "navigate" && (await stored("missing"));
    return missing ? fetch(request).catch(() => missing) : fetch(request);
  }
  const fromCopy = async () => (await stored(hash)) ?? fetch(request);
  if (LASTING.test(new URL(request.url).pathname) || Date.now() < restUntil) return fromCopy();
  try {
    const fresh = await inTime(request);
    if (fresh.status < 500) return fresh;
  } catch {
    restUntil = Date.now() + REST;
  }
  return fromCopy();
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", () => {
  list = undefined; // there is a new copy
  restUntil = 0;
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  // "reload" is how offline.js asks the server itself
  if (request.method !== "GET" || request.cache === "reload" || !request.url.startsWith(HOME)) return;
  event.respondWith(answer(request));
});
