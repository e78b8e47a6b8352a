/* The text of another language beside (or, where there is no room, below) each block of this page. */

import { adopted, element, page, spoken } from "./pages.js";

const BLOCKS = "p, h1, h2, h3, h4, h5, h6, div, pre, blockquote";
const HOLDERS = "dt, dd, td, th, li, caption, figcaption";
/* here a second column would be narrow, or break a coloured bar: the other text stands below */
const NARROW = "table, figure, aside, .sd-card:not(details), .admonition-title, .topic-title";

const byUnit = (root) => {
  const found = new Map();
  for (const block of root.querySelectorAll("article [data-unit]")) {
    found.set(block.dataset.unit, [...(found.get(block.dataset.unit) ?? []), block]);
  }
  return found;
};

/* Give a function that finds a block's twin: what stands several times is paired in its order. */
const twins = (root) => {
  const [here, there] = [byUnit(document), byUnit(root)];
  return (block) => {
    const [own, others] = [here, there].map((units) => units.get(block.dataset.unit) ?? []);
    return others[Math.min(own.indexOf(block), others.length - 1)];
  };
};

const boxes = new Map();

export const isShown = (block) => boxes.has(block);

export const hide = (blocks) => {
  for (const block of blocks) {
    const box = boxes.get(block);
    if (!box) continue;
    boxes.delete(block);
    box.remove();
    if (block.parentElement.matches(".pw-row")) keepingFocus(() => block.parentElement.replaceWith(block));
  }
};

/* Moving an element takes the focus from what is in it. */
const keepingFocus = (move) => {
  const focused = document.activeElement;
  move();
  if (focused !== document.activeElement) focused.focus({ preventScroll: true });
};

const put = (block, box) => {
  boxes.set(block, box);
  if (block.matches(HOLDERS)) block.append(box);
  else if (!block.matches(BLOCKS)) (block.localName === "img" ? block.closest("a") ?? block : block).after(box);
  else if (block.closest(NARROW)) block.after(box);
  else {
    keepingFocus(() => {
      const row = element("div", { class: "pw-row" });
      block.replaceWith(row);
      row.append(block, box);
    });
  }
};

/* Show the texts of the page at an address beside blocks of this one. Rejects where the page cannot be had. */
export const show = async (address, blocks, wanted = () => true) => {
  const { root, url } = await page(address);
  if (!wanted()) return;
  const twin = twins(root);
  hide(blocks);
  for (const block of blocks) {
    const other = twin(block);
    if (!other || block.closest(".sd-hide-link-text")) continue;
    const text = other.localName === "img" ? other.alt : adopted(other, url);
    const name = block.matches(BLOCKS) ? "div" : "span";
    const heading = /^H[1-6]$/.test(block.tagName) && "pw-heading";
    const attributes = { ...spoken(other), class: ["pw-other", heading].filter(Boolean).join(" ") };
    put(block, element(name, { ...attributes, "data-state": other.dataset.state ?? false }, text));
  }
};

/* Give the block of the page at an address that says the same as a block of this one. */
export const counterpart = async (address, block) => twins((await page(address)).root)(block);
