// Calls of the server: a path and a body in, JSON out; a problem is an ApiError with the server's words.

import { having, whole } from "./changes.js";
import { released } from "./press.js";

const TOKEN = "briefgen-token";
let token = "";

export class ApiError extends Error {
  constructor(status, answer) {
    super(answer.error || `HTTP ${status}`);
    this.status = status;
    this.answer = answer;
    this.hint = answer.hint || "";
  }
}

export class Unreachable extends Error {}

// The token leaves the address at once, so that it is in no history and on no screenshot. Says whether there was one.
export function takeToken() {
  const given = decodeURIComponent(location.hash.slice(1)).replace(/^token=/, "");
  if (given) {
    sessionStorage.setItem(TOKEN, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  token = given || sessionStorage.getItem(TOKEN) || "";
  return given !== "";
}

async function request(path, options = {}) {
  const headers = { "X-Briefgen-Token": token, "X-Briefgen-Have": having(), ...options.headers };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers, cache: "no-store" });
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Unreachable(problem.message);
  }
  if (!answer.ok && answer.status !== 304) throw new ApiError(answer.status, await errorOf(answer));
  return answer;
}

async function errorOf(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}

// An answer as `read` reads it, or its problem: handed out when nothing is held by a pointer.
async function ask(path, options, read) {
  try {
    return await read(await request(path, options));
  } finally {
    await released();
  }
}

// What the server says, all of it: no answer is read anywhere else.
export const get = (path, options) => ask(path, options, async (answer) => whole(await answer.json()));

export const post = (path, body, method = "POST") => get(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// With the tag that it is known by; null where `tag` is that of the same.
export function changedBlob(path, tag) {
  const options = tag ? { headers: { "If-None-Match": tag } } : {};
  return ask(path, options, async (answer) => (answer.status === 304 ? null : { blob: await answer.blob(), tag: answer.headers.get("ETag") }));
}

export const blobOf = (path, options) => ask(path, options, (answer) => answer.blob());
export const textOf = (path) => ask(path, {}, (answer) => answer.text());
