// A key that belongs to the input method: it ends or shapes a composition and must neither send nor submit.
export function isComposingKey(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the one sign Safari gives of the key that ends a composition
  return event.isComposing || event.keyCode === 229
}
