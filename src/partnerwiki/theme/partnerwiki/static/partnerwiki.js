/* Comforts on top of a page that works without script. No text of its own; other parts are loaded when they are needed. */
(() => {
  "use strict";

  const root = document.documentElement;
  const scriptUrl = document.currentScript.src;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* ------------------------------------------------ menu, contents, colours: one open at a time */

  const openers = all("[data-pw-opens]");
  const behindDrawers = all("#pw-menu, #pw-contents, .pw-languages, .content, .announcement");
  const listOf = (button) => document.getElementById(button.dataset.pwOpens);
  let opened = null;

  const open = (button) => {
    opened = button;
    for (const each of openers) {
      each.setAttribute("aria-expanded", String(each === button));
      listOf(each).classList.toggle("pw-open", each === button);
    }
    const drawer = button && behindDrawers.find((part) => part === listOf(button));
    for (const part of behindDrawers) part.inert = Boolean(drawer) && part !== drawer;
    root.classList.toggle("pw-drawer-open", Boolean(drawer));
    if (drawer) root.style.setProperty("--pw-drawer-top", `${button.parentElement.getBoundingClientRect().bottom}px`);
  };

  const close = ({ backTo } = {}) => {
    open(null);
    backTo?.focus();
  };

  for (const button of openers) {
    button.addEventListener("click", () => open(opened === button ? null : button));
    // a link to a place on this page: get out of its way
    listOf(button).addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (link && link.hash && link.pathname === location.pathname) close();
    });
  }
  if (openers.length) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && opened) close({ backTo: opened });
    });
    document.addEventListener("click", (event) => {
      if (!opened || opened.contains(event.target) || listOf(opened).contains(event.target)) return;
      close({ backTo: event.target.matches(".overlay") ? opened : null });
    });
    // the widths at which a list stops being a drawer
    for (const width of ["63em", "82em"]) {
      matchMedia(`(max-width: ${width})`).addEventListener("change", () => close());
    }
  }

  const remember = (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      // storage is switched off: nothing to remember
    }
  };

  const modes = document.getElementById("pw-modes");
  for (const choice of all("#pw-modes input")) {
    choice.checked = choice.value === document.body.dataset.theme;
    choice.addEventListener("change", () => {
      document.body.dataset.theme = choice.value;
      remember("theme", choice.value);
    });
  }
  modes?.addEventListener("focusout", (event) => {
    if (opened && event.relatedTarget && !modes.parentElement.contains(event.relatedTarget)) close();
  });

  // The list of languages at the root of the site sends a reader to the language that was chosen last.
  document.querySelector(".pw-languages")?.addEventListener("click", (event) => {
    const link = event.target.closest("a[hreflang]");
    if (link) remember("partnerwiki-language", link.hreflang);
  });

  /* ------------------------------------------------ where in the wiki, and in the page, a reader is */

  // what a long list shows of itself: the current entry
  const reveal = (entry, box) => {
    const distance = entry.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (distance < 0 || distance > box.clientHeight - 48) box.scrollTop += distance - box.clientHeight / 2;
  };
  for (const entry of all(".sidebar-scroll [aria-current]")) reveal(entry, entry.closest(".sidebar-scroll"));

  const followReader = (contents) => {
    const links = new Map();
    for (const link of all(".toc-tree a[href^='#']", contents)) {
      const section = document.getElementById(link.getAttribute("href").slice(1));
      if (section) links.set(section, link);
    }
    const visible = new Set();
    const observer = new IntersectionObserver(
      (changes) => {
        for (const { target, isIntersecting } of changes) visible[isIntersecting ? "add" : "delete"](target);
        const here = [...links.keys()].filter((section) => visible.has(section)).pop();
        for (const link of links.values()) link.removeAttribute("aria-current");
        if (!here) return;
        links.get(here).setAttribute("aria-current", "true");
        reveal(links.get(here), contents.querySelector(".toc-scroll"));
      },
      { rootMargin: "0px 0px -70%" },
    );
    for (const section of links.keys()) observer.observe(section);
  };
  all("#pw-contents").forEach(followReader);

  let last = scrollY;
  addEventListener(
    "scroll",
    () => {
      if (Math.abs(scrollY - last) < 8) return;
      root.classList.toggle("pw-may-go-up", scrollY < last && scrollY > innerHeight);
      last = scrollY;
    },
    { passive: true },
  );

  // A keyboard can only scroll what it can reach.
  const reachable = () => {
    for (const box of all(".table-wrapper, .math-wrapper, article pre")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  reachable();
  addEventListener("resize", reachable);

  // What is folded away prints all the same, in browsers whose stylesheets cannot say so.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = all("details:not([open])");
    for (const details of unfolded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of unfolded) details.open = false;
    unfolded = [];
  });

  /* ------------------------------------------------ parts that few readers need at once */

  const load = (name, ...given) =>
    import(new URL(name, scriptUrl)).then(
      (part) => part.start(...given),
      () => {}, // offline, and not in the copy: the page works without
    );
  const loadFor = (selector, name) => {
    const place = document.querySelector(selector);
    if (place) load(name, place);
  };

  loadFor(".sidebar-tree", "tree.js");
  loadFor("[data-pw-review]", "review.js");
  loadFor("[data-pw-path], .pw-dates", "path.js");
  loadFor(".pw-search", "search.js");
  const copy = "serviceWorker" in navigator && document.querySelector("[data-pw-offline]");
  if (copy) {
    // it stands at the very end and tells a size, which has to be fetched
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      load("offline.js", copy);
    });
    seen.observe(copy.parentElement);
  }
  const explain = ({ target }) => {
    const link = target instanceof Element && target.closest("article a");
    if (!link || !(link.matches("[data-pw-term]") || link.querySelector(".std-term"))) return;
    for (const type of ["pointerover", "focusin"]) document.removeEventListener(type, explain);
    load("terms.js", link);
  };
  for (const type of ["pointerover", "focusin"]) document.addEventListener(type, explain);
})();
