// The page's words: English in, the words of the server's catalogue out.

let catalogue = {};

export function setWords(words) {
  catalogue = words || {};
}

// A message in the reader's language, its {names} filled in.
export function t(message, values = {}) {
  const words = catalogue[message] || message;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
