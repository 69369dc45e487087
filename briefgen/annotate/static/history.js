// Undo and redo over saves.

import { button, say } from "./dom.js";
import { act, flush, pending } from "./saving.js";
import { on, store } from "./state.js";
import { t } from "./words.js";

async function step(path, count, label, words) {
  flush();
  if (!count && !pending()) return;
  const state = await act(path);
  if (state) say(words(label ? t(label) : ""));
}

export const undo = () => step("/api/undo", store.state.undo, store.state.label_undo, (label) => t("Undone: {label}", { label }));
export const redo = () => step("/api/redo", store.state.redo, store.state.label_redo, (label) => t("Done again: {label}", { label }));

export function makeHistory() {
  const back = button(t("Undo"), undo, { "aria-keyshortcuts": "Control+Z" });
  const forth = button(t("Redo"), redo, { "aria-keyshortcuts": "Control+Shift+Z" });
  on("state", () => {
    back.disabled = !store.state.undo;
    forth.disabled = !store.state.redo;
    back.title = `${t("Undo")} ${store.state.label_undo || ""} (Ctrl+Z)`;
    forth.title = `${t("Redo")} ${store.state.label_redo || ""} (Ctrl+Shift+Z)`;
  });
  return [back, forth];
}
