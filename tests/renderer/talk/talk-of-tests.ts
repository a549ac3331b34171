// A talk of a group and its engine for the tests of the stream.
import {
  EngineError,
  PLAIN_POLICY,
  type Draft,
  type LetterSummary,
  type RefText,
  type Talk,
  type TalkEntry,
} from '../../../src/core/contract/index.ts'
import { ANA, letter, ME } from '../inbox/letters.ts'
import { callsOf, choir } from '../groups/groups-of-tests.ts'

/** Something that Ana said. */
export function said(name: string, text: string, more: Partial<LetterSummary> = {}): TalkEntry {
  const { sentAt, ...summary } = letter(name, {
    from: ANA,
    to: [{ group: choir.group, name: choir.name, person: null }],
    subject: '',
    policy: { ...PLAIN_POLICY, mode: 'open' },
    opensFrom: 'here',
    excerpt: text,
    ...more,
  })
  return {
    letter: { sentAt, ...summary },
    saidAt: sentAt,
    ...{ text, asks: null, original: null, reactions: [], answers: [], silence: null, seenBy: [] },
  }
}

export const mine = (name: string, text: string, more: Partial<LetterSummary> = {}): TalkEntry =>
  said(name, text, { from: ME, state: 'notified', opensFrom: null, ...more })

/** A letter with a subject, sealed unless `more` has another state. */
export function sheet(name: string, more: Partial<LetterSummary> = {}): TalkEntry {
  return {
    ...said(name, ''),
    text: null,
    letter: {
      ...said(name, '').letter,
      policy: { ...PLAIN_POLICY, mode: 'controlled' },
      subject: name,
      opensFrom: 'author',
      ...more,
    },
  }
}

/** Answers the calls of a talk from entries that a test may change. */
export class FakeTalk {
  entries: TalkEntry[]
  more: Partial<Talk>
  readonly asked: [string, object][] = []
  /** What is kept of the boxes of talks. */
  readonly drafts: Draft[] = []

  constructor(entries: TalkEntry[], more: Partial<Talk> = {}) {
    this.entries = entries
    this.more = more
  }

  get calls(): ReturnType<typeof callsOf> {
    const note =
      (name: string, answer: (input: never) => unknown) =>
      (input: object): unknown => (this.asked.push([name, input]), answer(input as never))
    return {
      ...callsOf([choir]),
      letters: { list: () => [], read: note('read', () => Promise.reject(new Error('not in this test'))) },
      drafts: {
        list: () => this.drafts,
        get: ({ draft }: { draft: string }) => {
          const kept = this.drafts.find((one) => one.draft === draft)
          if (kept === undefined) throw new EngineError('NOT_FOUND', 'There is no such draft.')
          return kept
        },
        save: note('save', (input: never) => this.#save(input)),
        remove: note('remove', ({ draft }: { draft: string }) => this.#forget(draft)),
      },
      talks: {
        stream: note('stream', (input: never) => this.#page(input)),
        say: note('say', ({ draft }: { draft?: string }) => {
          this.#forget(draft)
          return { ref: 'fumikura://ref/said', state: 'notified' }
        }),
        react: note('react', (input: never) => input),
        markRead: note('markRead', () => ({ read: 1 })),
        typing: note('typing', () => ({})),
        settings: note('settings', (input: never) => input),
      },
    }
  }

  /** The inputs of the calls with this name. */
  callsTo(name: string): object[] {
    return this.asked.filter(([called]) => called === name).map(([, input]) => input)
  }

  #save(draft: Draft): object {
    const savedAt = new Date().toISOString()
    this.#forget(draft.draft)
    this.drafts.push({ ...draft, replyTo: draft.replyTo ?? null, replaces: draft.replaces ?? null, savedAt })
    return { draft: draft.draft, savedAt }
  }

  #forget(draft: string | undefined): void {
    const at = this.drafts.findIndex((one) => one.draft === draft)
    if (at !== -1) this.drafts.splice(at, 1)
  }

  #page({ limit, before }: { limit: number; before?: string }): Talk {
    const end =
      before === undefined
        ? this.entries.length
        : this.entries.findIndex(({ letter }) => letter.cursor === before)
    return {
      with: { group: choir.group, name: choir.name, person: null },
      settings: { showsSeen: false, showsTyping: false, breaksThrough: false },
      unread: 0,
      firstUnread: null,
      ...this.more,
      entries: this.entries.slice(Math.max(0, end - limit), end),
    }
  }
}

export const refOf = ({ letter: { ref } }: TalkEntry): RefText => ref!
