// Somebody records every wire today, copies stations and backups, and has a quantum computer later.
// The wires of this network are read without their encryption, and all secret keys of one kind are
// given to the attacker.
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { returnForm } from '../../src/core/recovery/return-record.ts'
import { Attack, listTexts, type Loot } from '../support/attack.ts'
import { Attacker, BOTH, HALVES } from '../support/attacker.ts'
import { breakBackup } from '../support/broken-backup.ts'
import { readFiles } from '../support/decrypted-files.ts'
import { untilAgreed } from '../support/groups.ts'
import { sharesOnWires } from '../support/kept-shares.ts'
import { runs } from '../support/many.ts'
import { calling, pair, type Person } from '../support/person.ts'
import { CHOIR, hasReturned, RecordedLife } from '../support/recorded-life.ts'
import { findPlain } from '../support/recording.ts'

/** Letters or posts of a conversation. Each is a subject, a body and a note. */
const CONVERSED = runs(2, 480)
/** Letters that wait at stations. Each is a subject and a body. */
const LEFT = runs(2, 50)
const LEAST_TEXTS = runs(48, 10_000)
const TIMEOUT_MS = runs(120_000, 30 * 60_000)

const life = new RecordedLife()
let alice: Person
let backup: string
let sizes: [string, number, number][]

beforeAll(live, TIMEOUT_MS)
afterAll(() => life.end())

/** Invites, a knock, letters, a group, stations, recalls, and three persons who come back. */
async function live(): Promise<void> {
  await life.begin()
  const persons = await life.persons('alice', 'bob', 'carol', 'dave')
  const { bob, carol, dave } = persons
  alice = persons.alice
  await pair(alice, bob)
  await pair(alice, carol)
  await pair(carol, bob)
  await pair(carol, dave)
  await life.knock(dave, alice)
  sizes = measure(carol)
  await life.converse(alice, bob, bob, CONVERSED)
  await life.converse(dave, alice, alice, CONVERSED)
  await life.joinStations(alice, bob, 3)
  const [recalled] = await life.leave(alice, bob, bob, LEFT)
  await life.recall(alice, recalled!)
  const owner = await sing(persons)
  const reader = await life.comeBack(bob, await life.backUp(bob))
  await hasReturned(reader, [alice, owner])
  await life.converse(alice, reader, reader, CONVERSED)
  const stranger = await life.comeBack(dave, null)
  await pair(alice, stranger)
  await life.converse(stranger, alice, alice, CONVERSED)
  backup = await life.backUp(alice)
  for (const one of [alice, reader, owner, stranger]) await life.take(one)
}

/** A group that loses a member after the backup of its owner, who then comes back. */
async function sing({ bob, carol, dave }: Record<'bob' | 'carol' | 'dave', Person>): Promise<Person> {
  await life.found(carol, [alice, bob, dave])
  const earlier = await life.backUp(carol)
  // The two are no contacts, so the note is addressed in the feed of the group.
  await life.converse(dave, CHOIR, bob, CONVERSED)
  await carol.do.groups.remove({ group: CHOIR.name, persons: ['dave'] }, calling)
  await untilAgreed(carol, CHOIR.name, [alice, bob])
  await life.converse(alice, CHOIR, bob, CONVERSED)
  const owner = await life.comeBack(carol, earlier)
  await hasReturned(owner, [alice, bob, dave])
  await untilAgreed(owner, CHOIR.name, [alice, bob])
  await life.converse(owner, CHOIR, alice, CONVERSED)
  return owner
}

test(
  'a recording is read by who breaks both halves of the cryptography, and by nobody who breaks one',
  { timeout: TIMEOUT_MS },
  async () => {
    const loot: Loot = { captured: life.captured, shares: sharesOnWires(life.recording), need: 2 }
    for (const half of HALVES) {
      const { texts, opened } = await Attack.run(loot, half)
      expect([listTexts(texts), [...opened]]).toEqual([[], []])
    }
    const { texts, opened } = await Attack.run(loot, BOTH)
    expect(listTexts(texts)).toEqual(listTexts(life.said))
    expect(listTexts(texts).length).toBeGreaterThanOrEqual(LEAST_TEXTS)
    const kinds = ['addressed', 'answer', 'desk-offer', 'knock', 'member', 'return']
    expect([...opened].sort()).toEqual([...kinds, 'fumikura/member-box/1', 'fumikura/pair-box/1'].sort())
  },
)

test('a backup is read by who breaks both halves, and by nobody who breaks one', async () => {
  const seeds = life.captured.seeds(alice.home.parts.identity.person)
  const read = (broken: (typeof HALVES)[number]): Promise<Buffer> =>
    breakBackup(new Attacker(life.captured, broken), backup)
  for (const half of HALVES) expect(await read(half)).toHaveLength(0)
  expect(findPlain(await read(BOTH), seeds)).toHaveLength(seeds.length)
})

test(
  'no secret of a home, and no word of a letter, is in the plain bytes of a wire, a station or a backup',
  { timeout: TIMEOUT_MS },
  async () => {
    const texts = Object.values(life.said).flatMap((some) => [...some].map((text) => Buffer.from(text)))
    const stations = (await Promise.all(life.stations.map(({ homeDir }) => readFiles(homeDir)))).flat()
    const places = { wires: life.recording.wires, backup: await readFile(backup) }
    const onStations = Buffer.concat(stations.flatMap(({ parts }) => parts))
    // The card in a return is in no box.
    const shown = returnForm.decode(life.recording.callsOf('return')[0]!.request).card
    expect(findPlain(places.wires, [shown])).toHaveLength(1)
    for (const bytes of [places.wires, places.backup, onStations])
      expect(findPlain(bytes, [...life.secrets, ...texts]).map((found) => found.toString())).toEqual([])
  },
)

/** What was measured, and the most that it may be. Later cards name stations and lost devices too. */
function measure({ home }: Person): typeof sizes {
  const longest = (method: string, part: 'request' | 'answer'): number =>
    Math.max(...life.recording.callsOf(method).map((call) => call[part].byteLength))
  return [
    ['card', home.parts.identity.cardBytes.byteLength, 640],
    ['offer', longest('pair', 'request'), 2_150],
    ['answer', longest('pair', 'answer'), 3_250],
    ['knock key', longest('knock-key', 'answer'), 1_216],
    ['knock', longest('knock', 'request'), 3_200],
  ]
}

test('a relation pays for its KEM once, and a letter never', () => {
  expect(sizes.filter(([, bytes, most]) => bytes > most)).toEqual([])
})
