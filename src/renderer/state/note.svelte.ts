// A note that is open for writing. Its words are saved as a draft at every pause, and become one
// version when the person leaves it. compose → store, without readers.
import type { Draft, Letter, RefText } from '../../core/contract/index.ts'
import { describeError } from '../messages/errors.ts'
import type { App } from './app.svelte.ts'
import { Attachings } from './attachings.svelte.ts'
import type { Composition } from './composition.svelte.ts'
import { Drafts } from './drafts.svelte.ts'
import type { LetterContent } from './letter-content.ts'
import { resolveReaders } from './readers.ts'

/** A draft of another window is continued; an older one was left by a crash, and is ours. */
const LEFT_BEHIND_MS = 60_000
const MAX_TITLE_CHARS = 80

export class Note {
  readonly #app: App
  readonly #drafts: Drafts
  /** The latest version; null for a new note. */
  readonly #letter: Letter | null
  #composition = $state.raw<Composition | null>(null)
  #isOurs = false
  #committing: Promise<RefText | null> | null = null
  readonly #stop: () => void

  constructor(app: App, letter: Letter | null) {
    this.#app = app
    this.#drafts = app.noun(Drafts)
    this.#letter = letter
    this.#stop = app.events.on('draft-changed', () => void this.#follow().catch(() => undefined))
  }

  /** Null until it is opened, and after it has become a version. */
  get composition(): Composition | null {
    return this.#composition
  }

  /** Opens the note, with the words that are not a version yet. @throws UNREACHABLE */
  async open(): Promise<void> {
    const kept = this.#letter === null ? null : await this.#findDraft()
    this.#isOurs =
      kept !== null && this.#app.clock.read().getTime() - Date.parse(kept.savedAt) > LEFT_BEHIND_MS
    const opened = await this.#drafts.open(kept?.draft ?? null, this.#beginning())
    this.#composition = opened ?? (await this.#drafts.open(null, this.#beginning()))
  }

  /**
   * Makes the written words a version. Returns its ref; null if there was nothing to store.
   * @throws NO_SPACE, TOO_LARGE, UNREACHABLE; the words stay in their draft then
   */
  commit(): Promise<RefText | null> {
    return (this.#committing ??= this.#commit().finally(() => (this.#committing = null)))
  }

  /** The pane is closed. A failure is shown, because the person is elsewhere. */
  async leave(): Promise<void> {
    this.#stop()
    const composition = this.#composition
    try {
      await this.commit()
    } catch (error) {
      this.#app.toasts.show({ text: describeError(error), tone: 'problem' })
    }
    if (composition === null || composition.isSent) return
    // An empty new note leaves nothing behind.
    if (this.#letter === null && isEmpty(composition.content)) await this.#drafts.drop(composition)
    else await this.#drafts.leave(composition)
  }

  async #commit(): Promise<RefText | null> {
    const composition = this.#composition
    if (composition === null || composition.isSent || composition.isGoing) return null
    if (!composition.isChangedHere && !this.#isOurs) return null
    if (isEmpty(composition.content)) return null
    if (this.#isUnchanged(composition.content)) {
      await this.#drafts.drop(composition)
      return null
    }
    composition.isGoing = true
    try {
      await this.#app.noun(Attachings).of(composition).settled()
      const { subject, text } = composition.content
      if (subject.trim() === '') composition.change({ subject: titleOf(text) })
      const { ref, showToast } = await this.#drafts.send(composition, resolveReaders(['self'], [], []))
      if (this.#letter === null) showToast()
      return ref
    } finally {
      composition.isGoing = false
    }
  }

  #beginning(): Partial<LetterContent> {
    const letter = this.#letter
    if (letter === null) return { to: ['self'] }
    const { text, tags, attachments, ref } = letter
    return { to: ['self'], subject: givenTitle(letter), text, tags, attachments, replaces: ref }
  }

  #isUnchanged({ subject, text, tags, attachments }: LetterContent): boolean {
    const letter = this.#letter
    if (letter === null) return false
    const list = (all: readonly unknown[]): string => all.join('\n')
    return (
      subject === givenTitle(letter) &&
      text === letter.text &&
      list(tags) === list(letter.tags) &&
      list(attachments.map(({ name, size }) => `${name} ${size}`)) ===
        list(letter.attachments.map(({ name, size }) => `${name} ${size}`))
    )
  }

  /** Another window began to write. Shows its draft, unless this window writes too. */
  async #follow(): Promise<void> {
    const composition = this.#composition
    if (this.#letter === null || composition === null || composition.draft !== null) return
    const kept = await this.#findDraft()
    if (kept === null || composition.draft !== null) return
    const followed = await this.#drafts.open(kept.draft, {})
    if (followed === null) return
    await this.#drafts.leave(composition)
    this.#composition = followed
  }

  async #findDraft(): Promise<Draft | null> {
    const ref = this.#letter?.ref
    const all = await this.#app.api.drafts.list()
    return all.find(({ replaces }) => replaces === ref) ?? null
  }
}

const isEmpty = ({ subject, text, attachments }: LetterContent): boolean =>
  subject.trim() === '' && text.trim() === '' && attachments.length === 0

/** The title that the author wrote; empty if it is the first line, which it then follows. */
export const givenTitle = ({ subject, text }: Pick<Letter, 'subject' | 'text'>): string =>
  subject === titleOf(text) ? '' : subject

/** The first line with words, without the signs of Markdown. */
export function titleOf(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/^[\s#>*+-]+|[*_`]+/gu, '').trim())
  const [first = ''] = lines.filter((line) => line !== '')
  return first.length > MAX_TITLE_CHARS ? `${first.slice(0, MAX_TITLE_CHARS - 1).trimEnd()}…` : first
}
