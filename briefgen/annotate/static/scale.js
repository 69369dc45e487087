// A scale: terms from least to most as a row of squares, each a radio button; the chosen term in words beneath.

import { attribute, el, setText, unique } from "./dom.js";
import { frame, showFaults } from "./fields.js";
import { setting } from "./saving.js";
import { store, valueAt } from "./state.js";
import { t } from "./words.js";

export function scale(spec, context) {
  const loc = () => [...context.loc(), spec.name];
  const steps = stepsOf(spec);
  const name = unique(spec.name);
  const chosen = el("span", { class: "chosen" });
  const row = el("div", { class: `scale scale-${spec.name}` });
  const control = el("div", {}, el("div", { class: "scale-line" }, row, chosen));
  const { node, faults } = frame(spec, control, null, { group: true, wide: true });
  const field = { spec, node, steps, row, chosen, name, value: undefined, waiting: 0 };
  field.update = () => {
    showFaults(faults, loc());
    if (!field.waiting) show(field, valueAt(loc()), save);
  };
  // What was just chosen stays chosen while an earlier change comes back from the file.
  const save = async (value) => {
    field.waiting += 1;
    await context.save(setting(loc(), value), t("{field} changed", { field: t(spec.title) }));
    field.waiting -= 1;
    field.value = undefined;
    field.update();
  };
  field.focus = () => (row.querySelector("input:checked") || row.querySelector("input")).focus();
  return field;
}

// [{terms, mark, note}]: words that mean the same stand in one step.
function stepsOf(spec) {
  if (spec.name === "likelihood") return likelihoodSteps(spec);
  const meanings = store.schema.meanings?.[spec.name] || {};
  return spec.options.map((value) => ({ terms: [value], mark: spec.name === "confidence" ? "" : String(value), note: meanings[value] || "" }));
}

function likelihoodSteps(spec) {
  const bands = new Map();
  for (const { term, low, high } of scaleTerms()) {
    const key = `${low}–${high}`;
    if (!bands.has(key)) bands.set(key, { terms: [], low, high, mark: "", note: `${key} %` });
    bands.get(key).terms.push(term);
  }
  const steps = [...bands.values()].sort((one, other) => one.low - other.low || one.high - other.high);
  return steps.length ? steps : spec.options.map((term) => ({ terms: [term], mark: "", note: "" }));
}

function scaleTerms() {
  const name = store.state.data?.scale || "icd203";
  return (store.schema.scales?.likelihood || []).filter((each) => !each.scale || each.scale === name);
}

function show(field, value, save) {
  const row = wordRow(field, value);
  const key = `${row}|${value}`;
  if (field.value === key) return;
  if (field.row.dataset.words !== String(row)) build(field, row, save);
  field.value = key;
  for (const input of field.row.querySelectorAll("input")) input.checked = input.value === String(value ?? "");
  setText(field.chosen, chosenWords(field, value));
  const step = field.steps.findIndex((each) => each.terms.map(String).includes(String(value)));
  [...field.row.children].forEach((child, number) => attribute(child, "data-near", step >= 0 && Math.abs(number - 1 - step) === 1));
}

// The row of words that is in use: the value's own, else that of the briefing's other terms.
function wordRow(field, value) {
  const rows = Math.max(...field.steps.map((step) => step.terms.length));
  if (rows < 2) return 0;
  const found = field.steps.map((step) => step.terms.indexOf(value)).find((number) => number >= 0);
  return found ?? (rowInUse(field.steps) || 0);
}

function rowInUse(steps) {
  const used = (store.state.data?.key_judgments || []).map((each) => each?.likelihood);
  return used.map((term) => steps.map((step) => step.terms.indexOf(term)).find((number) => number >= 0)).find((number) => number !== undefined);
}

function build(field, row, save) {
  const none = { value: "", label: t("not given"), mark: "–" };
  const options = field.steps.map((step) => {
    const value = step.terms[row] ?? step.terms[0];
    return { value, label: [t(String(value)), t(step.note)].filter(Boolean).join(" · "), mark: step.mark };
  });
  field.row.dataset.words = String(row);
  field.row.replaceChildren(...[none, ...options].map((option, number) => square(field, option, number, save)), rowButton(field, row, save));
}

function square(field, option, number, save) {
  const take = () => save(field.spec.number && option.value !== "" ? Number(option.value) : option.value);
  const input = el("input", { type: "radio", name: field.name, value: option.value, "aria-label": option.label, onchange: take });
  input.addEventListener("focus", () => setText(field.chosen, option.label));
  const node = el("label", { class: number ? "square" : "square none", title: option.label }, input, el("span", { "aria-hidden": "true", text: option.mark }));
  node.addEventListener("mouseenter", () => setText(field.chosen, option.label));
  node.addEventListener("mouseleave", () => setText(field.chosen, chosenWords(field, field.row.querySelector("input:checked")?.value)));
  return node;
}

// A scale with two words for each step: a button changes between them.
function rowButton(field, row, save) {
  const rows = Math.max(...field.steps.map((step) => step.terms.length));
  if (rows < 2) return "";
  const next = (row + 1) % rows;
  const turn = () => {
    build(field, next, save);
    field.row.querySelector("input").focus();
  };
  const like = field.steps.at(-3)?.terms[next] || "";
  return el("button", { type: "button", class: "quiet", onclick: turn, text: t("{word} …", { word: t(like) }), title: t("Use the scale's other words") });
}

function chosenWords(field, value) {
  if (value === null || value === undefined || value === "") return t("not given");
  const step = field.steps.find((each) => each.terms.map(String).includes(String(value)));
  const words = t(String(value));
  return step?.note ? `${words} · ${t(step.note)}` : words;
}
