// The outbox gives home each call once and in order, also after a lost answer or a reload. It loses nothing if
// home refuses it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createMemoryChannels,
  type Channel,
  type DraftId,
  type EngineEvent,
  type RefText,
  type ThreadSummary,
} from '../../../src/core/contract/index.ts'
import { farRightOf } from '../../../src/main/host/far/rights-table.ts'
import { cacheKeyOf, type CacheKey } from '../../../src/renderer/bridge/cache-key.ts'
import { connect, type Connection, type Dial } from '../../../src/renderer/bridge/connection.ts'
import { OutboxStore, type OutboxRows } from '../../../src/renderer/bridge/outbox-store.ts'
import { Outbox } from '../../../src/renderer/bridge/outbox.ts'
import { MAY_WAIT } from '../../../src/renderer/bridge/waiting-calls.ts'
import { until } from '../../support/until.ts'

type Row = Awaited<ReturnType<OutboxRows['list']>>[number]
const DRAFT = '0a'.repeat(16) as DraftId
const REF = 'fumikura://ref/a' as RefText
const TIDY = { archived: false, starred: false, snoozedUntil: null, unread: false, labels: [] }
const ROW = {
  ...{ thread: REF, group: null, subject: 'Persimmons', newestAt: '2026-12-01', tidy: TIDY },
  newest: { ref: REF, tidy: TIDY },
} as unknown as ThreadSummary
const LETTER = { draft: DRAFT, begins: true, to: ['kim'], subject: 'Rain', text: 'It rains.' }

let rows: Row[]
let key: CacheKey
let home: Home
let pages: Page[]
beforeEach(async () => {
  ;[rows, home, pages] = [[], new Home(), []]
  const secret = crypto.getRandomValues(new Uint8Array(32))
  const hkdf = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  key = await cacheKeyOf(hkdf, new Uint8Array(32).fill(7))
})
afterEach(() => pages.forEach(({ close }) => close()))

const rowsHere: OutboxRows = {
  list: async () => rows.toSorted((one, other) => one.order - other.order),
  async put(row) {
    const order = row.order ?? Math.max(0, ...rows.map((one) => one.order)) + 1
    rows = [...rows.filter((one) => one.order !== order), { ...row, order }]
  },
  async replace(order, id, row) {
    if (!rows.some((one) => one.order === order && one.id === id)) return false
    rows = rows.filter((one) => one.order !== order)
    if (row !== null) rows.push(row)
    return true
  },
}

const ANSWERS: Readonly<Record<string, unknown>> = {
  'threads.list': [ROW],
  'threads.order': { undo: { letters: [{ ref: REF, tidy: TIDY }] } },
  'people.contacts': [],
  'groups.list': [],
}

/** A home that answers, until it is away. It performs a draft's sending once. */
class Home {
  /** What it has done, in order. */
  readonly done: [call: string, input: Record<string, unknown>][] = []
  readonly refuses = new Map<string, string>()
  /** Of each refusal. */
  details: object = {}
  isAway = true
  /** The next answer to this call is lost with the connection. */
  losesAnswerTo: string | null = null
  #ends = new Set<Channel>()

  readonly dial: Dial = async () => {
    if (this.isAway) throw new Error('asleep')
    const [near, end] = createMemoryChannels()
    this.#ends.add(end)
    end.onFrame((text) => {
      const frame = JSON.parse(text) as { id: number; call?: string; input: Record<string, unknown> }
      if (frame.call !== undefined) this.#answer(end, { ...frame, call: frame.call })
    })
    return near
  }

  #answer(end: Channel, { id, call, input }: { id: number; call: string; input: Record<string, unknown> }) {
    const code = this.refuses.get(call)
    if (code === undefined && MAY_WAIT.has(call)) this.done.push([call, input])
    if (this.losesAnswerTo === call) {
      this.losesAnswerTo = null
      return end.close('cut')
    }
    const value = ANSWERS[call] ?? {}
    const { details } = this
    // Another tab could ask meanwhile.
    setTimeout(() => {
      end.send(
        JSON.stringify(code === undefined ? { id, value } : { id, error: { code, message: code, details } }),
      )
    }, 10)
  }

  goAway(): void {
    this.isAway = true
    for (const end of this.#ends) end.close('asleep')
  }

  get calls(): string[] {
    return this.done.map(([call]) => call)
  }
}

interface Page {
  outbox: Outbox
  api: Connection['api']
  told: EngineEvent[]
  connection: Connection
  close: () => void
}

let busy: Promise<unknown> = Promise.resolve()
/** As a Web Lock does. */
function alone(act: () => Promise<void>): Promise<void> {
  const done = busy.then(act)
  busy = done.catch(() => undefined)
  return done
}

/** Home is away from the start, or there. */
async function openPage(): Promise<Page> {
  const store = new OutboxStore(key, rowsHere)
  const outbox = new Outbox({ store, now: () => Date.parse('2026-12-03T09:00:00Z'), alone })
  const connection = connect(
    home.dial,
    outbox.around((ask) => ask),
  )
  const told: EngineEvent[] = []
  connection.onEvent((event) => told.push(event))
  const close = (): void => (connection.close(), store.close())
  const page = { outbox, api: connection.api, told, connection, close }
  pages.push(page)
  await until(() => expect(connection.state).toBe(home.isAway ? 'lost' : 'online'))
  return page
}

async function comeBack({ connection }: Page): Promise<void> {
  home.isAway = false
  connection.retry()
  await until(() => expect(connection.state).toBe('online'))
}

const allGiven = (): Promise<void> => until(() => expect(rows).toEqual([]))

describe('while home is away', () => {
  it('a letter waits sealed, and goes once home is back, its words first', async () => {
    const page = await openPage()
    const { draft, savedAt } = await page.api.drafts.save(LETTER)
    expect([draft, savedAt]).toEqual([DRAFT, '2026-12-03T09:00:00.000Z'])
    await expect(page.api.drafts.send({ draft, savedAt })).rejects.toMatchObject({ code: 'HOME_AWAY' })
    expect(rows.map((row) => new TextDecoder().decode(row.call.body)).join()).not.toContain('rains')
    await comeBack(page)
    await allGiven()
    expect(home.calls).toEqual(['drafts.save', 'drafts.send'])
    expect(home.done[0]![1]).toMatchObject({ subject: 'Rain', text: 'It rains.', begins: true })
  })

  it('of the words of one draft the latest wait, in the place of the first', async () => {
    const page = await openPage()
    await page.api.drafts.save(LETTER)
    await page.api.threads.order({ ref: REF, archived: true })
    await page.api.drafts.save({ ...LETTER, begins: false, text: 'It pours.' })
    expect(rows).toHaveLength(2)
    const kept = await page.api.drafts.get({ draft: DRAFT })
    expect(kept).toMatchObject({ subject: 'Rain', text: 'It pours.', to: ['kim'] })
    expect(await page.api.drafts.list()).toEqual([kept])
    await comeBack(page)
    await allGiven()
    expect(home.calls).toEqual(['drafts.save', 'threads.order'])
    expect(home.done[0]![1]).toMatchObject({ begins: true, text: 'It pours.' })
  })

  it('a new page and a second one give what an earlier one left, each call once', async () => {
    const first = await openPage()
    await first.api.drafts.save(LETTER)
    await first.api.drafts.send({ draft: DRAFT }).catch(() => undefined)
    await first.api.threads.order({ ref: REF, archived: true })
    first.close()
    const [one, other] = [await openPage(), await openPage()]
    expect((await one.api.drafts.get({ draft: DRAFT })).text).toBe('It rains.')
    await Promise.all([comeBack(one), comeBack(other)])
    await allGiven()
    expect(home.calls).toEqual(['drafts.save', 'drafts.send', 'threads.order'])
  })

  it('words are said under an id that a repetition has too', async () => {
    const page = await openPage()
    const say = page.api.talks.say({ with: 'kim', text: 'Soon.' })
    await expect(say).rejects.toMatchObject({ code: 'HOME_AWAY' })
    home.losesAnswerTo = 'talks.say'
    await comeBack(page)
    await allGiven()
    expect(home.calls).toEqual(['talks.say', 'talks.say'])
    const [first, second] = home.done.map(([, input]) => input['draft'])
    expect([typeof first, second]).toEqual(['string', first])
  })
})

describe('a list', () => {
  it('shows what waits as done, and again what was taken back', async () => {
    home.isAway = false
    const page = await openPage()
    await page.api.threads.list({ box: 'inbox' })
    home.goAway()
    await until(() => expect(page.connection.state).toBe('lost'))
    const { undo } = await page.api.threads.order({ ref: REF, archived: true })
    expect(page.told).toContainEqual({ type: 'letter-changed', ref: REF })
    home.refuses.set('threads.order', 'UNREACHABLE')
    await comeBack(page)
    expect(await page.api.threads.list({ box: 'inbox' })).toEqual([])
    const [archived] = await page.api.threads.list({ box: 'archive' })
    expect(archived?.tidy.archived).toBe(true)
    await expect(page.api.threads.restore(undo)).rejects.toMatchObject({ code: 'HOME_AWAY' })
  })

  it('an order that waits is undone here, and one that home has done is undone there', async () => {
    const page = await openPage()
    const { undo: early } = await page.api.threads.order({ ref: REF, archived: true })
    await page.api.threads.restore(early)
    expect(rows).toEqual([])
    const { undo: late } = await page.api.threads.order({ ref: REF, starred: true })
    await comeBack(page)
    await allGiven()
    await page.api.threads.restore(late)
    expect(home.done).toEqual([
      ['threads.order', { ref: REF, starred: true }],
      ['threads.restore', { letters: [{ ref: REF, tidy: TIDY }] }],
    ])
  })
})

describe('when the answer of home is lost', () => {
  it('the letter is asked for again, and nobody can take back what home may have', async () => {
    home.isAway = false
    const page = await openPage()
    await page.api.drafts.save(LETTER)
    home.losesAnswerTo = 'drafts.send'
    home.isAway = true
    await expect(page.api.drafts.send({ draft: DRAFT })).rejects.toMatchObject({ code: 'HOME_AWAY' })
    const [waiting] = page.outbox.waiting
    expect(waiting).toMatchObject({ call: 'drafts.send', isTried: true })
    await expect(page.outbox.takeBack(waiting!.id)).rejects.toMatchObject({ code: 'HOME_AWAY' })
    await comeBack(page)
    await allGiven()
    expect(home.calls).toEqual(['drafts.save', 'drafts.send', 'drafts.send'])
  })

  it('words that are written after the lost saving go as well', async () => {
    home.isAway = false
    const page = await openPage()
    home.losesAnswerTo = 'drafts.save'
    home.isAway = true
    await page.api.drafts.save(LETTER)
    await page.api.drafts.save({ ...LETTER, begins: false, text: 'It pours.' })
    await comeBack(page)
    await allGiven()
    expect(home.done.map(([, input]) => input['text'])).toEqual(['It rains.', 'It rains.', 'It pours.'])
  })
})

describe('what home refuses', () => {
  it('stays with its reason until it was seen, and the rest goes on', async () => {
    const page = await openPage()
    await page.api.threads.order({ ref: REF, archived: true })
    await page.api.threads.order({ ref: REF, starred: true })
    home.refuses.set('threads.order', 'NOT_FOUND')
    await comeBack(page)
    const refusals = (): unknown[] => page.outbox.waiting.map(({ refusal }) => refusal)
    await until(() => expect(refusals()).toEqual(['NOT_FOUND', 'NOT_FOUND']))
    expect(await page.api.threads.list({ box: 'inbox' })).toEqual([ROW])
    await page.outbox.forgetRefused(page.outbox.waiting[0]!.id)
    expect(refusals()).toEqual(['NOT_FOUND'])
  })

  it('of a draft that another window has sent is a new draft, and nothing is sent again', async () => {
    const page = await openPage()
    await page.api.drafts.save({ ...LETTER, begins: false })
    await page.api.drafts.send({ draft: DRAFT }).catch(() => undefined)
    home.refuses.set('drafts.save', 'SENT')
    await comeBack(page)
    await until(() => expect(page.outbox.waiting.map(({ refusal }) => refusal)).toContain('SENT'))
    home.refuses.clear()
    await page.outbox.give()
    await until(() => expect(home.calls).toEqual(['drafts.save']))
    const [, saved] = home.done[0]!
    expect(saved).toMatchObject({ text: 'It rains.', begins: true })
    expect(saved['draft']).not.toBe(DRAFT)
  })

  it('of words is a draft again in the box that they were written in', async () => {
    const page = await openPage()
    await page.api.talks.say({ with: 'kim', text: 'Soon.', draft: DRAFT }).catch(() => undefined)
    home.refuses.set('talks.say', 'BLOCKED')
    await comeBack(page)
    await until(() => expect(home.calls).toEqual(['drafts.save']))
    expect(home.done[0]![1]).toMatchObject({ draft: DRAFT, to: ['kim'], text: 'Soon.', begins: true })
    await until(() => expect(page.outbox.waiting).toMatchObject([{ call: 'talks.say', refusal: 'BLOCKED' }]))
  })

  it('of words stays until home takes them', async () => {
    const page = await openPage()
    await page.api.drafts.save(LETTER)
    home.refuses.set('drafts.save', 'NO_SPACE').set('drafts.get', 'NOT_FOUND')
    await comeBack(page)
    await until(() => expect(page.outbox.waiting).toMatchObject([{ refusal: 'NO_SPACE' }]))
    expect((await page.api.drafts.get({ draft: DRAFT })).text).toBe('It rains.')
    home.refuses.clear()
    await page.api.drafts.save({ ...LETTER, text: 'It pours.' })
    await allGiven()
    expect(home.done.map(([, input]) => input['text'])).toEqual(['It pours.'])
  })

  it('of a phone that nobody has unlocked waits, and what it may never do does not', async () => {
    const page = await openPage()
    await page.api.drafts.save(LETTER)
    home.refuses.set('drafts.save', 'PHONE_LOCKED')
    home.details = { canUnlock: true }
    await comeBack(page)
    await until(() => expect(page.outbox.waiting[0]?.isTried).toBe(true))
    await page.outbox.give()
    expect(page.outbox.waiting).toMatchObject([{ refusal: null }])
    home.details = { canUnlock: false }
    await page.outbox.give()
    await until(() => expect(page.outbox.waiting).toMatchObject([{ refusal: 'PHONE_LOCKED' }]))
  })

  it('while it is locked waits for it to be opened', async () => {
    const page = await openPage()
    await page.api.drafts.save(LETTER)
    home.refuses.set('drafts.save', 'LOCKED')
    await comeBack(page)
    await until(() => expect(page.outbox.waiting[0]?.isTried).toBe(true))
    await page.outbox.give()
    expect(page.outbox.waiting).toMatchObject([{ call: 'drafts.save', refusal: null }])
    home.refuses.clear()
    await page.outbox.give()
    await allGiven()
    expect(home.calls).toEqual(['drafts.save'])
  })
})

it('only acts wait that a phone may always do', () => {
  expect(new Set([...MAY_WAIT].map(farRightOf))).toEqual(new Set(['answer']))
})
