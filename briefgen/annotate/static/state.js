// What the page knows: the session, the schema, the input's state as the server last said, and what is chosen.

export const store = {
  session: null,
  schema: null,
  state: null,
  selected: null, // the loc of a passage
  article: 0,
  picking: null, // what takes a passage as evidence, while it is chosen
  tab: "marked",
};

const listeners = new Map();

// Call `listener` whenever `topic` changes: "state" ("drawn" once all have drawn it: who measures, or sets the selection,
// makes the browser lay out what was written), "selected", "article", "picking", "packet", "saving", "readable", "marking".
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, []);
  listeners.get(topic).push(listener);
}

export function emit(topic, value) {
  for (const listener of listeners.get(topic) || []) listener(value);
}

export const keyOf = (loc) => JSON.stringify(loc);
export const sameLoc = (one, other) => Boolean(one && other) && keyOf(one) === keyOf(other);
export const startsWith = (loc, head) => head.every((step, number) => loc[number] === step);

const keptKeys = new WeakMap();

// The key of a loc that the server gave, which stays the same list from one state to the next.
function keptKey(loc) {
  if (!keptKeys.has(loc)) keptKeys.set(loc, keyOf(loc));
  return keptKeys.get(loc);
}

export function valueAt(loc, value = store.state?.data) {
  for (const step of loc) value = value === null || value === undefined ? undefined : value[step];
  return value;
}

let index = emptyIndex();

function emptyIndex() {
  return { passages: new Map(), uids: new Map(), entries: new Map(), findings: new Map(), under: new Map() };
}

let told = null; // the state as the server said it

// Take a new state: indexes first, so that all who listen find them.
export function adopt(state) {
  told = shared(told, state);
  index = emptyIndex();
  store.state = { ...told, passages: told.passages.map(indexed) };
  for (const entry of told.entries) for (const loc of entry.passages) index.entries.set(keptKey(loc), entry);
  for (const finding of state.findings) indexFinding(finding);
  if (store.selected && !index.passages.has(keyOf(store.selected))) store.selected = null;
  store.article = Math.min(store.article, Math.max(0, state.articles.length - 1));
  emit("state");
  emit("drawn");
}

// The new value, in which all that is as it was is the old object: who draws can tell at once what changed.
export function shared(old, value) {
  if (old === value || typeof value !== "object" || typeof old !== "object" || !value || !old) return value;
  if (Array.isArray(value) !== Array.isArray(old)) return value;
  if (Array.isArray(value) && value.length !== old.length) return sharedAround(old, value);
  const keys = Object.keys(value);
  let same = keys.length === Object.keys(old).length;
  for (const key of keys) {
    value[key] = shared(old[key], value[key]);
    same = same && value[key] === old[key] && key in old;
  }
  return same ? old : value;
}

// A list that grew or shrank: what stands before and after the place where it did is as it was.
function sharedAround(old, value) {
  const most = Math.min(old.length, value.length);
  let first = 0;
  while (first < most && taken(first, first)) first += 1;
  for (let last = 1; last <= most - first && taken(old.length - last, value.length - last); last += 1);
  return value;

  function taken(from, to) {
    value[to] = shared(old[from], value[to]);
    return value[to] === old[from];
  }
}

// A passage is known by what it is rather than by its number, which changes with its neighbours.
function indexed(said, number) {
  const known = passages.get(said);
  const loc = !said.inline ? said.loc : known?.number === number ? known.passage.loc : [...said.loc, number];
  const what = known?.passage.loc === loc ? known.what : `${said.article}|${said.kind}|${keyOf(said.spans || loc)}`;
  let uid = what;
  for (let more = 2; index.uids.has(uid); more += 1) uid = `${what}#${more}`;
  const same = known?.passage.loc === loc && known.passage.uid === uid;
  const passage = same ? known.passage : { ...said, loc, uid, key: keyOf(loc) };
  if (!same) passages.set(said, { passage, what, number });
  index.uids.set(uid, passage);
  index.passages.set(passage.key, passage);
  return passage;
}

const passages = new WeakMap(); // what the server said of each, to what the page makes of it

function indexFinding(finding) {
  const loc = finding.loc || [];
  put(index.findings, keyOf(loc), finding);
  for (let end = 0; end <= loc.length; end += 1) put(index.under, keyOf(loc.slice(0, end)), finding);
}

function put(map, key, value) {
  if (map.has(key)) map.get(key).push(value);
  else map.set(key, [value]);
}

export const passageAt = (loc) => (loc ? index.passages.get(keyOf(loc)) : undefined);
export const passageOf = (uid) => index.uids.get(uid);
export const entryOf = (loc) => index.entries.get(keptKey(loc));
export const findingsAt = (loc) => index.findings.get(keyOf(loc)) || [];
export const findingsUnder = (loc) => index.under.get(keptKey(loc)) || [];
export const passagesOf = (number) => store.state.passages.filter((each) => articleIndex(each) === number);
export const articleIndex = (passage) => passage.loc[1];
export const drafts = () => store.state.passages.filter((each) => each.draft);
export const selectedPassage = () => passageAt(store.selected);

export function quoteOf(passage) {
  const written = valueAt([...passage.loc, "quote"]);
  return typeof written === "string" ? written : "";
}

export function select(loc) {
  const changed = keyOf(store.selected) !== keyOf(loc);
  store.selected = loc;
  const passage = passageAt(loc);
  if (passage) showArticle(articleIndex(passage));
  if (changed) emit("selected");
}

export function showArticle(number) {
  if (number === store.article || !store.state.articles[number]) return;
  store.article = number;
  emit("article");
}

export const kindName = (kind) => kind.charAt(0).toUpperCase() + kind.slice(1);
export const kindOf = (kind) => store.session.kinds.find((each) => each.kind === kind);
