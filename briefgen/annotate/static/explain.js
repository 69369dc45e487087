// The page of a finding's rule, in a dialog.

import { textOf } from "./api.js";
import { button, coded, el, openDialog } from "./dom.js";
import { t } from "./words.js";

export function explainButton(code) {
  return button(code, () => explain(code), { class: "code", title: t("Explain {code}", { code }), "aria-label": t("Explain {code}", { code }) });
}

async function explain(code) {
  const text = await textOf(`/api/explain/${encodeURIComponent(code)}`).catch((problem) => problem.message);
  openDialog(code, (close) => [el("pre", { class: "explained", tabindex: "0" }, coded(wordsOf(text))), el("p", { class: "actions" }, button(t("Close"), close))], { class: "wide" });
}

function wordsOf(text) {
  try {
    const page = JSON.parse(text);
    if (typeof page === "string") return page;
    const parts = [["", page.what], [t("Why"), page.why], [t("Example"), page.example], [t("Use instead"), page.instead]];
    return parts.filter(([, words]) => words).map(([title, words]) => (title ? `${title}\n${words}` : words)).join("\n\n");
  } catch {
    return text;
  }
}
