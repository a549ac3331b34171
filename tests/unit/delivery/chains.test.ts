// The cost of chains that others make, of versions and of answers: of any length, in any order, of
// objects that need not exist. No record and no row may cost more because a chain is long.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import {
  fileNotice,
  findFirstVersions,
  findLatestVersion,
  isCorrectedOut,
  keepVersion,
  MAX_CORRECTIONS,
} from '../../../src/core/delivery/index.ts'
import { listVersions } from '../../../src/core/delivery/versions.ts'
import type { Notice } from '../../../src/core/feeds/index.ts'
import { describeLetter } from '../../../src/core/letters/describe.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { objectId, type Ref } from '../../../src/core/store/index.ts'
import { CountedTransaction } from '../../support/counted-steps.ts'
import { HomeLedger } from '../../support/home-ledger.ts'
import { giveLetter } from './made-objects.ts'
import { openCircle, type PlainHome } from './plain-delivery.ts'
import { feedOf, noticesTo } from './said.ts'

const author = randomBytes(32)

function refBy(person: Uint8Array): Ref {
  const [cipherRoot, keyCommit, device, core] = Array.from({ length: 4 }, () => randomBytes(32))
  const place = { cipherRoot: cipherRoot!, keyCommit: keyCommit!, device: device!, core: core! }
  return { person, ...place, start: 0, chunkCount: 1 }
}

type Claim = { ref: Ref; replaces: Ref | null; at: number }

function keep(ledger: HomeLedger, claims: readonly Claim[], max?: number): CountedTransaction {
  return ledger.transact((tx) => {
    const counted = new CountedTransaction(tx)
    for (const { ref, replaces, at } of claims)
      keepVersion(counted, { object: objectId(ref), author, replaces, at }, max)
    return counted
  })
}

function chainOf(length: number): Claim[] {
  const refs = Array.from({ length }, () => refBy(author))
  return refs.map((ref, at) => ({ ref, replaces: refs[at - 1] ?? null, at }))
}

const ORDERS: [string, (claims: Claim[]) => Claim[]][] = [
  ['as they were written', (claims) => claims],
  ['the latest first', (claims) => claims.toReversed()],
  [
    'every second first',
    (claims) => [...claims.filter((_, i) => i % 2 === 1), ...claims.filter((_, i) => i % 2 === 0)],
  ],
]

test.each(ORDERS)('versions that come %s cost the same however many there are', (_order, inOrder) => {
  const perRecord = (length: number): number =>
    keep(new HomeLedger(), inOrder(chainOf(length))).take() / length
  const few = perRecord(64)
  // Chains that meet move the smaller one, so each doubling may add one move and one count.
  expect(perRecord(2048)).toBeLessThan(few + 5 * 5)
})

test('a question about a version costs the same in a short and in a long chain', () => {
  const cost = (length: number): number[] => {
    const ledger = new HomeLedger()
    const claims = chainOf(length)
    keep(ledger, claims)
    return ledger.transact((tx) => {
      const counted = new CountedTransaction(tx)
      return [claims[0]!, claims[length >> 1]!, claims.at(-1)!].flatMap(({ ref }) =>
        [findFirstVersions, findLatestVersion, isCorrectedOut].map(
          (ask) => (ask(counted, objectId(ref)), counted.take()),
        ),
      )
    })
  }
  expect(cost(2000)).toEqual(cost(3))
})

/** Any claims: forks, circles, gaps, one object twice, in any order. */
const anyClaims = fc
  .array(fc.tuple(fc.nat(11), fc.option(fc.nat(11)), fc.nat(50)), { maxLength: 30 })
  .map((claims) => {
    const refs = Array.from({ length: 12 }, () => refBy(author))
    return claims.map(([one, replaces, at]): Claim => {
      return { ref: refs[one]!, replaces: replaces === null ? null : refs[replaces]!, at }
    })
  })

/** The first claim of each object, and the objects that they connect. */
function familiesOf(claims: readonly Claim[]): Map<string, Set<string>> {
  const first = new Map<string, string>()
  const families = new Map<string, Set<string>>()
  for (const { ref, replaces } of claims) {
    const object = toHex(objectId(ref))
    if (replaces === null || first.has(object)) continue
    first.set(object, toHex(objectId(replaces)))
    const both = [object, toHex(objectId(replaces))].flatMap((one) => [one, ...(families.get(one) ?? [])])
    const family = new Set(both)
    for (const one of family) families.set(one, family)
  }
  return families
}

test('whatever versions claim, all that they connect lead to the same latest one', () => {
  fc.assert(
    fc.property(anyClaims, (claims) => {
      const ledger = new HomeLedger()
      keep(ledger, claims)
      const families = familiesOf(claims)
      const answers = [...families].map(([one, family]) => {
        const object = Uint8Array.from(Buffer.from(one, 'hex'))
        const listed = listVersions(ledger, object).map(toHex)
        expect(listed.length).toBe(new Set(listed).size)
        expect(listed.every((version) => family.has(version))).toBe(true)
        expect(listed[0]).toBe(toHex(findLatestVersion(ledger, object)))
        return { family: [...family].sort().join(), listed: listed.join() }
      })
      const byFamily = new Map(answers.map(({ family, listed }) => [family, listed]))
      expect(answers.every(({ family, listed }) => byFamily.get(family) === listed)).toBe(true)
      ledger.close()
    }),
  )
})

test('a claim that connects more versions than allowed is ignored, in any order', () => {
  for (const [, inOrder] of ORDERS) {
    const ledger = new HomeLedger()
    const claims = chainOf(350)
    keep(ledger, inOrder(claims), MAX_CORRECTIONS)
    const sizes = ledger.all<{ size: number }>('SELECT count(*) AS size FROM versions GROUP BY chain')
    expect(Math.max(...sizes.map(({ size }) => size))).toBeLessThanOrEqual(MAX_CORRECTIONS)
    expect(sizes.length).toBeGreaterThan(1)
  }
})

const SAID = { title: '', mode: 'open' } as const

/** What bob gets from alice: something that she said, corrected so many times. */
async function correct(alice: PlainHome, bob: PlainHome, times: number): Promise<Notice[]> {
  let before = (await giveLetter(alice, { ...SAID, to: [bob.audience] })).ref
  for (let i = 0; i < times; i++) {
    alice.clock.pass(1000)
    before = (await giveLetter(alice, { ...SAID, to: [bob.audience], replaces: before })).ref
  }
  return noticesTo(alice, bob.audience)
}

function fileAll(bob: PlainHome, alice: PlainHome, notices: readonly Notice[]): void {
  for (const notice of notices)
    bob.ledger.transact((tx) => fileNotice(tx, bob.parts, feedOf(bob, alice), notice))
}

interface Described {
  firstSaidAt: number | undefined
  /** The statements that it took, and their rows. */
  cost: number
}

function describe(home: PlainHome, object: Uint8Array): Described {
  return home.ledger.transact((tx) => {
    const counted = new CountedTransaction(tx)
    const { firstSaidAt } = describeLetter(counted, home.parts, object)!
    return { firstSaidAt, cost: counted.take() }
  })
}

test('the row of a correction costs the same after one and after ninety corrections', async () => {
  const { alice, bob } = await openCircle()
  const notices = await correct(alice, bob, 90)
  fileAll(bob, alice, notices)
  const rows = notices.map(({ ref }) => describe(bob, objectId(ref)))
  expect(new Set(rows.slice(1, -1).map(({ cost }) => cost)).size).toBe(1)
  expect(rows.slice(1).every(({ firstSaidAt }) => firstSaidAt === notices[0]!.at)).toBe(true)
})

test('the row of an answer costs the same in a chain of answers', async () => {
  const { alice, bob } = await openCircle()
  const notices: Notice[] = []
  for (let i = 0; i < 60; i++) {
    const reply = notices.at(-1)?.ref ?? null
    const links = reply === null ? [] : [{ rel: 'reply', ref: reply, key: null } as const]
    await giveLetter(alice, { title: 'Re', to: [bob.audience], links })
    notices.push(noticesTo(alice, bob.audience).at(-1)!)
  }
  const [first, ...answers] = notices
  fileAll(bob, alice, [first!])
  fileAll(bob, alice, answers)
  const rows = answers.map(({ ref }) => describe(bob, objectId(ref)))
  expect(new Set(rows.map(({ cost }) => cost)).size).toBe(1)
})

test('a correction that comes before what it corrects gets its place when that comes', async () => {
  const { alice, bob } = await openCircle()
  const notices = await correct(alice, bob, 2)
  const last = objectId(notices[2]!.ref)
  fileAll(bob, alice, notices.slice(1).toReversed())
  expect(describe(bob, last).firstSaidAt).toBe(notices[1]!.at)
  bob.ledger.transact((tx) => tx.run('DELETE FROM changes'))
  fileAll(bob, alice, notices.slice(0, 1))
  expect(bob.ledger.get('SELECT 1 FROM changes WHERE object = ?', last)).toBeDefined()
  expect(describe(bob, last).firstSaidAt).toBe(notices[0]!.at)
})

test('a correction beyond the limit is filed as something that was said anew', async () => {
  const { alice, bob } = await openCircle()
  const notices = await correct(alice, bob, MAX_CORRECTIONS + 1)
  fileAll(bob, alice, notices)
  const last = notices.at(-1)!
  expect(describe(bob, objectId(last.ref)).firstSaidAt).toBe(last.at)
  expect(findLatestVersion(bob.ledger, objectId(notices[0]!.ref))).toEqual(objectId(notices.at(-2)!.ref))
})
