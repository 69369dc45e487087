// The page of a finding's rule, in a dialog.

import { textOf } from "./api.js";
import { button, el, openDialog } from "./dom.js";
import { _ } from "./words.js";

export function explainButton(code) {
  return button(code, () => explain(code), { class: "code", title: _("Explain {code}", { code }), "aria-label": _("Explain {code}", { code }) });
}

async function explain(code) {
  const text = await textOf(`/api/explain/${encodeURIComponent(code)}`).catch((problem) => problem.message);
  openDialog(code, (close) => [el("pre", { class: "explained", tabindex: "0", text: wordsOf(text) }), el("p", { class: "actions" }, button(_("Close"), close))], { class: "wide" });
}

function wordsOf(text) {
  try {
    const page = JSON.parse(text);
    if (typeof page === "string") return page;
    const parts = [["", page.what], [_("Why"), page.why], [_("Example"), page.example], [_("Use instead"), page.instead]];
    return parts.filter(([, words]) => words).map(([title, words]) => (title ? `${title}\n${words}` : words)).join("\n\n");
  } catch {
    return text;
  }
}
