// A text input with suggestions (ARIA 1.2 combobox): a function from what is typed to choices in, the element out.

import { attribute, el, unique } from "./dom.js";

const MOST = 8;

export const folded = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

// Those whose words begin with what was typed; the beginning of the whole counts for more.
export function matching(choices, typed, most = MOST) {
  const query = folded(typed.trim());
  if (!query) return choices.slice(0, most);
  const found = [];
  for (const choice of choices) {
    const words = folded([choice.value, choice.label, ...(choice.also || [])].join("\n"));
    const place = words.indexOf(query);
    const begins = place === 0 || (place > 0 && /[^\p{L}\p{N}]/u.test(words[place - 1]));
    if (begins) found.push({ choice, rank: place === 0 ? 0 : 1 });
  }
  return found.sort((one, other) => one.rank - other.rank).slice(0, most).map((each) => each.choice);
}

// `choices(typed)` gives [{value, label, note}]; `picked(choice)` is called when one is taken.
export function combobox(input, choices, picked) {
  const list = el("ul", { role: "listbox", id: unique("choices"), class: "choices", hidden: true, "aria-label": input.getAttribute("aria-label") || input.dataset.title || "…" });
  const box = { input, list, shown: [], active: -1 };
  attribute(input, "role", "combobox");
  attribute(input, "aria-autocomplete", "list");
  attribute(input, "aria-expanded", "false");
  attribute(input, "aria-controls", list.id);
  attribute(input, "autocomplete", "off");
  input.addEventListener("input", () => open(box, choices(input.value), picked));
  input.addEventListener("keydown", (event) => keys(box, event, choices, picked));
  input.addEventListener("blur", () => close(box));
  return el("span", { class: "combobox" }, input, list);
}

function open(box, shown, picked) {
  box.shown = shown;
  box.active = -1;
  box.list.replaceChildren(...shown.map((choice, number) => option(box, choice, number, picked)));
  box.list.hidden = shown.length === 0;
  attribute(box.input, "aria-expanded", String(shown.length > 0));
  box.input.removeAttribute("aria-activedescendant");
}

function option(box, choice, number, picked) {
  const take = (event) => {
    event.preventDefault();
    pick(box, number, picked);
  };
  const note = choice.note ? el("small", { text: choice.note }) : null;
  return el("li", { role: "option", id: `${box.list.id}-${number}`, "aria-selected": "false", onmousedown: take }, el("bdi", { text: choice.label || choice.value }), note);
}

function pick(box, number, picked) {
  const choice = box.shown[number];
  close(box);
  picked(choice);
}

function close(box) {
  box.list.hidden = true;
  box.active = -1;
  attribute(box.input, "aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
}

function keys(box, event, choices, picked) {
  const opened = !box.list.hidden;
  if (event.isComposing) return;
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
    event.preventDefault();
    if (!opened) open(box, choices(box.input.value), picked);
    move(box, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && opened && box.active >= 0) {
    event.preventDefault();
    event.stopImmediatePropagation();
    pick(box, box.active, picked);
  } else if (event.key === "Escape" && opened) {
    event.preventDefault();
    event.stopPropagation();
    close(box);
  }
}

function move(box, by) {
  if (!box.shown.length) return;
  box.active = (box.active + by + box.shown.length + (box.active < 0 && by < 0 ? 1 : 0)) % box.shown.length;
  [...box.list.children].forEach((child, number) => attribute(child, "aria-selected", String(number === box.active)));
  const active = box.list.children[box.active];
  attribute(box.input, "aria-activedescendant", active.id);
  active.scrollIntoView({ block: "nearest" });
}
