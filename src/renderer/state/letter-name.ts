// Who wrote a letter that a text names, and when: what a chip shows after the words.
import type { RefText } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'

/** Null if not even the notice of the letter is here. */
export async function letterName(app: App, ref: RefText): Promise<string | null> {
  const letter = await app.api.letters.summary({ ref }).catch(() => null)
  if (letter === null) return null
  const isMine = letter.from.person === app.home.myself?.person
  return m.letter.thread.quotedIn(
    isMine ? m.letter.thread.yours : m.people.called(letter.from.name),
    f.shortDay(letter.sentAt, app.clock.now),
  )
}
