// Fields that hold lists: names as chips, sentences, points with evidence of their own, and whole objects.

import { combobox, matching } from "./combobox.js";
import { attribute, el, patch, say, setText, signButton, unique } from "./dom.js";
import { asText, frame, register, showFaults } from "./fields.js";
import { makeForm } from "./forms.js";
import { choicesFor } from "./names.js";
import { stillThere } from "./press.js";
import { appending, flush, markClean, markUnsaved, moving, removing, setting } from "./saving.js";
import { specsOf } from "./schema.js";
import { findingsUnder, valueAt } from "./state.js";
import { t } from "./words.js";

const listAt = (loc) => {
  const value = valueAt(loc);
  return Array.isArray(value) ? value : [];
};

// --- names as chips ------------------------------------------------------------------------

register("tokens", (spec, context) => tokens(spec, context, (words) => matching(choicesFor(spec.completions), words)));
register("judgments", (spec, context) => tokens(spec, context, judgmentChoices));

function judgmentChoices(words) {
  const judgments = valueAt(["key_judgments"]) || [];
  return matching(judgments.map((each, number) => ({ value: each.id || `KJ${number + 1}`, note: asText(each.statement) })), words);
}

function tokens(spec, context, choices) {
  const loc = () => [...context.loc(), spec.name];
  const input = el("input", { type: "text", id: unique(spec.name), placeholder: spec.placeholder, "data-title": t(spec.title) });
  const chips = el("ul", { class: "chips", "aria-label": t(spec.title) });
  const box = combobox(input, choices, (choice) => add(choice.value));
  const { node, faults } = frame(spec, el("div", { class: "tokens" }, chips, box), input, { wide: true });
  const save = (edits) => context.save(edits, t("{field} changed", { field: t(spec.title) }));
  const field = { spec, node, input, focus: () => input.focus() };

  function add(words) {
    const value = words.trim();
    input.value = "";
    markClean(field);
    if (value && !listAt(loc()).includes(value)) save(appending(loc(), value));
  }

  function remove(number) {
    say(t("{name} removed", { name: listAt(loc())[number] }));
    save(removing(loc(), number));
    input.focus();
  }

  field.commit = () => add(input.value);
  field.update = () => {
    chips.hidden = !listAt(loc()).length;
    patch(chips, listAt(loc()).map((value, number) => ({ value: asText(value), number })), (each) => `${each.number} ${each.value}`, (each) => chip(each.value, () => remove(each.number)));
    showFaults(faults, loc(), input);
  };
  input.addEventListener("input", () => (input.value.trim() ? markUnsaved(field) : markClean(field)));
  input.addEventListener("change", field.commit);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey) return;
    if (event.key === "Enter" || event.key === ";") {
      event.preventDefault();
      add(input.value);
    } else if (event.key === "Backspace" && !input.value && listAt(loc()).length) remove(listAt(loc()).length - 1);
  });
  return field;
}

export function chip(words, remove, properties = {}) {
  const face = properties.onclick ? el("button", { type: "button", class: "chip-face", onclick: properties.onclick, title: properties.title || words }, el("bdi", { text: words })) : el("bdi", { text: words });
  return el("li", { class: "chip" }, face, signButton("×", t("Remove {name}", { name: words }), remove));
}

// --- items in order ------------------------------------------------------------------------

// Rows that keep their place: `make(number)` gives {node, update, focus}; buttons and Alt with arrows reorder them.
function ordered(spec, context, make, { addWords, fresh, open = () => undefined }) {
  const loc = () => [...context.loc(), spec.name];
  const rows = [];
  const list = el("ol", { class: `rows rows-${spec.name}` });
  const adder = el("button", { type: "button", class: "add", onclick: () => insert(), text: addWords });
  const { node, faults } = frame(spec, el("div", {}, list, adder), null, { group: true, wide: true });
  const save = (edits, label) => {
    flush();
    return context.save(edits, label);
  };

  async function insert() {
    const number = listAt(loc()).length;
    if (fresh === "") return openEmpty(number);
    const stays = stillThere();
    await save(appending(loc(), fresh()), t("{field}: one more", { field: t(spec.title) }));
    open(rows[number]);
    if (stays()) rows[number]?.focus();
    return undefined;
  }

  // A sentence has no empty form in the file: its row stands open until there are words.
  function openEmpty(number) {
    while (rows.length <= number) grow();
    rows[number].focus();
  }

  async function move(number, to) {
    if (to < 0 || to >= listAt(loc()).length) return;
    const name = document.activeElement?.closest(".row")?.contains(document.activeElement) ? document.activeElement : null;
    const path = name ? pathOf(rows[number].node, name) : null;
    const stays = stillThere();
    await save(moving(loc(), number, to), t("{field}: order changed", { field: t(spec.title) }));
    rows[to].shown?.(rows[number].isOpen?.());
    if (stays()) ((path && elementAt(rows[to].node, path)) || rows[to].node.querySelector("button, input, textarea"))?.focus();
    say(t("Moved to place {n} of {count}", { n: to + 1, count: listAt(loc()).length }));
  }

  async function remove(number) {
    if (number >= listAt(loc()).length) {
      rows.pop().node.remove();
      adder.focus();
      return;
    }
    const stays = stillThere();
    await save(removing(loc(), number), t("{field}: one less", { field: t(spec.title) }));
    if (stays()) (rows[Math.min(number, rows.length - 1)]?.node.querySelector("button, input, textarea") || adder).focus();
    say(t("Deleted. Ctrl+Z brings it back."));
  }

  function grow() {
    const number = rows.length;
    const tools = el(
      "span",
      { class: "tools" },
      signButton("↑", t("Move {n} up", { n: number + 1 }), () => move(number, number - 1)),
      signButton("↓", t("Move {n} down", { n: number + 1 }), () => move(number, number + 1)),
      signButton("×", t("Delete {n}", { n: number + 1 }), () => remove(number)),
    );
    const row = make(number, { insert, remove: () => remove(number) });
    row.node = el("li", { class: "row" }, row.node, tools);
    row.node.addEventListener("keydown", (event) => {
      if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
      event.preventDefault();
      event.stopPropagation();
      move(number, number + (event.key === "ArrowUp" ? -1 : 1));
    });
    rows.push(row);
    list.append(row.node);
    list.hidden = false;
  }

  function update() {
    const length = listAt(loc()).length;
    while (rows.length < length) grow();
    while (rows.length > length && !rows.at(-1).unsaved?.()) rows.pop().node.remove();
    for (const row of rows) row.update();
    list.hidden = !rows.length;
    showFaults(faults, loc());
  }

  return { spec, node, update, rows, focus: () => (rows[0] || adder).focus(), reveal: (number) => open(rows[number]), adder };
}

function pathOf(root, node) {
  const path = [];
  for (let at = node; at !== root; at = at.parentElement) path.unshift([...at.parentElement.children].indexOf(at));
  return path;
}

const elementAt = (root, path) => path.reduce((at, number) => at?.children[number], root);

// --- sentences -----------------------------------------------------------------------------

register("texts", (spec, context) =>
  ordered(spec, context, (number, row) => sentence(spec, { ...context, loc: () => [...context.loc(), spec.name, number] }, number, row), {
    addWords: t("Add: {field}", { field: t(spec.title) }),
    fresh: "",
  }),
);

// One text of a list; Enter begins the next.
function sentence(spec, context, number, row, { wrap = (words) => words, unwrap = asText, textLoc = context.loc } = {}) {
  const input = el("textarea", { rows: 1, "aria-label": t("{field} {n}", { field: t(spec.title), n: number + 1 }), placeholder: number ? null : spec.placeholder });
  const faults = el("div", { class: "faults" });
  const field = { spec, input, saved: "", waiting: 0, timer: 0 };
  field.commit = async () => {
    clearTimeout(field.timer);
    markClean(field);
    const words = input.value.trim();
    if (words === field.saved) return;
    if (!words) {
      if (field.saved) row.remove();
      return;
    }
    const isNew = valueAt(context.loc()) === undefined;
    const list = context.loc().slice(0, -1);
    const before = field.saved;
    field.saved = words;
    field.waiting += 1;
    const state = await context.save(isNew ? appending(list, wrap(words)) : [{ op: "set", loc: textLoc(), value: words }], t("{field} changed", { field: t(spec.title) }));
    field.waiting -= 1;
    if (!state) field.saved = before;
  };
  input.addEventListener("input", () => {
    markUnsaved(field);
    clearTimeout(field.timer);
    field.timer = setTimeout(() => valueAt(context.loc()) !== undefined && input.value.trim() && field.commit(), 1200);
  });
  input.addEventListener("change", field.commit);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.ctrlKey) return;
    event.preventDefault();
    field.commit().then(() => row.insert());
  });
  return {
    node: el("div", { class: "sentence" }, input, faults),
    input,
    unsaved: () => input.value.trim() !== field.saved || document.activeElement === input,
    focus: () => input.focus(),
    update() {
      const text = unwrap(valueAt(context.loc()));
      showFaults(faults, context.loc(), input);
      if (field.waiting) return;
      const dirty = input.value.trim() !== field.saved;
      field.saved = text;
      if (!dirty && input.value !== text) input.value = text;
    },
  };
}

// --- points: a text, or a mapping with a text and more --------------------------------------

register("points", (spec, context) =>
  ordered(spec, context, (number, row) => point(spec, context, number, row), { addWords: t("Add: {field}", { field: t(spec.title) }), fresh: "" }),
);

const textOfPoint = (value) => asText(value !== null && typeof value === "object" ? value.text : value);

function point(spec, context, number, row) {
  const loc = () => [...context.loc(), spec.name, number];
  const isMapping = () => valueAt(loc()) !== null && typeof valueAt(loc()) === "object";
  const words = sentence(spec, { ...context, loc }, number, row, { unwrap: textOfPoint, textLoc: () => (isMapping() ? [...loc(), "text"] : loc()) });
  const more = specsOf(spec.definition).filter((each) => each.name !== "text");
  const form = makeForm(more, { ...context, loc, save: (edits, label) => context.save(asMapping(edits, loc(), isMapping()), label) }, { plain: true });
  const details = el("details", { class: "more" }, el("summary", { text: more.map((each) => t(each.title)).join(", ") }), form.node);
  return {
    node: el("div", {}, words.node, details),
    focus: words.focus,
    unsaved: words.unsaved,
    update() {
      words.update();
      details.hidden = valueAt(loc()) === undefined;
      if (details.hidden) return;
      if (isMapping() && !details.dataset.seen) details.open = true;
      details.dataset.seen = "yes";
      form.update();
    },
  };
}

// The first edit of what a bare text has beside its words makes a mapping of it.
function asMapping(edits, loc, isMapping) {
  if (isMapping) return edits;
  const [edit] = edits.slice(-1);
  const name = edit.loc.at(-1);
  const before = edits.slice(0, -1);
  return [...before, { op: "set", loc, value: { text: asText(valueAt(loc)), [name]: edit.op === "append" ? [edit.value] : edit.value } }];
}

// --- objects -------------------------------------------------------------------------------

const FRESH = {
  KeyJudgment: () => ({ statement: t("New judgment"), draft: true }),
  Dissent: () => ({ who: "…", why: "…" }),
};

register("objects", (spec, context) =>
  ordered(spec, context, (number) => object(spec, context, number), {
    addWords: t("Add: {field}", { field: t(spec.title) }),
    fresh: FRESH[spec.definition] || (() => freshEntry(spec.definition)),
    open: (row) => row?.shown(true),
  }),
);

function freshEntry(definition) {
  const required = specsOf(definition).filter((each) => each.required);
  return Object.fromEntries(required.map((each) => [each.name, each.control === "tokens" ? ["…"] : "…"]));
}

const FIRST = { KeyJudgment: "statement" };

const isFresh = (value) => value?.draft === true && value.statement === t("New judgment");

// A judgment that was only just added is confirmed by its statement.
function confirmed(edits, loc) {
  const states = edits.some((edit) => edit.op === "set" && edit.loc.at(-1) === "statement");
  return states && isFresh(valueAt(loc)) ? [...edits, { op: "delete", loc: [...loc, "draft"] }] : edits;
}

export function titleOfObject(value, number) {
  const words = value?.statement || value?.name || value?.what || value?.who || value?.headline || "";
  return `${value?.id || number + 1}  ${asText(words)}`;
}

// Its title opens and closes it; the form is made when it is first opened.
function object(spec, context, number) {
  const loc = () => [...context.loc(), spec.name, number];
  const body = el("div", { id: unique("object"), class: "object", hidden: true });
  const title = el("span", { class: "object-title" });
  const facts = el("span", { class: "facts" });
  const count = el("span", { class: "count" });
  const opener = el("button", { type: "button", class: "opener", "aria-expanded": "false", "aria-controls": body.id, onclick: () => shown(body.hidden) }, title, facts, count);
  let form = null;

  function shown(open) {
    body.hidden = !open;
    attribute(opener, "aria-expanded", String(Boolean(open)));
    if (open && !form) {
      form = makeForm(specsOf(spec.definition), { ...context, loc, save: (edits, label) => context.save(confirmed(edits, loc()), label) });
      body.append(form.node);
    }
    if (open) form.update();
    setTitle();
  }

  // An open one says its statement in its form: twice would be once too often.
  function setTitle() {
    const value = valueAt(loc());
    setText(title, body.hidden ? titleOfObject(value, number) : String(value?.id || number + 1));
  }

  return {
    node: el("div", { class: "object-row" }, opener, body),
    shown,
    isOpen: () => !body.hidden,
    focus() {
      if (form) form.focus(FIRST[spec.definition]);
      else opener.focus();
      if (form && isFresh(valueAt(loc()))) document.activeElement.select?.();
    },
    update() {
      const value = valueAt(loc());
      setTitle();
      setText(facts, [value?.draft === true ? t("draft") : "", value?.likelihood, value?.confidence].filter(Boolean).map((each) => t(each)).join(" · "));
      const found = findingsUnder(loc()).length;
      setText(count, found ? String(found) : "");
      attribute(count, "title", found ? t("Findings: {n}", { n: found }) : null);
      if (!body.hidden) form.update();
    },
  };
}
