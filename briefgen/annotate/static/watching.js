// What happens to the file elsewhere: the server is asked, and waits with its answer until there is something.

import { ApiError, get } from "./api.js";
import { say } from "./dom.js";
import { adoptForeign, again, flush, keyless, pending, status } from "./saving.js";
import { emit, store } from "./state.js";
import { t } from "./words.js";

const PAUSE = 2000;

let watching = false;

// Until the server is another run of it, which does not know this page: then until the page is given its address.
export async function watch() {
  if (watching) return;
  watching = true;
  while (watching) {
    try {
      await look();
    } catch (problem) {
      watching = !(problem instanceof ApiError && problem.status === 403);
      if (watching) await pause(lost());
      else locked();
    }
  }
}

function locked() {
  away = true;
  if (pending()) return; // what waits says so itself
  Object.assign(status, { kind: "gone", words: keyless(), hint: "" });
  emit("saving");
  say(status.words, true);
}

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

async function look() {
  const { version } = store.state;
  const answer = await get(`/api/changes?version=${encodeURIComponent(version)}`);
  found();
  if (!answer.changed || store.state.version !== version) return;
  flush();
  while (pending()) await pause(50);
  if (store.state.version !== version) return;
  const state = await get("/api/state");
  if (pending() || store.state.version !== version || state.version === version) return; // asked again, of the state that is shown by now
  adoptForeign(state);
  say(t("The file was changed elsewhere; the page shows it."));
}

let away = false;

function lost() {
  if (away) return PAUSE;
  away = true;
  Object.assign(status, { kind: "gone", words: t("The server does not answer"), hint: t("What you write is kept here and sent when it is back.") });
  emit("saving");
  say(`${status.words}. ${status.hint}`, true);
  return PAUSE;
}

function found() {
  if (!away) return;
  away = false;
  again();
  if (status.kind !== "gone") return; // what waited is saved already, and says so
  Object.assign(status, { kind: "idle", words: t("The server is back"), hint: "" });
  emit("saving");
}
