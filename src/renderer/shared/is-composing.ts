// True if a key belongs to the input method (IME). It changes or ends a composition, so it must
// neither send nor choose.
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari marks the final key only so
  return event.isComposing || event.keyCode === 229
}
