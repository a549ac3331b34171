// A phone's memory: what it gives while home is away, and what nobody else can make of it.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  createMemoryChannels,
  EngineError,
  type Channel,
  type Letter,
} from '../../../src/core/contract/index.ts'
import { FAR_RIGHTS } from '../../../src/main/host/far/rights-table.ts'
import { cacheKeyOf, type CacheKey } from '../../../src/renderer/bridge/cache-key.ts'
import { connect, type Connection, type Dial } from '../../../src/renderer/bridge/connection.ts'
import { Memory, type MemoryRows } from '../../../src/renderer/bridge/memory.ts'
import { createRemembering, REMEMBERED, type Remembering } from '../../../src/renderer/bridge/remembering.ts'
import { forgetWhatIsGone } from '../../../src/renderer/bridge/still-readable.ts'
import { until } from '../../support/until.ts'

type Row = Parameters<MemoryRows['put']>[0]
const HOME_KEY = new Uint8Array(32).fill(7)
const AHEAD_MS = 10 * 60_000
const LETTER = { ref: 'fumikura://ref/a', subject: 'Persimmons', text: 'Two boxes', sentAt: '2026-12-01' }

let rows: Map<string, Row>
let key: CacheKey
beforeEach(async () => {
  rows = new Map()
  key = await newKey()
})

async function newKey(): Promise<CacheKey> {
  const secret = crypto.getRandomValues(new Uint8Array(32))
  return cacheKeyOf(await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']), HOME_KEY)
}

const rowsIn = (kept: Map<string, Row>): MemoryRows => ({
  get: async (name) => kept.get(name),
  put: async (row) => kept.set(row.name, row),
  remove: async (names) => names.forEach((name) => kept.delete(name)),
  listAges: async () => [...kept.values()].sort((one, other) => one.used - other.used),
})
const newMemory = (): Memory => new Memory(key, rowsIn(rows))

interface Latest {
  end: Channel
  subscription?: number
}

/** A home that answers, until it is away. Its clock is ten minutes ahead. */
class Home {
  readonly asked: string[] = []
  answers: Record<string, unknown> = {}
  isAway = false
  #latest: Latest | null = null

  readonly dial: Dial = async () => {
    if (this.isAway) throw new Error('asleep')
    const [near, end] = createMemoryChannels()
    const latest: Latest = (this.#latest = { end })
    end.onFrame((text) => {
      const { id, call, subscribe } = JSON.parse(text) as { id: number; call?: string; subscribe?: string }
      if (subscribe !== undefined) return void (latest.subscription = id)
      this.asked.push(call!)
      end.send(JSON.stringify({ id, ...this.#answer(call!) }))
    })
    return near
  }

  #answer(call: string): object {
    const now = new Date(Date.now() + AHEAD_MS).toISOString()
    const known = { 'home.status': { state: 'open', now }, ...this.answers }[call]
    return known === undefined ? { error: { code: 'NOT_FOUND', message: 'no' } } : { value: known }
  }

  goAway(): void {
    this.isAway = true
    this.#latest?.end.close('asleep')
  }

  tell(event: object): void {
    this.#latest!.end.send(JSON.stringify({ id: this.#latest!.subscription, event }))
  }
}

interface Page {
  connection: Connection
  given: number[]
  online: Promise<void>
  keepShown: Remembering['keepShown']
}

function openPage(home: Home, memory = newMemory()): Page {
  const remembering = createRemembering(memory)
  const given: number[] = []
  remembering.onGiven((at) => given.push(at))
  const connection = connect(home.dial, remembering.around)
  forgetWhatIsGone(connection, memory)
  const online = new Promise<void>((resolve) => {
    connection.onState((state) => state === 'online' && resolve())
  })
  return { connection, given, online, keepShown: remembering.keepShown }
}

/** Reads once while home is there. */
async function fill(home: Home): Promise<void> {
  const { connection, online } = openPage(home)
  await online
  await connection.api.home.status()
  await connection.api.people.whoami()
  await connection.api.letters.list({ box: 'inbox' })
  await until(() => expect(rows.size).toBe(2))
  connection.close()
  home.asked.length = 0
}

const ANSWERS = {
  'people.whoami': { person: 'p', name: 'Kim', devices: [{ device: 'd', online: true }] },
  'letters.list': [LETTER],
}

describe('while home is away', () => {
  it('a page that starts gets what was remembered, with its age by the clock of home', async () => {
    const home = Object.assign(new Home(), { answers: ANSWERS })
    await fill(home)
    home.goAway()
    const { connection, given } = openPage(home)
    const [status, me, list] = await Promise.all([
      connection.api.home.status(),
      connection.api.people.whoami(),
      connection.api.letters.list({ box: 'inbox' }),
    ])
    expect([status.state, me.devices[0]?.online, list]).toEqual(['open', false, [LETTER]])
    expect(Math.abs(Date.parse(status.now!) - Date.now() - AHEAD_MS)).toBeLessThan(5000)
    expect(given.map((at) => Math.round((at - Date.now()) / 60_000))).toEqual([10, 10, 10])
    await expect(connection.api.letters.list({ box: 'sent' })).rejects.toMatchObject({ code: 'UNREACHABLE' })
    connection.close()
  })

  it('what was given then is read again once home is back', async () => {
    const home = Object.assign(new Home(), { answers: ANSWERS })
    await fill(home)
    home.goAway()
    const { connection, online } = openPage(home)
    await connection.api.letters.list({ box: 'inbox' })
    home.isAway = false
    connection.retry()
    await online
    expect(connection.isWhole).toBe(false)
    home.answers = { ...ANSWERS, 'letters.list': [] }
    expect(await connection.api.letters.list({ box: 'inbox' })).toEqual([])
    connection.close()
  })

  it('a thread has the words of the letters that this phone has shown, and of no other', async () => {
    const entry = { from: null, to: [], text: 'Two boxes' }
    const letters = ['a', 'b'].map((ref) => ({
      summary: null,
      shown: { ...LETTER, ...entry, ref: `fumikura://ref/${ref}` },
    }))
    const home = Object.assign(new Home(), { answers: { 'threads.get': { letters } } })
    const { connection, online, keepShown } = openPage(home)
    await online
    await connection.api.home.status()
    const { ref } = letters[0]!.shown
    const read = await connection.api.threads.get({ ref })
    keepShown(read.letters[0]!.shown as Letter)
    await until(() => expect(rows.size).toBe(2))
    home.goAway()
    await until(() => expect(connection.state).toBe('lost'))
    const away = await connection.api.threads.get({ ref })
    expect(away.letters[0]!.shown).toMatchObject({ text: 'Two boxes' })
    expect(away.letters[1]!.shown).toMatchObject({ subject: 'Persimmons', code: 'HOME_AWAY' })
    expect(away.letters[1]!.shown).not.toHaveProperty('text')
    connection.close()
  })

  it('an act is never answered by the memory', async () => {
    const home = Object.assign(new Home(), { answers: { ...ANSWERS, 'letters.mark': {} } })
    await fill(home)
    home.goAway()
    const { connection } = openPage(home)
    const act = connection.api.letters.mark({ ref: LETTER.ref, value: 'done' })
    await expect(act).rejects.toBeInstanceOf(EngineError)
    connection.close()
  })
})

describe('what is remembered', () => {
  it('only reads that nobody learns of, and letters that were opened here', () => {
    const rightOf = (call: string): string | undefined => {
      const [noun, method] = call.split('.') as [keyof typeof FAR_RIGHTS, string]
      return (FAR_RIGHTS[noun] as Record<string, string>)[method]
    }
    const others = [...REMEMBERED].filter((call) => rightOf(call) !== 'see')
    expect(others).toEqual(['letters.read'])
  })

  it('a row in the place of another is not given, nor one of another key', async () => {
    const memory = newMemory()
    const kept = { value: 'inbox', at: 1, ahead: 0 }
    await memory.keep('letters.list', { box: 'inbox' }, kept)
    await memory.keep('letters.list', { box: 'sent' }, { ...kept, value: 'sent' })
    const [inbox, sent] = [...rows.values()]
    rows.set(inbox!.name, { ...sent!, name: inbox!.name })
    expect(await memory.recall('letters.list', { box: 'inbox' })).toBeNull()
    expect(await memory.recall('letters.list', { box: 'sent' })).toMatchObject({ value: 'sent' })
    rows.set(inbox!.name, inbox!)
    expect(await memory.recall('letters.list', { box: 'inbox' })).toEqual(kept)
    key = await newKey()
    expect(await newMemory().recall('letters.list', { box: 'inbox' })).toBeNull()
  })

  it('goes after 30 days without use, and what was used the longest ago if there is too much', async () => {
    const memory = newMemory()
    for (const ref of ['old', 'big', 'new'])
      await memory.keep('letters.read', { ref }, { value: ref, at: 1, ahead: 0 })
    const [old, big] = [...rows.values()] as [Row, Row]
    rows.set(old.name, { ...old, used: Date.now() - 31 * 24 * 60 * 60_000 })
    rows.set(big.name, { ...big, used: Date.now() - 60_000, bytes: 50 * 1024 * 1024 })
    await memory.tidy()
    const left = await Promise.all(['old', 'big', 'new'].map((ref) => memory.recall('letters.read', { ref })))
    expect(left.map((one) => one?.value)).toEqual([undefined, undefined, 'new'])
  })

  it('a recalled letter goes from every answer at the next contact', async () => {
    const home = Object.assign(new Home(), { answers: ANSWERS })
    await fill(home)
    home.answers = { ...ANSWERS, 'letters.gone': [LETTER.ref] }
    const { connection, online } = openPage(home)
    await online
    await until(() => expect(rows.size).toBe(1))
    expect(home.asked).toContain('letters.gone')
    connection.close()
  })
})
