// What is marked: the list of passages by entry, drafts first, and the form of the chosen one.

import { goTo, view } from "./article.js";
import { attribute, button, el, inText, patch, setText, signButton } from "./dom.js";
import { acceptDraft, refuseDraft } from "./drafts.js";
import { picked } from "./evidence.js";
import { fault } from "./fields.js";
import { makeForm } from "./forms.js";
import { changeKind, deletePassage, endHere, startHere, steady, toSelection } from "./marking.js";
import { shortened } from "./places.js";
import { showUse } from "./packet.js";
import { openPlace, showTab } from "./panels.js";
import { stillThere } from "./press.js";
import { saveEdits } from "./saving.js";
import { annotationSpecs, lacking, titled } from "./schema.js";
import { drafts, entryOf, findingsAt, findingsUnder, keyOf, kindName, kindOf, on, passageAt, quoteOf, select, selectedPassage, store, valueAt } from "./state.js";
import { t } from "./words.js";

const panel = { form: null, list: null, current: null, counts: null };

export function makePassages() {
  panel.form = el("div", { class: "passage-form" });
  panel.counts = el("p", { class: "counts" });
  panel.list = el("div", { class: "passage-list", onkeydown: listKeys });
  on("state", draw);
  on("selected", drawForm);
  return el("div", {}, panel.form, panel.counts, panel.list);
}

function draw() {
  drawForm();
  drawList();
}

// --- the form of the chosen passage ----------------------------------------------------------

// Choose a passage and open its form; `fresh` is one that was only just marked: it is no draft as soon as it is whole.
// A field that somebody is typing in by now stays in view.
export function openPassage(loc, { fresh = false, focus = true, still = false } = {}) {
  if (focus || !inText(document.activeElement)) showTab("marked");
  goTo(loc, { still });
  if (!panel.current || keyOf(panel.current.loc) !== keyOf(loc)) drawForm();
  if (!panel.current) return;
  panel.current.fresh = panel.current.fresh || fresh;
  if (focus) enterForm();
}

export function enterForm() {
  if (!panel.current) return;
  const { form } = panel.current;
  const input = form.fields[0]?.input;
  form.focus();
  if (input?.value && input.select) input.select();
}

function drawForm() {
  const passage = selectedPassage();
  if (!passage) {
    panel.current = null;
    panel.form.replaceChildren();
    return;
  }
  const same = panel.current && panel.current.kind === passage.kind && panel.current.uid === passage.uid;
  if (same) panel.current.loc = passage.loc;
  else if (panel.current?.kind === passage.kind && keyOf(panel.current.loc) === keyOf(passage.loc)) panel.current.uid = passage.uid;
  else build(passage);
  renew(passage);
}

function build(passage) {
  const current = { uid: passage.uid, loc: passage.loc, kind: passage.kind, fresh: false };
  const context = {
    loc: () => current.loc,
    kind: () => current.kind,
    save: (edits, label) => saveEdits(completed(current, edits), label),
    taken: (choice, field) => takeName(current, choice, field),
  };
  current.form = makeForm(passage.inline || !passage.kind ? [] : annotationSpecs(passage.kind), context);
  current.head = makeHead();
  panel.current = current;
  panel.form.replaceChildren(current.head.node, current.form.node, current.head.used);
}

// A passage that was marked by hand is a draft only as long as something is missing.
function completed(current, edits) {
  const value = { ...(valueAt(current.loc) || {}) };
  if (!current.fresh || value.draft !== true) return edits;
  for (const edit of edits) if (edit.loc.length === current.loc.length + 1) value[edit.loc.at(-1)] = edit.op === "delete" ? undefined : edit.op === "append" ? [edit.value] : edit.value;
  return lacking(current.kind, value).length ? edits : [...edits, { op: "delete", loc: [...current.loc, "draft"] }];
}

// A known name brings what is known of it, where nothing stands yet.
function takeName(current, choice, field) {
  if (!choice.known) return field.take(choice.value);
  const value = valueAt(current.loc) || {};
  const fields = Object.entries(steady(current.kind, choice.known)).filter(([name]) => name === "name" || value[name] === undefined || value[name] === null);
  field.input.value = choice.value;
  field.saved = choice.value;
  return saveEdits(completed(current, fields.map(([name, each]) => ({ op: "set", loc: [...current.loc, name], value: each }))), t("Name taken"));
}

function makeHead() {
  const badge = el("span", { class: "badge" });
  const reference = el("span", { class: "reference" });
  const kind = el("select", { "aria-label": t("Kind"), onchange: (event) => changeKind(event.target.value) }, store.session.kinds.map((each) => el("option", { value: each.kind, text: t(kindName(each.kind)) })));
  const quote = el("blockquote", { class: "quote", dir: "auto" });
  const faults = el("div", { class: "faults" });
  const missing = el("p", { class: "missing" });
  const decide = el(
    "p",
    { class: "actions decide" },
    button(t("Accept"), () => acceptDraft(), { class: "primary", "aria-keyshortcuts": "a" }),
    button(t("Refuse"), () => refuseDraft(), { "aria-keyshortcuts": "x" }),
    missing,
  );
  const ends = el(
    "p",
    { class: "ends" },
    button(t("Start at caret"), startHere, { class: "quiet", "aria-keyshortcuts": "s" }),
    button(t("End at caret"), endHere, { class: "quiet", "aria-keyshortcuts": "e" }),
    button(t("To the selection"), toSelection, { class: "quiet", "aria-keyshortcuts": "m" }),
    button(t("Delete"), () => deletePassage(), { class: "quiet danger", "aria-keyshortcuts": "Delete" }),
  );
  for (const each of ends.children) each.addEventListener("mousedown", (event) => event.preventDefault());
  const used = el("div", { class: "used" });
  const close = signButton("×", t("Close the form"), () => {
    select(null);
    view.text.focus({ preventScroll: true });
  });
  const node = el("header", { class: "passage-head" }, el("h2", {}, badge, kind, reference, close), quote, ends, faults, decide);
  return { node, badge, reference, kind, quote, faults, missing, decide, used, ends };
}

function renew(passage) {
  const { head, form } = panel.current;
  const entry = entryOf(passage.loc);
  attribute(head.badge, "class", `badge k-${passage.kind}`);
  setText(head.badge, kindOf(passage.kind)?.letter || "?");
  setText(head.reference, [passage.reference || t("not found in the article"), entry?.id].filter(Boolean).join(" · "));
  head.kind.value = passage.kind;
  head.kind.disabled = head.ends.hidden = Boolean(passage.inline);
  setText(head.quote, quoteOf(passage) || passage.name);
  head.decide.hidden = !passage.draft || Boolean(passage.inline);
  const lacks = lacking(passage.kind, valueAt(passage.loc) || {});
  setText(head.missing, stillNeeded(passage));
  const own = [...findingsAt(passage.loc), ...["quote", "prefix", "suffix", "occurrence", "draft", "kind"].flatMap((name) => findingsAt([...passage.loc, name]))];
  head.faults.replaceChildren(...own.filter((each) => !isDraftNote(each)).map(fault));
  drawUsed(passage, head.used);
  form.update();
  if (!lacks.length && passage.draft) confirm(panel.current);
}

// Where the missing fields came by several saves, the last of them did not know of the others.
async function confirm(current) {
  if (!current.fresh || current.confirming) return;
  current.confirming = true;
  await saveEdits([{ op: "delete", loc: [...current.loc, "draft"] }], t("Passage completed"));
  current.confirming = false;
}

// That a draft is one is said in words of the form's own.
export const isDraftNote = (finding) => finding.code === "BG209";

export function stillNeeded(passage) {
  const lacks = passage.kind ? lacking(passage.kind, valueAt(passage.loc) || {}) : ["kind"];
  return lacks.length ? t("Still needed: {fields}", { fields: lacks.map(lackName).join(", ") }) : t("Complete: accept it, or refuse it.");
}

const lackName = (name) => (Array.isArray(name) ? name : [name]).map((each) => t(each.charAt(0).toUpperCase() + each.slice(1)).toLocaleLowerCase()).join(` ${t("or")} `);

function drawUsed(passage, node) {
  const links = (passage.used || []).map((loc) => button(nameOfUse(loc), () => openPlace(loc), { class: "quiet" }));
  const packet = button(t("Show in the packet"), () => showUse(passage.loc), { class: "quiet" });
  node.replaceChildren(el("span", { class: "label", text: links.length ? t("Used in") : t("Used in no judgment yet") }), ...links, packet);
}

function nameOfUse(loc) {
  const value = valueAt(loc);
  if (loc[0] === "key_judgments") return value?.id || `KJ${loc[1] + 1}`;
  return shortened(String(value?.name || value?.text || value?.statement || value?.what || loc[0]), 30);
}

// --- the list ------------------------------------------------------------------------------

function drawList() {
  const waiting = drafts().length;
  setText(panel.counts, t("Passages: {count} · drafts: {drafts}", { count: store.state.passages.length, drafts: waiting }));
  patch(panel.list, groups(), (group) => group.key, makeGroup, renewGroup);
}

// Drafts and what has no entry, then each kind with its entries.
function groups() {
  const open = store.state.passages.filter((each) => !entryOf(each.loc));
  const made = open.length ? [{ key: "open", title: t("To complete"), rows: open }] : [];
  for (const { kind, list } of store.session.kinds) {
    const rows = store.state.entries.filter((entry) => entry.kind === kind).flatMap((entry) => entry.passages.map(passageAt).filter(Boolean));
    if (rows.length) made.push({ key: kind, title: t(titled(list)), rows });
  }
  return made;
}

const ROW = 1.8125; // rem: how high a row is as long as nobody sees it, and its title a little more

function makeGroup() {
  return el("section", {}, el("h2", { class: "group" }), el("ul"));
}

function renewGroup(node, group) {
  setText(node.firstChild, `${group.title} (${group.rows.length})`);
  node.style.containIntrinsicBlockSize = `auto ${2 + group.rows.length * ROW}rem`;
  patch(node.lastChild, group.rows, (each) => each.uid, makeRow, renewRow);
}

function makeRow(passage) {
  const open = (event) => {
    const now = rowPassage(event.currentTarget);
    if (store.picking) picked(now);
    else openPassage(now.loc, { focus: event.detail === 0 });
  };
  const node = el("button", { type: "button", class: "passage-row", onclick: open }, el("span", { class: `badge k-${passage.kind}` }), el("bdi", { class: "row-name" }), el("span", { class: "row-quote", dir: "auto" }), el("span", { class: "row-state" }), el("span", { class: "reference" }));
  return el("li", {}, node);
}

const rowPassage = (node) => rows.get(node).passage;

function renewRow(item, passage) {
  const node = item.firstChild;
  const shown = wordsOf(passage);
  const before = rows.get(node)?.shown;
  rows.set(node, { passage, shown });
  attribute(node, "aria-current", passage.uid === selectedPassage()?.uid ? "true" : null);
  for (const [number, words] of shown.entries()) if (before?.[number] !== words) setText(node.children[number], words);
}

// In the order in which a row shows them.
function wordsOf(passage) {
  const entry = entryOf(passage.loc);
  const found = findingsUnder(passage.loc).filter((each) => !isDraftNote(each)).length;
  const state = [passage.draft ? t("draft") : "", found ? t("Findings: {n}", { n: found }) : ""].filter(Boolean).join(" · ");
  return [entry?.id || kindOf(passage.kind)?.letter || "?", entry?.name || passage.name || t("(no name)"), shortened(quoteOf(passage), 90), state, passage.reference || "–"];
}

const rows = new WeakMap(); // rows to their passage, and to what they show of it

on("selected", () => {
  const uid = selectedPassage()?.uid;
  for (const node of panel.list?.querySelectorAll(".passage-row") || []) attribute(node, "aria-current", uid && rowPassage(node).uid === uid ? "true" : null);
});

// Arrows walk the rows; Delete takes one away.
function listKeys(event) {
  const rows = [...panel.list.querySelectorAll(".passage-row")];
  const number = rows.indexOf(event.target);
  if (number < 0) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    rows[number + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  } else if (event.key === "Delete") deleteRow(rows, number);
}

async function deleteRow(rows, number) {
  const stays = stillThere();
  await deletePassage(rowPassage(rows[number]).loc);
  const left = panel.list.querySelectorAll(".passage-row");
  if (stays()) (left[Math.min(number, left.length - 1)] || view.text).focus();
}
