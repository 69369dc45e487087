// Drafts: suggestions and passages only begun; stepped through, accepted or refused by one key each.

import { goTo, view } from "./article.js";
import { say } from "./dom.js";
import { deletePassage } from "./marking.js";
import { openPassage } from "./passages.js";
import { stillThere } from "./press.js";
import { act, flush, saveEdits } from "./saving.js";
import { lacking } from "./schema.js";
import { drafts, passageAt, selectedPassage, store, valueAt } from "./state.js";
import { t } from "./words.js";

export function stepDraft(by) {
  const all = drafts();
  if (!all.length) {
    say(t("There are no drafts."));
    return null;
  }
  const at = all.findIndex((each) => each.uid === selectedPassage()?.uid);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  const inArticle = document.activeElement === view.text;
  openPassage(next.loc, { focus: false });
  goTo(next.loc, { focus: inArticle });
  say(t("Draft {n} of {count}: {words}", { n: all.indexOf(next) + 1, count: all.length, words: next.name || valueAt([...next.loc, "quote"]) }));
  return next;
}

// A whole draft becomes a passage; where something is missing, its form opens there.
export async function acceptDraft() {
  flush();
  const passage = selectedPassage();
  if (!passage?.draft) return;
  const lacks = lacking(passage.kind, valueAt(passage.loc) || {});
  if (lacks.length) {
    openPassage(passage.loc, { fresh: true });
    say(t("Still needed: {fields}", { fields: lacks.flat().join(", ") }), true);
    return;
  }
  const at = drafts().findIndex((each) => each.uid === passage.uid);
  const stays = stillThere();
  await saveEdits([{ op: "delete", loc: [...passage.loc, "draft"] }], t("Draft accepted"));
  after(at, t("Accepted."), stays());
}

export async function refuseDraft() {
  const passage = selectedPassage();
  if (!passage?.draft) return;
  const at = drafts().findIndex((each) => each.uid === passage.uid);
  const stays = stillThere();
  await deletePassage(passage.loc);
  after(at, t("Refused."), stays());
}

// The next draft is chosen, so that one key a draft is enough; not where somebody has gone on elsewhere.
function after(at, words, stays) {
  const left = drafts();
  const next = left[Math.min(at, left.length - 1)];
  const inForm = document.activeElement?.closest(".passage-form");
  if (next && stays) {
    openPassage(next.loc, { focus: Boolean(inForm) });
    goTo(next.loc, { focus: document.activeElement === view.text });
  } else if (stays && (inForm || document.activeElement === document.body)) view.text.focus({ preventScroll: true });
  say(next ? `${words} ${t("Drafts left: {n}", { n: left.length })}` : `${words} ${t("No drafts left.")}`);
}

export async function suggest() {
  const before = drafts().length;
  const state = await act("/api/suggest");
  if (!state) return;
  const made = drafts().length - before;
  say(made ? t("Suggested: {n}. Step through them with n and p.", { n: made }) : t("No known names were found."));
  if (made) openPassage(drafts()[0].loc, { focus: false });
}

