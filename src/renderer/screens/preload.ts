// Loads the font of letters and the most used panes while the page is idle, so that the next step needs no waiting.

import { loadPart } from '../bridge/parts.ts'

/** The same imports as where they are drawn; if one fails here, the screen imports it again. */
const PANES = [
  () => import('../letter/ThreadPane.svelte'),
  () => import('../compose/ComposePane.svelte'),
  () => import('../editor/open-editor.ts'),
  () => import('../search/SearchResults.svelte'),
  () => import('../author/AuthorPane.svelte'),
]
/** For browsers that do not report when they are idle. ms */
const PAUSE_MS = 2000

export function preloadPanes(page: Window): void {
  const load = async (): Promise<void> => {
    const font = loadPart(() => import('../shared/letter-font.ts'))
    await Promise.allSettled([
      font.then(({ addLetterFont }) => addLetterFont(page.document)),
      ...PANES.map((pane) => loadPart<unknown>(pane)),
    ])
  }
  if ('requestIdleCallback' in page) page.requestIdleCallback(() => void load(), { timeout: PAUSE_MS })
  else setTimeout(() => void load(), PAUSE_MS)
}
