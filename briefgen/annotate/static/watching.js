// What happens to the file elsewhere: the server is asked, and waits with its answer until there is something.

import { ApiError, get } from "./api.js";
import { say } from "./dom.js";
import { adoptForeign, again, flush, pending, status } from "./saving.js";
import { emit, store } from "./state.js";
import { t } from "./words.js";

const PAUSE = 2000;

export async function watch() {
  for (;;) {
    try {
      await look();
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 403) return;
      lost();
      await pause(PAUSE);
    }
  }
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
  if (state.version === store.state.version) return;
  adoptForeign(state);
  say(t("The file was changed elsewhere; the page shows it."));
}

let away = false;

function lost() {
  if (away) return;
  away = true;
  Object.assign(status, { kind: "gone", words: t("The server does not answer"), hint: t("What you write is kept here and sent when it is back.") });
  emit("saving");
  say(`${status.words}. ${status.hint}`, true);
}

function found() {
  if (!away) return;
  away = false;
  Object.assign(status, { kind: "idle", words: t("The server is back"), hint: "" });
  emit("saving");
  again();
}
