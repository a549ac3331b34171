// What “write” means in a box: a note in Notes, a public post in Following, else a letter.
import type { Box } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import { composePlace, type ComposePlace } from '../state/place.ts'

/** Returns the button of a box that has its own kind of writing; null for the other boxes. */
export function writeIn(box: Box): { label: string; place: ComposePlace } | null {
  if (box === 'notes') return { label: m.palette.newNote, place: composePlace({ to: ['self'] }) }
  if (box === 'following') return { label: m.follows.publish, place: composePlace({ to: ['public'] }) }
  return null
}
