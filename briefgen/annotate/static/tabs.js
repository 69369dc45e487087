// Tabs (ARIA): names and panels in, a list of tabs that arrows walk and the chosen panel out.

import { attribute, el, setText, unique } from "./dom.js";

export function makeTabs(label, tabs) {
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": label });
  const parts = tabs.map((tab) => makeTab(tab, show));
  list.append(...parts.map((each) => each.tab));
  list.addEventListener("keydown", (event) => walk(event, parts));
  const scroller = el("div", { class: "scroller" }, parts.map((each) => each.panel));
  let chosen = null;

  function show(id) {
    if (chosen === id) return;
    chosen = id;
    for (const each of parts) {
      const on = each.id === id;
      each.panel.hidden = !on;
      attribute(each.tab, "aria-selected", String(on));
      attribute(each.tab, "tabindex", on ? "0" : "-1");
      if (on) each.opened?.();
    }
    scroller.scrollTop = 0;
  }

  function update() {
    for (const each of parts) {
      const count = each.count?.() || 0;
      setText(each.badge, count ? String(count) : "");
    }
  }

  show(tabs[0].id);
  return { node: el("div", { class: "tabbed" }, list, scroller), show, update, chosen: () => chosen, scroller };
}

function makeTab({ id, label, node, count, opened }, show) {
  const name = unique("tab");
  const badge = el("span", { class: "count" });
  const tab = el("button", { type: "button", role: "tab", id: name, "aria-controls": `${name}-panel`, onclick: () => show(id), "data-tab": id }, label, " ", badge);
  const panel = el("div", { role: "tabpanel", id: `${name}-panel`, "aria-labelledby": name, class: "panel", tabindex: "-1" }, node);
  return { id, tab, panel, badge, count, opened };
}

function walk(event, parts) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const at = parts.findIndex((each) => each.tab === event.target);
  if (!by || at < 0) return;
  event.preventDefault();
  const turned = getComputedStyle(event.target).direction === "rtl" ? -by : by;
  const next = parts[(at + turned + parts.length) % parts.length].tab;
  next.click();
  next.focus();
}
