// Threads for the tests of lists and panes, in the form of the contract.
import type { Cursor, ThreadSummary } from '../../../src/core/contract/index.ts'
import { ANA, letter, refOf } from './letters.ts'

export function thread(name: string, changes: Partial<ThreadSummary> = {}): ThreadSummary {
  const newest = changes.newest ?? letter(name)
  return {
    thread: refOf(name),
    group: null,
    talk: null,
    subject: name,
    people: [ANA],
    peopleCount: 1,
    count: 1,
    unopened: newest.state === 'sealed' ? 1 : 0,
    fresh: { letters: newest.state === 'sealed' ? 1 : 0, messages: 0 },
    opensNow: 1,
    opensFrom: newest.state === 'sealed' ? 'author' : null,
    hasUnseenOpening: false,
    newestAt: newest.sentAt,
    state: newest.state,
    stateAt: newest.stateAt,
    newest,
    snippet: newest.excerpt,
    attached: { count: 0, size: 0 },
    tidy: newest.tidy,
    muted: null,
    cursor: name as Cursor,
    ...changes,
  }
}

/** Threads from new to old. */
export function threads(count: number, begin = 0): ThreadSummary[] {
  return Array.from({ length: count }, (_, at) => thread(`thread-${begin + at}`))
}

/** Answers `threads.list` from threads that a test may change. */
export class FakeThreads {
  entries: ThreadSummary[]
  readonly asked: { limit: number; before: string | undefined }[] = []

  constructor(entries: ThreadSummary[]) {
    this.entries = entries
  }

  list = ({ limit, before }: { limit: number; before?: string }): ThreadSummary[] => {
    this.asked.push({ limit, before })
    const start = before === undefined ? 0 : this.entries.findIndex(({ cursor }) => cursor === before) + 1
    return this.entries.slice(start, start + limit)
  }
}
