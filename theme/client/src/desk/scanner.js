// A scanner that types: it must never press a button that happens to have the focus.

const TYPING = 250;

/** Swallows the Enter at the end of a scan that went to a button, and calls `stray`. */
export function guardButtons(stray) {
  let last = -TYPING;
  document.addEventListener("keydown", (event) => {
    const isPress = event.key === "Enter" || event.key === " ";
    if (event.key.length === 1 && event.key !== " ") last = event.timeStamp;
    else if (isPress && event.timeStamp - last < TYPING && event.target.closest?.("button, a, summary")) {
      event.preventDefault();
      stray();
    }
  }, true);
}
