// Urgent letters and messages of others that wait for an answer. The inbox shows them first, whatever
// is muted or filtered. Beside receive and state.
import type { GroupId, LetterSummary, ThreadSummary } from '../../core/contract/index.ts'
import { groupIn } from '../audiences/index.ts'
import type { App } from './app.svelte.ts'
import { placeIn, placeOfRow } from './listing.ts'
import { LiveRead } from './live-read.svelte.ts'
import type { Place } from './place.ts'

/** More of them do not fit above a list. */
const MOST = 20

interface Pressed {
  letters: readonly LetterSummary[]
  /** The rows of the groups among them. */
  groups: readonly ThreadSummary[]
}

export class Pressing extends LiveRead<Pressed> {
  constructor(app: App) {
    const asked = { box: 'inbox' as const, only: ['pressing' as const], limit: MOST }
    super(app, {
      read: async () => {
        const letters = await app.api.letters.list({ ...asked, order: 'oldest' })
        if (!letters.some((letter) => groupOf(letter) !== null)) return { letters, groups: [] }
        const rows = await app.api.threads.list(asked)
        return { letters, groups: rows.filter(({ group }) => group !== null) }
      },
      after: ['letter-arrived', 'letter-changed', 'mutes-changed'],
    })
  }

  /** In the order of their arrival. */
  get letters(): readonly LetterSummary[] {
    return this.value?.letters ?? []
  }

  /** The row of the group that a letter was written to. Null for all other letters. */
  rowOf(letter: LetterSummary): ThreadSummary | null {
    const group = groupOf(letter)
    return group === null ? null : (this.value?.groups.find((row) => row.group === group) ?? null)
  }

  /** The letter, or the talk: what was said in a group is read among the rest that was said there. */
  placeOf(letter: LetterSummary): Place {
    const row = letter.subject === '' ? this.rowOf(letter) : null
    return row === null ? placeIn('inbox', letter.ref) : placeOfRow('inbox', row)
  }

  /** True if a row of the inbox is shown here instead: a group, or the thread of the newest letter. */
  standsFor({ group, newest }: ThreadSummary): boolean {
    if (group !== null) return this.letters.some((letter) => groupOf(letter) === group)
    return this.letters.some(({ ref }) => ref === newest.ref)
  }
}

function groupOf({ to }: LetterSummary): GroupId | null {
  return groupIn(to)?.group ?? null
}
