// The lock while the page is open: one question for all calls that home refuses, and a connection
// that counts only once home lets the phone in.
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createMemoryChannels,
  EngineError,
  type Channel,
  type Invoke,
  type OwnLock,
} from '../../../src/core/contract/index.ts'
import { drawSealedSecret, OwnCacheKey } from '../../../src/renderer/bridge/cache-key.ts'
import type { KeptLock } from '../../../src/renderer/bridge/far-lock.ts'
import { OutboxStore } from '../../../src/renderer/bridge/outbox-store.ts'
import { PhoneLock } from '../../../src/renderer/state/phone-lock.svelte.ts'
import { until } from '../../support/until.ts'

const PIN: OwnLock = { kind: 'pin' }
/** What the browser would keep of the lock. */
let kept: KeptLock | null

let home: { lock: OwnLock | null; ticket: string | null; isFresh: boolean; asked: string[] }
let key: OwnCacheKey
let store: OutboxStore
beforeEach(async () => {
  const bytes = new Uint8Array(32)
  key = new OwnCacheKey((await drawSealedSecret(bytes)).secret, bytes)
  store = new OutboxStore(key)
  kept = null
  home = { lock: PIN, ticket: 'first', isFresh: false, asked: [] }
})

afterEach(() => store.close())

function answer(call: string, input: { by?: string; ticket?: string }): unknown {
  home.asked.push(call)
  if (call === 'phones.self') return { lock: home.lock }
  if (call === 'phones.unlock') {
    if (input.by === 'ticket' && input.ticket !== home.ticket) throw new EngineError('PHONE_LOCKED', 'over')
    home.isFresh ||= input.by !== 'ticket'
    return { ticket: (home.ticket ??= 'next') }
  }
  if (!home.isFresh)
    throw new EngineError('PHONE_LOCKED', 'stale', { details: { canUnlock: home.lock !== null } })
  return call
}
const ask: Invoke = async (call, input) => answer(call, input ?? {})

const openLock = (opened: { kept: KeptLock | null; ticket: string | null }): PhoneLock =>
  new PhoneLock(opened, key, store, async (lock) => void (kept = lock))
const OPENED = { kept: { lock: PIN, salt: new Uint8Array(32), sealed: null }, ticket: 'first' }

async function unlockBy(lock: PhoneLock): Promise<void> {
  await until(() => expect(lock.question).not.toBeNull())
  lock.open((await lock.question!.calls.unlock({ by: 'pin', pin: '271828' })).ticket)
}

it('one question serves all calls that home refuses, and each is made once more', async () => {
  const lock = openLock(OPENED)
  let opened = 0
  lock.onOpen(() => opened++)
  const asking = lock.asking(ask)
  const calls = [asking('people.block', {}), asking('rules.add', {})]
  await unlockBy(lock)
  expect(await Promise.all(calls)).toEqual(['people.block', 'rules.add'])
  expect([lock.question, opened]).toEqual([null, 1])
  expect(home.asked.filter((call) => call === 'phones.self')).toHaveLength(1)
})

it('a declined question cancels the calls, and the next call asks anew', async () => {
  const lock = openLock(OPENED)
  const asking = lock.asking(ask)
  const call = asking('people.block', {})
  await until(() => expect(lock.question).not.toBeNull())
  lock.decline()
  await expect(call).rejects.toMatchObject({ code: 'CANCELLED' })
  const again = asking('people.block', {})
  await unlockBy(lock)
  expect(await again).toBe('people.block')
})

it('nobody is asked for what a screen only reads, nor by a phone without a lock', async () => {
  const lock = openLock(OPENED)
  const asking = lock.asking(ask)
  await expect(asking('groups.links', {})).rejects.toMatchObject({ code: 'PHONE_LOCKED' })
  home.lock = null
  await expect(asking('people.block', {})).rejects.toMatchObject({ code: 'PHONE_LOCKED' })
  expect(lock.question).toBeNull()
})

function dialHome(): { dial: () => Promise<Channel>; cut: () => void } {
  let end: Channel
  const dial = async (): Promise<Channel> => {
    const [near, far] = createMemoryChannels()
    end = far
    far.onFrame((text) => {
      const { id, call, input } = JSON.parse(text) as { id: number; call: string; input: object }
      try {
        far.send(JSON.stringify({ id, value: answer(call, input ?? {}) }))
      } catch (error) {
        const { code, message, details } = error as EngineError
        far.send(JSON.stringify({ id, error: { code, message, details } }))
      }
    })
    return near
  }
  return { dial, cut: () => end.close('cut') }
}

it('a connection is opened by the last unlocking, without a question', async () => {
  const lock = openLock(OPENED)
  await lock.dialling(dialHome().dial)()
  expect([home.asked, lock.isHomeAsking]).toEqual([['phones.unlock'], false])
})

it('where that is over home asks, and the question is shown once the person wants it', async () => {
  const lock = openLock({ ...OPENED, ticket: 'old' })
  home.ticket = null
  const { dial, cut } = dialHome()
  const first = lock.dialling(dial)()
  await until(() => expect(lock.isHomeAsking).toBe(true))
  expect(lock.question).toBeNull()
  cut()
  await expect(first).rejects.toMatchObject({ code: 'UNREACHABLE' })
  expect(lock.isHomeAsking).toBe(false)
  const second = lock.dialling(dial)()
  await until(() => expect(lock.isHomeAsking).toBe(true))
  lock.answerHome()
  lock.decline()
  expect([lock.isHomeAsking, lock.question]).toEqual([true, null])
  lock.answerHome()
  await unlockBy(lock)
  await second
  expect(lock.isHomeAsking).toBe(false)
})

it('a lock that was removed at home is gone here, and one that was changed is known', async () => {
  const lock = openLock({ ...OPENED, ticket: null })
  home.lock = { kind: 'passkey', credential: 'other' }
  void lock
    .dialling(dialHome().dial)()
    .catch(() => undefined)
  await until(() => expect(lock.isHomeAsking).toBe(true))
  expect([lock.kept?.lock, kept?.lock]).toEqual([home.lock, home.lock])
  home.lock = null
  const other = openLock({ ...OPENED, ticket: null })
  await other.dialling(dialHome().dial)()
  expect([other.kept, kept]).toEqual([null, null])
})

it('a lock is kept before home has it, and not if home refuses it', async () => {
  const lock = openLock({ kept: null, ticket: null })
  const keptThen: unknown[] = []
  let refusal: EngineError | null = new EngineError('PHONE_LOCKED', 'too late')
  lock.asking(async () => {
    keptThen.push(kept)
    if (refusal !== null) throw refusal
    return { ticket: 'first' }
  })
  const given = lock.give({ by: 'pin', pin: '271828' }, OPENED.kept)
  await expect(given).rejects.toMatchObject({ code: 'PHONE_LOCKED' })
  expect([keptThen, kept, lock.kept]).toEqual([[OPENED.kept], null, null])
  refusal = new EngineError('UNREACHABLE', 'home may have it')
  await expect(lock.give({ by: 'pin', pin: '271828' }, OPENED.kept)).rejects.toMatchObject({
    code: 'UNREACHABLE',
  })
  expect(kept).toEqual(OPENED.kept)
})
