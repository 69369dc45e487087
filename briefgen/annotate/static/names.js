// Names that are known: from the register, from past inputs and from this one; countries and regions as well.

import { get } from "./api.js";
import { folded } from "./combobox.js";
import { store } from "./state.js";

const known = new Map(); // kind -> [{name, aliases, kind, fields, from}]

export async function loadNames(kinds) {
  await Promise.all(kinds.map(loadKind));
}

async function loadKind(kind) {
  const answer = await get(`/api/names?kind=${encodeURIComponent(kind)}`);
  known.set(kind, Array.isArray(answer) ? answer : answer.names || []);
}

export const namesOf = (kind) => known.get(kind) || [];

// The name that a text is, or is an alias of.
export function nameFor(kind, words) {
  const looked = folded(words.trim());
  return namesOf(kind).find((each) => [each.name, ...(each.aliases || [])].some((name) => folded(name) === looked));
}

export function choicesFor(offered) {
  return offered.flatMap((what) => (store.schema[what] ? words(store.schema[what]) : names(what)));
}

const words = (list) => list.map((each) => (typeof each === "string" ? { value: each } : { value: each.name, also: [each.code || "", ...(each.aliases || [])] }));

const names = (kind) => namesOf(kind).map((each) => ({ value: each.name, also: each.aliases || [], note: each.from || "", known: each }));
