// A form: descriptions of fields and a place in, an element that shows what stands there and saves what changes out.

import { el } from "./dom.js";
import { makeField, register } from "./fields.js";
import { specsOf } from "./schema.js";
import { findingsUnder, valueAt } from "./state.js";
import { t } from "./words.js";

const RARE = new Set(
  `id portion title_portion bottom_line_portion scope_note_portion source_summary_portion probability by condition change_from_previous
  linchpin alternatives supporting_points dissents mixes_terms supersedes machine_translation generated_text resolved archived retrieved origin
  paragraph_portions aliases quantity distribution short_title format`.split(/\s+/),
);

// `context` is {loc, save, kind?, taken?}; what is seldom used stands behind "More".
export function makeForm(specs, context, { plain = false } = {}) {
  const fields = specs.map((spec) => makeField(spec, context));
  const often = fields.filter((field) => plain || !RARE.has(field.spec.name));
  const seldom = fields.filter((field) => !often.includes(field));
  const more = seldom.length ? el("details", { class: "more wide" }, el("summary", { text: t("More: {fields}", { fields: names(seldom) }) }), grid(seldom)) : null;
  const node = el("div", { class: "form" }, grid(often), more);
  let seen = false;

  function update() {
    for (const field of fields) field.update();
    if (more && !seen && seldom.some((field) => filled(field, context))) more.open = true;
    seen = true;
  }

  return { node, fields, update, focus: (name) => (fields.find((field) => field.spec.name === name) || often[0])?.focus() };
}

const grid = (fields) => el("div", { class: "grid" }, fields.map((field) => field.node));

function names(fields) {
  const titles = fields.map((field) => t(field.spec.title).toLocaleLowerCase());
  return titles.length > 4 ? `${titles.slice(0, 4).join(", ")} …` : titles.join(", ");
}

function filled(field, context) {
  const loc = [...context.loc(), field.spec.name];
  const value = valueAt(loc);
  return (value !== undefined && value !== null && field.spec.name !== "id") || findingsUnder(loc).length > 0;
}

register("object", (spec, context) => {
  const { definition, name } = spec;
  const form = makeForm(specsOf(definition), { ...context, loc: () => [...context.loc(), name] });
  const node = el("fieldset", { class: "field wide nested", "data-field": name }, el("legend", { text: t(spec.title) }), form.node);
  return { spec, node, update: form.update, focus: form.focus };
});

// Values by a key, such as portion marks by paragraph: one line each, `3: U`.
register("map", (spec, context) => {
  const loc = () => [...context.loc(), spec.name];
  const proxy = { ...spec, control: "long", placeholder: "3: U" };
  const save = (edits, label) => context.save(edits.map((edit) => (edit.op === "set" ? { ...edit, value: parsed(edit.value) } : edit)), label);
  const field = makeField(proxy, { ...context, save });
  field.update = () => {
    const text = Object.entries(valueAt(loc()) || {}).map(([key, value]) => `${key}: ${value}`).join("\n");
    if (document.activeElement !== field.input) field.input.value = field.saved = text;
  };
  return field;
});

function parsed(text) {
  const lines = text.split("\n").map((line) => line.split(/:(.*)/s));
  return Object.fromEntries(lines.filter(([key, value]) => key.trim() && value?.trim()).map(([key, value]) => [key.trim(), value.trim()]));
}
