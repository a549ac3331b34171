// Fetches the panes that are gone to most, once nothing else is to be done: the next step is then one without waiting.

import { loadPart } from '../bridge/parts.ts'

/** The same imports as where they are drawn; a pane that cannot be had now is asked for again there. */
const PANES = [
  () => import('../letter/LetterPane.svelte'),
  () => import('../compose/ComposePane.svelte'),
  () => import('../search/SearchResults.svelte'),
  () => import('../author/AuthorPane.svelte'),
]
/** For browsers that do not say when they are idle. */
const PAUSE_MS = 2000

export function preloadPanes(page: Window): void {
  const load = (): void => void Promise.allSettled(PANES.map((pane) => loadPart<unknown>(pane)))
  if ('requestIdleCallback' in page) page.requestIdleCallback(load, { timeout: PAUSE_MS })
  else setTimeout(load, PAUSE_MS)
}
