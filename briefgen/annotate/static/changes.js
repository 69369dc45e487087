// Answers of the server, which say only what is new, in; what they say with all that was said before out.

const KEPT = 8;
const held = new Map(); // serials of answers to what they said, the latest last

// What the page has, as a request names it: the server takes the latest that it knows, too.
export const having = () => [...held.keys()].slice(-4).join(",");

export function whole(answer) {
  if (!answer?.serial) return answer;
  const { serial, since, change, ...said } = answer;
  const value = since ? applied(held.get(since), change) : said;
  held.set(serial, value);
  if (held.size > KEPT) held.delete(held.keys().next().value);
  return value;
}

// `old` stays as it is; what did not change is the same object in both.
function applied(old, change) {
  if ("is" in change) return change.is;
  if (change.keys) return Object.fromEntries(change.order.map((key) => [key, Object.hasOwn(change.keys, key) ? applied(old[key], change.keys[key]) : old[key]]));
  if (change.items) return old.map((each, number) => (Object.hasOwn(change.items, number) ? applied(each, change.items[number]) : each));
  return [...old.slice(0, change.from), ...change.put, ...old.slice(change.from + change.drop)];
}
