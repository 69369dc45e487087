// Keys: a table of what each does and where it holds; the help dialog is made from it.

import { focusAt, view } from "./article.js";
import { selectionIn } from "./caret.js";
import { button, el, inText, openDialog } from "./dom.js";
import { acceptDraft, refuseDraft, stepDraft } from "./drafts.js";
import { stopPicking } from "./evidence.js";
import { redo, undo } from "./history.js";
import { nextColumn } from "./layout.js";
import { chooseUnder, deletePassage, endHere, mark, snap, startHere, toSelection } from "./marking.js";
import { flush } from "./saving.js";
import { emit, on, showArticle, store } from "./state.js";
import { t } from "./words.js";

const control = (event) => event.ctrlKey || event.metaKey;

// Where a key holds: in the article ("article"), in the lists and the article ("list"), everywhere ("all").
const KEYS = [
  { where: "article", shown: "1 – 5", words: "Mark the selection as that kind, or change the chosen passage to it", match: (event) => digitOf(event) > 0, run: (event) => mark(store.session.kinds[digitOf(event) - 1].kind) },
  { where: "article", shown: "Shift + ← → ↑ ↓", words: "Select words; with Ctrl, word by word" },
  { where: "article", shown: "Enter", words: "Choose the passage under the caret; again: the one around it", match: (event) => event.key === "Enter", run: choose },
  { where: "article", shown: "Tab", words: "From the article to its forms", },
  { where: "article", shown: "s, e", words: "Move the start or the end of the chosen passage to the caret", match: (event) => event.key === "s" || event.key === "e", run: (event) => (event.key === "s" ? startHere() : endHere()) },
  { where: "article", shown: "w", words: "Grow the selection to whole words; with the mouse, Alt leaves it as it is", match: (event) => event.key === "w", run: snap },
  { where: "article", shown: "m", words: "Move the chosen passage to the selection", match: (event) => event.key === "m", run: toSelection },
  { where: "list", shown: "Delete", words: "Delete the chosen passage", match: (event) => event.key === "Delete" || event.key === "Backspace", run: () => deletePassage() },
  { where: "list", shown: "n, p", words: "Next and previous draft", match: (event) => event.key === "n" || event.key === "p", run: (event) => stepDraft(event.key === "n" ? 1 : -1) },
  { where: "list", shown: "a, x", words: "Accept or refuse the draft", match: (event) => event.key === "a" || event.key === "x", run: (event) => (event.key === "a" ? acceptDraft() : refuseDraft()) },
  { where: "article", shown: "[ ]", words: "Previous and next article", match: (event) => event.key === "[" || event.key === "]", run: (event) => showArticle(store.article + (event.key === "]" ? 1 : -1)) },
  { where: "all", shown: "Ctrl + Enter", words: "Done with the form: back to the article", match: (event) => control(event) && event.key === "Enter", run: back },
  { where: "all", shown: "Escape", words: "Close a list, end choosing evidence, back to the article", match: (event) => event.key === "Escape", run: escape },
  { where: "all", shown: "Alt + ↑ ↓", words: "Move a judgment, a sentence or an entry up or down" },
  { where: "all", shown: "Ctrl + Z", words: "Undo", match: (event) => control(event) && !event.shiftKey && event.key.toLowerCase() === "z", run: undo, typed: true },
  { where: "all", shown: "Ctrl + Shift + Z, Ctrl + Y", words: "Redo", match: (event) => control(event) && ((event.shiftKey && event.key.toLowerCase() === "z") || event.key.toLowerCase() === "y"), run: redo, typed: true },
  { where: "all", shown: "F6", words: "Next column; with Shift, the one before", match: (event) => event.key === "F6", run: (event) => nextColumn(event.shiftKey ? -1 : 1) },
  { where: "all", shown: "?", words: "This list", match: (event) => event.key === "?" && !inText(event.target), run: help },
];

const PLACES = { article: "In the article", list: "In the article and in lists of passages", all: "Everywhere" };

function digitOf(event) {
  if (control(event) || event.altKey) return 0;
  const unshifted = event.shiftKey ? null : /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  const digit = /^[1-9]$/.test(event.key) ? event.key : unshifted?.[1];
  return digit && Number(digit) <= store.session.kinds.length ? Number(digit) : 0;
}

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (!store.state || event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const key = KEYS.find((each) => each.match?.(event) && holds(each, event));
    if (!key) return;
    event.preventDefault();
    key.run(event);
  });
}

// Single letters hold only where nothing is typed; undo leaves words that are not saved yet to the browser.
function holds(key, event) {
  const inArticle = event.target === view.text;
  if (key.where === "all") return !(key.typed && inText(event.target) && event.target.value !== undefined && isTyping(event.target));
  if (control(event) || event.altKey) return false;
  if (key.where === "article") return inArticle;
  return inArticle || Boolean(event.target.closest?.(".passage-list, .passage-head")) && !inText(event.target);
}

let typing = null;

function isTyping(node) {
  return typing === node;
}

document.addEventListener("input", (event) => {
  typing = event.target;
});
on("saving", () => {
  typing = null;
});

function choose() {
  const now = selectionIn(view.text);
  if (now) chooseUnder(now.focus);
}

// Back to where the caret last was in the article.
function back() {
  flush();
  document.activeElement?.blur();
  focusAt(null);
  emit("back");
}

function escape() {
  if (store.picking) stopPicking();
  else back();
}

export function help() {
  openDialog(t("Keys"), (close) => [...Object.keys(PLACES).map(table), el("p", { class: "actions" }, button(t("Close"), close, { class: "primary", autofocus: true }))], { class: "wide" });
}

function table(where) {
  const rows = KEYS.filter((each) => each.where === where).map((each) => [el("dt", {}, el("kbd", { text: each.shown })), el("dd", { text: t(each.words) })]);
  return el("section", {}, el("h3", { text: t(PLACES[where]) }), el("dl", { class: "keys" }, rows));
}
