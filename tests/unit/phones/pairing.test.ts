// Pairing a phone: races, wrong digits, used and late links. One phone is paired, or none.
import { createHmac, randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import {
  LINK_LIFE_MS,
  Pairing,
  pairCode,
  pairProof,
  type PairLink,
} from '../../../src/core/phones/pairing.ts'
import { refused } from '../../support/refused.ts'
import { TestClock } from '../../support/test-clock.ts'

interface Device extends PairLink {
  refusals: string[]
}

function makeDevice(key = randomBytes(32)): Device {
  const refusals: string[] = []
  return { key, handshakeHash: randomBytes(32), refusals, refuse: (why) => void refusals.push(why) }
}

const open: Pairing<Device>[] = []
afterEach(() => {
  for (const pairing of open.splice(0)) pairing.close()
})

function offer() {
  const clock = new TestClock()
  const pairing = new Pairing<Device>(clock)
  open.push(pairing)
  const { token } = pairing.begin({ name: null, isReadOnly: false })
  const prove = (link: Device, by = token) =>
    pairing.prove(pairProof(by, link.handshakeHash), { link, name: 'Phone', browser: 'Browser' })
  return { clock, pairing, token, prove, codeOf: (link: Device) => pairCode(token, link.handshakeHash) }
}

describe('a link for a phone', () => {
  test('pairs the device whose digits are typed', () => {
    const { pairing, prove, codeOf } = offer()
    const phone = makeDevice()
    expect(prove(phone)).toBeNull()
    expect(pairing.findWaiting()).toMatchObject({ name: 'Phone', isSecond: false })
    const code = codeOf(phone)
    expect(pairing.take(`${code.slice(0, 3)} ${code.slice(3)}`)).toMatchObject({ link: phone })
    expect(pairing.findWaiting()).toBeNull()
  })

  test('the digits are those of the written rule', () => {
    const [token, hash] = [Buffer.alloc(16, 1), Buffer.alloc(32, 2)]
    const mac = createHmac('sha256', token)
      .update(Buffer.concat([Buffer.from('code'), hash]))
      .digest()
    expect(pairCode(token, hash)).toBe(String(mac.readUInt32BE(0) % 1_000_000).padStart(6, '0'))
  })

  test('wrong digits end it, also for the right ones', () => {
    const { pairing, prove, codeOf } = offer()
    const phone = makeDevice()
    prove(phone)
    const wrong = codeOf(phone) === '000000' ? '000001' : '000000'
    expect(() => pairing.take(wrong)).toThrow(refused('INVALID'))
    expect(phone.refusals).toEqual(['wrong'])
    expect(() => pairing.take(codeOf(phone))).toThrow(refused('INVALID'))
    expect([pairing.isOffered, prove(makeDevice())]).toEqual([false, 'over'])
  })

  test('two devices that prove it are both refused, and home is told', () => {
    const { pairing, prove, codeOf } = offer()
    const [thief, owner] = [makeDevice(), makeDevice()]
    expect([prove(thief), prove(owner)]).toEqual([null, 'used'])
    expect(thief.refusals).toEqual(['used'])
    expect(pairing.findWaiting()).toMatchObject({ isSecond: true })
    for (const device of [thief, owner])
      expect(() => pairing.take(codeOf(device))).toThrow(refused('INVALID'))
    expect(prove(makeDevice())).toBe('used')
  })

  test('the same device may come again, with new digits', () => {
    const { pairing, prove, codeOf } = offer()
    const first = makeDevice()
    const again = makeDevice(Buffer.from(first.key))
    prove(first)
    pairing.leave(first)
    expect(pairing.findWaiting()).toBeNull()
    expect(prove(again)).toBeNull()
    expect(pairing.take(codeOf(again)).link).toBe(again)
  })

  test('a device that comes after the digits were typed is told that it was used', () => {
    const { pairing, prove, codeOf } = offer()
    const phone = makeDevice()
    prove(phone)
    pairing.take(codeOf(phone))
    expect(prove(makeDevice())).toBe('used')
    expect(pairing.findWaiting()).toBeNull()
  })

  test('three wrong proofs end it', () => {
    const { pairing, prove } = offer()
    const guess = () => prove(makeDevice(), randomBytes(16))
    expect([guess(), guess(), guess(), guess()]).toEqual(['wrong', 'wrong', 'wrong', 'over'])
    expect(pairing.isOffered).toBe(false)
  })

  test('is over after ten minutes, also if the wall clock was put back', () => {
    const { clock, pairing, prove, codeOf } = offer()
    const phone = makeDevice()
    prove(phone)
    clock.jump(-LINK_LIFE_MS)
    clock.pass(LINK_LIFE_MS)
    expect(() => pairing.take(codeOf(phone))).toThrow(refused('INVALID'))
    expect(phone.refusals).toEqual(['over'])
    expect(prove(makeDevice())).toBe('over')
  })

  test('another link ends the one before', () => {
    const { pairing, prove } = offer()
    const phone = makeDevice()
    prove(phone)
    pairing.begin({ name: null, isReadOnly: false })
    expect(phone.refusals).toEqual(['over'])
    expect(prove(makeDevice())).toBe('wrong')
  })
})
