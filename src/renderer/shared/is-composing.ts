// Whether a key belongs to the input method: it shapes or ends a composition, and must neither send nor choose.
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the one sign Safari gives of the key that ends a composition
  return event.isComposing || event.keyCode === 229
}
