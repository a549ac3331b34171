// Scenario `wire`: a crowd writes, opens, holds, recalls and marks while wires are cut, delayed,
// doubled and engines restart. Afterwards the network is calm, and everyone has exactly what they
// should have, once.
import { setTimeout as sleep } from 'node:timers/promises'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { PLAIN_POLICY, type Policy } from '../../../src/core/contract/index.ts'
import { calling, type Person } from '../../support/person.ts'
import { Crowd } from '../crowd.ts'
import type { Scenario } from '../scenario.ts'
import { Finding, type Trial } from '../trial.ts'
import { judgeCrowd } from './judge-crowd.ts'
import { believe, judgeText, trueReader, type TrueLetter } from './truth.ts'

const DEEDS = { write: 30, read: 34, act: 16, mark: 6, weather: 22, restart: 2, rest: 8 }
const LARGE_TEXT = 'A long letter, which does not fit a block. '.repeat(3000)
const MAX_REST_MS = 60

export const wireScenario: Scenario = {
  name: 'wire',
  about: 'three to five engines in bad weather',
  steps: 120,
  share: 2,
  play,
}

async function play(trial: Trial): Promise<void> {
  const crowd = await Crowd.gather(trial, trial.random.between(3, 5))
  const life = new CrowdLife(trial, crowd)
  while (trial.next()) await life.step()
  crowd.calm()
  await life.settle()
  await judgeCrowd(crowd.people, life.letters)
  trial.count('letters', life.letters.length)
}

class CrowdLife {
  readonly letters: TrueLetter[] = []
  readonly #trial: Trial
  readonly #crowd: Crowd
  readonly #tries = new Set<Promise<void>>()
  readonly #restarts = new Map<Person, number>()
  #failure: Error | null = null

  constructor(trial: Trial, crowd: Crowd) {
    this.#trial = trial
    this.#crowd = crowd
  }

  async step(): Promise<void> {
    if (this.#failure !== null) throw this.#failure
    const { random } = this.#trial
    switch (random.pickWeighted(DEEDS)) {
      case 'write':
        return this.#write()
      case 'read':
        return this.#read()
      case 'act':
        return this.#act()
      case 'mark':
        return this.#mark()
      case 'weather':
        return this.#crowd.changeWeather(random)
      case 'restart':
        return this.#restart()
      case 'rest':
        return sleep(random.share() * MAX_REST_MS)
    }
  }

  /** Resolves when all pending reads have ended. */
  async settle(): Promise<void> {
    await Promise.all(this.#tries)
    if (this.#failure !== null) throw this.#failure
  }

  async #write(): Promise<void> {
    const { random } = this.#trial
    const author = random.pick(this.#crowd.people)
    const readers = random.pickSome(this.#crowd.people.filter((person) => person !== author))
    const isOpen = random.isSo(0.2)
    const hold = random.isSo(0.15)
    const replied = random.isSo(0.3) ? this.#findSeenBy(author) : undefined
    const subject = `letter ${this.letters.length}`
    const text = random.isSo(0.05) ? `${subject} ${LARGE_TEXT}` : `${subject}, ${random.seed()}`
    const policy: Policy = { ...PLAIN_POLICY, hold, mode: isOpen ? 'open' : 'controlled' }
    const ref = await author.write(readers, subject, text, { policy, replyTo: replied?.ref })
    const names = readers.map(({ name }): [string, ReturnType<typeof trueReader>] => [name, trueReader(hold)])
    this.letters.push({ ref, author: author.name, subject, text, isOpen, readers: new Map(names) })
    this.#trial.note(
      `${author.name} writes ${subject} to ${names.map(([name]) => name).join(' ')}${hold ? ', held' : ''}${isOpen ? ', open' : ''}`,
    )
  }

  /** Returns a letter that this person wrote or has read. */
  #findSeenBy({ name }: Person): TrueLetter | undefined {
    const seen = this.letters.filter(({ author, readers }) => author === name || readers.get(name)?.hasRead)
    return seen.length === 0 ? undefined : this.#trial.random.pick(seen)
  }

  /** A random person tries to read a random letter. The next steps do not wait for the answer. */
  #read(): void {
    const { random } = this.#trial
    if (this.letters.length === 0) return
    const letter = random.isSo(0.7) ? random.pick(this.letters.slice(-12)) : random.pick(this.letters)
    const person = random.pick(this.#crowd.people)
    this.#trial.note(`${person.name} tries to read ${letter.subject}`)
    this.#trial.count('tries to read')
    const trying = this.#try(person, letter, random.between(0, 400)).catch((error: unknown) => {
      this.#failure ??= error instanceof Error ? error : new Error(String(error))
    })
    this.#tries.add(trying)
    void trying.finally(() => this.#tries.delete(trying))
  }

  async #try(person: Person, letter: TrueLetter, waitMs: number): Promise<void> {
    const reader = letter.readers.get(person.name)
    const asked = reader === undefined ? undefined : { ...reader }
    const life = this.#restarts.get(person)
    try {
      const { signal } = new AbortController()
      const { text } = await person.do.letters.read({ ref: letter.ref, waitMs }, { signal })
      judgeText(letter, person.name, text, asked)
    } catch (error) {
      if (isEngineError(error) && error.code !== 'INTERNAL' && error.code !== 'ALTERED') return
      // A read that a restart interrupts may fail with many errors.
      if (error instanceof Finding || life === this.#restarts.get(person)) throw error
    }
  }

  async #act(): Promise<void> {
    const { random } = this.#trial
    if (this.letters.length === 0) return
    const letter = random.pick(this.letters)
    const author = this.#crowd.people.find(({ name }) => name === letter.author)!
    const kind = random.pick(['recall', 'hold', 'letGo'] as const)
    const { readers } = await author.do.letters[kind]({ ref: letter.ref }, calling)
    this.#trial.note(
      `${kind} ${letter.subject}: ${readers.map(({ name, outcome }) => `${name} ${outcome}`).join(' ')}`,
    )
    this.#trial.count(`${kind}s`)
    for (const { name, outcome } of readers) believe(letter, name, outcome)
  }

  async #mark(): Promise<void> {
    const { random } = this.#trial
    const read = this.letters.flatMap((letter) =>
      [...letter.readers].filter(([, reader]) => reader.hasRead).map(([name]) => ({ letter, name })),
    )
    if (read.length === 0) return
    const { letter, name } = random.pick(read)
    const value = random.pick(['done', 'accepted', 'declined'] as const)
    const person = this.#crowd.people.find((one) => one.name === name)!
    try {
      await person.do.letters.mark({ ref: letter.ref, value }, calling)
    } catch (error) {
      // The reader opened the letter by its ref, before its notice arrived.
      if (isEngineError(error, 'NOT_FOUND'))
        return this.#trial.note(`${name} has no notice of ${letter.subject} yet`)
      throw error
    }
    letter.readers.get(name)!.marked = value
    this.#trial.note(`${name} marks ${letter.subject} as ${value}`)
  }

  async #restart(): Promise<void> {
    const person = this.#trial.random.pick(this.#crowd.people)
    this.#restarts.set(person, (this.#restarts.get(person) ?? 0) + 1)
    await this.#crowd.restart(person)
    this.#restarts.set(person, this.#restarts.get(person)! + 1)
  }
}
