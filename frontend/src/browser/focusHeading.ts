/** Gives the focus to the page's heading: where what had it is gone, nobody has to begin at the top of the document. */
export function focusHeading(): void {
  document.querySelector('h1')?.focus({ preventScroll: true });
}
