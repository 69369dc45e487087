// Form fields: a field's description and a place in, an element that shows and saves what stands there out.

import { combobox, matching } from "./combobox.js";
import { attribute, coded, el, unique } from "./dom.js";
import { explainButton } from "./explain.js";
import { choicesFor } from "./names.js";
import { scale } from "./scale.js";
import { markClean, markUnsaved, setting } from "./saving.js";
import { findingsAt, keyOf, on, valueAt } from "./state.js";
import { t } from "./words.js";

const PAUSE = 1200; // ms without typing after which a field is saved

// The frame of a field: label, control, help, findings.
export function frame(spec, control, labelled, { group = false, wide = false } = {}) {
  const help = el("span", { id: unique("help"), hidden: true, text: helpOf(spec) });
  const faults = el("div", { id: unique("faults"), class: "faults" });
  const described = `${help.id} ${faults.id}`;
  const title = [t(spec.title), spec.required ? el("span", { class: "required", text: ` ${t("(required)")}` }) : null];
  const node = group
    ? el("div", { class: "field", role: "group", "aria-describedby": described }, el("span", { class: "label", id: unique("label") }, title), control, help, faults)
    : el("div", { class: "field" }, el("label", { class: "label", for: labelled.id }, title), control, help, faults);
  if (group) attribute(node, "aria-labelledby", node.firstChild.id);
  else attribute(labelled, "aria-describedby", described);
  node.classList.toggle("wide", wide);
  node.dataset.field = spec.name;
  node.dataset.help = helpOf(spec);
  return { node, faults };
}

const helpOf = (spec) => [t(spec.help), spec.placeholder ? t("Example: {example}", { example: spec.placeholder }) : ""].filter(Boolean).join(" ");

// What is wrong with a field, in the field.
export function showFaults(faults, loc, input = null) {
  const found = findingsAt(loc);
  const key = found.map((each) => each.code + each.message).join("\n");
  if (faults.dataset.shown === key) return;
  faults.dataset.shown = key;
  faults.replaceChildren(...found.map(fault));
  if (input) attribute(input, "aria-invalid", found.some((each) => each.severity === "error") ? "true" : null);
}

export function fault(finding) {
  return el("p", { class: `fault ${finding.severity}` }, el("span", {}, coded(finding.message)), " ", explainButton(finding.code));
}

// A field of one value. `read` gives what the input says, `write` shows a value; both as texts, so that they compare.
export function scalar(spec, context, input, { wide = false, control = input, convert = (text) => text } = {}) {
  attribute(input, "id", unique(spec.name));
  if (spec.placeholder && "placeholder" in input) attribute(input, "placeholder", spec.placeholder);
  if (spec.required) attribute(input, "aria-required", "true");
  const { node, faults } = frame(spec, control, input, { wide });
  const field = { spec, node, input, saved: "", waiting: 0, timer: 0 };
  const loc = () => [...context.loc(), spec.name];
  field.commit = () => commit(field, loc(), context, convert);
  field.update = () => {
    showFaults(faults, loc(), input);
    renew(field, asText(valueAt(loc())));
  };
  field.focus = () => input.focus();
  field.take = (text) => {
    input.value = text;
    field.commit();
  };
  input.addEventListener("input", () => typed(field));
  input.addEventListener("change", () => field.commit());
  return field;
}

// Forms come and go: only what waits is known here, so that nothing of a form stays that is gone.
const refused = new Set();

on("readable", () => {
  for (const field of [...refused]) {
    refused.delete(field);
    if (field.input.isConnected) field.commit();
  }
});

export const asText = (value) => (value === null || value === undefined ? "" : String(value));

function typed(field) {
  if (field.input.value === field.saved) markClean(field);
  else markUnsaved(field);
  clearTimeout(field.timer);
  field.timer = setTimeout(() => field.commit(), PAUSE);
}

async function commit(field, loc, context, convert) {
  clearTimeout(field.timer);
  markClean(field);
  const text = field.input.value;
  if (text === field.saved) return;
  const before = field.saved;
  field.saved = text;
  field.waiting += 1;
  const state = await context.save(setting(loc, text.trim() ? convert(text) : ""), t("{field} changed", { field: t(field.spec.title) }));
  field.waiting -= 1;
  if (!state) field.saved = before;
  attribute(field.input, "data-refused", !state);
  if (state) refused.delete(field);
  else refused.add(field);
  if (!field.waiting && state) field.update();
}

// What was typed stays until it is saved; only then does the file's value take its place.
function renew(field, text) {
  if (field.waiting || field.input.hasAttribute("data-refused")) return;
  const dirty = field.input.value !== field.saved;
  field.saved = text;
  if (!dirty && field.input.value !== text) field.input.value = text;
}

const MAKERS = {
  line: (spec, context) => line(spec, context),
  date: (spec, context) => line(spec, context, { narrow: true }),
  marking: (spec, context) => marking(spec, context),
  number: (spec, context) => scalar(spec, context, el("input", { type: "number", min: spec.least, max: spec.most }), { convert: Number }),
  long: (spec, context) => scalar(spec, context, el("textarea", { rows: 1 }), { wide: true }),
  choice: (spec, context) => choice(spec, context),
  flag: (spec, context) => flag(spec, context),
  scale: (spec, context) => scale(spec, context),
};

export function register(control, maker) {
  MAKERS[control] = maker;
}

export const makeField = (spec, context) => MAKERS[spec.control](spec, context);

function line(spec, context) {
  const offered = spec.name === "name" && context.kind ? [context.kind()] : spec.completions;
  if (!offered.length && spec.control !== "date") return sentence(spec, context);
  const input = el("input", { type: "text", spellcheck: spec.control === "date" ? "false" : null, "data-title": t(spec.title) });
  if (!offered.length) return scalar(spec, context, input);
  let field = null;
  const taken = (choice) => (context.taken && spec.name === "name" ? context.taken(choice, field) : field.take(choice.value));
  const box = combobox(input, (words) => matching(choicesFor(offered), words), taken);
  field = scalar(spec, context, input, { control: box, wide: spec.name === "name" });
  return field;
}

// A line that grows with its words rather than hide some of them; Enter saves it.
function sentence(spec, context) {
  const input = el("textarea", { rows: 1, class: "one-line" });
  const field = scalar(spec, context, input, { convert: (text) => text.replace(/\s*\n\s*/g, " ") });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    field.commit();
  });
  return field;
}

// A marking is its banner; one with a scheme of its own is shown, and changed in the file.
function marking(spec, context) {
  const field = line({ ...spec, completions: [] }, context);
  const update = field.update;
  field.update = () => {
    const value = valueAt([...context.loc(), spec.name]);
    const own = value !== null && typeof value === "object";
    field.input.readOnly = own;
    if (!own) update();
    else field.input.value = field.saved = value.banner || keyOf(value);
  };
  return field;
}

function choice(spec, context) {
  const options = spec.options.map((value) => el("option", { value: String(value), text: t(String(value)) }));
  const select = el("select", {}, el("option", { value: "", text: "–" }), options);
  return scalar(spec, context, select, { convert: spec.number ? Number : undefined });
}

function flag(spec, context) {
  const input = el("input", { type: "checkbox", id: unique(spec.name) });
  const loc = () => [...context.loc(), spec.name];
  input.addEventListener("change", () => context.save(setting(loc(), input.checked || ""), t("{field} changed", { field: t(spec.title) })));
  const faults = el("div", { class: "faults" });
  const node = el("div", { class: "field flag", "data-field": spec.name, "data-help": helpOf(spec) }, el("label", {}, input, " ", t(spec.title)), faults);
  const update = () => {
    input.checked = valueAt(loc()) === true;
    showFaults(faults, loc(), input);
  };
  return { spec, node, update, focus: () => input.focus() };
}
