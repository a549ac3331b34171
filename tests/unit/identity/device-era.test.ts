// Device eras and their rules: named devices consent, ended devices have an heir,
// and the largest era is valid.
import { beforeAll, describe, expect, test } from 'vitest'
import { equalBytes, MalformedRecord } from '../../../src/core/base/index.ts'
import {
  decodeCard,
  encodeCard,
  heirOf,
  isActive,
  listDevices,
  openPersonRoot,
  prepareDevice,
  type PersonRoot,
} from '../../../src/core/identity/index.ts'
import {
  compareEras,
  deviceEraForm,
  endDevices,
  isValidEra,
  MAX_ENDED,
  signConsent,
  type DeviceEra,
  type NamedDevice,
} from '../../../src/core/identity/device-era.ts'
import { createWords } from '../../../src/core/identity/person.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'

const [phone, desk, lost] = [createSigningKeyPair(), createSigningKeyPair(), createSigningKeyPair()]
const key = (fill: number): Uint8Array => Buffer.alloc(32, fill)
let root: PersonRoot
let other: PersonRoot
let named: NamedDevice[]

beforeAll(async () => {
  root = await openPersonRoot(createWords())
  other = await openPersonRoot(createWords())
  named = [await root.nameDevice(phone), await root.nameDevice(desk)]
})

const make = (changes: Partial<DeviceEra> = {}): DeviceEra =>
  root.signEra({ era: 1, at: 1, named, ended: [], ...changes })
const chain = (count: number, last: Uint8Array = phone.publicKey): DeviceEra['ended'] =>
  Array.from({ length: count }, (_, at) => ({
    device: key(at + 1),
    heir: at + 1 < count ? key(at + 2) : last,
  }))

test('an era of consenting devices is valid, and its devices are active', () => {
  const era = make({ ended: [{ device: lost.publicKey, heir: desk.publicKey }] })
  expect(isValidEra(deviceEraForm.decode(deviceEraForm.encode(era)))).toBe(true)
  const active = [phone, desk, lost].map(({ publicKey }) => isActive(era, publicKey))
  expect(active).toEqual([true, true, false])
  expect(listDevices(era)).toEqual([lost, phone, desk].map(({ publicKey }) => publicKey))
})

describe('isValidEra() refuses an era', () => {
  const first = (): NamedDevice => named[0]!

  test('an era is refused if it names no device, or has a number below 1', () => {
    expect([make({ named: [] }), make({ era: 0 })].map(isValidEra)).toEqual([false, false])
  })

  test('an era is refused if it names a device without an attestation of this person', async () => {
    const attestation = await other.attestDevice(phone.publicKey)
    expect(isValidEra(make({ named: [{ ...first(), attestation }] }))).toBe(false)
  })

  test.each([
    ['without a consent', () => Buffer.alloc(64)],
    ['with a consent to another person', () => signConsent(phone, other.person)],
    ['with the consent of another key', () => signConsent(desk, root.person)],
  ])('an era is refused if it names a device %s', (_, consent) => {
    expect(isValidEra(make({ named: [{ ...first(), consent: consent() }] }))).toBe(false)
  })

  test('an era is refused if another root signed it', () => {
    const signed = other.signEra({ era: 1, at: 1, named, ended: [] })
    expect(isValidEra({ ...signed, person: root.person })).toBe(false)
  })

  test('an era is refused if it contains one device twice', () => {
    const ended = { device: key(1), heir: phone.publicKey }
    const twice = [
      make({ named: [first(), first()] }),
      make({ ended: [ended, { ...ended, heir: desk.publicKey }] }),
      make({ ended: [{ device: phone.publicKey, heir: desk.publicKey }] }),
    ]
    expect(twice.map(isValidEra)).toEqual([false, false, false])
  })

  test('an era is refused if its heirs are unknown, lead backwards, or form a cycle', () => {
    const [one, two] = [key(1), key(2)]
    const heirs = [
      [{ device: one, heir: key(9) }],
      [{ device: one, heir: one }],
      [
        { device: one, heir: phone.publicKey },
        { device: two, heir: one },
      ],
      [
        { device: one, heir: two },
        { device: two, heir: one },
      ],
    ]
    expect(heirs.map((ended) => isValidEra(make({ ended })))).toEqual([false, false, false, false])
  })

  test('an era is refused if it names or ends too many devices', async () => {
    expect(() => make({ ended: chain(MAX_ENDED + 1) })).toThrow(MalformedRecord)
    const nine = await Promise.all(Array.from({ length: 9 }, () => root.nameDevice(createSigningKeyPair())))
    expect(() => make({ named: nine })).toThrow(MalformedRecord)
    const full = { named: nine.slice(1), ended: chain(MAX_ENDED, nine[8]!.device) }
    expect(isValidEra(make(full))).toBe(true)
  })
})

test('heirOf() gives the end of the chain of heirs, or the device itself if it is not ended', () => {
  const era = make({ ended: chain(5) })
  expect(isValidEra(era)).toBe(true)
  for (const device of [key(1), key(3), key(5)]) expect(heirOf(era, device)).toBe(phone.publicKey)
  for (const device of [phone.publicKey, key(200)]) expect(heirOf(era, device)).toBe(device)
})

test('compareEras() prefers the higher number, and one fixed era of two with the same number', () => {
  const [low, high] = [make({ era: 4 }), make({ era: 5, named: [named[0]!] })]
  expect([compareEras(low, high) < 0, compareEras(high, low) > 0, compareEras(low, low)]).toEqual([
    true,
    true,
    0,
  ])
  const twin = make({ era: 4, at: 2 })
  expect(Math.sign(compareEras(low, twin))).toBe(-Math.sign(compareEras(twin, low)))
  expect(compareEras(low, twin)).not.toBe(0)
})

test('decodeCard() refuses a card of an ended device, and a card with an invalid era', async () => {
  const { card, device } = await prepareDevice(root, null, { name: 'Ada', now: 5000, lost: [lost.publicKey] })
  expect(decodeCard(encodeCard(card)).devices.ended).toEqual([
    { device: Buffer.from(lost.publicKey), heir: Buffer.from(device.publicKey) },
  ])
  const stolen = { ...named[0]!, consent: card.devices.named[0]!.consent }
  const unsound = make({ era: 9, named: [...card.devices.named, stolen] })
  const bad = [signCard(lost, card), signCard(device, { ...card, devices: unsound })]
  for (const one of bad) expect(() => decodeCard(encodeCard(one))).toThrow(MalformedRecord)
})

describe('a recovery', () => {
  const recover = async (times: number, now: number) => {
    let made = await prepareDevice(root, null, { name: 'Ada', now })
    const devices = [made.device.publicKey]
    while (devices.length < times) {
      const former = { device: made.device.publicKey, card: made.card, addressTag: key(1) }
      made = await prepareDevice(root, former, { name: 'Ada', now })
      devices.push(made.device.publicKey)
    }
    return { card: made.card, devices }
  }

  test('ends all former devices with the new one as heir, and drops the oldest beyond the limit', async () => {
    const { card, devices } = await recover(MAX_ENDED + 3, 0)
    const { named: last, ended, era } = card.devices
    expect([era, last.map(({ device }) => device)]).toEqual([MAX_ENDED + 3, devices.slice(-1)])
    expect(ended).toEqual(endDevices(devices.slice(2, -1), devices.at(-1)!))
    expect(isValidEra(card.devices)).toBe(true)
  })

  test('chooses an era above the seconds of the clock and above every known era', async () => {
    const { card } = await recover(2, 7_000_000)
    expect(card.devices.era).toBe(7001)
    const again = await recover(1, 7_000_000)
    expect(again.card.devices.era).toBe(7000)
    expect(equalBytes(again.card.person, card.person)).toBe(true)
  })
})
