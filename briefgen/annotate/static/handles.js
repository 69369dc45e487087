// Handles at the ends of the chosen passage, to be dragged by mouse or finger; keys and buttons do the same.

import { article, endOf, startOf, view } from "./article.js";
import { compare, placeOf, positionFromPoint, wordEdge } from "./caret.js";
import { el } from "./dom.js";
import { moveEnds } from "./marking.js";
import { hold } from "./press.js";
import { on, selectedPassage, store } from "./state.js";

const handles = {};

export function makeHandles() {
  for (const side of ["start", "end"]) {
    handles[side] = el("span", { class: `handle handle-${side}`, hidden: true, "aria-hidden": "true" });
    handles[side].addEventListener("pointerdown", (event) => drag(side, event));
  }
  view.scroller.firstElementChild.append(handles.start, handles.end);
  for (const topic of ["state", "selected", "article"]) on(topic, later);
  on("article", hide); // at once: what they stood at is gone
  new ResizeObserver(later).observe(view.text);
}

function hide() {
  for (const handle of Object.values(handles)) handle.hidden = true;
}

let waiting = 0;

function later() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(place);
}

function place() {
  const passage = selectedPassage();
  const shown = Boolean(passage?.spans && !passage.inline && passage.loc[1] === store.article);
  for (const handle of Object.values(handles)) handle.hidden = !shown;
  if (!shown) return;
  const boxes = { start: boxAt(startOf(passage), "start"), end: boxAt(endOf(passage), "end") }; // both before one is moved
  for (const side of ["start", "end"]) put(handles[side], boxes[side]);
}

// Where the handle stands that marks that end; nothing where the article is not in view.
function boxAt(position, side) {
  const [from, to] = side === "start" ? [position, after(position, 1)] : [after(position, -1), position];
  const [first, last] = [placeOf(view.text, from), placeOf(view.text, to)];
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(...first);
  range.setEnd(...last);
  const boxes = [...range.getClientRects()].filter((each) => each.width > 0);
  const box = boxes.at(side === "start" ? -1 : 0);
  const origin = handles[side].offsetParent?.getBoundingClientRect();
  if (!box || !origin) return null;
  const atRight = (getComputedStyle(view.text).direction === "rtl") === (side === "start");
  return { left: (atRight ? box.right : box.left) - origin.left, top: box.top - origin.top, height: box.height };
}

function put(handle, box) {
  for (const [name, pixels] of Object.entries(box || {})) handle.style[name] = `${pixels}px`;
}

const after = ({ paragraph, offset }, by) => ({ paragraph, offset: Math.max(0, offset + by) });

// To the edge of a word; but within the word at which the end stands already, somebody is after its letters.
function snapped(place, begun, side) {
  const edge = (at, by) => wordEdge(article().paragraphs, at, by);
  const same = [-1, 1].some((by) => compare(edge(place, by), edge(begun, by)) === 0);
  return same ? place : edge(place, side === "start" ? -1 : 1);
}

function drag(side, event) {
  event.preventDefault();
  hold(event);
  const handle = event.currentTarget;
  handle.setPointerCapture(event.pointerId);
  const begun = side === "start" ? startOf(selectedPassage()) : endOf(selectedPassage());
  let last = null;
  const follow = (move) => {
    handle.style.pointerEvents = "none";
    const under = positionFromPoint(view.text, move.clientX, move.clientY);
    handle.style.pointerEvents = "";
    if (under) last = move.altKey ? under : snapped(under, begun, side);
    if (last) put(handle, boxAt(last, side));
  };
  const drop = () => last && moveEnds({ [side]: last }).then(later);
  const over = new AbortController();
  const whileHeld = { signal: over.signal };
  handle.addEventListener("pointermove", follow, whileHeld);
  handle.addEventListener("pointerup", drop, whileHeld);
  handle.addEventListener("lostpointercapture", () => over.abort(), whileHeld);
}
