// All findings, the gravest first: each leads to its place and to the page of its rule.

import { button, el, patch, setText } from "./dom.js";
import { explainButton } from "./explain.js";
import { openPlace } from "./panels.js";
import { nameOfPlace } from "./places.js";
import { on, store } from "./state.js";
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
    el("p", { text: finding.message }),
    finding.hint ? el("p", { class: "secondary", text: finding.hint }) : null,
    place ? button(place, () => openPlace(finding.loc), { class: "quiet" }) : null,
  );
}

// The counts in the page's head.
export function makeCounts(open) {
  const node = button("", open, { class: "finding-counts" });
  on("state", () => {
    const { errors = 0, warnings = 0 } = store.state.strict || {};
    const words = errors || warnings ? t("Errors: {errors} · warnings: {warnings}", { errors, warnings }) : t("No findings");
    setText(node, words);
    node.dataset.worst = errors ? "error" : warnings ? "warning" : "none";
  });
  return node;
}
