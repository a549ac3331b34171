// A talk of a group and its engine for the tests of the stream.
import type { LetterSummary, RefText, Talk, TalkEntry } from '../../../src/core/contract/index.ts'
import { ANA, letter, ME } from '../inbox/letters.ts'
import { callsOf, choir } from '../groups/groups-of-tests.ts'

/** Something that Ana said. */
export function said(name: string, text: string, more: Partial<LetterSummary> = {}): TalkEntry {
  const { sentAt, ...summary } = letter(name, {
    from: ANA,
    to: [{ group: choir.group, name: choir.name, person: null }],
    subject: '',
    opensFrom: 'here',
    excerpt: text,
    ...more,
  })
  return {
    letter: { sentAt, ...summary },
    saidAt: sentAt,
    ...{ text, asks: null, original: null, reactions: [], answers: [], seenBy: [] },
  }
}

export const mine = (name: string, text: string, more: Partial<LetterSummary> = {}): TalkEntry =>
  said(name, text, { from: ME, state: 'notified', opensFrom: null, ...more })

/** A letter with a subject, sealed unless `more` has another state. */
export function sheet(name: string, more: Partial<LetterSummary> = {}): TalkEntry {
  return {
    ...said(name, ''),
    text: null,
    letter: { ...said(name, '').letter, subject: name, opensFrom: 'author', ...more },
  }
}

/** Answers the calls of a talk from entries that a test may change. */
export class FakeTalk {
  entries: TalkEntry[]
  more: Partial<Talk>
  readonly asked: [string, object][] = []

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
      talks: {
        stream: note('stream', (input: never) => this.#page(input)),
        say: note('say', () => ({ ref: 'fumikura://ref/said', state: 'notified' })),
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
