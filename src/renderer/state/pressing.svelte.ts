// Urgent letters and messages of others that wait for an answer. The inbox shows them first, whatever
// is muted or filtered. Beside receive and state.
import type { LetterSummary } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** More of them do not fit above a list. */
const MOST = 20

export class Pressing extends LiveRead<readonly LetterSummary[]> {
  constructor(app: App) {
    super(app, {
      read: () => app.api.letters.list({ box: 'inbox', only: ['pressing'], order: 'oldest', limit: MOST }),
      after: ['letter-arrived', 'letter-changed'],
    })
  }

  /** In the order of their arrival. */
  get letters(): readonly LetterSummary[] {
    return this.value ?? []
  }
}
