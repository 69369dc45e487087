// Elements from plain values. Texts become text nodes only: nothing here or elsewhere parses markup.

let serial = 0;

export const unique = (prefix) => `${prefix}-${(serial += 1)}`;

// An element with attributes, listeners (`onclick: f`), text (`text: "…"`) and children.
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(node, name, value);
  add(node, children);
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "text") node.textContent = value;
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : value);
}

function add(node, children) {
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== false) node.append(child);
}

// Words in which what stands between backticks is code.
export function coded(words) {
  return String(words).split(/`([^`]+)`/).map((part, number) => (number % 2 ? el("code", { text: part }) : part));
}

export function button(label, onclick, properties = {}) {
  return el("button", { type: "button", onclick, text: label, ...properties });
}

// A button whose face is a sign and whose name is words.
export function signButton(sign, name, onclick, properties = {}) {
  const face = el("span", { "aria-hidden": "true", text: sign });
  return el("button", { type: "button", class: "sign", "aria-label": name, title: name, onclick, ...properties }, face);
}

export function attribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : value);
}

// Words that take the place of others stand in the same text node, so that as little as can be is drawn again.
export function setText(node, words) {
  const only = node.firstChild;
  if (words && typeof words === "string" && only?.nodeType === Node.TEXT_NODE && !only.nextSibling) {
    if (only.data !== words) only.data = words;
  } else if (node.textContent !== words) node.textContent = words;
}

// Make the children of a node those of a list, each by a key; what stays alike stays the same element.
export function patch(node, items, keyOf, make, renew) {
  const wanted = items.map(keyOf);
  const old = keptChildren(node, new Set(wanted));
  let before = node.firstElementChild;
  for (const [number, item] of items.entries()) {
    const key = wanted[number];
    let child = old.get(key);
    if (child) old.delete(key);
    else {
      child = make(item);
      keys.set(child, key);
    }
    renew?.(child, item);
    if (child === before) before = before.nextElementSibling;
    else node.insertBefore(child, before);
  }
}

// By their keys. What goes is gone first: else all that follows would be moved before it.
function keptChildren(node, wanted) {
  const kept = new Map();
  for (const child of [...node.children]) {
    const key = keys.get(child);
    if (wanted.has(key) && !kept.has(key)) kept.set(key, child);
    else child.remove();
  }
  return kept;
}

const keys = new WeakMap(); // elements of patched lists to their keys

// Say something to those who listen to the page.
export function say(words, urgent = false) {
  const node = document.getElementById(urgent ? "urgent" : "polite");
  node.textContent = node.textContent === words ? `${words}\u00a0` : words;
}

export const inText = (node) => Boolean(node?.closest?.("input, textarea, select, [role=combobox]"));

// A dialog that is gone when it is closed; focus goes back to where it was.
export function openDialog(title, build, properties = {}) {
  const label = unique("dialog");
  const before = document.activeElement;
  const node = el("dialog", { "aria-labelledby": label, ...properties });
  const close = () => node.close();
  node.append(el("header", {}, el("h2", { id: label, text: title })), el("div", { class: "dialog-body" }, build(close)));
  node.addEventListener("close", () => {
    node.remove();
    if (before?.isConnected) before.focus();
  });
  document.getElementById("dialogs").append(node);
  node.showModal();
  return node;
}
