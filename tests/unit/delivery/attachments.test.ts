// Files that a letter attaches. Exactly the audiences with a notice may fetch their cores, and a
// holder of the key can prove it.
import { expect, test } from 'vitest'
import {
  attachmentsOf,
  keepAttached,
  listKeepingLocation,
  markAttachedGone,
  markAttachedKept,
  locateAttached,
  shareObject,
  sumAttached,
} from '../../../src/core/delivery/index.ts'
import { findAttachedByTag } from '../../../src/core/delivery/attachments.ts'
import type { Notice } from '../../../src/core/feeds/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { holderKeyOf, holderTagOf, objectId, type Link } from '../../../src/core/store/index.ts'
import { giveLetter, openLetter, storeFile, type MadeLetter } from './made-objects.ts'
import { openCircle, type PlainHome } from './plain-delivery.ts'
import { allowedTo, everyone, group } from './stand-in-strategies.ts'

/** Returns the own and foreign cores that this person may fetch from `home`. */
function coresOf({ ledger }: PlainHome, { identity: { person } }: PlainHome): Uint8Array[] {
  const sql = 'SELECT core FROM core_readers WHERE person = ? ORDER BY core'
  return ledger.all<{ core: Uint8Array }>(sql, person).map(({ core }) => core)
}

const sorted = (cores: readonly Uint8Array[]): Uint8Array[] => [...cores].sort(Buffer.compare)

/** Makes a file that has its own core. */
async function ownCoreFile(home: PlainHome): Promise<Link> {
  const link = await storeFile(home)
  return { ...link, ref: { ...link.ref, core: randomBytes(32) } }
}

/** Lets Bob open a letter of Alice with attachments, as `Reference` does. */
function open(bob: PlainHome, letter: MadeLetter): void {
  openLetter(bob, letter)
  const author = letter.ref.person
  bob.ledger.transact((tx) =>
    keepAttached(tx, letter.object, attachmentsOf(letter.header, author), {
      ...{ author, at: letter.header.at, holder: bob.identity.person },
    }),
  )
}

test('attachmentsOf() returns only files of the author that have a key and a label', async () => {
  const { alice, bob } = await openCircle()
  const [file, others] = [await storeFile(alice), await storeFile(bob)]
  const { label: _label, ...unlabelled } = await storeFile(alice)
  const links: Link[] = [
    file,
    others,
    { ...unlabelled, rel: 'attach' },
    { ...file, rel: 'attach', key: null },
    { ...file, rel: 'about', key: null },
  ]
  const header = { ...(await giveLetter(alice)).header, links }
  const { person } = alice.identity
  expect(attachmentsOf(header, person)).toEqual([{ ref: file.ref, key: file.key, label: file.label }])
  expect(sumAttached(header, person)).toEqual({ count: 1, bytes: 5 })
  const page = { ...header, links: [{ ...file, rel: 'member' as const }] }
  expect(attachmentsOf(page, person)).toHaveLength(1)
})

test('only the audience with a notice may fetch the cores of the attached files', async () => {
  const { alice, bob, carol } = await openCircle()
  const links = [await ownCoreFile(alice), await ownCoreFile(alice)]
  const { object, ref } = await giveLetter(alice, { to: [bob.audience], links })
  await giveLetter(alice, { to: [carol.audience], hold: true, links })
  const cores = [ref.core, ...links.map((link) => link.ref.core)]
  expect(coresOf(alice, bob)).toEqual(sorted(cores))
  expect(coresOf(alice, carol)).toEqual([])
  await shareObject(alice.parts, object, carol.audience, 'controlled')
  expect(coresOf(alice, carol)).toEqual(sorted(cores))
})

test('each audience may fetch the cores in which it finds the files', async () => {
  const { alice } = await openCircle()
  const link = await ownCoreFile(alice)
  const toGroup = await giveLetter(alice, { to: [group], links: [link] })
  expect(allowedTo(alice.ledger, 'group')).toEqual([toGroup.ref.core, link.ref.core])
  alice.parts.audiences.public.refFor = (_reader, ref) =>
    ref.core === link.ref.core ? null : { ...ref, core: alice.publicCore }
  await giveLetter(alice, { to: [everyone], mode: 'open', links: [link] })
  expect(allowedTo(alice.ledger, 'public').every((core) => core !== link.ref.core)).toBe(true)
})

test('only named files keep their location, and only in that letter', async () => {
  const { alice } = await openCircle()
  const links = [await storeFile(alice), await storeFile(alice)]
  const files = links.map(({ ref }) => objectId(ref))
  const other = await giveLetter(alice, { links })
  const one = await giveLetter(alice, { links, keepsLocation: [files[1]!] })
  expect([one, other].map(({ object }) => listKeepingLocation(alice.ledger, object))).toEqual([
    [files[1]],
    [],
  ])
})

test('a file counts as new in the first letter that attaches it', async () => {
  const { alice, bob, clock } = await openCircle()
  const link = await storeFile(alice)
  const letters = [await giveLetter(alice, { to: [bob.audience], links: [link, link] })]
  clock.pass(5)
  letters.push(await giveLetter(alice, { to: [bob.audience], links: [link] }))
  for (const letter of letters) open(bob, letter)
  const rows = bob.ledger.all(
    'SELECT letter, position, is_first, added_at FROM attached ORDER BY added_at, position',
  )
  const [first, second] = letters
  const at = clock.now()
  expect(rows).toEqual([
    { letter: first!.object, position: 0, is_first: 1, added_at: at - 5 },
    { letter: first!.object, position: 1, is_first: 0, added_at: at - 5 },
    { letter: second!.object, position: 0, is_first: 0, added_at: at },
  ])
})

test('a holder tag finds a file of a foreign letter while a part of it is stored here', async () => {
  const { alice, bob } = await openCircle()
  const link = await ownCoreFile(alice)
  const letter = await giveLetter(alice, { to: [bob.audience], links: [link] })
  open(bob, letter)
  const file = objectId(link.ref)
  const holderKey = holderKeyOf(link.key!, file, bob.identity.person)
  const find = (): unknown => findAttachedByTag(bob.ledger, holderTagOf(holderKey))
  expect(find()).toBeNull()
  bob.ledger.transact((tx) => markAttachedKept(tx, bob.parts.store, letter.object, file))
  expect(find()).toEqual({ core: link.ref.core, holderKey })
  expect(findAttachedByTag(bob.ledger, randomBytes(16))).toBeNull()
  bob.ledger.transact((tx) => markAttachedGone(tx, file))
  expect(find()).toBeNull()
})

test('own files have no holder tag', async () => {
  const { alice } = await openCircle()
  await giveLetter(alice, { links: [await storeFile(alice)] })
  expect(alice.ledger.all('SELECT author, holder_key, holder_tag FROM attached')).toEqual([
    { author: null, holder_key: null, holder_tag: null },
  ])
})

test('readers of the letter may fetch a kept file until no part of it is stored here', async () => {
  const { alice, bob, carol } = await openCircle()
  const link = await ownCoreFile(alice)
  const letter = await giveLetter(alice, { to: [bob.audience, carol.audience], links: [link] })
  open(bob, letter)
  const file = objectId(link.ref)
  const isFor = (home: PlainHome): boolean =>
    bob.parts.store.isKeptFor(bob.ledger, link.ref.core, home.identity.person)
  expect(isFor(carol)).toBe(false)
  bob.ledger.transact((tx) => markAttachedKept(tx, bob.parts.store, letter.object, file))
  expect([isFor(carol), isFor(alice)]).toEqual([true, true])
  bob.ledger.transact((tx) => markAttachedGone(tx, file))
  expect(isFor(carol)).toBe(false)
})

test('published later: one-block files follow the letter in order, larger files keep their core', async () => {
  const { alice } = await openCircle()
  const [one, large, two] = [await storeFile(alice), await storeFile(alice), await storeFile(alice)]
  const header = { ...(await giveLetter(alice)).header, links: [one, large, two] }
  const own = attachmentsOf(header, alice.identity.person)
  own[1]!.ref.chunkCount = 3
  const ref = { ...one.ref, core: alice.publicCore, start: 7, chunkCount: 1 }
  const notice: Pick<Notice, 'ref' | 'audience'> = { ref, audience: { kind: 'public' } }
  const places = locateAttached(own, header, notice).map((attachment) => attachment.ref)
  expect(places.map(({ core, start }) => [core, start])).toEqual([
    [alice.publicCore, 8],
    [large.ref.core, large.ref.start],
    [alice.publicCore, 9],
  ])
  const asTheyAre = [
    locateAttached(own, { madeFor: { kind: 'public' } }, notice),
    locateAttached(own, header, { ...notice, audience: { kind: 'person' } }),
    locateAttached(own, header, { ...notice, ref: { ...ref, chunkCount: 2 } }),
    locateAttached(own, header, null),
  ]
  for (const attachments of asTheyAre) expect(attachments).toEqual(own)
})
