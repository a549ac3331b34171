// An effect outside a component. Test files are not compiled by Svelte, so its rune is here.

/** Runs the effect like a component. The returned function ends it. */
export function runEffect(effect: () => (() => void) | undefined): () => void {
  return $effect.root(() => {
    $effect(effect)
  })
}
