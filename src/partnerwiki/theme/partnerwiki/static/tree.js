/* Buttons in the tree of pages. What this page's menu holds is shown and hidden; the pages below another page are fetched
   from that page's menu when they are asked for. */

let lists = 0;

const fetchList = async (link) => {
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = document.importNode(page.querySelector(".sidebar-tree .current-page > ul"), true);
  for (const each of list.querySelectorAll("a")) each.href = new URL(each.getAttribute("href"), answer.url);
  return list;
};

const addButton = (item, label) => {
  const link = item.querySelector("a");
  let list = item.querySelector(":scope > ul");
  let coming;
  const button = document.createElement("button");
  const show = (isOpen) => {
    button.setAttribute("aria-expanded", String(isOpen));
    if (!list) return;
    list.id ||= `pw-tree-${++lists}`;
    list.hidden = !isOpen;
    button.setAttribute("aria-controls", list.id);
  };
  button.type = "button";
  button.className = "pw-toggle";
  button.setAttribute("aria-label", label.replace("{title}", () => link.textContent));
  button.addEventListener("click", async () => {
    try {
      const found = list ?? (await (coming ??= fetchList(link)));
      if (!list) {
        list = found;
        item.append(list);
        addButtons(list, label);
      }
      show(button.getAttribute("aria-expanded") === "false");
    } catch {
      location.assign(link.href); // that page lists them
    }
  });
  link.after(button);
  show(Boolean(list));
};

const addButtons = (within, label) => {
  for (const item of within.querySelectorAll("li.has-children")) addButton(item, label);
};

export const start = (tree) => addButtons(tree, tree.dataset.pwToggle);
