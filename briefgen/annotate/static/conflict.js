// A conflict: what two editors wrote in the same places in, the places where theirs is kept out.

import { el, openDialog, unique } from "./dom.js";
import { nameOfPlace } from "./places.js";
import { t } from "./words.js";

export function settle(differences) {
  return new Promise((resolve) => {
    const dialog = openDialog(t("Somebody else changed the same place"), (close) => form(differences, close, resolve), {
      class: "wide conflict",
    });
    dialog.addEventListener("cancel", (event) => event.preventDefault());
  });
}

function form(differences, close, resolve) {
  const places = differences.map((difference) => ({ difference, ...choice(difference) }));
  const finish = (event) => {
    event.preventDefault();
    resolve(places.filter((each) => each.theirs.checked).map((each) => each.difference.loc));
    close();
  };
  const words = t("The file was changed by another editor while you wrote. Choose for each place; nothing is lost until you do.");
  const save = el("button", { type: "submit", class: "primary", text: t("Save the choice") });
  return el("form", { onsubmit: finish }, el("p", { text: words }), places.map((each) => each.node), el("p", { class: "actions" }, save));
}

function choice(difference) {
  const name = unique("side");
  const mine = el("input", { type: "radio", name, value: "mine", checked: true });
  const theirs = el("input", { type: "radio", name, value: "theirs" });
  const node = el(
    "fieldset",
    { class: "sides" },
    el("legend", { text: nameOfPlace(difference.loc) }),
    side(mine, t("Mine"), difference.mine),
    side(theirs, t("Theirs"), difference.theirs),
    el("p", { class: "before" }, el("b", { text: `${t("Before")}: ` }), shown(difference.base)),
  );
  return { node, theirs };
}

const side = (input, label, value) => el("label", { class: "side" }, input, el("b", { text: label }), el("span", { class: "value", text: shown(value) }));

function shown(value) {
  if (value === null || value === undefined) return t("(nothing)");
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
