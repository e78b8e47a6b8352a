/* Texts of other pages of this site: fetched once, parsed without running, taken over as words and harmless marks. */

const KEPT = new Set(
  "a abbr b bdi bdo br cite code data del dfn em i ins kbd mark pre q rp rt ruby s samp small span strong sub sup time u var".split(" "),
);
const LEFT_OUT =
  "audio, button, canvas, embed, form, iframe, input, noscript, object, script, select, style, svg, template, textarea, " +
  "video, .headerlink, .pw-tools, .pw-other";
const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
};

/* The stylesheet of everything that review.js and its parts add; it is there when the promise is kept. */
let styles;
export const styled = () =>
  (styles ??= new Promise((done) => {
    const link = element("link", { rel: "stylesheet", href: new URL("review.css", import.meta.url) });
    link.onload = link.onerror = done;
    document.head.append(link);
  }));

const known = new Map();

/* Give { root, url } of a page: its parsed document and the address that its links start from. */
export const page = (address) => {
  const url = new URL(address, location.href);
  url.hash = "";
  if (!known.has(url.href)) {
    const fetched = fetch(url, { credentials: "same-origin" }).then(async (answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return { root: new DOMParser().parseFromString(await answer.text(), "text/html"), url: answer.url };
    });
    fetched.catch(() => known.delete(url.href)); // the next attempt may succeed
    known.set(url.href, fetched);
  }
  return known.get(url.href);
};

const target = (address, base) => {
  try {
    const url = new URL(address, base);
    return SCHEMES.has(url.protocol) && url.href;
  } catch {
    return false; // no address at all
  }
};

/* Copy what stands inside a node: no ids, no handlers, no forms, no pictures but their descriptions. */
export const adopted = (node, base) => {
  const copies = document.createDocumentFragment();
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) copies.append(child.data);
    if (child.nodeType !== Node.ELEMENT_NODE || child.matches(LEFT_OUT)) continue;
    if (child.localName === "img") copies.append(child.alt);
    else if (!KEPT.has(child.localName)) copies.append(adopted(child, base));
    else {
      const copy = element(child.localName, { lang: child.lang || false, dir: child.dir || false }, adopted(child, base));
      if (copy.localName === "code") copy.className = "docutils literal notranslate";
      const href = child.localName === "a" && target(child.getAttribute("href") ?? "", base);
      if (href) copy.href = href;
      copies.append(copy);
    }
  }
  return copies;
};

/* Give the text of a block as a reader sees it, line breaks kept; of a picture its description. */
export const plain = (node) => {
  if (node.localName === "img") return node.alt;
  const copy = adopted(node, location.href);
  const code = copy.querySelector("pre");
  if (code) return code.textContent.trimEnd();
  for (const br of copy.querySelectorAll("br")) br.replaceWith("\u2028");
  return copy.textContent.replace(/[ \t\r\n\f]+/g, " ").replace(/ ?\u2028 ?/g, "\n").trim();
};

/* Give the nearest language and direction that hold for a node, in whatever document it stands. */
export const spoken = (node) => ({
  lang: node.closest("[lang]")?.lang || false,
  dir: node.closest("[dir]")?.dir || false,
});
