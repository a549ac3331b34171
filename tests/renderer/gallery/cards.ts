// The cards of the gallery by their names: each file in its folder is one.
import type { Component } from 'svelte'

const files = import.meta.glob<{ default: Component }>('./cards/*.svelte', { eager: true })

export const CARDS: readonly { name: string; Card: Component }[] = Object.entries(files).map(
  ([path, { default: Card }]) => ({ name: path.replace(/^.*\/|\.svelte$/g, ''), Card }),
)
