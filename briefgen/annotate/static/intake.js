// Articles in: files that are dropped on the page or chosen, or text that is pasted.

import { ApiError, get } from "./api.js";
import { button, el, openDialog, say } from "./dom.js";
import { adoptForeign, flush } from "./saving.js";
import { showArticle, store } from "./state.js";
import { t } from "./words.js";

export async function takeFiles(files) {
  flush();
  for (const file of files) await take(file.name, file);
}

async function take(name, body) {
  say(t("Reading {name} …", { name }));
  const headers = { "Content-Type": "application/octet-stream", "X-Briefgen-Digest": store.state.digest };
  try {
    const state = await get(`/api/import?name=${encodeURIComponent(name)}`, { method: "POST", headers, body });
    adoptForeign(state);
    showArticle(state.articles.length - 1);
    say(t("{name} was read.", { name }));
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
    tell(name, problem);
  }
}

function tell(name, problem) {
  openDialog(t("{name} was not read", { name }), (close) => [el("p", { text: problem.message }), el("p", { text: problem.hint }), el("p", { class: "actions" }, button(t("Close"), close))]);
}

export function makeIntake() {
  const chooser = el("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-label": t("Files to add"), onchange: () => takeFiles([...chooser.files]).then(() => (chooser.value = "")) });
  const open = button(t("Add article"), () => ask(chooser));
  listenToDrops();
  return [open, chooser];
}

// A file, or words from the clipboard.
function ask(chooser) {
  openDialog(t("Add article"), (close) => {
    const words = el("textarea", { rows: 8, id: "pasted-text" });
    const choose = () => {
      close();
      chooser.click();
    };
    const paste = () => {
      close();
      if (words.value.trim()) take("pasted.txt", new Blob([words.value]));
    };
    return [
      el("p", { text: t("Web page, mail, feed, Word, PDF, Markdown, plain text, or annotations of another tool. Files can also be dropped on the page.") }),
      el("p", {}, button(t("Choose files …"), choose, { class: "primary" })),
      el("label", { class: "label", for: "pasted-text", text: t("Or paste the text") }),
      words,
      el("p", { class: "actions" }, button(t("Close"), close), button(t("Add the text"), paste)),
    ];
  }, { class: "wide" });
}

function listenToDrops() {
  const veil = el("div", { class: "drop-veil", hidden: true, text: t("Drop to add the article") });
  document.body.append(veil);
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    veil.hidden = !store.state;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) veil.hidden = true;
  });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    veil.hidden = true;
    if (store.state) takeFiles([...event.dataTransfer.files]);
  });
}
