// A file that cannot be read: the input's state in, what is wrong with it and where out, with the line as it stands.

import { coded, el } from "./dom.js";
import { explainButton } from "./explain.js";
import { on, store } from "./state.js";
import { t } from "./words.js";

const MOST = 5; // findings; the first is mostly the cause of the others

// Nothing is known of the input: it could not be read when it was opened, and not since.
export const isUnknown = () => !store.state.readable && !Object.keys(store.state.data || {}).length;

export const advice = () => t("Correct it in an editor; the page shows it then.");

export function makeBroken() {
  const node = el("div", { class: "broken", role: "alert", hidden: true });
  let shown = null;
  on("state", () => {
    const { readable, findings } = store.state;
    node.hidden = readable;
    if (readable || shown === findings) return;
    shown = findings;
    const errors = findings.filter((each) => each.severity === "error");
    const words = isUnknown() ? null : el("p", {}, el("b", { text: t("The file cannot be read") }), ". ", t("The page shows what it said before."), " ", advice());
    node.replaceChildren(...[words].filter(Boolean), ...errors.slice(0, MOST).map(makeError));
  });
  return node;
}

function makeError(finding) {
  const place = [finding.path, finding.line && t("line {n}", { n: finding.line }), finding.column && t("column {n}", { n: finding.column })];
  return el(
    "div",
    { class: "fault error" },
    el("p", {}, el("b", { text: place.filter(Boolean).join(", ") || store.state.path }), " ", explainButton(finding.code)),
    finding.source ? excerpt(finding) : null,
    el("p", {}, coded(finding.message)),
    finding.hint ? el("p", { class: "secondary" }, coded(finding.hint)) : null,
  );
}

// The line with the character at which it goes wrong.
function excerpt({ source, column }) {
  const points = [...source];
  const at = Math.max(0, Math.min(column || 1, points.length + 1) - 1);
  return el("pre", { class: "excerpt", tabindex: "0", dir: "ltr" }, points.slice(0, at).join(""), el("mark", { text: points[at] || " " }), points.slice(at + 1).join(""));
}
