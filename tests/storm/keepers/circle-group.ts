// The group of the scenario `keepers-circle`, as its owner's ledger has it. Bob and dave come and
// go.
import { toHex } from '../../../src/core/base/index.ts'
import { foundGroup, untilIn } from '../../support/groups.ts'
import { calling, pair, type Person } from '../../support/person.ts'
import { knowsCardOf } from '../../support/customers.ts'
import type { Random } from '../random.ts'
import type { Trial } from '../trial.ts'
import { attempt } from './attempt.ts'
import type { CircleLetters } from './circle-letters.ts'
import type { KeepersWorld, OnePerson } from './world.ts'

export const GARDEN = 'garden'
export const OWNERS = ['alice', 'carol'] as const
/** They are removed and added; carol may own the group. */
const MOVING = ['bob', 'dave']

export class CircleGroup {
  readonly owner: OnePerson
  /** By the owner's ledger, without the author. */
  readonly members: Set<string>
  id!: Uint8Array
  readonly #trial: Trial
  readonly #world: KeepersWorld

  private constructor(trial: Trial, world: KeepersWorld, owner: OnePerson, members: readonly string[]) {
    this.#trial = trial
    this.#world = world
    this.owner = owner
    this.members = new Set(members)
  }

  /** Dave may come later. */
  static async found(
    trial: Trial,
    world: KeepersWorld,
    ownerName: (typeof OWNERS)[number],
  ): Promise<CircleGroup> {
    const owner = world.find(ownerName)
    const withDave = trial.random.isSo(0.5)
    const others = world.everybody.filter((one) => one !== owner && (withDave || one.person.name !== 'dave'))
    if (owner !== world.author) for (const name of MOVING) await pair(owner.person, world.find(name).person)
    await foundGroup(
      owner.person,
      GARDEN,
      others.map(({ person }) => person),
    )
    for (const { person } of world.readers) await knowsCardOf(person, world.author.person)
    await untilIn(world.author.person, GARDEN)
    const names = world.readers.map(({ person }) => person.name).filter((name) => withDave || name !== 'dave')
    const group = new CircleGroup(trial, world, owner, names)
    const [summary] = await owner.person.do.groups.list({}, calling)
    group.id = Buffer.from(summary!.group, 'hex')
    trial.note(`${ownerName} owns the group of ${names.join(' ')}; ${toHex(group.id).slice(0, 6)}`)
    return group
  }

  /** The members as this person sees them, without the author. */
  async seenBy({ name, do: calls }: Person): Promise<Set<string>> {
    const { members } = await calls.groups.show({ group: GARDEN }, calling)
    const names = members.map((member) => (member.name === '' ? name : member.name))
    return new Set(names.filter((one) => this.#world.readers.some(({ person }) => person.name === one)))
  }

  async remove(random: Random, letters: CircleLetters): Promise<void> {
    const name = random.pick(MOVING)
    if (!this.owner.isOn || !this.members.has(name)) return
    letters.mayLose(name)
    const done = await attempt(this.owner, () =>
      this.owner.person.do.groups.remove({ group: GARDEN, persons: [name] }, calling),
    )
    this.#trial.note(`${name} is removed: ${done.code ?? 'done'}`)
    if (done.code === null) this.#trial.count('members removed')
  }

  async add(random: Random, letters: CircleLetters): Promise<void> {
    const [name, history] = [random.pick(MOVING), random.isSo(0.5)]
    if (!this.owner.isOn || this.members.has(name)) return
    letters.mayGain(name, history)
    const done = await attempt(this.owner, () =>
      this.owner.person.do.groups.add({ group: GARDEN, persons: [name], history }, calling),
    )
    this.#trial.note(`${name} is added${history ? ' with all posts' : ''}: ${done.code ?? 'done'}`)
    if (done.code !== null) return
    this.#trial.count('members added')
    letters.hasGained(name, history)
  }

  /**
   * Reads the members from the owner's ledger, which a kill may have left before or after a change.
   */
  async look(letters: CircleLetters): Promise<void> {
    if (!this.owner.isOn) return
    const seen = await this.seenBy(this.owner.person)
    for (const name of this.members) if (!seen.has(name)) letters.hasLost(name)
    this.members.clear()
    for (const name of seen) this.members.add(name)
  }
}
