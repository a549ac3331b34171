// What writing means in a box: a note among notes, a public post among public posts, else a letter.
import type { Box } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import { composePlace, type ComposePlace } from '../state/place.ts'

/** Boxes with something of their own to write; null for the others. */
export function writeIn(box: Box): { label: string; place: ComposePlace } | null {
  if (box === 'notes') return { label: m.palette.newNote, place: composePlace({ to: ['self'] }) }
  if (box === 'following') return { label: m.follows.publish, place: composePlace({ to: ['public'] }) }
  return null
}
