// A letter in each state that a person can meet, and the engine that answers for it.
import {
  EngineError,
  PLAIN_POLICY,
  type Addressee,
  type ErrorCode,
  type Letter,
  type LetterSummary,
  type ThreadLetter,
} from '../../../src/core/contract/index.ts'
import { choir } from '../groups/groups-of-tests.ts'
import { ANA, BEN, letter, ME } from '../inbox/letters.ts'
import { thread } from '../inbox/threads.ts'
import type { Calls } from '../support/fake-app.ts'
import { CALLS } from './engine.ts'

export interface StateOfLetter {
  name: string
  summary: LetterSummary
  /** What `letters.read` answers after a press; omitted if nobody presses. */
  pressed?: ErrorCode | 'never'
  isOpen?: true
}

const SUBJECT = 'Where we meet'
const GROUP: Addressee = { group: choir.group, name: choir.name, person: null }
const EVERYONE: Addressee = { person: 'public', name: '' }
const at = '2026-11-24T12:00:00.000Z'
const made = (more: Partial<LetterSummary> = {}): LetterSummary =>
  letter(SUBJECT, { to: [ME, BEN], opensFrom: 'author', ...more })
const own = (more: Partial<LetterSummary>): LetterSummary =>
  made({ from: ME, to: [ANA], opensFrom: null, arrivedAt: null, ...more })

export const STATES: readonly StateOfLetter[] = [
  { name: 'sealed', summary: made({ attached: { count: 2, size: 4_200_000, names: [] } }) },
  { name: 'sealed, its author is away', summary: made({ opensFrom: 'nobody', from: BEN, to: [ME] }) },
  { name: 'asking', summary: made(), pressed: 'never' },
  { name: 'waiting', summary: made({ opensFrom: 'nobody', from: BEN }), pressed: 'AUTHOR_AWAY' },
  { name: 'opened', summary: made({ state: 'referenced', stateAt: at }), isOpen: true },
  { name: 'done', summary: made({ state: 'done', stateAt: at }), isOpen: true },
  {
    name: 'urgent',
    summary: made({
      ...{ state: 'referenced', asks: 'confirmation' },
      policy: { ...PLAIN_POLICY, mode: 'controlled', urgent: true },
    }),
    isOpen: true,
  },
  { name: 'recalled', summary: made({ state: 'recalled', stateAt: at }) },
  { name: 'held', summary: made({ state: 'held' }) },
  { name: 'expired', summary: made({ state: 'expired', stateAt: at }) },
  { name: 'refused', summary: made(), pressed: 'QUOTA' },
  { name: 'altered', summary: made(), pressed: 'ALTERED' },
  { name: 'not mine', summary: made(), pressed: 'NOT_A_READER' },
  { name: 'of a group', summary: made({ to: [GROUP], state: 'referenced' }), isOpen: true },
  { name: 'public', summary: made({ to: [EVERYONE] }), isOpen: true },
  {
    name: 'album',
    summary: made({ kind: 'album', subject: 'Summer', attached: { count: 12, size: 24_000_000, names: [] } }),
  },
  { name: 'own, sent', summary: own({ state: 'notified', tally: { notified: 1 } }), isOpen: true },
  { name: 'own, held', summary: own({ state: 'held', tally: { held: 1 } }), isOpen: true },
  {
    name: 'own, scheduled',
    summary: own({ state: 'scheduled', goesAt: '2027-01-04T08:00:00.000Z', tally: { scheduled: 1 } }),
    isOpen: true,
  },
  { name: 'own, public', summary: own({ to: [EVERYONE], state: 'public' }), isOpen: true },
]

const CODES: Partial<Record<LetterSummary['state'], ErrorCode>> = {
  ...{ recalled: 'RECALLED', held: 'HELD', expired: 'EXPIRED' },
}

function entryOf({ summary, isOpen }: StateOfLetter): ThreadLetter {
  if (isOpen) return { summary, shown: openedOf(summary) }
  const { from, to, subject, sentAt } = summary
  return {
    summary,
    shown: { ref: summary.ref!, from, to, subject, sentAt, code: CODES[summary.state] ?? 'SEALED' },
  }
}

function openedOf({ ref, from, to, subject, sentAt, policy }: LetterSummary): Letter {
  return {
    ...{ ref: ref!, from, to, subject: subject!, sentAt, policy: { ...policy, mode: policy.mode! } },
    text: 'The hall is flooded, so we meet **at the school** at seven.\n\nBring the blue folder, please.',
    ...{ links: [], attachments: [], tags: [], imported: null, verified: true, reactions: [] },
    ...{ replacedBy: null, original: null },
  }
}

/** The calls of all that shows this letter. */
export function callsOf(state: StateOfLetter): Calls {
  const { summary, pressed, isOpen } = state
  const { ref, tally, subject } = summary
  const readers = Object.keys(tally ?? {}).map((reached) => ({
    ...{ ...ANA, state: reached, at, arrivedAt: at, note: null, stations: null, history: [] },
  }))
  const isPublic = summary.state === 'public'
  const audience = {
    mode: 'controlled',
    origin: 'sent',
    since: at,
    state: isPublic ? 'notified' : summary.state,
    count: 1,
    opened: 0,
  }
  return {
    ...CALLS,
    threads: {
      get: () => ({
        summary: thread(SUBJECT, { subject, newest: summary, people: [summary.from, ME] }),
        ...{ letters: [entryOf(state)], earlier: null },
      }),
    },
    letters: {
      summary: () => summary,
      status: () => ({
        ...{ ref, stations: null, deletedAt: null, readers, byMail: [], tally: tally ?? {}, draft: null },
      }),
      who: () => ({
        ref,
        audiences: summary.to.map((one) => ({ ...audience, audience: one })),
        readers: [],
        readerCount: 0,
      }),
      cost: () => ({ bodies: 1, bodyBytes: 1000, notices: 1, noticeBytes: 512 }),
      asks: () => [],
      versions: () => [],
      read: () => {
        if (isOpen) return openedOf(summary)
        if (pressed === 'never') return new Promise(() => undefined)
        const details = pressed === 'ALTERED' ? { evidence: 'grant' } : {}
        throw new EngineError(pressed ?? 'UNREACHABLE', 'a fixture', { details })
      },
    },
    albums: { get: () => new Promise(() => undefined) },
  }
}
