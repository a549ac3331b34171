// A station that breaks each rule of its answers to a customer: one by one, then at random. The
// customer counts what cannot be decoded, believes nothing, and hands everything over to an honest
// station meanwhile.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toText } from '../../../src/core/base/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { join, knowsStations, useCustomers } from '../../support/customers.ts'
import { seededRandom } from '../../support/link.ts'
import { LyingStation } from '../../support/lying-station.ts'
import { runs } from '../../support/many.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import type { Answer } from '../../support/raw-peer.ts'

const RANDOM_ROUNDS = runs(10, 200)
/** What a customer asks on each new wire while something is to be handed over. */
const METHODS = ['station-usage', 'keep', 'kept', 'gate-put', 'gate-act', 'gate-news'] as const

const { network, person, station, pair } = useCustomers()
let alice: Person
let bob: Person
let liar: LyingStation
/** The answers of a station that claims everything, by method. */
let polite: Map<string, Answer>
/** The methods that were answered wrongly. */
const answered = new Set<string>()

beforeEach(async () => {
  ;[alice, bob] = [await person('alice'), await person('bob')]
  await pair(alice, bob)
  await join(alice, await station('honest'))
  liar = await LyingStation.open(network)
  polite = new Map(liar.peer.answers)
  await alice.do.stations.add({ link: liar.link, waitMs: PATIENCE_MS }, calling)
  await knowsStations(bob, alice)
  await bob.stop()
})

afterEach(() => liar.remove())

type Spoil = (genuine: Uint8Array) => Uint8Array

/** Answers that no rule allows. Some are genuine ones that were spoiled. */
const WRONG: Record<string, Spoil> = {
  nothing: () => new Uint8Array(0),
  nonsense: () => randomBytes(200),
  'one byte': () => Uint8Array.of(1),
  'a cut answer': (genuine) => genuine.subarray(0, Math.ceil(genuine.length / 2)),
  'an answer with more behind it': (genuine) => Buffer.concat([genuine, randomBytes(9)]),
  'a very long answer': () => randomBytes(60_000),
}

function answerWrongly(method: string, spoil: Spoil): void {
  const genuine = polite.get(method)
  liar.peer.answers.set(method, async (request) => {
    answered.add(method)
    return spoil((await genuine?.(request)) ?? randomBytes(60))
  })
}

function answerPolitely(method: string): void {
  const genuine = polite.get(method)
  if (genuine === undefined) liar.peer.answers.delete(method)
  else liar.peer.answers.set(method, genuine)
}

/**
 * Reconnects, so that everything is asked again, and acts on a letter that the honest station
 * takes.
 */
async function writeBesideLiar(title: string): Promise<void> {
  answered.clear()
  network.cut(alice.device, liar.peer.device.publicKey)
  const ref = await alice.write(bob, title, 'At the weir.')
  const isTaken = async (): Promise<boolean> => (await alice.status(ref))[0]!.stations!.handedOver > 0
  await eventually(isTaken, `${title}: the honest station has it`)
  const { readers } = await alice.do.letters.recall({ ref }, calling)
  expect(readers[0]!.outcome).toBe('recalling')
}

const countBadAnswers = (): string[] =>
  alice.home.parts.badInput
    .list()
    .filter(({ source }) => source === toText(liar.peer.device.publicKey))
    .map(({ kind }) => kind)

test.each(METHODS)('wrong answers to %s are counted and hide no letter from others', async (method) => {
  for (const [what, spoil] of Object.entries(WRONG)) {
    answerWrongly(method, spoil)
    await writeBesideLiar(`${method}: ${what}`)
    await eventually(() => answered.has(method), `${method}: ${what} was answered`)
  }
  expect(countBadAnswers().filter((kind) => kind.startsWith(`answer-${method}-`))).not.toEqual([])
  answerPolitely(method)
  await writeBesideLiar('an end')
})

test('a station that answers at random ends nothing', { timeout: 300_000 }, async () => {
  const random = seededRandom(7)
  const kinds = Object.values(WRONG)
  for (let round = 0; round < RANDOM_ROUNDS; round++) {
    for (const method of METHODS)
      if (random() < 0.3) answerPolitely(method)
      else answerWrongly(method, kinds[Math.floor(random() * kinds.length)]!)
    await writeBesideLiar(`round ${round}`)
  }
  expect(countBadAnswers().length).toBeGreaterThan(0)
})
