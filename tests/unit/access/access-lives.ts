// Random lives of random letters: the access ledger and the reference model side by side, step by
// step.
// The test supplies the ledger and the seed. If the two differ, an assertion says where.
import { deepStrictEqual, equal } from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import {
  expireDue,
  findContentKey,
  grantObject,
  personGrant,
  holdObject,
  letGoObject,
  markKept,
  recallObject,
  recordState,
  releaseTo,
  resealGrants,
  statusOf,
  markDueNoticed,
} from '../../../src/core/access/index.ts'
import { markNotified } from '../../../src/core/access/notices.ts'
import type { ReaderOutcome } from '../../../src/core/access/outcomes.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { createSigningKeyPair, hash, randomBytes } from '../../../src/core/seal/index.ts'
import * as model from './reference-model.ts'
import type { ModelLetter } from './reference-model.ts'
import type { PlainLedger } from './plain-ledger.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/**
 * Every content key starts with it, so that all keys that remain can be found in the bytes of the
 * file.
 */
const KEY_MARK = Buffer.from('K3y-Mark')
const author = createSigningKeyPair()

const GRANTS_LEFT = 'SELECT count(*) AS grants FROM access_grants WHERE object = ?'

const TICKS_MS = [1, HOUR, DAY, 6.5 * DAY, 8 * DAY, -HOUR, -9 * DAY]
const letterIndex = fc.nat({ max: 2 })
const readerName = fc.constantFrom('alice', 'bob', 'carol')
/** Two in five are bob, the reader of most letters. */
const anyone = fc.constantFrom('bob', 'bob', 'alice', 'carol', 'stranger')
const policy = fc.record({
  open: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  held: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  dueInMs: fc.constantFrom(0, 0, HOUR, 2 * DAY, -DAY),
  expiresInMs: fc.constantFrom(Infinity, HOUR, 3 * DAY),
})
const send = fc.record({
  do: fc.constant('send' as const),
  policy,
  to: fc.uniqueArray(readerName, { minLength: 1 }).map((names) => [...new Set(['bob', ...names])].toSorted()),
})
const onLetter = <Do extends string>(act: Do) => fc.record({ do: fc.constant(act), letter: letterIndex })
const byReader = <Do extends string>(act: Do) =>
  fc.record({ do: fc.constant(act), letter: letterIndex, name: anyone })
const say = { do: fc.constant('say' as const), letter: letterIndex, name: anyone }
const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary })
const command = fc.oneof(
  often(3, send),
  often(25, byReader('request')),
  often(6, onLetter('hold')),
  often(8, onLetter('let-go')),
  often(6, onLetter('recall')),
  often(3, onLetter('announce')),
  often(17, fc.record({ do: fc.constant('tick' as const), ms: fc.constantFrom(...TICKS_MS) })),
  often(15, fc.record({ do: fc.constant('turn' as const) })),
  often(6, fc.record({ ...say, value: fc.constantFrom('done', 'declined') })),
  often(6, byReader('keep')),
  often(4, fc.record({ do: fc.constant('raise-box' as const), name: anyone })),
  often(1, fc.record({ do: fc.constant('restart' as const) })),
)
/** A letter that is sent, and the steps after it. */
export const sequence = fc.tuple(send, fc.array(command, { minLength: 4, maxLength: 20, size: 'max' }))
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never
type LifeSteps = typeof sequence extends fc.Arbitrary<infer T> ? T : never

interface Pair {
  objectId: Uint8Array
  contentKey: Uint8Array
  model: ModelLetter
  /** The record of the first answer to each reader. */
  records: Map<string, string>
}

/** One sequence: its own people and letters, and times after all earlier ones in the same file. */
class Life {
  readonly letters: Pair[] = []
  readonly #ledger: PlainLedger
  readonly #people: Map<string, Uint8Array>
  readonly #boxes = new Map<string, number>()
  #now: number

  constructor(ledger: PlainLedger, startAt: number) {
    this.#ledger = ledger
    this.#now = startAt
    const names = ['alice', 'bob', 'carol', 'stranger']
    this.#people = new Map(
      names.map((name, index) => [name, Buffer.concat([Buffer.from([index]), randomBytes(31)])]),
    )
  }

  run(step: Command): void {
    switch (step.do) {
      case 'tick':
        this.#now += step.ms
        return
      case 'restart':
        this.#ledger.restart()
        return
      case 'turn':
        return this.#turn()
      case 'send':
        return this.#send(step)
      case 'raise-box':
        return this.#raiseBox(step.name)
      default:
        return this.#runOnLetter(step)
    }
  }

  /** Compares the letter of a step, or all letters. */
  check(step?: Command): void {
    const one = step !== undefined && 'letter' in step ? this.#letterOf(step.letter) : undefined
    for (const { objectId, contentKey, model: letter } of one === undefined ? this.letters : [one]) {
      const expected = [...letter.readers].map(
        ([name, reader]) => `${name} ${model.stateOf(letter, reader, this.#now)}`,
      )
      const found = statusOf(this.#ledger, objectId, this.#now).map(
        ({ person, state }) => `${this.#nameOf(person)} ${state}`,
      )
      const key = findContentKey(this.#ledger, objectId)
      const { grants } = this.#ledger.get<{ grants: number }>(GRANTS_LEFT, objectId)!
      const expectedGrants = [...letter.readers.values()].filter(
        ({ opened, gone }) => !opened && gone === null,
      ).length
      same(
        [...found, key && toHex(key), grants],
        [...expected, letter.hasKey ? toHex(contentKey) : null, expectedGrants],
      )
    }
  }

  #runOnLetter(step: Extract<Command, { letter: number }>): void {
    const pair = this.#letterOf(step.letter)
    if (pair === undefined) return
    const { objectId, model: letter } = pair
    const now = this.#now
    switch (step.do) {
      case 'request':
        return this.#request(pair, step.name)
      case 'hold':
        return this.#compare(
          this.#ledger.transact((tx) => holdObject(tx, objectId, now)).readers,
          model.hold(letter, now),
        )
      case 'let-go':
        return this.#compare(
          this.#ledger.transact((tx) => letGoObject(tx, objectId, now)).readers,
          model.letGo(letter, now),
        )
      case 'recall':
        return this.#recall(pair)
      case 'announce':
        return this.#announce(pair)
      case 'say':
        return this.#say(pair, step.name, step.value)
      case 'keep': {
        const kept = this.#ledger.transact((tx) => markKept(tx, objectId, this.#person(step.name), now))
        equal(kept, model.keep(letter, step.name))
      }
    }
  }

  #send({ policy: { open, held, dueInMs, expiresInMs }, to }: Extract<Command, { do: 'send' }>): void {
    if (this.letters.length === 3) return
    const now = this.#now
    const rules = { open, held, due: now + dueInMs, expires: now + expiresInMs }
    const objectId = randomBytes(32)
    const contentKey = Buffer.concat([KEY_MARK, randomBytes(24)])
    const grantAll = () =>
      this.#ledger.transact((tx) =>
        grantObject(tx, {
          ...{ objectId, contentKey, at: now },
          mode: open ? 'open' : 'controlled',
          grants: to.map((name) => personGrant(this.#person(name), 1, grantFor(contentKey, 1))),
          heldAt: held ? now : null,
          notBefore: rules.due,
          expiresAt: rules.expires === Infinity ? null : rules.expires,
        }),
      )
    if (!model.isPossible(rules, now)) return equal(codeOf(grantAll), 'INVALID')
    grantAll()
    this.letters.push({ objectId, contentKey, model: model.newLetter(rules, to), records: new Map() })
  }

  #request({ objectId, contentKey, model: letter, records }: Pair, name: string): void {
    const order = {
      objectId,
      person: this.#person(name),
      device: randomBytes(32),
      signer: author,
      now: this.#now,
    }
    const answer = this.#ledger.transact((tx) => releaseTo(tx, order))
    const expected = model.request(letter, name, this.#now)
    if (answer.answer !== 'released') return deepStrictEqual(answer, { answer: expected })
    const record = toHex(answer.record)
    const { box } = letter.readers.get(name)!
    deepStrictEqual(
      { ...answer, record, grant: toHex(answer.grant), releasedAt: 0 },
      {
        answer: expected,
        releasedAt: 0,
        boxNumber: box,
        grant: toHex(grantFor(contentKey, box)),
        record: records.get(name) ?? record,
        isFirst: !records.has(name),
      },
    )
    records.set(name, record)
  }

  #recall({ objectId, model: letter }: Pair): void {
    const hadKey = letter.hasKey
    const result = this.#ledger.transact((tx) => recallObject(tx, objectId, this.#now))
    this.#compare(result.readers, model.recall(letter, this.#now))
    equal(result.destroyed, hadKey && !letter.hasKey)
  }

  #announce({ objectId, model: letter }: Pair): void {
    const waiting = [...letter.readers].filter(
      ([, { held, gone, noticedAt }]) => !held && !gone && noticedAt === null,
    )
    const persons = waiting.map(([name]) => this.#person(name))
    this.#ledger.transact((tx) => markNotified(tx, objectId, persons, this.#now))
    model.announceEarly(letter, this.#now)
  }

  #say({ objectId, model: letter }: Pair, name: string, value: string): void {
    const n = (letter.readers.get(name)?.said.length ?? 0) + 1
    const state = {
      objectId,
      person: this.#person(name),
      device: author.publicKey,
      n,
      value,
      at: this.#now,
      note: null,
    }
    const verdict = this.#ledger.transact((tx) => recordState(tx, { ...state, at: Math.max(0, state.at) }))
    equal(verdict.accepted ? 'accepted' : verdict.reason, model.say(letter, name, value))
  }

  #turn(): void {
    const now = this.#now
    const due = this.#ledger
      .transact((tx) => markDueNoticed(tx, now))
      .map((notice) => `${toHex(notice.objectId)} ${this.#nameOf(notice.audience.key)}`)
    const expected = this.letters.flatMap(({ objectId, model: letter }) =>
      model.turn(letter, now).map((name) => `${toHex(objectId)} ${name}`),
    )
    this.#ledger.transact((tx) => expireDue(tx, now))
    same(due.toSorted(), expected.toSorted())
  }

  #raiseBox(name: string): void {
    const box = (this.#boxes.get(name) ?? 1) + 1
    this.#boxes.set(name, box)
    const seal = (_object: Uint8Array, contentKey: Uint8Array) => grantFor(contentKey, box)
    const renewed = this.#ledger.transact((tx) =>
      resealGrants(tx, this.#person(name), { boxNumber: box, below: box }, seal),
    )
    equal(renewed, this.letters.filter(({ model: letter }) => model.raiseBox(letter, name, box)).length)
  }

  #letterOf(index: number): Pair | undefined {
    return this.letters[index % this.letters.length]
  }

  #compare(readers: ReaderOutcome[], outcomes: string[]): void {
    same(
      readers.map(({ outcome }) => outcome),
      outcomes,
    )
  }

  #person(name: string): Uint8Array {
    return this.#people.get(name)!
  }

  #nameOf(person: Uint8Array): string {
    return (
      [...this.#people].find(([, key]) => toHex(key) === toHex(person))?.[0] ?? 'a person of an earlier life'
    )
  }
}

/**
 * Many lives in one ledger, with the keys that must be destroyed in the end and those that may
 * remain.
 */
export class Lives {
  readonly alive = new Set<string>()
  readonly destroyed = new Set<string>()
  readonly #ledger: PlainLedger
  #startAt = 1_700_000_000_000

  constructor(ledger: PlainLedger) {
    this.#ledger = ledger
  }

  /** @throws AssertionError if ledger and model differ */
  live([first, others]: LifeSteps): void {
    this.#startAt += 365 * DAY
    finishEarlierLives(this.#ledger, this.#startAt)
    const life = new Life(this.#ledger, this.#startAt)
    for (const step of [first, ...others]) {
      life.run(step)
      life.check()
    }
    for (const { contentKey, model: letter } of life.letters)
      (letter.hasKey ? this.alive : this.destroyed).add(toHex(contentKey))
  }

  /** Returns all content keys that remain in the file, and those of them that were destroyed. */
  async findKeys(path: string): Promise<{ left: Set<string>; undead: string[] }> {
    this.#ledger.checkpoint()
    const left = await findKeysIn(path)
    return { left: new Set(left), undead: left.filter((key) => this.destroyed.has(key)) }
  }
}

/** Ends all earlier letters, so none of them is due or expires any more. */
function finishEarlierLives(ledger: PlainLedger, now: number): void {
  while (ledger.transact((tx) => markDueNoticed(tx, now)).length > 0);
  ledger.transact((tx) => expireDue(tx, now))
}

/** Calls deepStrictEqual, which is slow, only if the comparison fails. */
function same(found: unknown[], expected: unknown[]): void {
  const isSame = found.length === expected.length && found.every((value, index) => value === expected[index])
  if (!isSame) deepStrictEqual(found, expected)
}

/** Represents the content key sealed to a box. It names both, and does not contain the key. */
function grantFor(contentKey: Uint8Array, box: number): Uint8Array {
  return hash('fumikura/test-grant/1', contentKey, Buffer.from([box]))
}

function codeOf(task: () => unknown): string | null {
  try {
    task()
    return null
  } catch (error) {
    return isEngineError(error) ? error.code : String(error)
  }
}

/** Returns all content keys anywhere in the file or its log. */
async function findKeysIn(path: string): Promise<string[]> {
  const keys: string[] = []
  for (const file of [path, `${path}-wal`]) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    for (let at = bytes.indexOf(KEY_MARK); at >= 0; at = bytes.indexOf(KEY_MARK, at + 1)) {
      keys.push(toHex(bytes.subarray(at, at + 32)))
    }
  }
  return keys
}
