// The middle column: tabs with what is marked, the judgments, the briefing's own data and the sources.

import { el } from "./dom.js";
import { isUnknown } from "./broken.js";
import { makeForm } from "./forms.js";
import { makeField } from "./fields.js";
import { goTo } from "./article.js";
import { showView } from "./layout.js";
import { saveEdits } from "./saving.js";
import { specsOf } from "./schema.js";
import { findingsUnder, on, passageAt, store, valueAt } from "./state.js";
import { makeTabs } from "./tabs.js";
import { t } from "./words.js";

const JUDGING = ["bottom_line", "key_judgments", "known", "gaps", "outlook", "key_questions", "scope_note", "remarks"];
const ENTRIES = ["key_actors", "agreements", "capabilities", "regional_implications", "events"];
const SOURCES = ["source_summary"];

const context = { loc: () => [], save: saveEdits };
const panel = { tabs: null, fields: new Map(), articles: [], forms: [] };

export function makePanels(marked) {
  const judging = el("div", { class: "stack" });
  const briefing = el("div", { class: "stack" });
  const sources = el("div", { class: "stack" });
  panel.tabs = makeTabs(t("Forms"), [
    { id: "marked", label: t("Passages"), node: marked, count: () => findingsIn(["articles"], "annotations") },
    { id: "judging", label: t("Judgments"), node: judging, opened: update, count: () => countOf(JUDGING) },
    { id: "briefing", label: t("Briefing"), node: briefing, opened: update, count: () => countOf([...titleNames(), ...ENTRIES]) },
    { id: "sources", label: t("Sources"), node: sources, opened: update, count: () => countOf(SOURCES) + findingsIn(["articles"]) - findingsIn(["articles"], "annotations") },
  ]);
  fill(judging, briefing, sources);
  const hint = el("p", { class: "hint", "aria-hidden": "true" });
  const node = el("section", { class: "column column-forms", "aria-label": t("Forms") }, panel.tabs.node, hint);
  node.addEventListener("focusin", (event) => {
    hint.textContent = event.target.closest?.("[data-help]")?.dataset.help || "";
  });
  on("state", () => {
    panel.tabs.node.inert = isUnknown(); // what would be written there would hide what the file says
    update();
  });
  return node;
}

const countOf = (names) => names.reduce((sum, name) => sum + findingsUnder([name]).length, 0);
const findingsIn = (head, part) => findingsUnder(head).filter((each) => !part || each.loc.includes(part)).length;

function rootSpecs() {
  return specsOf(null);
}

function titleNames() {
  const elsewhere = new Set([...JUDGING, ...ENTRIES, ...SOURCES]);
  return rootSpecs().map((spec) => spec.name).filter((name) => !elsewhere.has(name));
}

function fill(judging, briefing, sources) {
  judging.append(...JUDGING.map((name) => addField(name)));
  const title = makeForm(titleNames().map(specNamed), context);
  panel.forms.push(title);
  briefing.append(el("h2", { text: t("Title block") }), title.node, el("h2", { text: t("Entries of your own") }), ...ENTRIES.map((name) => addField(name)));
  panel.sources = el("div", { class: "stack" });
  sources.append(...SOURCES.map((name) => addField(name)), panel.sources);
}

const specNamed = (name) => rootSpecs().find((spec) => spec.name === name);

function addField(name) {
  const field = makeField(specNamed(name), context);
  panel.fields.set(name, field);
  return field.node;
}

// What is not in view is drawn when it comes into view.
function update() {
  if (!panel.tabs || !store.state) return;
  const shown = panel.tabs.chosen();
  for (const [name, field] of panel.fields) if (tabOf(name) === shown) field.update();
  if (shown === "briefing") for (const form of panel.forms) form.update();
  if (shown === "sources") updateSources();
  panel.tabs.update();
}

const tabOf = (name) => (JUDGING.includes(name) ? "judging" : SOURCES.includes(name) ? "sources" : "briefing");

// One form for each article: its headline, where it comes from, its grades.
function updateSources() {
  const count = (valueAt(["articles"]) || []).length;
  while (panel.articles.length > count) panel.articles.pop().node.remove();
  while (panel.articles.length < count) panel.articles.push(articleForm(panel.articles.length));
  panel.articles.forEach((each, number) => {
    each.title.textContent = `${valueAt(["articles", number, "id"]) || `A${number + 1}`} ${valueAt(["articles", number, "headline"]) || ""}`;
    each.form.update();
  });
}

function articleForm(number) {
  const form = makeForm(specsOf("Article"), { loc: () => ["articles", number], save: saveEdits });
  const title = el("h2");
  const node = el("section", {}, title, form.node);
  panel.sources.append(node);
  return { node, title, form };
}

export function showTab(id) {
  store.tab = id;
  panel.tabs.show(id);
  showView("forms", { soft: true });
}

// Open the place of a finding or of a use: the passage, the judgment, the field.
export function openPlace(loc) {
  showView("forms");
  const passage = loc[2] === "annotations" ? passageAt(loc.slice(0, 4)) : null;
  if (passage) {
    panel.tabs.show("marked");
    goTo(passage.loc);
    return focusIn(".passage-form", loc[4]);
  }
  const name = loc[0];
  if (name === "articles") return openArticle(loc);
  panel.tabs.show(tabOf(name));
  const field = panel.fields.get(name);
  if (typeof loc[1] === "number") field?.reveal?.(loc[1]);
  const root = typeof loc[1] === "number" ? field?.rows?.[loc[1]]?.node : field?.node || panel.forms[0].fields.find((each) => each.spec.name === name)?.node;
  return focusWithin(root, loc.slice(2).findLast((step) => typeof step === "string"));
}

function openArticle(loc) {
  panel.tabs.show("sources");
  const name = loc.slice(2).findLast((step) => typeof step === "string");
  return focusWithin(panel.articles[loc[1]]?.node, name);
}

const focusIn = (selector, name) => focusWithin(document.querySelector(selector), name);

function focusWithin(root, name) {
  const field = (name && root?.querySelector(`[data-field="${CSS.escape(name)}"]`)) || root;
  const details = field?.closest("details");
  if (details) details.open = true;
  const target = field?.querySelector("input, textarea, select, button");
  field?.scrollIntoView({ block: "center" });
  target?.focus({ preventScroll: true });
}
