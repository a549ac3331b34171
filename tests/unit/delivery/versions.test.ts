// Versions: which object replaces which.
import { expect, test } from 'vitest'
import { equalBytes } from '../../../src/core/base/index.ts'
import { EngineError } from '../../../src/core/contract/errors.ts'
import {
  fileNotice,
  findLatestVersion,
  isReplaced,
  keepVersion,
  lookUpVersions,
} from '../../../src/core/delivery/index.ts'
import { findReplaced, listVersions } from '../../../src/core/delivery/versions.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { objectId, type Ref } from '../../../src/core/store/index.ts'
import { HomeLedger } from '../../support/home-ledger.ts'
import { giveLetter, type MadeLetter } from './made-objects.ts'
import { openCircle } from './plain-delivery.ts'
import { feedOf, hearAll, noticesTo } from './said.ts'
import { everyone } from './stand-in-strategies.ts'

const author = randomBytes(32)
const TO_EVERYONE = { to: [everyone], mode: 'open' } as const

function refBy(person: Uint8Array): Ref {
  const [cipherRoot, keyCommit, device, core] = Array.from({ length: 4 }, () => randomBytes(32))
  return {
    person,
    cipherRoot: cipherRoot!,
    keyCommit: keyCommit!,
    device: device!,
    core: core!,
    start: 0,
    chunkCount: 1,
  }
}

/** This many refs, each of which replaces the one before it. */
function keepChain(ledger: HomeLedger, length: number): Ref[] {
  const refs = Array.from({ length }, () => refBy(author))
  ledger.transact((tx) => {
    for (const [at, ref] of refs.entries())
      keepVersion(tx, { object: objectId(ref), author, replaces: refs[at - 1] ?? null, at })
  })
  return refs
}

test('versions: any version leads to the latest, which lists the earlier ones', () => {
  const ledger = new HomeLedger()
  const objects = keepChain(ledger, 3).map(objectId)
  for (const object of objects) expect(findLatestVersion(ledger, object)).toEqual(objects[2])
  expect(listVersions(ledger, objects[0]!)).toEqual([...objects].reverse())
  expect(objects.map((object) => isReplaced(ledger, object))).toEqual([true, true, false])
  expect(objects.map((object) => findReplaced(ledger, object))).toEqual([null, objects[0], objects[1]])
})

test('versions: ignores a claim to replace an object of another author', () => {
  const ledger = new HomeLedger()
  const ref = refBy(author)
  const version = { object: randomBytes(32), author: randomBytes(32), replaces: ref, at: 1 }
  ledger.transact((tx) => keepVersion(tx, version))
  expect(isReplaced(ledger, objectId(ref))).toBe(false)
  expect(ledger.all('SELECT * FROM changes')).toEqual([])
})

test('versions: of two that replace the same object the later counts', () => {
  const ledger = new HomeLedger()
  const ref = refBy(author)
  const [late, early] = [randomBytes(32), randomBytes(32)]
  ledger.transact((tx) => {
    keepVersion(tx, { object: late, author, replaces: ref, at: 9 })
    keepVersion(tx, { object: early, author, replaces: ref, at: 5 })
  })
  expect(findLatestVersion(ledger, objectId(ref))).toEqual(late)
})

test('versions: the first record of what an object replaces is final', () => {
  const ledger = new HomeLedger()
  const [one, other] = [refBy(author), refBy(author)]
  const object = randomBytes(32)
  ledger.transact((tx) => {
    for (const replaces of [one, other]) keepVersion(tx, { object, author, replaces, at: 1 })
  })
  expect(findReplaced(ledger, object)).toEqual(objectId(one))
})

test('versions: a circle ends, and a long chain is listed in part', () => {
  const ledger = new HomeLedger()
  const [one, other] = [refBy(author), refBy(author)]
  ledger.transact((tx) => {
    keepVersion(tx, { object: objectId(one), author, replaces: other, at: 1 })
    keepVersion(tx, { object: objectId(other), author, replaces: one, at: 1 })
  })
  expect(listVersions(ledger, objectId(one))).toHaveLength(2)
  const chain = keepChain(ledger, 1005)
  expect(listVersions(ledger, objectId(chain[1004]!))).toHaveLength(1001)
  expect(findLatestVersion(ledger, objectId(chain[0]!))).toEqual(objectId(chain[1004]!))
})

test('lookUpVersions() looks up missing versions one by one until none is supplied', async () => {
  const { alice, bob } = await openCircle()
  const posts: MadeLetter[] = []
  for (let i = 0; i < 4; i++)
    posts.push(await giveLetter(alice, { ...TO_EVERYONE, replaces: posts.at(-1)?.ref ?? null }))
  const notices = noticesTo(alice, everyone)
  const file = (at: number): void => {
    const source = { ...feedOf(bob, alice), audience: { kind: 'public' } } as const
    bob.ledger.transact((tx) => fileNotice(tx, bob.parts, source, notices[at]!))
  }
  file(3)
  const asked: number[] = []
  const fileListed = (ref: Ref): Promise<boolean> => {
    const at = posts.findIndex((post) => equalBytes(post.object, objectId(ref)))
    asked.push(at)
    if (at > 0) file(at)
    return Promise.resolve(at > 0)
  }
  const parts = { ...bob.parts, followed: { ...bob.parts.followed, fileListed } }
  const found = await lookUpVersions(parts, posts[3]!.object, 1000)
  expect(asked).toEqual([2, 1, 0])
  expect(found).toEqual(posts.map(({ object }) => object).reverse())
})

test('lookUpVersions() asks no further at the time-out or after a refusal', async () => {
  const { alice, bob } = await openCircle()
  const earlier = await giveLetter(bob)
  const letter = await giveLetter(alice, {
    ...{ to: [bob.audience], replaces: { ...earlier.ref, person: alice.identity.person } },
  })
  hearAll(bob, alice)
  let asked = 0
  const fileListed = (): Promise<boolean> => {
    asked++
    return Promise.reject(new EngineError('AUTHOR_AWAY', 'Nobody is there.'))
  }
  const parts = { ...bob.parts, followed: { ...bob.parts.followed, fileListed } }
  expect(await lookUpVersions(parts, letter.object, 0)).toHaveLength(2)
  expect(asked).toBe(0)
  expect(await lookUpVersions(parts, letter.object, 1000)).toHaveLength(2)
  expect(asked).toBe(1)
})
