/* Comforts on top of a page that works without script. No text of its own, no request. */
(() => {
  "use strict";

  const drawers = [...document.querySelectorAll(".sidebar-toggle")];

  const tell = (toggle) => toggle.setAttribute("aria-expanded", String(toggle.checked));

  const close = (toggle) => {
    toggle.checked = false;
    tell(toggle);
  };

  for (const toggle of drawers) {
    tell(toggle);
    toggle.addEventListener("change", () => tell(toggle));
    toggle.addEventListener("keydown", (event) => {
      if (event.key === "Enter") toggle.click();
    });
    // a link to a place on this page: get out of its way
    document.getElementById(toggle.getAttribute("aria-controls"))?.addEventListener("click", (event) => {
      if (event.target.closest("a[href*='#']")) close(toggle);
    });
  }

  document.addEventListener("keydown", (event) => {
    const open = drawers.find((toggle) => toggle.checked);
    if (event.key !== "Escape" || !open) return;
    close(open);
    open.focus();
  });

  // The list of languages at the root of the site sends a reader to the language that was chosen last.
  document.querySelector(".pw-languages")?.addEventListener("click", (event) => {
    const link = event.target.closest("a[hreflang]");
    if (!link) return;
    try {
      localStorage.setItem("partnerwiki-language", link.hreflang);
    } catch {
      // storage is switched off: nothing to remember
    }
  });

  // A keyboard can only scroll what it can reach.
  const reachable = () => {
    for (const box of document.querySelectorAll(".table-wrapper, .math-wrapper, .highlight pre")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  reachable();
  addEventListener("resize", reachable);

  // What is folded away prints all the same, in browsers whose stylesheets cannot say so.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
})();
