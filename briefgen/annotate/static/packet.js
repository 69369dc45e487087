// The packet: its pages as pictures with areas that lead to passages, and its web edition in a frame; drawn again after each save.

import { ApiError, blobOf, changedBlob, get } from "./api.js";
import { focusAt, goTo } from "./article.js";
import { attribute, button, el, patch, say, setText } from "./dom.js";
import { makeFindings } from "./findings.js";
import { showView } from "./layout.js";
import { openPlace } from "./panels.js";
import { entryOf, on, passageAt, sameLoc, shared, showArticle, store, valueAt } from "./state.js";
import { makeTabs } from "./tabs.js";
import { t } from "./words.js";

const AGAIN = 1000; // ms between two looks where the server could not say anything
const PATIENCE = 40; // looks
const view = { tabs: null, pages: null, note: null, frame: null, packet: null, drawn: "", busy: false, frameDigest: "" };

export function makePacket() {
  view.note = el("p", { class: "packet-note", role: "status" });
  view.pages = el("div", { class: "pages" });
  view.frame = el("div", { class: "edition" });
  const findings = makeFindings();
  view.tabs = makeTabs(t("Result"), [
    { id: "pages", label: t("Packet"), node: view.pages },
    { id: "edition", label: t("Web edition"), node: view.frame, opened: drawEdition },
    { id: "findings", label: t("Findings"), node: findings, count: () => store.state.findings.length },
  ]);
  watchPages();
  on("state", () => {
    view.tabs.update();
    draw();
  });
  return el("section", { class: "column column-packet", "aria-label": t("Result") }, view.tabs.node, view.note);
}

export const showResult = (id) => view.tabs.show(id);

// Ask for the packet of the state that is shown; a later state while it is made is asked for afterwards.
async function draw() {
  if (view.busy) return;
  view.busy = true;
  try {
    for (let looks = 0; view.drawn !== store.state.version && looks < PATIENCE; looks += 1) await look();
  } finally {
    view.busy = false;
  }
  tell();
}

// The server answers once the packet is made, or the file has moved on.
async function look() {
  const wished = store.state.version;
  const packet = await get(`/api/packet?version=${encodeURIComponent(wished)}`).catch(unavailable);
  if (packet && packet.digest !== view.packet?.digest) drawPages(packet);
  if (packet?.digest === wished || store.state.strict?.errors) view.drawn = wished;
  else if (wished === store.state.version) await new Promise((resolve) => setTimeout(resolve, AGAIN));
  tell();
}

function unavailable(problem) {
  if (!(problem instanceof ApiError) || view.packet) return null;
  const words = problem.status === 503 || !store.state.strict?.errors ? t("The pages are being drawn.") : problem.message;
  setText(view.note, words);
  return null;
}

// With errors in the input, the pages are those of the last state that could be printed.
function tell() {
  const errors = store.state.strict?.errors || 0;
  const old = view.packet && view.packet.digest !== store.state.version;
  if (!view.packet && !errors) return;
  view.note.dataset.kind = errors ? "error" : "";
  const stands = view.packet ? t("Errors: {n}. The pages show the last state without any.", { n: errors }) : t("Errors: {n}. There are pages once none is left.", { n: errors });
  setText(view.note, errors ? stands : old ? t("The pages are being drawn.") : "");
}

function drawPages(packet) {
  view.packet = shared(view.packet, packet);
  patch(view.pages, packet.pages, (page) => String(page.number), makePage, renewPage);
  if (view.tabs.chosen() === "edition") drawEdition();
}

function makePage(page) {
  const picture = el("img", { alt: t("Page {n} of the packet", { n: page.number }), width: Math.round(page.width), height: Math.round(page.height) });
  const node = el("figure", { class: "page" }, picture, el("div", { class: "areas" }));
  watcher.observe(node);
  return node;
}

const pageOf = new WeakMap();

function renewPage(node, page) {
  pageOf.set(node, page);
  node.dataset.wished = view.packet.digest;
  if (node.dataset.near === "yes") show(node);
}

function show(node) {
  drawAreas(node);
  load(node);
}

const areas = new WeakMap(); // pages to the links that they have areas of
const goals = new WeakMap(); // areas to where they lead

// Only of pages in view: a packet has many hundreds.
function drawAreas(node) {
  const page = pageOf.get(node);
  if (areas.get(node) === page.links) return;
  areas.set(node, page.links);
  patch(node.lastChild, page.links, (link) => String(link.box), (link) => makeArea(link, page), renewArea);
}

function makeArea(link, page) {
  const node = button("", () => follow(goals.get(node)), { class: "area" });
  const [x, y, width, height] = link.box;
  const share = (part, whole) => `${(100 * part) / whole}%`;
  node.style.left = share(x, page.width);
  node.style.top = share(y, page.height);
  node.style.width = share(width, page.width);
  node.style.height = share(height, page.height);
  return node;
}

function renewArea(node, link) {
  if (goals.get(node) === link.to) return;
  goals.set(node, link.to);
  const name = nameOfTarget(link.to);
  attribute(node, "aria-label", name);
  attribute(node, "title", name);
}

function nameOfTarget(to) {
  if (to.paragraph) return t("Go to {reference}", { reference: `${store.state.articles[to.article || 0]?.id}¶${to.paragraph}` });
  if (to.passage) return t("Go to {reference}", { reference: passageAt(to.passage)?.reference || t("Evidence") });
  if (to.page) return t("Go to page {n}", { n: to.page });
  if (to.entry) return t("Go to {name}", { name: to.id || valueAt([...(Array.isArray(to.entry) ? to.entry : []), "id"]) || t("the entry") });
  return t("Go there");
}

function follow(to) {
  if (to.paragraph) toParagraph(to);
  else if (to.passage && passageAt(to.passage)) leadTo(to.passage);
  else if (to.page) view.pages.children[to.page - 1]?.scrollIntoView({ block: "start" });
  else if (Array.isArray(to.entry)) openPlace(to.entry);
}

function leadTo(loc) {
  showView("article");
  goTo(loc, { focus: true });
}

function toParagraph({ article = 0, paragraph }) {
  showView("article");
  showArticle(article);
  const node = document.querySelector(`[data-paragraph="${paragraph}"]`);
  node?.scrollIntoView({ block: "center" });
  focusAt({ paragraph, offset: 0 });
}

// --- pictures --------------------------------------------------------------------------------

let watcher = null;

function watchPages() {
  const seen = (entries) => {
    for (const { target, isIntersecting } of entries) {
      target.dataset.near = isIntersecting ? "yes" : "no";
      if (isIntersecting) show(target);
    }
  };
  watcher = new IntersectionObserver(seen, { rootMargin: "400px", scrollMargin: "400px" });
}

const tags = new WeakMap(); // pages to what their picture is known by

// The old picture stays until the new one is there, and where the page looks as it did.
async function load(node) {
  const digest = node.dataset.wished;
  if (node.dataset.shown === digest) return;
  node.dataset.shown = digest;
  const page = pageOf.get(node);
  const wide = node.clientWidth || page.width;
  const scale = Math.min(4, Math.max(1, (wide * devicePixelRatio) / page.width)).toFixed(2);
  try {
    const made = await changedBlob(`/api/packet/${page.number}.png?scale=${scale}&digest=${digest.slice(0, 16)}`, tags.get(node));
    if (!made || node.dataset.shown !== digest) return;
    tags.set(node, made.tag);
    const address = URL.createObjectURL(made.blob);
    const picture = node.firstChild;
    const old = picture.src;
    picture.onload = () => old.startsWith("blob:") && URL.revokeObjectURL(old);
    picture.src = address;
  } catch {
    node.dataset.shown = "";
  }
}

// --- where a passage is used -------------------------------------------------------------------

const isUse = (to, passage) => {
  const entry = entryOf(passage.loc);
  if (to.id) return entry?.id === to.id;
  if (to.paragraph) return (to.article || 0) === passage.loc[1] && Boolean(passage.spans?.some((span) => span.paragraph === to.paragraph));
  return Boolean(to.passage) && sameLoc(to.passage, passage.loc);
};

export function showUse(loc) {
  const passage = passageAt(loc);
  if (!passage || !view.packet) return;
  view.tabs.show("pages");
  showView("packet");
  const found = [];
  for (const node of view.pages.querySelectorAll(".area.used")) node.classList.remove("used");
  view.packet.pages.forEach((page, number) =>
    page.links.forEach((link, place) => {
      if (!isUse(link.to, passage)) return;
      drawAreas(view.pages.children[number]);
      found.push(view.pages.children[number].lastChild.children[place]);
    }),
  );
  for (const node of found) node.classList.add("used");
  found[0]?.scrollIntoView({ block: "center" });
  say(found.length ? t("Used at {n} places of the packet.", { n: found.length }) : t("Not used in the packet yet."));
}

// --- the web edition ---------------------------------------------------------------------------

// A frame without scripts and without an origin of its own: nothing in the edition can reach the page.
async function drawEdition() {
  if (!view.packet || view.frameDigest === view.packet.digest) return;
  view.frameDigest = view.packet.digest;
  const { path } = await get("/api/frame").catch(() => ({}));
  if (!path) return;
  const frame = el("iframe", { sandbox: "", src: path, title: t("The packet's web edition"), tabindex: "0" });
  view.frame.replaceChildren(frame);
}

export async function download(what) {
  try {
    const link = el("a", { href: URL.createObjectURL(await blobOf(`/api/packet.${what}`)), download: `${nameOfInput()}.${what}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (problem) {
    say(`${problem.message} ${problem.hint || ""}`, true);
  }
}

const nameOfInput = () => (store.state.path || "briefing").split(/[\\/]/).at(-1).replace(/\.ya?ml$/i, "");

