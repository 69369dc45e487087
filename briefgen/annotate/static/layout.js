// Which column is in view where not all have room: the body's `data-view`, and the buttons that change it.

import { attribute, el } from "./dom.js";
import { t } from "./words.js";

let bar = null;
const narrow = matchMedia("(max-width: 759px)"); // one column alone has room
narrow.addEventListener("change", press);

export function makeViews() {
  const views = [["article", t("Article")], ["forms", t("Forms")], ["packet", t("Packet")]];
  bar = el("nav", { class: "views", "aria-label": t("Columns") }, views.map(([id, label]) => el("button", { type: "button", "data-view": id, onclick: () => showView(id), text: label })));
  showView("article");
  return bar;
}

// `soft`: only where it does not hide the article, which is being worked in.
export function showView(id, { soft = false } = {}) {
  if (soft && narrow.matches && document.activeElement?.classList.contains("article")) return;
  document.body.dataset.view = id;
  press();
}

// Beside the article, where it has no button of its own, stand the forms unless the packet does.
function press() {
  const view = document.body.dataset.view;
  const shown = view === "article" && !narrow.matches ? "forms" : view;
  for (const node of bar?.children || []) attribute(node, "aria-pressed", String(node.dataset.view === shown));
}

// F6 walks the columns.
export function nextColumn(by) {
  const columns = [...document.querySelectorAll(".column")].filter((node) => node.offsetParent !== null);
  const at = columns.findIndex((node) => node.contains(document.activeElement));
  const next = columns[(at + by + columns.length) % columns.length];
  (next?.querySelector(".article") || next?.querySelector("[role=tab][aria-selected=true]") || next)?.focus();
}
