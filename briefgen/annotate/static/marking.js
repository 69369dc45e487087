// Marking: a selection and a kind in, a passage in the file out; ends moved, kind changed, deleted.

import { article, endOf, focusAt, nextUnder, startOf, tellCaret, view } from "./article.js";
import { compare, selectionIn, setSelection, trimmed, wholeWords } from "./caret.js";
import { el, say } from "./dom.js";
import { nameFor } from "./names.js";
import { stillThere } from "./press.js";
import { enterForm, openPassage } from "./passages.js";
import { picked } from "./evidence.js";
import { saveEdits, savePassage } from "./saving.js";
import { lacking } from "./schema.js";
import { emit, kindName, on, passageAt, select, selectedPassage, store, valueAt } from "./state.js";
import { t } from "./words.js";

const NAMED = new Set(["actor", "agreement", "capability"]);
const LONGEST_NAME = 60;

let last = null; // what was selected when the article was last left

// The kinds as buttons: what marks, and the legend of the marks at once.
export function makeKinds() {
  const bar = el("div", { class: "kinds", role: "toolbar", "aria-label": t("Mark the selection as") });
  bar.append(...store.session.kinds.map(kindButton));
  on("selection", () => {
    for (const node of bar.children) node.classList.toggle("ready", Boolean(last && !last.empty));
  });
  document.addEventListener("selectionchange", remember);
  return bar;
}

function kindButton(each, number) {
  const words = [el("kbd", { text: String(number + 1) }), el("span", { class: `mark k-${each.kind} depth-0`, text: t(kindName(each.kind)), title: t(each.label) })];
  const node = el("button", { type: "button", "data-kind": each.kind, "aria-keyshortcuts": String(number + 1), onclick: () => mark(each.kind) }, words);
  node.addEventListener("mousedown", (event) => event.preventDefault());
  return node;
}

let waiting = 0;

// The browser tells of a selection some time after it is made: who needs it asks.
function lastSelection() {
  const now = store.state && selectionIn(view.text);
  if (now) last = { ...now, article: store.article };
  return last && last.article === store.article ? last : null;
}

function remember() {
  lastSelection();
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => store.state && whenQuiet());
}

function whenQuiet() {
  emit("selection", last);
  tellCaret();
}

function chosenSpan() {
  const now = lastSelection();
  return now && !now.empty ? trimmed(article().paragraphs, now.start, now.end) : null;
}

// Grow the selection to whole words. What was dragged by mouse is, unless Alt is held; letters are for the keys.
export function snap() {
  const now = selectionIn(view.text);
  const span = now && !now.empty && trimmed(article().paragraphs, now.start, now.end);
  if (!span) return;
  const { start, end } = wholeWords(article().paragraphs, span.start, span.end);
  if (compare(start, now.start) >= 0 && compare(end, now.end) <= 0) return;
  const backward = compare(now.anchor, now.focus) > 0;
  setSelection(view.text, backward ? end : start, backward ? start : end);
}

// Mark what is selected; without a selection the chosen passage gets the kind.
export async function mark(kind) {
  const span = chosenSpan();
  if (!span) return changeKind(kind);
  const fields = begin(kind, textOf(span));
  const begun = lastSelection();
  const stays = stillThere();
  emit("marking");
  const words = t("Marked as {kind}", { kind: t(kindName(kind)) });
  const state = await savePassage({ article: store.article, ...span, kind, fields, label: words });
  if (!state) return undefined;
  say(words);
  const gone = !stays() || isElsewhere(begun);
  openPassage(state.made, { fresh: true, focus: false, still: gone });
  if (gone) return state.made;
  if (document.activeElement === view.text) focusAt(span.end); // where the caret is once the form is done with
  last = null;
  enterForm();
  return state.made;
}

// Whether other words of the article have been selected since: whoever did so is marking on.
function isElsewhere(begun) {
  const now = selectionIn(view.text);
  return Boolean(now) && (store.article !== begun.article || compare(now.start, begun.start) !== 0 || compare(now.end, begun.end) !== 0);
}

export function textOf({ start, end }) {
  const parts = [];
  for (const paragraph of article().paragraphs) {
    if (paragraph.number < start.paragraph || paragraph.number > end.paragraph) continue;
    const points = [...paragraph.text];
    parts.push(points.slice(paragraph.number === start.paragraph ? start.offset : 0, paragraph.number === end.paragraph ? end.offset : undefined).join(""));
  }
  return parts.join(" ").replace(/\s+/gu, " ").trim();
}

// The fields that a new passage begins with: those of a name that is known, else the words themselves as the name.
function begin(kind, words) {
  const known = NAMED.has(kind) ? nameFor(kind, words) : null;
  const fields = known ? steady(kind, known) : {};
  if (!known && NAMED.has(kind) && [...words].length <= LONGEST_NAME) fields.name = words;
  if (lacking(kind, fields).length) fields.draft = true;
  return fields;
}

// A name that this input has already needs only what every passage must have; another brings all that is known of it.
export function steady(kind, known) {
  const fields = { name: known.name };
  const here = store.state.entries.some((each) => each.kind === kind && each.name === known.name);
  const needed = lacking(kind, fields).flat();
  for (const [name, value] of Object.entries(known.fields || {})) if (!here || needed.includes(name)) fields[name] = value;
  return fields;
}

export async function changeKind(kind) {
  const passage = selectedPassage();
  if (!passage) {
    say(t("Select words first, then choose what they are."));
    return;
  }
  if (passage.kind === kind) return;
  if (!passage.spans) return saveEdits([{ op: "set", loc: [...passage.loc, "kind"], value: kind }], t("Kind changed"));
  const label = t("Kind changed");
  const stays = stillThere();
  const state = await savePassage({ article: passage.loc[1], start: startOf(passage), end: endOf(passage), kind, label }, passage.loc);
  if (!state) return;
  select(state.made || passage.loc);
  openPassage(state.made || passage.loc, { fresh: true, focus: false, still: !stays() });
  say(t("Now {kind}", { kind: t(kindName(kind)) }));
}

// Move the ends of the chosen passage; `change` is {start?, end?}.
export async function moveEnds(change) {
  const passage = selectedPassage();
  if (!passage) return;
  const start = change.start || (passage.spans ? startOf(passage) : null);
  const end = change.end || (passage.spans ? endOf(passage) : null);
  const span = start && end && compare(start, end) < 0 ? trimmed(article().paragraphs, start, end) : null;
  if (!span) {
    say(t("The end of a passage must come after its start."), true);
    return;
  }
  const label = t("Passage: {words}", { words: textOf(span) });
  const state = await savePassage({ article: passage.loc[1], ...span, kind: passage.kind, label }, passage.loc);
  if (!state) return;
  select(state.made || passage.loc);
  say(label);
}

const caretPosition = () => lastSelection()?.focus || null;
export const startHere = () => caretPosition() && moveEnds({ start: caretPosition() });
export const endHere = () => caretPosition() && moveEnds({ end: caretPosition() });

export function toSelection() {
  const span = chosenSpan();
  if (span) return moveEnds(span);
  say(t("Select the words that the passage is to hold."));
  return undefined;
}

export async function deletePassage(loc = store.selected) {
  const passage = passageAt(loc);
  if (!passage) return;
  const id = valueAt([...loc, "id"]);
  const edits = [{ op: "delete", loc }];
  const inArticle = document.activeElement === view.text;
  const place = passage.spans ? startOf(passage) : null;
  const stays = stillThere();
  await saveEdits(edits, t("Passage deleted"));
  say(id && passage.used?.length ? t("Deleted; it was evidence. Ctrl+Z brings it back.") : t("Deleted. Ctrl+Z brings it back."));
  if (stays() && (inArticle || !document.activeElement || document.activeElement === document.body)) focusAt(place);
}

// Click or Enter in the article: choose what is under the caret, or take it as evidence. What is clicked stays where it is.
export function chooseUnder(position, { still = false } = {}) {
  const passage = position && nextUnder(position);
  if (!passage) {
    if (!store.picking) select(null);
    return false;
  }
  if (store.picking) picked(passage);
  else openPassage(passage.loc, { focus: false, still });
  return true;
}

export function listenToClicks() {
  let dragged = false;
  view.text.addEventListener("pointerdown", (event) => {
    dragged = event.pointerType === "mouse" && event.button === 0;
  });
  // At once: a key or another press may come next, and what it finds must be whole words already.
  addEventListener("pointerup", (event) => {
    if (dragged && !event.altKey) snap();
    dragged = false;
  });
  view.text.addEventListener("click", () => {
    const now = selectionIn(view.text);
    if (now?.empty) chooseUnder(now.focus, { still: true });
  });
}
