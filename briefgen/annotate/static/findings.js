// All findings, the gravest first: each leads to its place and to the page of its rule.

import { button, coded, el, patch, setText } from "./dom.js";
import { explainButton } from "./explain.js";
import { openPlace } from "./panels.js";
import { isDraftNote, stillNeeded } from "./passages.js";
import { nameOfPlace } from "./places.js";
import { on, passageAt, store } from "./state.js";
import { t } from "./words.js";

const GRAVITY = ["error", "warning", "note", "info"];

export function makeFindings() {
  const none = el("p", { class: "none", text: t("No findings. A strict check passes.") });
  const list = el("ul", { class: "findings" });
  on("state", () => {
    const found = [...store.state.findings].sort((one, other) => GRAVITY.indexOf(one.severity) - GRAVITY.indexOf(other.severity));
    none.hidden = found.length > 0;
    patch(list, found.map((finding, number) => ({ finding, number })), keyOfFinding, makeFinding);
  });
  return el("div", {}, none, list);
}

const keyOfFinding = ({ finding, number }) => `${number}|${finding.code}|${finding.message}|${JSON.stringify(finding.loc)}`;

function makeFinding({ finding }) {
  const place = finding.loc?.length ? nameOfPlace(finding.loc) : "";
  const line = finding.line ? t("line {n}", { n: finding.line }) : "";
  return el(
    "li",
    { class: `finding ${finding.severity}` },
    el("p", { class: "finding-head" }, el("b", { class: "severity", text: t(finding.severity) }), explainButton(finding.code), el("span", { class: "secondary", text: [finding.path, line].filter(Boolean).join(" ") })),
    wordsOf(finding).map((words, number) => el("p", { class: number ? "secondary" : null }, coded(words))),
    place ? button(place, () => openPlace(finding.loc), { class: "quiet" }) : null,
  );
}

// A draft is completed here, not in the file: what is said of one is what its form says.
function wordsOf(finding) {
  const passage = isDraftNote(finding) && passageAt(finding.loc.slice(0, 4));
  return passage ? [stillNeeded(passage)] : [finding.message, finding.hint].filter(Boolean);
}

// The counts in the page's head.
export function makeCounts(open) {
  const node = button("", open, { class: "finding-counts" });
  on("state", () => {
    const { errors = 0, warnings = 0, drafts = 0 } = store.state.strict || {};
    const counts = [errors && t("Errors: {n}", { n: errors }), warnings && t("Warnings: {n}", { n: warnings }), drafts && t("Drafts: {n}", { n: drafts })];
    setText(node, counts.filter(Boolean).join(" · ") || t("No findings"));
    node.dataset.worst = errors ? "error" : warnings ? "warning" : drafts ? "draft" : "none";
  });
  return node;
}
