// Somebody records every wire today, and has a quantum computer later. The wires of this network
// are read without their encryption, and all secret keys of one kind are given to the attacker.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeReleaseAnswer, decodeReleaseRequest } from '../../src/core/access/release-request.ts'
import { makeBackup } from '../../src/core/backup/index.ts'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { openFeedRecord, openGroupKey, pairSecrets, recordKey } from '../../src/core/feeds/index.ts'
import { epochSecretAt } from '../../src/core/feeds/group-secrets.ts'
import {
  decodeBoxes,
  decodeFirstSecrets,
  decodeHead,
  decodeSecrets,
} from '../../src/core/groups/membership-record.ts'
import { memberBoxKey, memberPlace } from '../../src/core/groups/secret-boxes.ts'
import { deriveKey } from '../../src/core/seal/index.ts'
import { objectId, type Ref } from '../../src/core/store/index.ts'
import { Attacker, type Broken } from '../support/attacker.ts'
import { foundGroup, untilAgreed } from '../support/groups.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { runs } from '../support/many.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'
import { bytesIn, Recording } from '../support/recording.ts'
import { TestStation } from '../support/station.ts'

const LETTERS = runs(4, 500)
const TIMEOUT_MS = runs(120_000, 30 * 60_000)
const KNOCK = 'May I come in? It is about the garden.'
const controlled = { ...PLAIN_POLICY, mode: 'controlled' as const }
const open = { ...PLAIN_POLICY, mode: 'open' as const }

let recording: Recording
let network: MemoryNetwork
let people: Person[]
let folder: string

beforeEach(async () => {
  recording = new Recording()
  recording.begin()
  network = new MemoryNetwork({ tap: recording.tap })
  people = []
  folder = await mkdtemp(join(tmpdir(), 'fumikura-recorded-'))
})

afterEach(async () => {
  recording.end()
  await Promise.all(people.map((person) => person.remove()))
  await rm(folder, { recursive: true, force: true })
})

async function person(name: string): Promise<Person> {
  const made = await Person.create(name, network)
  people.push(made)
  return made
}

/** Invites, a knock, letters of both kinds, and a group with an addition and a removal. */
async function live(): Promise<{ alice: Person; bob: Person; carol: Person; dave: Person; refs: string[] }> {
  const [alice, bob, carol, dave] = [
    await person('alice'),
    await person('bob'),
    await person('carol'),
    await person('dave'),
  ]
  await pair(alice, bob)
  await pair(alice, carol)
  const { address } = await alice.do.people.whoami({}, calling)
  await dave.do.knocks.send({ address, text: KNOCK, waitMs: 5000 }, calling)
  const [knock] = await alice.do.knocks.list({}, calling)
  await alice.do.knocks.answer({ knock: knock!.knock, answer: 'yes' }, calling)
  await eventually(async () => (await dave.do.people.contacts({}, calling)).length === 1)
  const refs: string[] = []
  for (let n = 0; n < LETTERS; n++) {
    const policy = n % 2 === 0 ? open : controlled
    const ref = await alice.write(bob, `Subject ${n}`, `The body of letter ${n}, as it was written.`, {
      policy,
    })
    await bob.arrival(ref)
    await bob.read(ref)
    refs.push(ref)
  }
  await foundGroup(alice, 'Choir', [bob, carol, dave])
  await untilAgreed(alice, 'Choir', [bob, carol, dave])
  await alice.do.groups.remove({ group: 'Choir', persons: ['dave'] }, calling)
  await untilAgreed(alice, 'Choir', [bob, carol])
  for (let n = 0; n < LETTERS; n++) {
    const body = `The body of post ${n}, as it was written.`
    const ref = await alice.write({ name: 'Choir' }, `Post ${n}`, body, { policy: open })
    await carol.arrival(ref)
    refs.push(ref)
  }
  return { alice, bob, carol, dave, refs }
}

/** Counts what of alice the attacker reads: letters to bob, posts to the group, and knocks. */
async function readAll(alice: Person, bob: Person, broken: Broken): Promise<number[]> {
  const attacker = new Attacker(people, broken)
  const letters = await readLetters(attacker, alice, bob)
  const posts = await readPosts(attacker, alice)
  const knocks = new Set(attacker.readKnocks(recording))
  return [letters, posts, knocks.has(KNOCK) ? 1 : 0]
}

/** The names of what is longer than it may be. A relation pays for its KEM once, and a letter never. */
function tooLong(alice: Person): string[] {
  const longest = (method: string, part: 'request' | 'answer'): number =>
    Math.max(...recording.callsOf(method).map((call) => call[part].byteLength))
  const sizes: [string, number, number][] = [
    ['card', alice.home.parts.identity.cardBytes.byteLength, 640],
    ['offer', longest('pair', 'request'), 2_150],
    ['answer', longest('pair', 'answer'), 3_250],
    ['knock key', longest('knock-key', 'answer'), 1_216],
    ['knock', longest('knock', 'request'), 3_200],
  ]
  return sizes.filter(([, bytes, most]) => bytes > most).map(([name, bytes]) => `${name}: ${bytes}`)
}

async function readLetters(attacker: Attacker, alice: Person, bob: Person): Promise<number> {
  const { ledger, feeds } = alice.home.parts
  const links = ledger.all<{ publicKey: Uint8Array }>('SELECT public_key AS publicKey FROM invites')
  const pairs = attacker.breakInvites(
    recording,
    links.map(({ publicKey }) => publicKey),
  )
  const { myCore } = feeds.find(ledger, bob.home.parts.identity.person)!
  const read = new Set<string>()
  for (const pairSecret of [...pairs, null]) {
    const secrets = pairSecret === null ? null : pairSecrets(pairSecret, 0)
    for (const { object, ref, grant } of await grantsIn(alice, myCore, secrets?.epochSecret ?? null)) {
      const key = attacker.openGrant(secrets?.gateSecret ?? null, object, grant)
      if (key !== null && (await opens(alice, ref, key))) read.add(Buffer.from(object).toString('hex'))
    }
  }
  return read.size
}

interface Granted {
  object: Uint8Array
  ref: Ref
  grant: Uint8Array
}

/** The grants of open notices in a feed, if it opens, and those that were released on a wire. */
async function grantsIn(alice: Person, core: Uint8Array, epochSecret: Uint8Array | null): Promise<Granted[]> {
  const { ledger, store } = alice.home.parts
  const released = recording.callsOf('release').flatMap(({ request, answer }): Granted[] => {
    const { objectId: object } = decodeReleaseRequest(request)
    const said = decodeReleaseAnswer(answer)
    const own = store.findOwn(ledger, object)
    return said.status === 'released' && own !== null ? [{ object, ref: own.ref, grant: said.grant }] : []
  })
  const noticed: Granted[] = []
  for (const { block, position } of epochSecret === null ? [] : await blocksOf(alice, core)) {
    const record = openOrNull(recordKey(epochSecret!, core), core, position, block)
    if (record?.type === 'notice' && record.notice.grant !== null)
      noticed.push({
        object: objectId(record.notice.ref),
        ref: record.notice.ref,
        grant: record.notice.grant,
      })
  }
  return [...released, ...noticed]
}

/** Null for the feed of another pair. */
function openOrNull(...sealed: Parameters<typeof openFeedRecord>): ReturnType<typeof openFeedRecord> | null {
  try {
    return openFeedRecord(...sealed)
  } catch {
    return null
  }
}

async function blocksOf(alice: Person, key: Uint8Array): Promise<{ block: Uint8Array; position: number }[]> {
  const core = await alice.home.ownCores.take(key)
  const positions = Array.from({ length: core.length }, (_, position) => position)
  return Promise.all(positions.map(async (position) => ({ position, block: (await core.get(position))! })))
}

async function opens(alice: Person, ref: Ref, contentKey: Uint8Array): Promise<boolean> {
  const { store } = alice.home.parts
  const blocks = (await store.readBlocks(ref, 0))!
  try {
    await store.open(ref, blocks, contentKey)
    return true
  } catch {
    return false
  }
}

async function readPosts(attacker: Attacker, alice: Person): Promise<number> {
  const { ledger } = alice.home.parts
  const { core, group } = ledger.get<{ core: Uint8Array; group: Uint8Array }>(
    'SELECT core, group_id AS "group" FROM groups',
  )!
  const eras = await readSecrets(attacker, alice, core)
  let read = 0
  for (const head of alice.home.groups.feeds.listHeads(ledger, group).filter(({ isMine }) => isMine)) {
    const { core: feed } = ledger.get<{ core: Uint8Array }>(
      'SELECT core FROM group_feeds WHERE is_mine = 1 AND era = ?',
      head.era,
    )!
    const era = eras.get(head.era)
    if (era === undefined) continue
    for (const { block, position } of await blocksOf(alice, feed)) {
      const secret = epochSecretAt(era, Buffer.from(block).readUInt32LE())!
      const record = openFeedRecord(recordKey(secret, feed), feed, position, block.subarray(4))
      if (record.type !== 'notice' || record.notice.grant === null) continue
      const { ref, grant } = record.notice
      const key = openGroupKey(secret, objectId(ref), grant)
      if (key !== null && (await opens(alice, ref, key))) read++
    }
  }
  return read
}

/** The secrets of all eras for which the attacker opens a box of anybody. */
async function readSecrets(attacker: Attacker, alice: Person, core: Uint8Array) {
  const found = new Map<number, ReturnType<typeof decodeFirstSecrets>['eras'][0]>()
  const persons = people.map(({ home }) => home.parts.identity.person)
  const seconds: Uint8Array[] = []
  let boxes: ReturnType<typeof decodeBoxes> = []
  for (const { block } of await blocksOf(alice, core)) {
    if (block[0] === 1) boxes = [...boxes, ...decodeBoxes(block)]
    const head = block[0] === 0 ? decodeHead(block) : null
    if (head === null) continue
    for (const { first, sealed } of boxes)
      for (const one of openAny(
        attacker,
        { core, number: head.number, persons, seconds },
        first === null,
        sealed,
      ))
        found.set(one.era, one)
    boxes = []
  }
  return found
}

function openAny(
  attacker: Attacker,
  at: { core: Uint8Array; number: number; persons: Uint8Array[]; seconds: Uint8Array[] },
  isFirst: boolean,
  sealed: Uint8Array,
) {
  const { core, number, persons, seconds } = at
  if (!isFirst) {
    for (const second of [...seconds, null]) {
      const { domain, place } = memberBoxKey(second ?? new Uint8Array(32), core, number)
      const plain = attacker.openSmall({ domain, place }, second, sealed)
      if (plain !== null) return decodeSecrets(plain)
    }
    return []
  }
  for (const one of persons) {
    const opened = attacker.openKem(memberPlace(core, number, one), sealed)
    if (opened === null) continue
    const { second, eras } = decodeFirstSecrets(opened.plaintext)
    seconds.push(second)
    return eras
  }
  return []
}

test(
  'a recording is read by who breaks both halves of the cryptography, and by nobody who breaks one',
  { timeout: TIMEOUT_MS },
  async () => {
    const { alice, bob } = await live()
    expect(await readAll(alice, bob, { x25519: true, mlKem: false })).toEqual([0, 0, 0])
    expect(await readAll(alice, bob, { x25519: false, mlKem: true })).toEqual([0, 0, 0])
    expect(await readAll(alice, bob, { x25519: true, mlKem: true })).toEqual([LETTERS, LETTERS, 1])
    expect(tooLong(alice)).toEqual([])
  },
)

test(
  'no secret of a home, and no word of a letter, is in the plain bytes of a wire, a station or a backup',
  { timeout: TIMEOUT_MS },
  async () => {
    const station = await TestStation.create(network)
    try {
      const { alice, bob, carol, dave } = await live()
      await alice.do.stations.add({ link: await station.invite(), waitMs: 10_000 }, calling)
      const waiting = await alice.write(
        bob,
        'Through a station',
        'The body of letter 9, as it was written.',
        {
          policy: controlled,
        },
      )
      await bob.arrival(waiting)
      const backup = join(folder, 'alice.fumikura-backup')
      const { parts, ownCores } = alice.home
      await makeBackup({ ...parts, ownCores, device: alice.device }, backup, { others: true, files: true })
      const secrets = [alice, bob, carol, dave].flatMap(secretsOf)
      const texts = [KNOCK, 'as it was written', 'Subject 1', 'Post 1'].map((text) => Buffer.from(text))
      const bytes = [recording.wires, await bytesIn(station.homeDir), await bytesIn(folder)]
      expect(recording.wires.byteLength).toBeGreaterThan(50_000)
      const found = [...secrets, ...texts].filter((secret) =>
        bytes.some((all) => all.includes(Buffer.from(secret))),
      )
      expect(found.map((secret) => Buffer.from(secret).toString('hex'))).toEqual([])
    } finally {
      await station.remove()
    }
  },
)

/** Every secret of the ledger, with those that follow from it. */
function secretsOf({ home }: Person): Uint8Array[] {
  const { ledger } = home.parts
  const column = (sql: string): Uint8Array[] =>
    ledger.all<{ secret: Uint8Array | null }>(sql).flatMap(({ secret }) => secret ?? [])
  const pairs = column('SELECT pair_secret AS secret FROM pairs')
  const seeds = column('SELECT secret FROM own_box_keys')
  return [
    ...pairs,
    ...pairs.flatMap((secret) => Object.values(pairSecrets(secret, 0)) as Uint8Array[]),
    ...seeds,
    ...seeds.map((seed) => deriveKey('fumikura/pair-key/1', seed)),
    ...column('SELECT substr(device_secret, 1, 32) AS secret FROM own_identity'),
    ...column('SELECT naming_secret AS secret FROM group_eras'),
    ...column('SELECT epoch_secret AS secret FROM group_eras'),
    ...column('SELECT content_key AS secret FROM access_keys'),
  ]
}
