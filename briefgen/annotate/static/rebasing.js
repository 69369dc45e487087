// Places after edits: a loc and the edits made since it was known in, the loc of the same thing now out.

import { startsWith } from "./state.js";

// null where the thing was deleted.
export function shifted(loc, edit) {
  if (edit.op === "rename" && same(loc.slice(0, edit.loc.length), edit.loc)) {
    return [...edit.loc.slice(0, -1), edit.key, ...loc.slice(edit.loc.length)];
  }
  if (edit.op === "insert") return renumbered(loc, edit.loc, (number) => (number >= edit.number ? number + 1 : number));
  const list = edit.loc.slice(0, -1);
  const taken = edit.loc.at(-1);
  if (edit.op === "delete") {
    if (startsWith(loc, edit.loc) && loc.length >= edit.loc.length) return null;
    return typeof taken === "number" ? renumbered(loc, list, (number) => (number > taken ? number - 1 : number)) : loc;
  }
  if (edit.op === "move") return renumbered(loc, list, (number) => moved(number, taken, edit.number));
  return loc;
}

const same = (one, other) => one.length === other.length && startsWith(one, other);

function renumbered(loc, list, change) {
  if (loc.length <= list.length || !startsWith(loc, list)) return loc;
  const number = loc[list.length];
  return typeof number === "number" ? [...list, change(number), ...loc.slice(list.length + 1)] : loc;
}

function moved(number, from, to) {
  if (number === from) return to;
  const without = number > from ? number - 1 : number;
  return without >= to ? without + 1 : without;
}

export function shiftedThrough(loc, edits) {
  return edits.reduce((now, edit) => now && shifted(now, edit), loc);
}
