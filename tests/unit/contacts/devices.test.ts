// Random eras of one person reach several contacts in random orders. All contacts must agree on
// that person's devices.
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { compareBytes, systemClock, toHex } from '../../../src/core/base/index.ts'
import { AddressBook, contactsSchema, Devices } from '../../../src/core/contacts/index.ts'
import {
  type Card,
  decodeCard,
  encodeCard,
  heirOf,
  isActive,
  openPersonRoot,
  type PersonRoot,
} from '../../../src/core/identity/index.ts'
import { compareEras, type NamedDevice } from '../../../src/core/identity/device-era.ts'
import { createBoxKey, describeBoxKey } from '../../../src/core/identity/box-keys.ts'
import { createWords } from '../../../src/core/identity/person.ts'
import { NO_KEEPERS } from '../../../src/core/identity/keepers.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import { openLedger, type Ledger } from '../../../src/core/ledger/index.ts'
import { News, newsSchema } from '../../../src/core/news/index.ts'
import { createSigningKeyPair, type KeyPair } from '../../../src/core/seal/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
const keys = Array.from({ length: 6 }, () => createSigningKeyPair())
const box = createBoxKey()
const byKey = new Map(keys.map((pair) => [toHex(pair.publicKey), pair]))
const keyOf = ({ device }: NamedDevice): KeyPair => byKey.get(toHex(device))!
let root: PersonRoot
let devices: NamedDevice[]

beforeAll(async () => {
  root = await openPersonRoot(createWords())
  devices = await Promise.all(keys.map((device) => root.nameDevice(device)))
})

interface Plan {
  /** Only few values, so that several eras have the same number. */
  era: number
  at: number
  /** The keys in some order: the first `namedCount` are named, the next ones ended. */
  order: number[]
  namedCount: number
  endedCount: number
  heirs: number[]
  cards: number
}

const plan: fc.Arbitrary<Plan> = fc.record({
  era: fc.integer({ min: 1, max: 3 }),
  at: fc.integer({ min: 0, max: 1000 }),
  order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
  namedCount: fc.integer({ min: 1, max: 3 }),
  endedCount: fc.integer({ min: 0, max: 3 }),
  heirs: fc.array(fc.nat(5), { minLength: 3, maxLength: 3 }),
  cards: fc.integer({ min: 1, max: 2 }),
})

function cardsOf({ era, at, order, namedCount, endedCount, heirs, cards }: Plan): Card[] {
  const named = order.slice(0, namedCount).map((index) => devices[index]!)
  const ended = order.slice(namedCount, namedCount + endedCount).map((index) => devices[index]!.device)
  const withHeirs = ended.map((device, place) => {
    const candidates = [...ended.slice(place + 1), ...named.map((one) => one.device)]
    return { device, heir: candidates[heirs[place]! % candidates.length]! }
  })
  const signed = root.signEra({ era, at, named, ended: withHeirs })
  return Array.from({ length: cards }, (_, place) => {
    const signer = keyOf(named[place % named.length]!)
    const card = signCard(signer, {
      ...{ person: root.person, number: place + 1, name: 'Ada', devices: signed, at, picture: null },
      ...{ ...describeBoxKey(1, box), desk: { device: named[0]!.device, term: 1 } },
      keepers: NO_KEEPERS,
    })
    return decodeCard(encodeCard(card))
  })
}

class Contact {
  readonly #ledger: Ledger
  readonly #book: AddressBook

  private constructor(ledger: Ledger) {
    this.#ledger = ledger
    const ownDevice = { device: createSigningKeyPair() } as never
    const known = new Devices(ledger, ownDevice)
    this.#book = new AddressBook({
      ...{ ledger, devices: known, clock: systemClock, news: new News(ledger, () => 0) },
      onNewerCard: () => undefined,
      onBlocked: () => undefined,
      onUnblocked: () => undefined,
      onForgotten: () => undefined,
    })
  }

  static async open(): Promise<Contact> {
    const folder = await makeFolder()
    const paths = { path: join(folder, 'ledger'), mirrorPath: join(folder, 'ledger.mirror') }
    const schemas = [contactsSchema, newsSchema]
    return new Contact(await openLedger({ ...paths, key: new Uint8Array(32).fill(7), schemas }))
  }

  async forget(): Promise<void> {
    await this.#ledger.write((tx) => this.#book.remove(tx, root.person))
  }

  async hear(cards: readonly Card[]): Promise<void> {
    for (const card of cards) await this.#ledger.write((tx) => this.#book.keep(tx, card))
  }

  /** Returns the owner of each device, and the device that answers for it. */
  sees(): unknown {
    const { devices: known } = this.#book
    return {
      rewritten: this.#book.find(this.#ledger, root.person)!.isRewritten,
      active: known.listOf(this.#ledger, root.person).map(toHex),
      counts: keys.map(({ publicKey }) => known.whoIs(publicKey) !== null),
      asked: keys.map(({ publicKey }) => toHex(known.currentDevice(this.#ledger, root.person, publicKey))),
      desk: toHex(known.findDesk(this.#ledger, root.person)!),
    }
  }

  close(): Promise<void> {
    return this.#ledger.close()
  }
}

function expected(cards: readonly Card[]): unknown {
  const { devices: newest, desk } = cards.reduce((best, card) =>
    compareEras(best.devices, card.devices) < 0 ? card : best,
  )
  const active = keys.map(({ publicKey }) => publicKey).filter((device) => isActive(newest, device))
  return {
    rewritten: false,
    active: active.sort(compareBytes).map(toHex),
    counts: keys.map(({ publicKey }) => isActive(newest, publicKey)),
    asked: keys.map(({ publicKey }) => toHex(heirOf(newest, publicKey))),
    desk: toHex(desk.device),
  }
}

test('all contacts agree on the devices of a person, in whichever order the eras come', async () => {
  const contacts = await Promise.all([Contact.open(), Contact.open(), Contact.open()])
  const orders = fc
    .array(plan, { minLength: 1, maxLength: 5 })
    .map((plans) => plans.flatMap(cardsOf))
    .chain((cards) =>
      fc.tuple(...contacts.map(() => fc.shuffledSubarray(cards, { minLength: cards.length }))),
    )
  await fc.assert(
    fc.asyncProperty(orders, async (arrivals) => {
      for (const [place, contact] of contacts.entries()) {
        await contact.forget()
        await contact.hear(arrivals[place]!)
        expect(contact.sees()).toEqual(expected(arrivals[0]!))
      }
    }),
    { numRuns: 60 },
  )
  await Promise.all(contacts.map((contact) => contact.close()))
})

test('an older era that is replayed after a newer one changes nothing', async () => {
  const contact = await Contact.open()
  const facts = { at: 1, order: [0, 1, 2, 3, 4, 5], endedCount: 0, heirs: [0, 0, 0], cards: 1 }
  const [older] = cardsOf({ ...facts, era: 1, namedCount: 2 })
  const [newer] = cardsOf({ ...facts, era: 2, namedCount: 1, endedCount: 1 })
  await contact.hear([older!, newer!])
  const seen = contact.sees()
  expect(seen).toEqual(expected([newer!]))
  await contact.hear([older!, older!])
  expect(contact.sees()).toEqual(seen)
  await contact.close()
})
