// The author of a letter sees who is silent, by name and with a reason, and reminds them by one press.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { beforeEach, expect, test } from 'vitest'
import {
  PLAIN_POLICY,
  type LetterStatus,
  type PersonId,
  type ReaderStatus,
  type RefText,
  type SilentReader,
} from '../../../src/core/contract/index.ts'
import AuthorPane from '../../../src/renderer/author/AuthorPane.svelte'
import { remindLabel, whySilent } from '../../../src/renderer/author/silent-words.ts'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import { renderInApp } from '../support/render.ts'

const REF = 'fumikura://ref/abcdef' as RefText
/** A Tuesday. */
const NOW = new Date(2026, 11, 1, 15, 0)
const THURSDAY = new Date(2026, 10, 26, 18, 40).toISOString()
const SATURDAY = new Date(2026, 10, 28, 9, 0).toISOString()
const NEVER = { online: false, lastSeenAt: null }

function silent(name: string, more: Partial<SilentReader> = {}): SilentReader {
  return {
    ...{ person: name as PersonId, name, state: 'notified', at: THURSDAY, arrivedAt: THURSDAY },
    ...{ note: null, stations: null, history: [], remindedAt: null, canRemind: true, ...more },
  }
}

const opened = (name: string): ReaderStatus => ({ ...silent(name), state: 'referenced' })

let readers: SilentReader[]
let others: ReaderStatus[]
let last: LetterStatus['silence']['last']
let asked: object[]

beforeEach(() => {
  readers = [silent('Jun'), silent('Petra')]
  others = [opened('Ana')]
  last = null
  asked = []
})

function statusNow(): Partial<LetterStatus> {
  const canRemind = readers.filter((reader) => reader.canRemind).length
  const againAt = new Date(Date.now() + 86_400_000).toISOString()
  return {
    ...{ ref: REF, stations: null, deletedAt: null, draft: null, reactions: [] },
    readers: [...others, ...readers],
    byMail: [],
    tally: { referenced: others.length, notified: readers.length },
    silence: { count: readers.length, canRemind, readers, last, againAt: canRemind > 0 ? null : againAt },
  }
}

const calls = {
  letters: {
    summary: () => ({
      ...{ ref: REF, from: { person: 'me', name: 'Me' }, subject: 'Concert', sentAt: THURSDAY },
      to: [...others, ...readers].map(({ person, name }) => ({ person, name })),
      policy: { ...PLAIN_POLICY, mode: 'controlled' },
      ...{ answer: null, deletedAt: null, remindsAt: null, nudgedAt: null },
      tidy: { archived: false, starred: false, snoozedUntil: null, muted: false, unread: false, labels: [] },
    }),
    status: () => statusNow(),
    who: () => ({ ref: REF, audiences: [], readers: [], readerCount: 0 }),
    cost: () => ({ bodies: 1, bodyBytes: 1000, notices: 2, noticeBytes: 512 }),
    thread: () => [],
    asks: () => [],
    read: () => ({ ref: REF, text: 'Can you come?', original: null }),
    nudge(input: { to?: string[] }) {
      asked.push(input)
      const at = new Date().toISOString()
      const isMeant = ({ person }: SilentReader): boolean => input.to?.includes(person) ?? true
      last = { at, count: readers.filter(isMeant).length }
      readers = readers.map((one) => (isMeant(one) ? { ...one, remindedAt: at, canRemind: false } : one))
      return { ref: REF, reminded: [], waiting: [], againAt: null }
    },
  },
}

const drawn = () => renderInApp(AuthorPane, { ref: REF }, calls)
const change = ({ engine }: ReturnType<typeof drawn>): void =>
  engine.tell({ type: 'letter-changed', ref: REF })

test('the first line says how many, the list who not, and one press reminds both', async () => {
  const shown = drawn()
  expect(await screen.findByText('1 of 3 has opened it')).toBeTruthy()
  expect(screen.getByText('2 are silent')).toBeTruthy()
  expect(screen.getByText('2 silent')).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Remind Jun and Petra' }))
  expect(asked).toEqual([{ ref: REF }])
  change(shown)
  expect(await screen.findByText(/^Reminded 2 today at .+ Again from tomorrow at/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Remind / })).toBeNull()
  expect(screen.getAllByText(/, reminded today at/)).toHaveLength(2)
})

test('one of many is reminded alone, and the button then counts the others', async () => {
  readers = ['Jun', 'Petra', 'Tom', 'Mika'].map((name) => silent(name))
  const shown = drawn()
  expect(await screen.findByRole('button', { name: 'Remind the 4' })).toBeTruthy()
  const row = (await screen.findByText('Tom', { selector: 'bdi' })).closest('li')!
  await fireEvent.click(within(row).getByRole('button', { name: 'Remind Tom' }))
  expect(asked).toEqual([{ ref: REF, to: ['Tom'] }])
  change(shown)
  expect(await screen.findByRole('button', { name: 'Remind the 3' })).toBeTruthy()
  expect(within(row).queryByRole('button')).toBeNull()
})

test('a mark stands for each reader, a bar for more than sixty', async () => {
  const count = (selector: string): number => document.querySelectorAll(selector).length
  const shown = drawn()
  await screen.findByText('1 of 3 has opened it')
  expect([count('.marks span'), count('.marks .done'), count('.card .bar')]).toEqual([3, 1, 0])
  others = Array.from({ length: 70 }, (_, n) => opened(`M${n}`))
  change(shown)
  await screen.findByText('70 of 72 have opened it')
  expect([count('.marks span'), count('.card .bar')]).toEqual([0, 1])
})

test('those who opened it are folded to sixteen names', async () => {
  others = Array.from({ length: 38 }, (_, n) => opened(`M${n}`))
  drawn()
  expect(await screen.findByText('38 opened')).toBeTruthy()
  expect(screen.queryByText('M16', { selector: 'bdi' })).toBeNull()
  await fireEvent.click(screen.getByRole('button', { name: '22 more' }))
  await waitFor(() => expect(screen.getByText('M37', { selector: 'bdi' })).toBeTruthy())
})

test('each silent reader has a reason, and presence only if it is known', () => {
  const of = (reader: SilentReader, contact = NEVER as Parameters<typeof whySilent>[1]['contact']) =>
    whySilent(reader, { isOfGroup: false, contact, now: NOW })
  expect(of(silent('Jun'))).toBe('Notified Thursday')
  expect(of(silent('Jun', { arrivedAt: null }))).toBe('Not reached yet')
  expect(of(silent('Jun', { remindedAt: SATURDAY }), { online: true, lastSeenAt: null })).toBe(
    'Notified Thursday, reminded Saturday · online now',
  )
  expect(of(silent('Jun'), { online: false, lastSeenAt: SATURDAY })).toBe(
    'Notified Thursday · last online Saturday',
  )
  expect(of(silent('Jun', { state: 'referenced' }), null)).toBe('Opened Thursday, no answer')
  const inGroup = { isOfGroup: true, contact: null, now: NOW }
  expect(whySilent(silent('Jun', { arrivedAt: null }), inGroup)).toBe('Notified Thursday')
})

test('the button counts only readers who can be reminded now, in both languages', () => {
  const silence = statusNow().silence!
  const some = [...readers, silent('Tom', { canRemind: false })]
  expect(remindLabel({ ...silence, count: 3, readers: some })).toBe('Remind Jun and Petra')
  expect(remindLabel({ ...silence, canRemind: 300 })).toBe('Remind the 300')
  setLocale('ja')
  expect(remindLabel(silence)).toBe('Junさん、Petraさんにもう一度知らせる')
  expect(remindLabel({ ...silence, canRemind: 7 })).toBe('7人にもう一度知らせる')
  setLocale('en')
})
