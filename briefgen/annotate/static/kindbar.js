// The kinds beside a selection that was made by mouse or finger: one tap marks it. Keys have digits and the bar above.

import { view } from "./article.js";
import { compare, placeOf, selectionIn } from "./caret.js";
import { el, unique } from "./dom.js";
import { mark } from "./marking.js";
import { isHeld } from "./press.js";
import { kindName, on, store } from "./state.js";
import { t } from "./words.js";

const GAP = 8; // px below the selection
const FINGER = 30; // px more, for the handles that a system draws there

let bar = null;
let pointer = "";

export function makeKindBar() {
  bar = el("div", { class: "near-kinds", role: "toolbar", id: unique("near"), "aria-label": t("Mark the selection as"), hidden: true });
  bar.append(...store.session.kinds.map(kindButton));
  view.text.parentElement.append(bar);
  view.text.addEventListener("pointerdown", (event) => {
    pointer = event.pointerType;
    bar.hidden = true;
  });
  view.text.addEventListener("keydown", () => {
    pointer = "";
  });
  for (const type of ["pointerup", "pointercancel"]) addEventListener(type, () => requestAnimationFrame(place));
  for (const topic of ["selection", "drawn", "article"]) on(topic, place);
  on("marking", () => {
    pointer = "";
    bar.hidden = true;
  });
}

function kindButton({ kind, label }) {
  const node = el("button", { type: "button", "data-near-kind": kind, title: t(label), onclick: () => mark(kind) }, el("span", { class: `mark k-${kind}`, text: t(kindName(kind)) }));
  for (const type of ["pointerdown", "mousedown"]) node.addEventListener(type, (event) => event.preventDefault());
  return node;
}

// Not while words are being selected: the pointer goes where the bar would stand.
function place() {
  const now = pointer && !isHeld() && store.state ? selectionIn(view.text) : null;
  if (!now || now.empty || compare(now.start, now.end) === 0) {
    if (!bar.contains(document.activeElement)) bar.hidden = true;
    return;
  }
  const range = document.createRange();
  range.setStart(...placeOf(view.text, now.start));
  range.setEnd(...placeOf(view.text, now.end));
  const box = [...range.getClientRects()].filter((each) => each.width > 0).at(-1);
  if (!box) return;
  bar.hidden = false;
  const sheet = bar.offsetParent.getBoundingClientRect();
  const left = Math.min(box.left - sheet.left, sheet.width - bar.offsetWidth - GAP);
  bar.style.left = `${Math.max(GAP, left)}px`;
  bar.style.top = `${box.bottom - sheet.top + GAP + (pointer === "touch" ? FINGER : 0)}px`;
}
