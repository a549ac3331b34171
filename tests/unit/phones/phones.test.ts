// The rows and links of phones on a plain ledger: rights, ending, routes, and what stays behind.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Phones, phonesSchema } from '../../../src/core/phones/index.ts'
import type { PhoneLink } from '../../../src/core/phones/phones.ts'
import { LINK_LIFE_MS, pairCode, pairProof } from '../../../src/core/phones/pairing.ts'
import { HomeLedger } from '../../support/home-ledger.ts'
import { refused } from '../../support/refused.ts'
import { TestClock } from '../../support/test-clock.ts'

const WEEK_MS = 7 * 24 * 60 * 60_000

interface Link extends PhoneLink {
  told: string[]
}

function makeLink(key: Uint8Array = randomBytes(32)): Link {
  const told: string[] = []
  const tell = (word: string): void => void told.push(word)
  return {
    ...{ key, handshakeHash: randomBytes(32), from: '203.0.113.0/24', told },
    ...{ refuse: tell, accept: () => tell('accepted'), close: tell },
  }
}

async function openPhones() {
  const ledger = new HomeLedger([phonesSchema])
  const clock = new TestClock()
  const phones = new Phones(ledger.asLedger, clock)
  await phones.setDoor({ isOn: true, station: null })
  const admit = (link: Link) => phones.admit(link, phones.routes[0]!)
  const pair = async (link: Link, isReadOnly = false) => {
    const { token } = phones.offer({ name: null, isReadOnly })
    expect(admit(link)).toEqual({ kind: 'pair' })
    const said = { name: 'Kim’s phone', browser: 'Browser' }
    expect(phones.prove(pairProof(token, link.handshakeHash), link, said)).toBeNull()
    return phones.confirm(pairCode(token, link.handshakeHash))
  }
  return { ledger, clock, phones, admit, pair }
}

test('a phone is paired on its own link, and known on the next', async () => {
  const { clock, phones, pair, admit } = await openPhones()
  const link = makeLink()
  expect(await pair(link, true)).toMatchObject({ name: 'Kim’s phone', rights: 'read', isOpen: true })
  expect(link.told).toEqual(['accepted'])
  phones.leave(link)
  expect(phones.list()).toMatchObject([{ isOpen: false }])
  expect(admit(makeLink(link.key))).toMatchObject({ kind: 'known', phone: { rights: 'read' } })
  // Until then it is told that the link was used.
  clock.pass(LINK_LIFE_MS)
  expect(admit(makeLink())).toEqual({ kind: 'refused', why: 'unknown' })
})

test('a link for a phone admits nobody else without its digits', async () => {
  const { phones, admit } = await openPhones()
  phones.offer({ name: null, isReadOnly: false })
  const stranger = makeLink()
  expect(admit(stranger)).toEqual({ kind: 'pair' })
  expect(phones.prove(randomBytes(32), stranger, { name: 'x', browser: 'y' })).toBe('wrong')
  await expect(phones.confirm('123456')).rejects.toEqual(refused('INVALID'))
  expect(phones.list()).toEqual([])
})

test('a revoked phone loses every link, comes in nowhere, and the others are told another route', async () => {
  const { clock, phones, pair, admit } = await openPhones()
  const [lost, kept] = [makeLink(), makeLink()]
  const { id } = await pair(lost)
  await pair(kept)
  const second = makeLink(lost.key)
  admit(second)
  const [before] = phones.routes
  // A handshake that ends while the row is being written.
  const late = makeLink(lost.key)
  const revoking = phones.revoke(id)
  admit(late)
  await revoking
  expect([lost, second, late].map(({ told }) => told.at(-1))).toEqual(['revoked', 'revoked', 'revoked'])
  expect(kept.told).toEqual(['accepted'])
  expect(admit(makeLink(lost.key))).toEqual({ kind: 'refused', why: 'revoked' })
  expect(phones.list().length).toBe(1)
  const [now, old] = phones.routes
  expect([Buffer.compare(now!, before!) === 0, Buffer.compare(old!, before!) === 0]).toEqual([false, true])
  clock.jump(WEEK_MS)
  expect(phones.routes).toEqual([now])
  await expect(phones.revoke(id)).rejects.toEqual(refused('NOT_FOUND'))
})

test('a device that left before its digits were typed is paired, and known when it comes again', async () => {
  const { phones, admit } = await openPhones()
  const link = makeLink()
  const { token } = phones.offer({ name: 'Mine', isReadOnly: false })
  admit(link)
  phones.prove(pairProof(token, link.handshakeHash), link, { name: 'x', browser: 'y' })
  const confirming = phones.confirm(pairCode(token, link.handshakeHash))
  phones.leave(link)
  expect(await confirming).toMatchObject({ name: 'Mine', isOpen: false })
  expect(link.told).toEqual([])
  expect(admit(makeLink(link.key))).toMatchObject({ kind: 'known' })
})

test('a closed door ends every link and keeps the phones', async () => {
  const { phones, pair } = await openPhones()
  const link = makeLink()
  await pair(link)
  await phones.setDoor({ isOn: false, station: null })
  expect(link.told).toEqual(['accepted', 'the door is closed'])
  expect(phones.list().length).toBe(1)
})

test('acts are listed for thirty days, also of a phone that was revoked', async () => {
  const { clock, phones, pair } = await openPhones()
  const { id } = await pair(makeLink())
  const undo = { call: 'rules.remove', input: { rule: '1' } }
  await phones.acts.keep({ phone: id, call: 'rules.add', about: 'Hide\nall', undo })
  await phones.revoke(id)
  const [act] = phones.acts.list(id)
  expect(act).toMatchObject({ call: 'rules.add', about: 'Hide all', undo })
  await phones.acts.markUndone(act!.id)
  expect([phones.acts.list(id), phones.acts.find(act!.id)]).toEqual([[], null])
  await phones.acts.keep({ phone: id, call: 'people.rename', about: 'Kim', undo: null })
  clock.jump(31 * 24 * 60 * 60_000)
  expect(phones.acts.list(id)).toEqual([])
})
