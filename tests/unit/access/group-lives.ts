// Random lives of a group and its posts, with acts of members, former members and strangers. The
// access tables and the reference model run side by side; if they differ, an assertion names the
// commands.
import { deepStrictEqual, equal } from 'node:assert/strict'
import fc from 'fast-check'
import {
  expireDue,
  findContentKey,
  grantObject,
  holdObject,
  letGoObject,
  recallObject,
  personGrant,
  regrant,
  type AudienceGrant,
  releaseTo,
  markDueNoticed,
  type DueNotice,
  type Memberships,
} from '../../../src/core/access/index.ts'
import type { Epoch } from '../../../src/core/store/index.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { createSigningKeyPair, hash, randomBytes } from '../../../src/core/seal/index.ts'
import * as model from './group-reference-model.ts'
import type { PlainLedger } from './plain-ledger.ts'

const HOUR = 3_600_000
const author = createSigningKeyPair()
const PEOPLE = ['alice', 'bob', 'carol', 'mallory']
const anyone = fc.constantFrom(...PEOPLE)
const post = fc.nat({ max: 3 })
const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary })
const act = <Do extends string, Rest extends object>(
  name: Do,
  rest: { [K in keyof Rest]: fc.Arbitrary<Rest[K]> },
) => fc.record({ do: fc.constant(name), ...rest }) as unknown as fc.Arbitrary<{ do: Do } & Rest>
/** `role` changes the right to post, not the right to read. */
const command = fc.oneof(
  often(
    8,
    act('post', {
      isOpen: fc.boolean(),
      isHeld: fc.boolean(),
      dueInMs: fc.constantFrom(0, 0, HOUR),
      expiresInMs: fc.constantFrom(Infinity, Infinity, 2 * HOUR),
    }),
  ),
  often(5, act('grant', { post, name: anyone })),
  often(4, act('withdraw', { post, name: fc.constantFrom(null, ...PEOPLE) })),
  often(9, act('add', { name: anyone, seesHistory: fc.boolean() })),
  often(7, act('remove', { name: anyone })),
  often(2, act('role', { name: anyone, role: fc.constantFrom('reader' as const, 'poster' as const) })),
  often(4, act('hold', { post })),
  often(4, act('let-go', { post })),
  often(3, act('recall', { post })),
  often(3, act('repeat-records', { post })),
  often(5, act('tick', { ms: fc.constantFrom(1, HOUR) })),
  often(6, act('turn', {})),
  often(32, act('open', { post, name: anyone })),
)
export const groupLife = fc.array(command, { minLength: 10, maxLength: 40, size: 'max' })
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

interface Told {
  object: Uint8Array
  contentKey: Uint8Array
  post: model.Post
  /** The first answer to each reader. Later answers must be the same bytes. */
  answers: Map<string, string>
}

export interface LifeCounts {
  commands: number
  released: number
  refused: number
}

/** @throws AssertionError if ledger and model differ */
export function liveInGroup(ledger: PlainLedger, memberships: Memberships, steps: Command[]): LifeCounts {
  const life = new GroupLife(ledger, memberships)
  for (const step of steps) life.run(step)
  return { ...life.counts, commands: steps.length }
}

class GroupLife {
  readonly counts = { released: 0, refused: 0 }
  readonly #ledger: PlainLedger
  readonly #memberships: Memberships
  readonly #group = new model.ModelGroup()
  readonly #id = randomBytes(32)
  readonly #people = new Map(PEOPLE.map((name) => [name, randomBytes(32)]))
  readonly #told: Told[] = []
  #now = 1_700_000_000_000

  constructor(ledger: PlainLedger, memberships: Memberships) {
    this.#ledger = ledger
    this.#memberships = memberships
    // Ends all work of an earlier life in the same file.
    ledger.run('UPDATE access_audiences SET recalled_at = 1 WHERE recalled_at IS NULL AND expired_at IS NULL')
    ledger.run('UPDATE access_audiences SET is_expiry_pending = 0')
  }

  run(step: Command): void {
    switch (step.do) {
      case 'tick':
        this.#now += step.ms
        return
      case 'post':
        return this.#post(step)
      case 'turn':
        return this.#turn()
      case 'add':
      case 'remove':
      case 'role':
        return this.#change(step)
      default: {
        const told = this.#told[step.post % this.#told.length]
        if (told !== undefined) this.#runOn(told, step)
      }
    }
  }

  /** Applies a record of the owner: changes the rows of the roster, not the posts. */
  #change(step: Extract<Command, { do: 'add' | 'remove' | 'role' }>): void {
    const person = this.#people.get(step.name)!
    const isIn = this.#group.members.has(step.name)
    if (step.do === 'role') {
      this.#ledger.run(
        'UPDATE group_members SET role = ? WHERE group_id = ? AND person = ?',
        step.role,
        this.#id,
        person,
      )
      return
    }
    if (step.do === 'remove') {
      this.#group.remove(step.name)
      this.#ledger.run('DELETE FROM group_members WHERE group_id = ? AND person = ?', this.#id, person)
      return
    }
    this.#group.add(step.name, step.seesHistory)
    if (isIn) return
    const { era, epoch } = this.#group.members.get(step.name)!
    const sql = "INSERT INTO group_members VALUES (?, ?, 'poster', 0, ?, ?, NULL, NULL, 0, x'00')"
    this.#ledger.run(sql, this.#id, person, era, epoch)
  }

  #post({ isOpen, isHeld, dueInMs, expiresInMs }: Extract<Command, { do: 'post' }>): void {
    if (this.#told.length === 4) return
    const object = randomBytes(32)
    const contentKey = randomBytes(32)
    const expires = isOpen ? Infinity : this.#now + expiresInMs
    const since = this.#group.place
    this.#ledger.transact((tx) =>
      grantObject(tx, {
        ...{ objectId: object, contentKey, at: this.#now },
        mode: isOpen ? 'open' : 'controlled',
        grants: [this.#groupGrant(contentKey, since)],
        heldAt: isHeld ? this.#now : null,
        notBefore: this.#now + dueInMs,
        expiresAt: expires === Infinity ? null : expires,
      }),
    )
    const way = {
      name: null,
      since,
      isOpen,
      held: isHeld,
      noticedAt: null,
      due: this.#now + dueInMs,
      expires,
      gone: null,
    }
    this.#told.push({
      object,
      contentKey,
      post: { ways: [way], opened: new Map(), hasKey: true },
      answers: new Map(),
    })
    this.#turn()
  }

  #runOn(
    told: Told,
    step: Exclude<Command, { do: 'tick' | 'post' | 'turn' | 'add' | 'remove' | 'role' }>,
  ): void {
    const { object, post: letter, contentKey } = told
    const memberships = this.#memberships
    const now = this.#now
    switch (step.do) {
      case 'open':
        return this.#open(told, step.name)
      case 'grant':
        return this.#grant(told, step.name)
      case 'hold':
        this.#ledger.transact((tx) => holdObject(tx, object, now, memberships))
        model.hold(letter, true, this.#group, now)
        break
      case 'let-go':
        this.#tell(this.#ledger.transact((tx) => letGoObject(tx, object, now, memberships)).due)
        model.hold(letter, false, this.#group, now)
        break
      case 'recall':
        this.#ledger.transact((tx) => recallObject(tx, object, now, { memberships }))
        model.recall(letter, undefined, now)
        break
      case 'withdraw': {
        const only = [step.name === null ? this.#id : this.#people.get(step.name)!]
        this.#ledger.transact((tx) => recallObject(tx, object, now, { only, memberships }))
        model.recall(letter, step.name, now)
        break
      }
      case 'repeat-records': {
        const way = letter.ways.find(({ name }) => name === null)!
        if (!letter.hasKey || way.noticedAt === null || way.gone !== null) return
        way.since = this.#group.place
        this.#regrant(object, contentKey)
      }
    }
    const key = findContentKey(this.#ledger, object)
    equal(key !== null, letter.hasKey, `the key is there after ${step.do}`)
  }

  #grant({ object, contentKey, post: letter }: Told, name: string): void {
    if (!letter.hasKey || letter.ways.some((way) => way.name === name)) return
    const grant = personGrant(this.#people.get(name)!, 1, grantFor(contentKey, null))
    this.#ledger.transact((tx) =>
      grantObject(tx, {
        objectId: object,
        contentKey,
        mode: 'controlled',
        grants: [grant],
        isShared: true,
        at: this.#now,
      }),
    )
    const since = { era: 0, epoch: 0 }
    letter.ways.push({
      name,
      since,
      isOpen: false,
      held: false,
      noticedAt: null,
      due: this.#now,
      expires: Infinity,
      gone: null,
    })
    this.#turn()
  }

  #open({ object, contentKey, post: letter, answers }: Told, name: string): void {
    const order = {
      objectId: object,
      person: this.#people.get(name)!,
      device: randomBytes(32),
      signer: author,
      now: this.#now,
    }
    const answer = this.#ledger.transact((tx) => releaseTo(tx, { ...order, memberships: this.#memberships }))
    const expected = model.open(letter, this.#group, name, {
      now: this.#now,
      isByGroup: answer.answer === 'released' && answer.boxNumber === 0,
    })
    equal(answer.answer, expected, `${name} asks`)
    if (answer.answer !== 'released') {
      this.counts.refused++
      return
    }
    this.counts.released++
    const { record, grant, boxNumber } = answer
    const said = [record, grant, Uint8Array.of(boxNumber)].map(toHex).join(' ')
    deepStrictEqual(said, answers.get(name) ?? said, 'answered the same again')
    answers.set(name, said)
    const way = letter.opened.get(name)!
    if (answer.isFirst) equal(toHex(grant), toHex(grantFor(contentKey, way.name === null ? way.since : null)))
  }

  #turn(): void {
    const now = this.#now
    this.#tell(this.#ledger.transact((tx) => markDueNoticed(tx, now)))
    for (const { post: letter } of this.#told) model.turn(letter, this.#group, now)
    this.#ledger.transact((tx) => expireDue(tx, now))
  }

  /** Like notify, the group's grant is for the epoch in which its notice is sent. */
  #tell(due: readonly DueNotice[]): void {
    for (const { objectId, audience } of due) {
      const told = this.#told.find(({ object }) => toHex(object) === toHex(objectId))
      if (audience.kind === 'group' && told !== undefined) this.#regrant(told.object, told.contentKey)
    }
  }

  #regrant(object: Uint8Array, contentKey: Uint8Array): void {
    const since = this.#group.place
    this.#ledger.transact((tx) => regrant(tx, object, this.#groupGrant(contentKey, since)))
  }

  #groupGrant(contentKey: Uint8Array, since: Epoch): AudienceGrant {
    const audience = { kind: 'group', key: this.#id } as const
    return { audience, since, boxNumber: 0, grant: grantFor(contentKey, since) }
  }
}

/** Represents the content key, sealed under the secret of the epoch or to a person's box. */
function grantFor(contentKey: Uint8Array, since: model.Place | null): Uint8Array {
  const place = since === null ? 'box' : `${since.era} ${since.epoch}`
  return hash('fumikura/test-grant/1', contentKey, Buffer.from(place))
}
