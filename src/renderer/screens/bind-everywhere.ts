// The shortcuts that work on every screen: the overlays, search, a new letter, and the way to each place.
import type { Box } from '../../core/contract/index.ts'
import type { App } from '../state/app.svelte.ts'
import { composePlace, filesPlace, groupPlace, type Place } from '../state/place.ts'
import type { ShortcutId } from '../state/shortcut-table.ts'

const box = (box: Box): Place => ({ screen: 'box', box, ref: null })

export const WAYS = {
  goInbox: box('inbox'),
  goWaiting: box('waiting'),
  goSent: box('sent'),
  goHeld: box('held'),
  goDrafts: box('drafts'),
  goArchive: box('archive'),
  goStarred: box('starred'),
  goSnoozed: box('snoozed'),
  goNotes: box('notes'),
  goGroups: groupPlace(null),
  goFollowing: box('following'),
  goKnocks: { screen: 'knocks' },
  goPeople: { screen: 'people', person: null },
  goFiles: filesPlace(),
  goDiagnostics: { screen: 'diagnostics' },
  goSettings: { screen: 'settings', part: null },
} as const satisfies Partial<Record<ShortcutId, Place>>

/** Until the returned function is called. */
export function bindEverywhere(app: App, show: (overlay: 'palette' | 'help') => void): () => void {
  const ways = Object.entries(WAYS).map(([id, place]) => [id, () => app.route.go(place)])
  return app.shortcuts.bind({
    ...(Object.fromEntries(ways) as Record<keyof typeof WAYS, () => void>),
    palette: () => show('palette'),
    help: () => show('help'),
    search: () => app.route.go({ screen: 'search', query: '', ref: null }),
    compose: () => app.route.go(composePlace()),
    undo: () => app.toasts.undoLatest(),
  })
}
