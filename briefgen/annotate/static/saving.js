// Changes on their way to the file: edits in, new states out, one request at a time, nothing lost in between.

import { ApiError, Unreachable, post } from "./api.js";
import { settle } from "./conflict.js";
import { say } from "./dom.js";
import { isHeld, released } from "./press.js";
import { shiftedThrough } from "./rebasing.js";
import { adopt, emit, passageAt, passageOf, sameLoc, startsWith, store, valueAt } from "./state.js";
import { t } from "./words.js";

const UNSENT = "briefgen-unsent";
const RETRY = [500, 1000, 2000, 4000];
const WAITED_FOR = new Set([401, 403, 507]); // another run of the server, whose address is not known yet; a disk without room
const STRUCTURAL = new Set(["insert", "delete", "move", "rename"]);

const queue = [];
const shifts = []; // every structural edit that was saved, in order
const unsaved = new Set(); // fields with words that are not in the queue yet
let running = false;
let failures = 0;
let wake = null;

export const status = { kind: "idle", words: "", at: null, hint: "" };

export const pending = () => queue.length > 0 || unsaved.size > 0;

export function markUnsaved(field) {
  unsaved.add(field);
  showPending();
}

export function markClean(field) {
  unsaved.delete(field);
  showPending();
}

// The body says whether anything is not in the file yet: to whoever drives the page by a program.
const showPending = () => document.body.toggleAttribute("data-pending", pending());

// Hand over all that is typed and not yet sent.
export function flush() {
  for (const field of [...unsaved]) field.commit();
}

export function saveEdits(edits, label) {
  return edits.length ? enqueue({ path: "/api/edits", method: "POST", edits, label }) : Promise.resolve(null);
}

export function savePassage(body, loc = null) {
  flush();
  return enqueue({ path: "/api/passages", method: loc ? "PATCH" : "POST", body, loc });
}

export function act(path, body = {}) {
  flush();
  return enqueue({ path, method: "POST", body });
}

function enqueue(item) {
  return new Promise((resolve) => {
    queue.push({ ...item, base: shifts.length, resolve });
    keep();
    run();
  });
}

async function run() {
  if (running) return;
  running = true;
  try {
    while (queue.length) {
      if (isHeld()) await released(); // what the page says of a save has its room in the head, which may move all below
      await send(nextBatch());
    }
  } finally {
    running = false;
  }
}

// Edits that wait together travel together, so that a burst of them is one save.
function nextBatch() {
  const first = queue[0];
  if (!first.edits || first.alone) return [first];
  const end = queue.findIndex((item) => !item.edits || item.alone || item.label !== first.label);
  return queue.slice(0, end < 0 ? queue.length : end);
}

async function send(batch) {
  show("saving", t("Saving …"));
  try {
    done(batch, await post(batch[0].path, bodyOf(batch), batch[0].method));
  } catch (problem) {
    if (problem instanceof Unreachable || WAITED_FOR.has(problem.status)) await later(problem);
    else if (problem instanceof ApiError) await refused(batch, problem);
    else throw problem;
  }
}

function bodyOf(batch) {
  const [first] = batch;
  const digest = first.digest || store.state.digest;
  if (first.edits) return { digest, edits: editsOf(batch), label: first.label };
  const loc = first.loc ? { loc: shiftedThrough(first.loc, shifts.slice(first.base)) } : {};
  return { digest, ...first.body, ...loc };
}

// Each place as it is after all edits that its writer had not seen: those saved since, and those before it in the batch.
function editsOf(batch) {
  const made = [];
  for (const item of batch) {
    const since = [...shifts.slice(item.base), ...made.filter(isStructural)];
    for (const edit of item.edits) {
      const loc = shiftedThrough(edit.loc, since);
      if (loc) made.push({ ...edit, loc });
    }
  }
  return made;
}

const isStructural = (edit) => STRUCTURAL.has(edit.op);

function done(batch, state) {
  const made = batch[0].edits ? editsOf(batch).filter(isStructural) : [];
  const inserted = batch[0].method === "POST" && state.made && batch[0].path === "/api/passages";
  if (inserted) made.push({ op: "insert", loc: state.made.slice(0, -1), number: state.made.at(-1) });
  failures = 0;
  queue.splice(0, batch.length);
  keep();
  follow(state, made);
  show("saved", t("Saved {time}", { time: clock() }));
  for (const item of batch) item.resolve(state);
}

// The chosen passage stays chosen, wherever its number went.
function follow(state, made) {
  const before = passageAt(store.selected);
  shifts.push(...made.map((edit) => ({ ...edit })));
  if (store.selected) store.selected = shiftedThrough(store.selected, made);
  adopt(state);
  if (before && !passageAt(store.selected)) store.selected = passageOf(before.uid)?.loc || null;
}

let lapsed = false; // whether something was refused because the file could not be read

// A state that somebody else made, by an editor or by undo.
export function adoptForeign(state) {
  const before = passageAt(store.selected);
  adopt(state);
  if (lapsed && state.readable) {
    lapsed = false;
    emit("readable");
  }
  const now = before && passageOf(before.uid);
  if (now) store.selected = now.loc;
  emit("selected");
}

async function refused(batch, problem) {
  if (problem.status === 409 && problem.answer.theirs) return conflicted(batch, problem.answer);
  if (batch.length > 1) {
    for (const item of batch) item.alone = true;
    return undefined;
  }
  queue.splice(0, 1);
  keep();
  if (store.state.readable === false) lapsed = true;
  show("refused", t("Not saved: {why}", { why: problem.message }), problem.hint);
  say(`${status.words} ${problem.hint}`, true);
  batch[0].resolve(null);
  return undefined;
}

async function conflicted(batch, { theirs, differences = [] }) {
  const open = differences.filter((each) => !alike(each.theirs, each.base) && !alike(each.theirs, each.mine));
  const dropped = open.length ? await settle(open) : [];
  adoptForeign(theirs);
  for (const item of batch) {
    delete item.digest;
    if (item.edits) item.edits = item.edits.filter((edit) => !dropped.some((loc) => touches(edit.loc, loc)));
    item.base = shifts.length;
  }
  const emptied = batch.filter((item) => item.edits && !item.edits.length);
  for (const item of emptied) {
    queue.splice(queue.indexOf(item), 1);
    item.resolve(theirs);
  }
  keep();
  if (!queue.length) show("saved", t("Theirs was kept"));
}

const touches = (one, other) => sameLoc(one, other) || startsWith(one, other) || startsWith(other, one);
const alike = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

export const keyless = () => t("This page was opened without its key. Open the address that the terminal shows.");

// Nothing can be saved as things are: the page keeps everything and asks again.
function later(problem) {
  const wait = RETRY[Math.min(failures, RETRY.length - 1)];
  failures += 1;
  const kept = t("Changes kept here: {count}", { count: queue.length });
  if (problem instanceof Unreachable) show("gone", t("The server does not answer; {count} changes are kept here", { count: queue.length }));
  else if (problem.status === 507) show("gone", `${t("Not saved: {why}", { why: problem.message })}. ${kept}`, problem.hint);
  else show("gone", `${keyless()} ${kept}`);
  if (failures === 1) say(`${status.words} ${status.hint}`.trim(), true);
  return new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, wait);
  });
}

export function again() {
  wake?.();
}

function keep() {
  showPending();
  const items = queue.map(({ path, method, edits, label, body, loc }) => ({ path, method, edits, label, body, loc }));
  try {
    if (items.length) return sessionStorage.setItem(UNSENT, JSON.stringify({ input: store.state?.path, digest: store.state?.digest, items }));
  } catch {} // more than the browser keeps: it is in the page alone, which asks before it is left
  return sessionStorage.removeItem(UNSENT);
}

// What a page that was closed or loaded afresh had not sent yet.
export function resume() {
  const kept = JSON.parse(sessionStorage.getItem(UNSENT) || "null");
  if (kept?.input !== store.state.path) return;
  for (const item of kept.items) enqueue({ ...item, digest: kept.digest });
}

function show(kind, words, hint = "") {
  Object.assign(status, { kind, words, hint, at: Date.now() });
  emit("saving");
}

const twoDigits = (number) => String(number).padStart(2, "0");

export function clock() {
  const now = new Date();
  return [now.getHours(), now.getMinutes(), now.getSeconds()].map(twoDigits).join(":");
}

// An edit that gives a field a value, or takes it away where there is none.
export function setting(loc, value) {
  if (value !== null && value !== undefined && value !== "") return [{ op: "set", loc, value }];
  return valueAt(loc) === undefined ? [] : [{ op: "delete", loc }];
}

export function appending(loc, value) {
  return [{ op: "append", loc, value }];
}

// An item less; with the last one the list goes as well.
export function removing(list, number) {
  const length = (valueAt(list) || []).length;
  return [{ op: "delete", loc: length === 1 ? list : [...list, number] }];
}

export function moving(list, from, to) {
  return [{ op: "move", loc: [...list, from], number: to }];
}

export function guardLeaving() {
  window.addEventListener("pagehide", flush);
  window.addEventListener("beforeunload", (event) => {
    flush();
    if (queue.length) event.preventDefault();
  });
}
