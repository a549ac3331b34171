// Letters for the tests of lists and panes, in the form of the contract.
import {
  PLAIN_POLICY,
  type Box,
  type Cursor,
  type EngineEvent,
  type LetterSummary,
  type PersonId,
  type RefText,
} from '../../../src/core/contract/index.ts'

export const ME = { person: 'me' as PersonId, name: 'Chiyo Mori' }
export const ANA = { person: 'ana' as PersonId, name: 'Ana' }
export const BEN = { person: 'ben' as PersonId, name: 'Ben' }

export const refOf = (name: string): RefText => `fumikura://ref/${name}` as RefText

export function letter(name: string, changes: Partial<LetterSummary> = {}): LetterSummary {
  return {
    kind: 'letter',
    mail: null,
    ref: refOf(name),
    draft: null,
    from: ANA,
    to: [ME],
    unnamed: 0,
    opensFrom: null,
    subject: name,
    sentAt: '2026-11-24T10:42:00.000Z',
    size: 4100,
    attached: { count: 0, size: 0, names: [] },
    policy: { ...PLAIN_POLICY, mode: 'controlled' },
    state: 'sealed',
    stateAt: null,
    tally: null,
    replyTo: null,
    replaces: null,
    isReplaced: false,
    answer: null,
    confirmed: null,
    asks: null,
    remindsAt: null,
    nudgedAt: null,
    goesAt: null,
    deletedAt: null,
    arrivedAt: '2026-11-24T10:42:01.000Z',
    excerpt: null,
    tidy: { archived: false, starred: false, snoozedUntil: null, unread: false, labels: [] },
    bin: null,
    imported: null,
    cursor: name as Cursor,
    ...changes,
  }
}

/** Returns the event of a letter that arrives. */
export function arrivalOf(arrived: LetterSummary): Extract<EngineEvent, { type: 'letter-arrived' }> {
  return {
    type: 'letter-arrived',
    ref: arrived.ref!,
    from: arrived.from.person,
    letter: arrived,
    isMuted: false,
  }
}

/** Letters from new to old. */
export function letters(count: number, begin = 0): LetterSummary[] {
  return Array.from({ length: count }, (_, at) =>
    letter(`letter-${begin + at}`, {
      sentAt: new Date(Date.UTC(2026, 10, 24) - (begin + at) * 60_000).toISOString(),
    }),
  )
}

/** Answers `letters.list` and `letters.summary` from letters that a test may change. */
export class FakeStore {
  entries: LetterSummary[]
  readonly asked: { box: Box; limit: number; before: string | undefined }[] = []

  constructor(entries: LetterSummary[]) {
    this.entries = entries
  }

  list = (input: { box: Box; limit: number; before?: string }): LetterSummary[] => {
    this.asked.push({ box: input.box, limit: input.limit, before: input.before })
    return this.page(this.entries, input)
  }

  summary = ({ ref }: { ref: RefText }): LetterSummary => this.entries.find((entry) => entry.ref === ref)!

  page(entries: LetterSummary[], { limit, before }: { limit: number; before?: string }): LetterSummary[] {
    const start = before === undefined ? 0 : entries.findIndex(({ cursor }) => cursor === before) + 1
    return entries.slice(start, start + limit)
  }
}
