// An effect outside a component; test files are not compiled, so its rune is here.

/** Runs it as a component would, until the returned function is called. */
export function runEffect(effect: () => (() => void) | undefined): () => void {
  return $effect.root(() => {
    $effect(effect)
  })
}
