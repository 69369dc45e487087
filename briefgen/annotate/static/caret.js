// Positions in an article: the browser's nodes and UTF-16 units on one side, paragraphs and code points on the other.

export const lengthOf = (text) => [...text].length;

const paragraphOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-paragraph]");

// {paragraph, offset} of a place in the document.
export function positionAt(root, node, offset) {
  if (!root.contains(node)) return null;
  const paragraph = paragraphOf(node);
  if (!paragraph) return betweenParagraphs(root, node, offset);
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return { paragraph: Number(paragraph.dataset.paragraph), offset: lengthOf(range.toString()) };
}

function betweenParagraphs(root, node, offset) {
  const paragraphs = [...root.querySelectorAll("[data-paragraph]")];
  if (!paragraphs.length) return null;
  const next = node === root ? paragraphs.find((each) => [...root.children].indexOf(each) >= offset) : null;
  if (next) return { paragraph: Number(next.dataset.paragraph), offset: 0 };
  const last = paragraphs.at(-1);
  return { paragraph: Number(last.dataset.paragraph), offset: lengthOf(last.textContent) };
}

// [node, offset] of a position.
export function placeOf(root, { paragraph, offset }) {
  const node = root.querySelector(`[data-paragraph="${paragraph}"]`);
  if (!node) return null;
  const units = [...node.textContent].slice(0, offset).join("").length;
  return placeIn(node, units);
}

function placeIn(paragraph, units) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let left = units;
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
    last = node;
  }
  return last ? [last, last.length] : [paragraph, 0];
}

// What is selected: {anchor, focus, start, end, empty}, or null where it is not in the article.
export function selectionIn(root) {
  const selection = getSelection();
  if (!selection.rangeCount || !root.contains(selection.anchorNode) || !root.contains(selection.focusNode)) return null;
  const anchor = positionAt(root, selection.anchorNode, selection.anchorOffset);
  const focus = positionAt(root, selection.focusNode, selection.focusOffset);
  if (!anchor || !focus) return null;
  const [start, end] = compare(anchor, focus) <= 0 ? [anchor, focus] : [focus, anchor];
  return { anchor, focus, start, end, empty: compare(anchor, focus) === 0 };
}

export const compare = (one, other) => one.paragraph - other.paragraph || one.offset - other.offset;

export function setSelection(root, anchor, focus = anchor) {
  const from = placeOf(root, anchor);
  const to = placeOf(root, focus);
  if (from && to) getSelection().setBaseAndExtent(...from, ...to);
}

// The selection without blanks at its ends and without an end that only touches the next paragraph; null where nothing is left.
export function trimmed(paragraphs, start, end) {
  const texts = new Map(paragraphs.map((each) => [each.number, [...each.text]]));
  const first = { ...start };
  const last = { ...end };
  const blank = (character) => character === undefined || /\s/u.test(character);
  while (compare(first, last) < 0 && blank(texts.get(first.paragraph)?.[first.offset])) step(texts, first);
  while (compare(first, last) < 0 && (last.offset === 0 || blank(texts.get(last.paragraph)?.[last.offset - 1]))) back(texts, last);
  return compare(first, last) < 0 ? { start: first, end: last } : null;
}

const WORD = /[\p{L}\p{N}\p{M}]/u;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

// The selection grown to whole words, in scripts that part words by blanks.
export function wholeWords(paragraphs, start, end) {
  return { start: wordEdge(paragraphs, start, -1), end: wordEdge(paragraphs, end, 1) };
}

export function wordEdge(paragraphs, { paragraph, offset }, by) {
  const points = [...(paragraphs.find((each) => each.number === paragraph)?.text || "")];
  const joined = (at) => [points[at - 1], points[at]].every((point) => point && WORD.test(point) && !UNSPACED.test(point));
  let at = offset;
  while (joined(at)) at += by;
  return { paragraph, offset: at };
}

function step(texts, place) {
  if (place.offset < (texts.get(place.paragraph)?.length ?? 0)) place.offset += 1;
  else Object.assign(place, { paragraph: place.paragraph + 1, offset: 0 });
}

function back(texts, place) {
  if (place.offset > 0) place.offset -= 1;
  else Object.assign(place, { paragraph: place.paragraph - 1, offset: texts.get(place.paragraph - 1)?.length ?? 0 });
}

// The position under a point of the window.
export function positionFromPoint(root, x, y) {
  const place = document.caretPositionFromPoint?.(x, y);
  if (place) return positionAt(root, place.offsetNode, place.offset);
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? positionAt(root, range.startContainer, range.startOffset) : null;
}
