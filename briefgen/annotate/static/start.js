// The first screen: the folder's inputs, and a new one.

import { ApiError, post } from "./api.js";
import { button, el } from "./dom.js";
import { t } from "./words.js";

// `opened(state)` is called with what was chosen.
export function makeStart(inputs, opened) {
  const fault = el("p", { class: "fault error", role: "alert" });
  const open = async (asked) => {
    try {
      opened(await post("/api/open", asked));
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      fault.textContent = `${problem.message} ${problem.hint}`;
    }
  };
  return el(
    "section",
    { class: "start", "aria-labelledby": "start-title" },
    el("h1", { id: "start-title", text: t("Briefings in this folder") }),
    inputs.length ? el("ul", { class: "inputs" }, inputs.map((input) => el("li", {}, inputButton(input, open)))) : el("p", { text: t("There is none yet.") }),
    newForm(open),
    fault,
  );
}

function inputButton(input, open) {
  return el("button", { type: "button", class: "input-row", onclick: () => open({ path: input.path }) }, el("span", { class: "input-date", text: input.date || "" }), el("bdi", { class: "input-title", text: input.title || input.path }), el("span", { class: "secondary", text: input.path }));
}

function newForm(open) {
  const name = el("input", { type: "text", id: "new-name", placeholder: "2025-04-01", required: true });
  const submit = (event) => {
    event.preventDefault();
    open({ new: name.value.trim() });
  };
  return el("form", { class: "new-input", onsubmit: submit }, el("h2", { text: t("New briefing") }), el("label", { class: "label", for: "new-name", text: t("Name of its file") }), el("span", { class: "with-button" }, name, el("button", { type: "submit", class: "primary", text: t("Begin") })));
}

