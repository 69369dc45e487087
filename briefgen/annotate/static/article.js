// The article with its marks: the input's state in, paragraphs of text with highlights out. Only what changed is drawn.

import { advice, isUnknown, makeBroken } from "./broken.js";
import { compare, selectionIn, setSelection } from "./caret.js";
import { attribute, button, el, patch, setText } from "./dom.js";
import { hold } from "./press.js";
import { entryOf, findingsUnder, kindName, on, passagesOf, select, selectedPassage, showArticle, store } from "./state.js";
import { t } from "./words.js";

export const view = { node: null, scroller: null, text: null, tabs: null, title: null, source: null, caret: null };

export function makeArticle() {
  view.tabs = el("div", { class: "article-tabs", role: "tablist", "aria-label": t("Articles"), onkeydown: tabKeys });
  view.title = el("h2", { id: "article-title" });
  view.source = el("p", { class: "source-line" });
  view.text = makeText();
  view.caret = el("p", { class: "under-caret", role: "status", "aria-live": "polite" });
  const sheet = el("div", { class: "sheet" }, el("div", { class: "sheet-head" }, view.title, view.source), makeBroken(), view.text);
  view.scroller = el("div", { class: "scroller", id: "article-panel" }, sheet);
  view.node = el("section", { class: "column column-article", "aria-labelledby": "article-title" }, view.tabs, view.scroller, view.caret);
  on("state", draw);
  on("drawn", selectAgain);
  on("article", drawAfresh);
  on("selected", drawSelected);
  return view.node;
}

// A text box that can be read, walked and selected in, but not written: the browser's own caret, and no keyboard on glass.
function makeText() {
  const node = el("div", { class: "article", contenteditable: "true", role: "textbox", "aria-readonly": "true", "aria-multiline": "true", tabindex: "0", inputmode: "none", spellcheck: "false", autocapitalize: "off", translate: "no" });
  for (const type of ["beforeinput", "paste", "cut", "dragstart"]) node.addEventListener(type, refuse);
  node.addEventListener("input", drawAfresh);
  node.addEventListener("pointerdown", press);
  return node;
}

function press(event) {
  hold(event);
  for (const each of [view.scroller, document.scrollingElement]) each.scrollTo({ top: each.scrollTop }); // what glides stands still
  // Within what is selected, a browser would drag the words away instead of selecting others.
  if (event.button === 0 && event.pointerType === "mouse" && !event.shiftKey) getSelection().removeAllRanges();
}

function refuse(event) {
  if (event.type === "cut") document.execCommand?.("copy");
  event.preventDefault();
}

export const article = () => store.state.articles[store.article];

function drawAfresh() {
  view.text.replaceChildren();
  view.scroller.scrollTop = 0;
  draw();
  selectAgain();
}

function draw() {
  const current = article();
  view.node.hidden = !store.state;
  drawTabs();
  if (!current) return drawNone();
  setText(view.title, current.headline || current.id);
  for (const node of [view.title, view.text]) {
    attribute(node, "lang", current.language);
    attribute(node, "dir", current.dir || "auto");
  }
  setText(view.source, [current.id, current.source].filter(Boolean).join(" · "));
  attribute(view.text, "aria-label", t("Article {id}: {headline}", { id: current.id, headline: current.headline }));
  drawParagraphs(current);
  drawSelected();
  return undefined;
}

function drawNone() {
  setText(view.title, isUnknown() ? t("The file cannot be read") : t("No article yet"));
  setText(view.source, isUnknown() ? advice() : t("Drop a file here, or use Add article above."));
  for (const node of [view.title, view.text]) for (const name of ["lang", "dir"]) node.removeAttribute(name);
  attribute(view.text, "aria-label", view.title.textContent);
  view.text.replaceChildren();
}

function drawTabs() {
  view.tabs.hidden = store.state.articles.length < 2;
  patch(view.tabs, store.state.articles, (each) => String(each.number), makeTab, (node, each) => renewTab(node, each));
  const chosen = view.tabs.children[store.article];
  if (chosen !== view.chosenTab) chosen?.scrollIntoView({ block: "nearest", inline: "nearest" });
  view.chosenTab = chosen;
}

function makeTab(each) {
  return button("", () => showArticle(store.state.articles.findIndex((one) => one.number === each.number)), { role: "tab", "aria-controls": "article-panel" });
}

function renewTab(node, each) {
  const chosen = article()?.number === each.number;
  setText(node, `${each.id} ${each.headline || ""}`);
  attribute(node, "aria-selected", String(chosen));
  attribute(node, "tabindex", chosen ? "0" : "-1");
  attribute(node, "title", each.headline);
}

function tabKeys(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const count = store.state.articles.length;
  showArticle((store.article + by + count) % count);
  view.tabs.children[store.article].focus();
}

// --- paragraphs ----------------------------------------------------------------------------

function drawParagraphs(current) {
  const marks = marksByParagraph(passagesOf(store.article));
  const kept = document.activeElement === view.text ? selectionIn(view.text) : null;
  const replaced = new Set();
  const renew = (node, paragraph) => {
    const own = marks.get(paragraph.number) || [];
    const shape = `${paragraph.text}|${own.map(shapeOf).join("|")}`;
    const look = own.map(lookOf).join("|");
    const before = drawn.get(node);
    drawn.set(node, { shape, look });
    if (before?.shape !== shape) {
      node.replaceChildren(...runsOf(paragraph, own).map(drawRun));
      replaced.add(paragraph.number);
    } else if (before.look !== look) dressAll(node, own);
  };
  patch(view.text, current.paragraphs, (each) => String(each.number), makeParagraph, renew);
  if (kept && [kept.anchor, kept.focus].some((end) => replaced.has(end.paragraph))) lost = kept;
}

let lost = null; // the selection that was in paragraphs which are others now

function selectAgain() {
  if (lost) setSelection(view.text, lost.anchor, lost.focus);
  lost = null;
}

function makeParagraph(paragraph) {
  const node = el("p", { "data-paragraph": paragraph.number });
  if (paragraph.marking) node.dataset.marking = `(${paragraph.marking})`;
  return node;
}

function marksByParagraph(passages) {
  const marks = new Map();
  for (const passage of passages) {
    const last = passage.spans?.at(-1);
    for (const span of passage.spans || []) {
      if (!marks.has(span.paragraph)) marks.set(span.paragraph, []);
      marks.get(span.paragraph).push({ ...span, passage, ends: span === last, length: sizeOf(passage) });
    }
  }
  return marks;
}

export const sizeOf = (passage) => (passage.spans || []).reduce((sum, span) => sum + span.end - span.start, 0);

// The paragraph cut where a mark begins or ends; in each run the longer mark stands outside the shorter.
function runsOf(paragraph, marks) {
  const points = [...paragraph.text];
  const cuts = [...new Set([0, points.length, ...marks.flatMap((mark) => [mark.start, mark.end])])].sort((one, other) => one - other);
  const runs = [];
  for (let number = 0; number + 1 < cuts.length; number += 1) {
    const [start, end] = [cuts[number], cuts[number + 1]];
    const inside = marks.filter((mark) => mark.start <= start && mark.end >= end).sort((one, other) => other.length - one.length || one.start - other.start);
    runs.push({ text: points.slice(start, end).join(""), marks: inside, start, end });
  }
  return runs;
}

const drawn = new WeakMap(); // paragraphs to what they show: which marks stand where, and what these look like

const shapeOf = (mark) => `${mark.start}-${mark.end}:${mark.passage.uid}${mark.ends ? "." : ""}`;
const lookOf = ({ passage, ends }) => `${passage.draft ? "?" : ""}${hasFault(passage) ? "!" : ""}${ends ? numberOf(passage) : ""}`;

const hasFault = (passage) => findingsUnder(passage.loc).some((each) => each.severity !== "note" && each.severity !== "info");
export const numberOf = (passage) => (passage.draft ? "" : String(entryOf(passage.loc)?.id ?? "").replace("-", "\u2011"));

function drawRun(run) {
  let node = document.createTextNode(run.text);
  for (const [depth, mark] of [...run.marks.entries()].reverse()) node = drawMark(mark, depth, run, node);
  return node;
}

function drawMark(mark, depth, run, inner) {
  const node = el("span", { class: `mark k-${mark.passage.kind} depth-${Math.min(depth, 2)}` }, inner);
  node.dataset.uid = mark.passage.uid;
  if (mark.ends && mark.end === run.end) node.dataset.number = "";
  dress(node, mark.passage);
  return node;
}

// What a passage has become: a draft or not, with findings or without, an entry of that number.
function dress(node, passage) {
  node.classList.toggle("draft", Boolean(passage.draft));
  node.classList.toggle("faulty", hasFault(passage));
  if (node.hasAttribute("data-number")) attribute(node, "data-number", numberOf(passage));
}

function dressAll(paragraph, marks) {
  const passages = new Map(marks.map(({ passage }) => [passage.uid, passage]));
  for (const node of paragraph.querySelectorAll(".mark")) dress(node, passages.get(node.dataset.uid));
}

function drawSelected() {
  const uid = selectedPassage()?.uid;
  for (const node of view.text.querySelectorAll(".mark.on")) if (node.dataset.uid !== uid) node.classList.remove("on");
  if (!uid) return;
  for (const node of nodesOf(uid)) node.classList.add("on");
}

export const nodesOf = (uid) => [...view.text.querySelectorAll(`[data-uid="${CSS.escape(uid)}"]`)];

// --- passages under the caret ----------------------------------------------------------------

// Those that a position touches, the shortest first.
export function passagesUnder(position) {
  const touches = (span) => span.paragraph === position.paragraph && span.start <= position.offset && span.end >= position.offset;
  return passagesOf(store.article)
    .filter((passage) => passage.spans?.some(touches))
    .sort((one, other) => sizeOf(one) - sizeOf(other) || compare(startOf(one), startOf(other)));
}

export const startOf = (passage) => ({ paragraph: passage.spans[0].paragraph, offset: passage.spans[0].start });
export const endOf = (passage) => ({ paragraph: passage.spans.at(-1).paragraph, offset: passage.spans.at(-1).end });

// The next of those under the caret: choosing again goes outward and begins again.
export function nextUnder(position) {
  const under = passagesUnder(position);
  const current = under.findIndex((passage) => passage.uid === selectedPassage()?.uid);
  return under.length ? under[(current + 1) % under.length] : null;
}

// Show a passage in the article, and choose it; `still` where it was chosen by what is seen of it.
export function goTo(loc, { focus = false, still = false } = {}) {
  select(loc);
  const passage = selectedPassage();
  if (!passage?.spans) return;
  const node = nodesOf(passage.uid)[0];
  if (node && !still && !isInView(node)) node.scrollIntoView({ block: "center", behavior: isCalm() ? "auto" : "smooth" });
  if (focus) focusAt(endOf(passage));
}

const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const SLACK = 1; // px: a browser scrolls by whole pixels, and lines are as high as their fonts say

// What is seen already stays where it is: words that move away under a finger are hard to work on.
// It is seen between the kinds above and the line below, which stick to the window's edges where columns do not scroll.
function isInView(node) {
  const [box, kinds, frame, caret] = [node, view.node.firstElementChild, view.scroller, view.caret].map((each) => each.getBoundingClientRect());
  return box.top >= Math.max(frame.top, kinds.bottom) - SLACK && box.bottom <= Math.min(frame.bottom, caret.top) + SLACK;
}

export function focusAt(position) {
  view.text.focus({ preventScroll: true });
  if (position) setSelection(view.text, position);
}

// Name what the caret stands in, for eyes and ears, when it is moved by keys.
export function tellCaret() {
  const selection = document.activeElement === view.text ? selectionIn(view.text) : null;
  const under = selection ? passagesUnder(selection.focus) : [];
  setText(view.caret, under.map(nameOfPassage).join("; "));
}

export function nameOfPassage(passage) {
  const entry = entryOf(passage.loc);
  const words = [passage.kind ? t(kindName(passage.kind)) : "", entry?.name || passage.name, passage.draft ? t("draft") : ""];
  return words.filter(Boolean).join(", ");
}

