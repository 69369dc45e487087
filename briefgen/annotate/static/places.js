// Places in words: a loc in, what a person calls it out.

import { specsAt } from "./schema.js";
import { passageAt, quoteOf, valueAt } from "./state.js";
import { t } from "./words.js";

const LISTS = { key_judgments: "Judgment {n}", articles: "Article {n}", annotations: "Passage {n}", gaps: "Gap {n}", outlook: "Outlook {n}" };

export function nameOfPlace(loc) {
  const parts = [];
  for (let end = 1; end <= loc.length; end += 1) {
    const words = step(loc.slice(0, end), loc[end]);
    if (words) parts.push(words);
  }
  return parts.join(" › ") || t("The input");
}

function step(loc, next) {
  const last = loc.at(-1);
  if (typeof last === "number") return item(loc, last);
  if (typeof next === "number" && LISTS[last]) return "";
  return titleOf(loc, last);
}

function item(loc, number) {
  const passage = passageAt(loc);
  if (passage) return `${passage.reference || ""} “${shortened(quoteOf(passage), 40)}”`.trim();
  const id = valueAt([...loc, "id"]);
  const words = LISTS[loc.at(-2)];
  return typeof id === "string" ? id : words ? t(words, { n: number + 1 }) : String(number + 1);
}

function titleOf(loc, name) {
  return t(specsAt(loc.slice(0, -1)).find((spec) => spec.name === name)?.title || String(name));
}

export function shortened(words, length) {
  if (words.length <= length) return words;
  const points = [...words];
  return points.length <= length ? words : `${points.slice(0, length - 1).join("")}…`;
}
