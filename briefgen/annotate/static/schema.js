// The input's JSON schema in, descriptions of form fields out: what a field is called, helped by, made of and filled with.

import { store, valueAt } from "./state.js";

const NOT_IN_FORMS = new Set(["quote", "prefix", "suffix", "occurrence", "draft", "text", "text_file", "annotations", "articles"]);
const EVIDENCE = new Set(["evidence", "evidence_against"]);
const SCALES = new Set(["likelihood", "confidence", "reliability", "credibility"]);
const COMPLETIONS = {
  country: ["countries"],
  countries: ["countries"],
  location: ["countries", "regions"],
  place: ["countries"],
  regions: ["regions"],
  parties: ["countries", "actor"],
  holder: ["countries", "actor"],
  affiliation: ["actor"],
  actors: ["actor"],
};
const LONG_TEXT = 50;
const LONG_ITEM = 24;

const root = () => store.schema.schema;
const named = (reference) => root().$defs[reference.split("/").at(-1)];

// A property without `null` and with its reference followed.
function flat(property) {
  const options = (property.anyOf || []).filter((each) => each.type !== "null");
  if (options.length === 1) return flat({ ...property, anyOf: undefined, ...options[0], ...own(property) });
  return property.$ref ? { ...named(property.$ref), ...own(property), ref: property.$ref } : property;
}

function own(property) {
  const kept = {};
  for (const key of ["title", "description", "examples"]) if (property[key] !== undefined) kept[key] = property[key];
  return kept;
}

const cache = new Map();

// The fields of a definition, such as "KeyJudgment", or of the whole input.
export function specsOf(definition) {
  if (!cache.has(definition)) cache.set(definition, makeSpecs(definition ? root().$defs[definition] : root(), definition === "KeyJudgment"));
  return cache.get(definition);
}

function makeSpecs(object, withDraft) {
  if (!object?.properties) return [];
  const required = new Set(object.required || []);
  return Object.entries(object.properties)
    .filter(([, property]) => property.const === undefined) // what the object is, such as an annotation's kind
    .filter(([name]) => !NOT_IN_FORMS.has(name) || (withDraft && name === "draft"))
    .map(([name, property]) => spec(name, flat(property), required.has(name)));
}

function spec(name, property, required) {
  const control = controlOf(name, property);
  const examples = leaves(property).flatMap((each) => each.examples || []).concat(property.examples || []);
  return {
    name,
    required,
    control,
    title: titled(name),
    help: property.description || "",
    placeholder: example(examples),
    options: choices(property),
    number: leaves(property).every((each) => each.type === "integer" || typeof each.enum?.[0] === "number"),
    least: leaves(property).find((each) => each.minimum !== undefined)?.minimum,
    most: leaves(property).find((each) => each.maximum !== undefined)?.maximum,
    completions: COMPLETIONS[name] || [],
    definition: definitionOf(property),
  };
}

export const titled = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");

function leaves(property) {
  return property.anyOf ? property.anyOf.filter((each) => each.type !== "null").flatMap((each) => leaves(flat(each))) : [property];
}

function choices(property) {
  return leaves(property).flatMap((each) => each.enum || []);
}

function example(examples) {
  const first = examples.flat().find((each) => each !== null && typeof each !== "object");
  return first === undefined ? "" : String(first);
}

function definitionOf(property) {
  const item = property.items ? flat(property.items) : property;
  const reference = item.ref || leaves(item).find((each) => each.ref)?.ref;
  return reference ? reference.split("/").at(-1) : null;
}

function controlOf(name, property) {
  if (EVIDENCE.has(name)) return "evidence";
  if (name === "judgments") return "judgments";
  if (SCALES.has(name)) return "scale";
  if (property.type === "array") return listControl(property);
  if (name === "marking") return "marking";
  if (property.ref) return "object";
  if (property.type === "boolean") return "flag";
  if (property.type === "object") return "map";
  if (choices(property).length) return "choice";
  return isDate(property) ? "date" : lineControl(property);
}

function listControl(property) {
  const item = flat(property.items);
  if (item.anyOf) return "points";
  if (item.ref) return "objects";
  return longest(property) >= LONG_ITEM ? "texts" : "tokens";
}

const isDate = (property) => leaves(property).some((each) => each.format?.startsWith("date") || each.pattern?.startsWith("^\\d{4}"));

function lineControl(property) {
  if (leaves(property).some((each) => each.type === "integer")) return "number";
  return /sentence|paragraph/.test(property.description || "") || longest(property) >= LONG_TEXT ? "long" : "line";
}

const longest = (property) => Math.max(0, ...(property.examples || []).flat().map((each) => String(each).length));

// The fields of what stands at a loc.
export function specsAt(loc) {
  let specs = specsOf(null);
  for (let end = 0; end < loc.length; end += 1) {
    if (typeof loc[end] === "number") continue;
    if (loc[end] === "articles") specs = specsOf("Article");
    else if (loc[end] === "annotations") specs = specsOf(`${titled(valueAt([...loc.slice(0, end + 2), "kind"]) || "actor")}Annotation`);
    else specs = specsOf(specs.find((each) => each.name === loc[end])?.definition || "none");
  }
  return specs;
}

export const annotationSpecs = (kind) => specsOf(`${titled(kind)}Annotation`);

// The names of the fields that a passage of a kind still lacks; a list of names stands for any one of them.
export function lacking(kind, fields) {
  const definition = root().$defs[`${titled(kind)}Annotation`];
  const has = (name) => fields[name] !== undefined && fields[name] !== null && fields[name] !== "" && fields[name].length !== 0;
  const required = (definition.required || []).filter((name) => name !== "quote" && name !== "kind" && !has(name));
  const either = (definition.anyOf || []).map((each) => each.required?.[0]).filter(Boolean);
  return either.length && !either.some(has) ? [...required, either] : required;
}
