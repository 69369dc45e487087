// Evidence: passages taken for a judgment or an entry, by name, by click or by Enter in the article.

import { goTo, view } from "./article.js";
import { combobox, matching } from "./combobox.js";
import { attribute, button, el, patch, say, unique } from "./dom.js";
import { asText, frame, register, showFaults } from "./fields.js";
import { chip } from "./lists.js";
import { shortened } from "./places.js";
import { appending, removing } from "./saving.js";
import { emit, entryOf, on, quoteOf, store, valueAt } from "./state.js";
import { t } from "./words.js";

const idsAt = (loc) => (Array.isArray(valueAt(loc)) ? valueAt(loc).map(asText) : []);
const byId = (id) => store.state.passages.find((each) => each.id === id);

register("evidence", (spec, context) => {
  const loc = () => [...context.loc(), spec.name];
  const input = el("input", { type: "text", id: unique(spec.name), placeholder: t("Reference, id or words"), "data-title": t(spec.title) });
  const chips = el("ul", { class: "chips", "aria-label": t(spec.title) });
  const take = (passage) => toggle(passage, loc(), context, spec);
  const box = combobox(input, choices, (choice) => {
    input.value = "";
    take(choice.passage);
  });
  const pick = button(t("Pick in the article"), () => startPicking({ spec, take, has: (passage) => idsAt(loc()).includes(passage.id), back: pick }), { class: "quiet picker", "aria-pressed": "false" });
  const { node, faults } = frame(spec, el("div", { class: "tokens" }, chips, el("span", { class: "with-button" }, box, pick)), input, { wide: true });
  const update = () => {
    const ids = idsAt(loc());
    chips.hidden = !ids.length;
    patch(chips, ids.map((id, number) => ({ id, number })), (each) => `${each.number} ${each.id} ${wordsOf(each.id)}`, (each) => evidenceChip(each, loc, context, spec, input));
    showFaults(faults, loc(), input);
  };
  return { spec, node, input, update, focus: () => input.focus() };
});

function evidenceChip({ id, number }, loc, context, spec, input) {
  const remove = () => {
    context.save(removing(loc(), number), t("{field} changed", { field: t(spec.title) }));
    input.focus();
  };
  const passage = byId(id);
  return chip(wordsOf(id), remove, { onclick: () => passage && goTo(passage.loc), title: passage ? quoteOf(passage) : id });
}

function wordsOf(id) {
  const passage = byId(id);
  return passage?.reference ? `${passage.reference} ${id}` : id;
}

function choices(words) {
  const all = store.state.passages.filter((each) => !each.draft).map((passage) => ({
    value: passage.reference || "",
    label: `${passage.reference || ""} ${entryOf(passage.loc)?.name || passage.name || passage.id || ""}`.trim(),
    note: shortened(quoteOf(passage), 60),
    also: [passage.id || "", passage.name || "", quoteOf(passage)],
    passage,
  }));
  return matching(all, words, 12);
}

// Take a passage, or leave it where it was taken. One without an id gets one.
function toggle(passage, loc, context, spec) {
  const ids = idsAt(loc);
  const label = t("{field} changed", { field: t(spec.title) });
  if (passage.draft) {
    say(t("A draft cannot be evidence: complete it first."), true);
  } else if (ids.includes(passage.id)) {
    say(t("{name} removed", { name: wordsOf(passage.id) }));
    context.save(removing(loc, ids.indexOf(passage.id)), label);
  } else {
    const written = valueAt([...passage.loc, "id"]) || (passage.inline && passage.id);
    const id = written || freshId(passage);
    const naming = written ? [] : [{ op: "set", loc: [...passage.loc, "id"], value: id }];
    say(t("{name} added", { name: passage.reference || id }));
    context.save([...naming, ...appending(loc, id)], label);
  }
}

// An id from the passage's name or first words, in letters that ids may have.
function freshId(passage) {
  const words = (passage.name || quoteOf(passage)).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[a-z0-9]+/g) || [];
  const root = words.slice(0, 3).join("-").replace(/^[^a-z]+/, "").slice(0, 40) || `${passage.kind}-${passage.loc[1] + 1}`;
  const taken = new Set(store.state.passages.map((each) => each.id));
  let id = root;
  for (let number = 2; taken.has(id); number += 1) id = `${root}-${number}`;
  return id;
}

// --- picking -------------------------------------------------------------------------------

function startPicking(picking) {
  if (store.picking?.back === picking.back) return stopPicking();
  store.picking = picking;
  emit("picking");
  view.text.focus({ preventScroll: true });
  say(t("Choose passages by click, or by caret and Enter; Escape ends."));
  return undefined;
}

export function stopPicking() {
  const back = store.picking?.back;
  store.picking = null;
  emit("picking");
  if (back?.isConnected) back.focus();
}

export const picked = (passage) => store.picking.take(passage);

// Says above the article that passages are being chosen, and for what.
export function makePickingLine() {
  const words = el("span");
  const line = el("div", { class: "picking", hidden: true }, words, button(t("Done"), stopPicking, { class: "quiet" }));
  on("picking", () => {
    for (const each of document.querySelectorAll(".picker")) attribute(each, "aria-pressed", String(store.picking?.back === each));
    line.hidden = !store.picking;
    document.body.classList.toggle("is-picking", Boolean(store.picking));
    if (store.picking) words.textContent = t("Choosing for: {field}", { field: t(store.picking.spec.title) });
  });
  return line;
}
