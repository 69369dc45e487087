// Presses: a pointer that goes down on the article in; whether it is down still, when it is up, and who has pressed since, out.
// While words are held by a pointer they stay where they are: answers of the server wait until it is up, and so does all that they bring.

let held = false;
let count = 0;
const waiting = [];

export const isHeld = () => held;

// What is pressed by this event is held until the pointer is up.
export function hold(event) {
  held = event.isPrimary && event.button === 0;
}

// A promise of the moment at which nothing is held.
export async function released() {
  while (held) await new Promise((resolve) => waiting.push(resolve));
}

// A function that says whether nothing has been pressed since: whoever did so goes on there, and keeps focus and selection.
export function stillThere() {
  const before = count;
  return () => count === before;
}

// Not before the click that a release makes has been seen to; and a release that the browser did not tell of shows by a move.
function release(event) {
  if (!held || !event.isPrimary || event.buttons % 2) return;
  held = false;
  setTimeout(() => waiting.splice(0).forEach((resume) => resume()));
}

for (const type of ["pointerup", "pointercancel", "pointermove"]) addEventListener(type, release);
addEventListener("pointerdown", () => (count += 1), { capture: true });
