// Closes a native dialog in the same turn as the press of Escape.
// The browser sends `close` only with its next frame. A key that is pressed before that frame would
// still meet the shortcuts of the closed dialog.

/** Returns the `cancel` listener of a `<dialog>` that disappears when `close` is called. */
export function closingAtOnce(close: () => void): (event: Event) => void {
  return (event) => {
    // The `cancel` of a file field inside the dialog bubbles up to here.
    if (event.target !== event.currentTarget) return
    // The browser closes it and sends `close` if the listener cannot prevent that.
    if (!event.cancelable) return
    event.preventDefault()
    close()
  }
}
