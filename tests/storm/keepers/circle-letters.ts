// The letters of the scenario `keepers-circle`: to persons, to the group, and to further readers.
// It knows who may read each one, who must, and what the author was told. Each deed compares.
import { hasOpened } from '../../../src/core/contract/reader-states.ts'
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { calling } from '../../support/person.ts'
import type { Random } from '../random.ts'
import { must, type Trial } from '../trial.ts'
import { attempt } from './attempt.ts'
import { GARDEN, type CircleGroup } from './circle-group.ts'
import { countInWrongHands } from './circle-shares.ts'
import { openLetter, PLAIN_WORDS } from './letters-at-stations.ts'
import type { KeepersWorld, OnePerson } from './world.ts'

const READ_MS = 400
const RECENT = 8

export interface CircleReader {
  reader: OnePerson
  name: string
  hasRead: boolean
  /** The author was told that this reader can no longer open it. */
  isGone: boolean
  /** The author was told that this reader has opened it. */
  isOpened: boolean
}

export interface CircleLetter {
  name: string
  ref: RefText
  object: Uint8Array
  text: string
  /** Audiences that have it and from which nobody tried to take it back: names, or the group. */
  given: Set<string>
  /** All that ever had it, or may have. */
  everGiven: Set<string>
  /** Members who read it by the group as long as they stay. */
  members: Set<string>
  /** Members, and those who may be some. */
  everMembers: Set<string>
  /** Removed since. They must be refused. */
  lost: Set<string>
  /** Removed since, or maybe, and perhaps back. */
  wereMembers: Set<string>
  isRecalled: boolean
  readers: CircleReader[]
}

export class CircleLetters {
  readonly all: CircleLetter[] = []
  readonly #trial: Trial
  readonly #world: KeepersWorld
  readonly #group: CircleGroup
  #written = 0

  constructor(trial: Trial, world: KeepersWorld, group: CircleGroup) {
    this.#trial = trial
    this.#world = world
    this.#group = group
  }

  post(_random: Random): Promise<void> {
    return this.#send([GARDEN])
  }

  write(random: Random): Promise<void> {
    return this.#send(random.pickSome(this.#world.readers).map(({ person }) => person.name))
  }

  async #send(to: string[]): Promise<void> {
    const { author, readers } = this.#world
    if (!author.isOn) await this.#world.turn(author)
    const name = `letter ${this.#written++}`
    const text = `${PLAIN_WORDS}: ${name}`
    const seenBefore = await this.#group.seenBy(author.person)
    const order = { to, subject: text, text, policy: { ...PLAIN_POLICY, mode: 'controlled' as const } }
    const sent = await attempt(author, () => author.person.do.letters.send(order, calling))
    this.#trial.note(`${name} to ${to.join(' ')}: ${sent.code ?? 'sent'}`)
    if (!('value' in sent)) return
    const { ref } = sent.value
    const [members, everMembers] = to.includes(GARDEN) ? await this.#membersNow(seenBefore) : [[], []]
    const nothing = { hasRead: false, isGone: false, isOpened: false, isRecalled: false }
    this.all.push({
      ...{ name, ref, object: objectId(parseRef(ref)!), text, isRecalled: false, lost: new Set() },
      ...{ wereMembers: new Set() },
      ...{ given: new Set(to), everGiven: new Set(to) },
      ...{ members: new Set(members), everMembers: new Set(everMembers) },
      readers: readers.map((reader) => ({ reader, name: reader.person.name, ...nothing })),
    })
  }

  /** Those whom both the owner and the author count, and those whom one of them counts. */
  async #membersNow(seenBefore: Set<string>): Promise<[string[], string[]]> {
    const { author } = this.#world
    const seen = author.isOn ? await this.#group.seenBy(author.person) : seenBefore
    const every = [...new Set([...seen, ...seenBefore, ...this.#group.members])]
    const sure = every.filter((one) => seen.has(one) && seenBefore.has(one) && this.#group.members.has(one))
    return [sure, every]
  }

  /** An existing letter goes to one more person, or to the group. */
  async share(random: Random): Promise<void> {
    const { author, readers } = this.#world
    const letter = this.#pick(random)
    const to = random.pick([GARDEN, ...readers.map(({ person }) => person.name)])
    if (letter === null || !author.isOn || letter.given.has(to)) return
    const before = letter.readers.map((one) => ({ ...one }))
    const seenBefore = await this.#group.seenBy(author.person)
    letter.everGiven.add(to)
    if (to === GARDEN) for (const one of seenBefore) letter.everMembers.add(one)
    for (const one of letter.readers)
      if (one.name === to || (to === GARDEN && letter.everMembers.has(one.name))) one.isGone = false
    const shared = await attempt(author, () =>
      author.person.do.letters.share({ ref: letter.ref, to, mode: 'controlled' }, calling),
    )
    this.#trial.note(`${letter.name} is shared with ${to}: ${shared.code ?? 'done'}`)
    if (shared.code === 'KILLED') return
    if (shared.code === null) return this.#isShared(letter, to, seenBefore)
    for (const [i, one] of letter.readers.entries()) one.isGone = before[i]!.isGone
  }

  async #isShared(letter: CircleLetter, to: string, seenBefore: Set<string>): Promise<void> {
    this.#trial.count('further readers')
    letter.given.add(to)
    if (to !== GARDEN) return
    const [members, every] = await this.#membersNow(seenBefore)
    for (const one of members) {
      letter.members.add(one)
      letter.lost.delete(one)
    }
    for (const one of every) letter.everMembers.add(one)
  }

  async withdraw(random: Random): Promise<void> {
    const letter = this.#pick(random)
    const from = random.share()
    if (letter === null || !this.#world.author.isOn) return
    const among = [...letter.everGiven]
    await this.#takeBack(letter, among[Math.floor(from * among.length)]!)
  }

  async recall(random: Random): Promise<void> {
    const letter = this.#pick(random)
    if (letter !== null && this.#world.author.isOn) await this.#takeBack(letter, null)
  }

  async #takeBack(letter: CircleLetter, from: string | null): Promise<void> {
    const { author } = this.#world
    const { ref } = letter
    letter.isRecalled = true
    for (const one of from === null ? [...letter.given] : [from]) letter.given.delete(one)
    const calls = author.person.do.letters
    const done = await attempt(author, () =>
      from === null ? calls.recall({ ref }, calling) : calls.withdraw({ ref, from }, calling),
    )
    const told = 'value' in done ? done.value.readers : []
    const outcomes = told.map(({ name, outcome }) => `${name} ${outcome}`).join(' ')
    this.#trial.note(`${letter.name} is taken back from ${from ?? 'all'}: ${done.code ?? outcomes}`)
    this.#trial.count('letters taken back')
    for (const { name, outcome } of told) this.#believe(letter, name, outcome)
  }

  async read(random: Random): Promise<void> {
    const [letter, one] = [this.#pick(random), random.below(this.#world.readers.length)]
    if (letter !== null) await this.tryToRead(letter, letter.readers[one]!, READ_MS)
  }

  /** A reader opens a letter while its author takes it back. */
  async race(random: Random): Promise<void> {
    const letter = this.#pick(random)
    const one = letter?.readers[random.below(this.#world.readers.length)]
    if (letter === null || one === undefined || !this.#world.author.isOn) return
    const way = letter.everGiven.has(one.name) ? one.name : [...letter.everGiven][0]!
    const from = random.isSo(0.5) ? null : way
    await Promise.all([this.tryToRead(letter, one, READ_MS, true), this.#takeBack(letter, from)])
  }

  /** Returns the code of the refusal; null if the reader has the text. */
  async tryToRead(
    letter: CircleLetter,
    one: CircleReader,
    waitMs: number,
    isRace = false,
  ): Promise<string | null> {
    const { reader, name } = one
    if (!reader.isOn) return 'OFF'
    const wasGone = one.isGone
    const { isOn } = this.#world.author
    const opened = await attempt(reader, () => openLetter(reader.person, letter, waitMs))
    const code = 'value' in opened ? opened.value : opened.code
    this.#trial.note(`${name} reads ${letter.name}${isRace ? ' meanwhile' : ''}: ${code ?? 'opened'}`)
    if (!one.hasRead)
      this.#trial.count(code !== null ? 'refused' : isOn ? 'opened' : 'opened without the author')
    const about = `${letter.name} for ${name}`
    if (code === null && !one.hasRead) {
      must(this.mayRead(letter, name), `${about} opens, and was never for them`)
      must(!one.isGone && !wasGone, `${about} opens after the author was told that it is gone`)
      one.hasRead = true
    }
    // The device of a removed member ends the posts that it had not opened.
    const isEnded = letter.isRecalled || letter.wereMembers.has(name)
    must(code !== 'RECALLED' || isEnded, `${about} counts as recalled, and nobody took it back`)
    must(code === null || !one.hasRead, `${about} was opened, and now answers ${code}`)
    return code
  }

  /** True if they ever had a right. */
  mayRead({ everGiven, everMembers }: CircleLetter, name: string): boolean {
    return everGiven.has(name) || (everGiven.has(GARDEN) && everMembers.has(name))
  }

  /** True if they have a right now, and nobody tried to take it back. */
  isToOpen({ given, members }: CircleLetter, name: string): boolean {
    return given.has(name) || (given.has(GARDEN) && members.has(name))
  }

  #pick(random: Random): CircleLetter | null {
    const at = random.share()
    const recent = this.all.slice(-RECENT)
    return recent[Math.floor(at * recent.length)] ?? null
  }

  /** Somebody is about to remove this member. */
  mayLose(name: string): void {
    for (const { members, wereMembers } of this.all) {
      members.delete(name)
      wereMembers.add(name)
    }
  }

  hasLost(name: string): void {
    this.mayLose(name)
    for (const { lost, everMembers } of this.all) if (everMembers.has(name)) lost.add(name)
  }

  /** Somebody is about to add this member. */
  mayGain(name: string, history: boolean): void {
    for (const { lost, everMembers, everGiven } of this.all)
      if (history && everGiven.has(GARDEN)) {
        everMembers.add(name)
        lost.delete(name)
      }
  }

  hasGained(name: string, history: boolean): void {
    for (const { members, given } of this.all) if (history && given.has(GARDEN)) members.add(name)
  }

  /** Reads what the owner and the author see. */
  async look(): Promise<void> {
    await this.#group.look(this)
    const { author } = this.#world
    if (!author.isOn) return
    for (const letter of this.all) {
      const states = await author.person.status(letter.ref)
      for (const { name, state } of states) this.#believe(letter, name, state)
      this.#judgeShares(letter)
    }
  }

  #believe(letter: CircleLetter, name: string, told: string): void {
    const one = letter.readers.find((reader) => reader.name === name)
    if (one === undefined) return
    const about = `${letter.name} for ${name}`
    const isOpened = told === 'too-late' || hasOpened(told as Parameters<typeof hasOpened>[0])
    if (told === 'recalled') {
      must(!one.hasRead, `${about} is recalled, and was opened`)
      must(!one.isOpened, `${about} is recalled, and was referenced`)
      if (!one.isGone) this.#trial.count('certain ends')
      one.isGone = true
    }
    must(told !== 'expired', `${about} is expired, and has no end`)
    must(!one.isOpened || isOpened, `${about} is ${told}, and was referenced`)
    if (isOpened) {
      must(!one.isGone, `${about} is referenced, and was gone`)
      one.isOpened = true
    }
  }

  /** Together with the liars, no reader of a letter that is gone has enough shares of one gate. */
  #judgeShares(letter: CircleLetter): void {
    for (const one of letter.readers)
      if (one.isGone && one.reader.isOn)
        for (const { need, count } of countInWrongHands(this.#world, this.#group, letter, one))
          must(count < need, `${letter.name} is gone for ${one.name}, and ${count} shares are in wrong hands`)
  }
}
