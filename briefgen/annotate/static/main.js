// The page: session and schema in, the columns and their doings out.

import { ApiError, get, takeToken } from "./api.js";
import { focusAt, makeArticle } from "./article.js";
import { attribute, button, el, setText, signButton } from "./dom.js";
import { suggest } from "./drafts.js";
import { makePickingLine } from "./evidence.js";
import { makeCounts } from "./findings.js";
import { makeHandles } from "./handles.js";
import { makeHistory } from "./history.js";
import { makeIntake } from "./intake.js";
import { makeKindBar } from "./kindbar.js";
import { help, listenToKeys } from "./keys.js";
import { makeViews, showView } from "./layout.js";
import { listenToClicks, makeKinds } from "./marking.js";
import { loadNames } from "./names.js";
import { download, makePacket, showResult } from "./packet.js";
import { makePanels } from "./panels.js";
import { makePassages } from "./passages.js";
import { again, flush, guardLeaving, keyless, resume, status } from "./saving.js";
import { makeStart } from "./start.js";
import { adopt, on, store } from "./state.js";
import { watch } from "./watching.js";
import { setWords, t } from "./words.js";
import "./lists.js";

const main = document.getElementById("main");

async function begin() {
  takeToken();
  store.session = await get("/api/session");
  setWords(store.session.words);
  attribute(document.documentElement, "lang", store.session.language || "en");
  attribute(document.documentElement, "dir", store.session.dir || "ltr");
  colourKinds();
  if (store.session.open) await openInput(await get("/api/state"));
  else showStart();
}

function colourKinds() {
  for (const { kind, colour } of store.session.kinds) {
    if (!colour) continue;
    document.documentElement.style.setProperty(`--${kind}-light`, colour.light);
    document.documentElement.style.setProperty(`--${kind}-dark`, colour.dark);
  }
}

function showStart() {
  document.getElementById("top").replaceChildren(el("p", { class: "brand", text: "briefgen annotate" }));
  main.replaceChildren(makeStart(store.session.inputs, openInput));
  document.title = t("Briefings in this folder");
}

async function openInput(state) {
  store.schema = await get("/api/schema");
  store.state = state;
  await loadNames(store.session.kinds.map((each) => each.kind)).catch(() => undefined);
  build();
  adopt(state);
  resume();
  watch();
  focusAt(null);
}

function build() {
  const article = makeArticle();
  article.prepend(makeKinds(), makePickingLine());
  main.replaceChildren(article, makePanels(makePassages()), makePacket());
  document.getElementById("top").replaceChildren(...makeTop());
  makeHandles();
  makeKindBar();
  listenToClicks();
  listenToKeys();
  guardLeaving();
}

function makeTop() {
  const title = el("h1", { class: "title" });
  const path = el("span", { class: "path secondary" });
  on("state", () => {
    setText(title, String(store.state.data?.title || store.state.path));
    setText(path, store.state.path);
    document.title = `${title.textContent} – briefgen annotate`;
  });
  const findings = makeCounts(() => {
    showResult("findings");
    showView("packet");
  });
  const [chooser, input] = makeIntake();
  return [
    el("div", { class: "top-title" }, title, path),
    makeViews(),
    el("div", { class: "top-tools" }, makeStatus(), findings, makeHistory(), button(t("Suggest"), suggest), chooser, input, button("PDF", () => download("pdf"), { "aria-label": t("Save the PDF") }), button("DOCX", () => download("docx"), { "aria-label": t("Save the DOCX") }), inputsButton(), signButton("?", t("Keys"), help)),
  ];
}

// Another input: the page begins afresh, so that nothing of this one stays.
function inputsButton() {
  return button(t("Inputs"), async () => {
    flush();
    const session = await get("/api/session");
    main.replaceChildren(makeStart(session.inputs, () => location.reload()));
    main.focus();
  });
}

function makeStatus() {
  const words = el("span", { class: "status-words" });
  const retry = button(t("Try now"), again, { class: "quiet", hidden: true });
  const node = el("span", { class: "status" }, words, retry);
  on("saving", () => {
    setText(words, status.words);
    attribute(words, "title", status.hint || null);
    node.dataset.kind = status.kind;
    retry.hidden = status.kind !== "gone";
  });
  return node;
}

function cannotBegin(problem) {
  const forbidden = problem instanceof ApiError && (problem.status === 403 || problem.status === 401);
  const words = forbidden ? keyless() : problem.message;
  main.replaceChildren(el("section", { class: "start" }, el("h1", { text: "briefgen annotate" }), el("p", { class: "fault error", role: "alert", text: words })));
}

// Another run of the server has another token: whoever gives its address to this page goes on where they were.
addEventListener("hashchange", () => {
  if (!takeToken()) return;
  if (!store.state) return location.reload();
  watch();
  return again();
});

begin().catch(cannotBegin);
