// A locked phone shows nothing. Acts that outlive the phone need a fresh unlocking by its owner.
import { expect, test } from 'vitest'
import type { Client } from '../../src/core/contract/index.ts'
import type { LockTimes } from '../../src/main/host/far/session-lock.ts'
import { fetchBy, ORIGIN, TestPhone } from '../support/far-phone.ts'
import { calling, eventually } from '../support/person.ts'
import { usePhoneHome } from '../support/phone-home.ts'
import { TestClock } from '../support/test-clock.ts'
import { TestPasskey } from '../support/test-passkey.ts'

type Api = Client['api']

const PIN = '271828'
const { openHome, closing } = usePhoneHome()

async function makeHome({ lockTimes }: { lockTimes?: LockTimes } = {}) {
  const clock = new TestClock()
  const { kim, mara, links } = await openHome({ lockTimes, clock })
  return { kim, mara, links, clock, ...(await TestPhone.paired(kim, links)) }
}

async function withPasskey(options: { lockTimes?: LockTimes } = {}) {
  const home = await makeHome(options)
  const key = new TestPasskey(ORIGIN)
  const { api } = home.client
  const { challenge } = await api.phones.challenge()
  const { ticket } = await api.phones.setLock({ lock: { by: 'passkey', made: key.make(challenge) } })
  return { ...home, key, api, ticket: ticket! }
}

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => null,
    (error: unknown) => (error as { code?: string }).code,
  )

async function unlockBy(key: TestPasskey, { phones }: Api): Promise<string> {
  const { challenge } = await phones.challenge()
  return (await phones.unlock({ by: 'passkey', signed: key.sign(challenge) })).ticket
}

test('a locked phone reads nothing, until its owner unlocks it', async () => {
  const { kim, mara, phone, key, tunnel } = await withPasskey()
  tunnel.close('done')
  const { tunnel: next, client } = await phone.connect()
  const { api } = client
  const heard: string[] = []
  api.events.subscribe(({ type }) => heard.push(type))
  expect(await api.phones.self()).toMatchObject({ isLocked: true, lock: { kind: 'passkey' }, mayLock: false })
  const refused = [
    api.letters.list(),
    api.home.status(),
    api.people.whoami(),
    api.phones.setLock({ lock: null }),
    api.phones.setPush({ subscription: null, words: 'subject', language: 'en' }),
  ]
  expect(await Promise.all(refused.map(codeOf))).toEqual(refused.map(() => 'PHONE_LOCKED'))
  expect((await fetchBy(next, '/file/unknown')).status).toBe(403)
  const ref = await mara.write(kim, 'Lunch', 'On Thursday?')
  await eventually(async () => (await kim.list()).length > 0, 'it arrives')
  await api.phones.setPush({ subscription: null, words: 'arrival', language: 'en' })
  expect(heard).toEqual([])
  await unlockBy(key, api)
  // What happened while it was locked comes now.
  await eventually(() => heard.includes('letter-arrived'), 'the phone hears of it')
  expect(await api.letters.read({ ref })).toMatchObject({ text: 'On Thursday?' })
  expect((await fetchBy(next, '/file/unknown')).status).toBe(404)
  expect(await api.phones.self()).toMatchObject({ isLocked: false })
})

test('the first message of a locked phone reads nothing', async () => {
  const { phone, tunnel } = await withPasskey()
  tunnel.close('done')
  const { tunnel: next } = await phone.dial([JSON.stringify({ id: 1, call: 'letters.list', input: {} })])
  const answer = await new Promise<string>((resolve) => next.channel.onFrame(resolve))
  expect(JSON.parse(answer)).toMatchObject({ id: 1, error: { code: 'PHONE_LOCKED' } })
})

test('a signature opens once, and only on the connection that asked for it', async () => {
  const { phone, key, tunnel } = await withPasskey()
  tunnel.close('done')
  const [one, two] = [(await phone.connect()).client.api, (await phone.connect()).client.api]
  const { challenge } = await one.phones.challenge()
  const signed = key.sign(challenge)
  expect(await codeOf(two.phones.unlock({ by: 'passkey', signed }))).toBe('PHONE_LOCKED')
  await two.phones.challenge()
  expect(await codeOf(two.phones.unlock({ by: 'passkey', signed }))).toBe('PHONE_LOCKED')
  await one.phones.unlock({ by: 'passkey', signed })
  expect(await codeOf(one.phones.unlock({ by: 'passkey', signed }))).toBe('PHONE_LOCKED')
  const other = new TestPasskey(ORIGIN)
  const again = await two.phones.challenge()
  const wrong = other.sign(again.challenge)
  expect(await codeOf(two.phones.unlock({ by: 'passkey', signed: wrong }))).toBe('PHONE_LOCKED')
  // A wrong try uses the challenge up.
  expect(await codeOf(two.phones.unlock({ by: 'passkey', signed: key.sign(again.challenge) }))).toBe(
    'PHONE_LOCKED',
  )
  expect(await codeOf(two.letters.list())).toBe('PHONE_LOCKED')
  expect(await codeOf(two.phones.unlock({ by: 'pin', pin: PIN }))).toBe('PHONE_LOCKED')
})

test('what outlives a phone needs its lock within the last minutes, and is kept', async () => {
  const { kim, row, api } = await withPasskey()
  await api.people.block({ person: 'mara' })
  expect(await kim.do.people.blocked({}, calling)).toHaveLength(1)
  expect(await kim.do.phones.acts({ phone: row.phone }, calling)).toMatchObject([
    { call: 'people.block', about: 'mara', canUndo: true },
  ])
  expect(await codeOf(api.home.words())).toBe('NOT_FROM_A_PHONE')
  await api.letters.send({ to: ['public'], subject: 'Post', text: 'For all.' })
})

test('an unlocking that is not fresh reads, and asks again before what outlives the phone', async () => {
  const { api, key, kim } = await withPasskey({ lockTimes: { quietMs: 600_000, freshMs: 0 } })
  expect(await api.letters.list()).toEqual([])
  for (const call of [
    () => api.people.block({ person: 'mara' }),
    () => api.phones.setLock({ lock: { by: 'pin', pin: PIN } }),
    () => api.phones.setLock({ lock: null }),
    () => api.letters.send({ to: ['public'], subject: 'Post', text: 'For all.' }),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'PHONE_LOCKED', details: { canUnlock: true } })
  await unlockBy(key, api)
  expect(await kim.do.people.blocked({}, calling)).toEqual([])
})

test('a phone without a lock does nothing that outlives it, and makes its first lock only just after it was added', async () => {
  const { kim, row, client, clock } = await makeHome()
  const { api } = client
  await expect(api.people.block({ person: 'mara' })).rejects.toMatchObject({
    code: 'PHONE_LOCKED',
    details: { canUnlock: false },
  })
  expect(await api.phones.self()).toMatchObject({ lock: null, isLocked: false, mayLock: true })
  clock.pass(11 * 60_000)
  expect(await api.phones.self()).toMatchObject({ mayLock: false })
  expect(await codeOf(api.phones.setLock({ lock: { by: 'pin', pin: PIN } }))).toBe('PHONE_LOCKED')
  expect(await codeOf(api.phones.setLock({ lock: null }))).toBe('PHONE_LOCKED')
  // Its owner lets it, at home.
  await kim.do.phones.resetLock({ phone: row.phone }, calling)
  expect((await kim.do.phones.list({}, calling))[0]).toMatchObject({ lock: null })
})

test('a passkey of another page is no lock', async () => {
  const { api } = (await makeHome()).client
  const other = new TestPasskey('https://evil.example')
  const { challenge } = await api.phones.challenge()
  expect(await codeOf(api.phones.setLock({ lock: { by: 'passkey', made: other.make(challenge) } }))).toBe(
    'INVALID',
  )
  const key = new TestPasskey(ORIGIN)
  // Its challenge was used.
  expect(await codeOf(api.phones.setLock({ lock: { by: 'passkey', made: key.make(challenge) } }))).toBe(
    'INVALID',
  )
  expect(await api.phones.self()).toMatchObject({ lock: null })
})

test('a ticket carries an unlocking to the next connection of the same phone', async () => {
  const { kim, links, phone, tunnel, ticket } = await withPasskey()
  tunnel.close('done')
  const { api } = (await phone.connect()).client
  expect(await codeOf(api.phones.unlock({ by: 'ticket', ticket: 'x'.repeat(43) }))).toBe('PHONE_LOCKED')
  expect(await api.phones.unlock({ by: 'ticket', ticket })).toEqual({ ticket })
  expect(await api.letters.list()).toEqual([])
  const { client } = await TestPhone.paired(kim, links)
  await client.api.phones.setLock({ lock: { by: 'pin', pin: PIN } })
  expect(await codeOf(client.api.phones.unlock({ by: 'ticket', ticket }))).toBe('PHONE_LOCKED')
})

test('a phone whose page is hidden is locked again, also while its page calls', async () => {
  const { phone, tunnel, api, ticket } = await withPasskey({ lockTimes: { quietMs: 400, freshMs: 60_000 } })
  let reason = ''
  tunnel.onClose((why) => (reason = why))
  await api.phones.showing({ isInView: false, isVisible: false })
  const calls = setInterval(() => void api.letters.list().catch(() => undefined), 50)
  closing.push(() => clearInterval(calls))
  await eventually(() => reason !== '', 'the connection ends')
  const { client } = await phone.connect()
  expect(await codeOf(client.api.phones.unlock({ by: 'ticket', ticket }))).toBe('PHONE_LOCKED')
  expect(await codeOf(client.api.letters.list())).toBe('PHONE_LOCKED')
})

test('a phone that shows something else than what arrives stays open while its page calls', async () => {
  const quietMs = 1000
  const { tunnel, api } = await withPasskey({ lockTimes: { quietMs, freshMs: 60_000 } })
  let isEnded = false
  tunnel.onClose(() => (isEnded = true))
  // Somebody writes a letter.
  await api.phones.showing({ isInView: false, isVisible: true })
  const began = performance.now()
  await eventually(async () => {
    await api.letters.list()
    return performance.now() - began > 2 * quietMs
  }, 'the time passes twice')
  expect(isEnded).toBe(false)
})

test('a phone that says nothing is locked again', async () => {
  const { tunnel } = await withPasskey({ lockTimes: { quietMs: 100, freshMs: 100 } })
  let reason = ''
  tunnel.onClose((why) => (reason = why))
  await eventually(() => reason !== '', 'the connection ends')
})

test('five wrong PINs remove the phone, on however many connections', async () => {
  const { kim, row, phone, client, tunnel } = await makeHome()
  await client.api.phones.setLock({ lock: { by: 'pin', pin: PIN } })
  tunnel.close('done')
  const apis = await Promise.all(Array.from({ length: 4 }, async () => (await phone.connect()).client.api))
  const [first] = apis
  await expect(first!.phones.unlock({ by: 'pin', pin: '000000' })).rejects.toMatchObject({
    details: { left: 4 },
  })
  // A right one begins anew.
  await first!.phones.unlock({ by: 'pin', pin: PIN })
  const wrong = apis.flatMap(({ phones }) =>
    ['1', '2', '3', '4'].map((digit) => codeOf(phones.unlock({ by: 'pin', pin: digit.repeat(6) }))),
  )
  const right = apis.map(({ phones }) => codeOf(phones.unlock({ by: 'pin', pin: PIN })))
  const codes = await Promise.all([...wrong, ...right])
  // Those after the fifth are refused or lose their connection, also with the right one.
  expect(codes).not.toContain(null)
  expect(await kim.do.phones.list({}, calling)).toEqual([])
  await expect(phone.connect()).rejects.toThrow(/revoked/)
  expect(await kim.do.phones.acts({ phone: row.phone }, calling)).toEqual([])
})

test('a changed lock ends every other connection, and a removed one opens them', async () => {
  const { kim, row, phone, api, key, ticket } = await withPasskey()
  const other = await phone.connect()
  await other.client.api.phones.unlock({ by: 'ticket', ticket })
  let reason = ''
  other.tunnel.onClose((why) => (reason = why))
  await api.phones.setLock({ lock: { by: 'pin', pin: PIN } })
  await eventually(() => reason !== '', 'the other connection ends')
  const third = (await phone.connect()).client.api
  expect(await codeOf(third.phones.unlock({ by: 'ticket', ticket }))).toBe('PHONE_LOCKED')
  expect(await codeOf(unlockBy(key, third))).toBe('PHONE_LOCKED')
  expect(await api.letters.list()).toEqual([])
  expect((await kim.do.phones.list({}, calling))[0]).toMatchObject({ lock: 'pin' })
  await kim.do.phones.resetLock({ phone: row.phone }, calling)
  const { client } = await phone.connect()
  expect(await client.api.letters.list()).toEqual([])
  expect(await client.api.phones.self()).toMatchObject({ mayLock: true })
})

test('a revoked phone is not unlocked', async () => {
  const { kim, row, phone, key, tunnel } = await withPasskey()
  tunnel.close('done')
  const { api } = (await phone.connect()).client
  const { challenge } = await api.phones.challenge()
  const unlocking = codeOf(api.phones.unlock({ by: 'passkey', signed: key.sign(challenge) }))
  await kim.do.phones.revoke({ phone: row.phone }, calling)
  await unlocking
  expect(await codeOf(api.letters.list())).toBe('UNREACHABLE')
})
