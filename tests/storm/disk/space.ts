// Scenario `disk-space`: a small disk becomes full and gets space again, at random moments of
// sending and receiving. At the end every acknowledged letter is there exactly once; every refusal
// had the code NO_SPACE.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RefText } from '../../../src/core/contract/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { isSameFeed, listAll, listTroubles } from '../../scenarios/bad-luck/wholeness.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import type { Scenario } from '../scenario.ts'
import { Finding, must, type Trial } from '../trial.ts'

const MEGABYTES = 24
const DEEDS = { send: 8, sendBack: 3, read: 4, fill: 2, free: 1, restart: 1 }

export const spaceScenario: Scenario = {
  name: 'disk-space',
  about: 'a disk that is full at random moments',
  steps: 60,
  findHindrance: () => (canMount ? null : 'only root may mount a disk of its own'),
  play,
}

interface Sent {
  ref: RefText
  text: string
  from: Person
}

async function play(trial: Trial): Promise<void> {
  const disk = await mountSmallDisk(MEGABYTES)
  trial.onEnd(() => disk.unmount())
  const life = new CrampedLife(trial, disk, ...(await makePair(trial, disk)))
  while (trial.next()) await life.step()
  await life.judge()
}

/** Pairs two people; the home of the first is on the small disk. */
async function makePair(trial: Trial, disk: SmallDisk): Promise<[Person, Person]> {
  const network = new MemoryNetwork()
  const cramped = Person.at('alice', join(disk.folder, 'home'), network)
  trial.onEnd(() => cramped.stop())
  await cramped.start()
  await cramped.do.home.create({ name: 'alice' }, calling)
  const roomy = await Person.create('bob', network)
  trial.onEnd(() => roomy.remove())
  await pair(cramped, roomy)
  return [cramped, roomy]
}

class CrampedLife {
  readonly #trial: Trial
  readonly #disk: SmallDisk
  readonly #alice: Person
  readonly #bob: Person
  readonly #sent: Sent[] = []
  #isFilled = false

  constructor(trial: Trial, disk: SmallDisk, alice: Person, bob: Person) {
    this.#trial = trial
    this.#disk = disk
    this.#alice = alice
    this.#bob = bob
  }

  async step(): Promise<void> {
    switch (this.#trial.random.pickWeighted(DEEDS)) {
      case 'send':
        return this.#send(this.#alice, this.#bob)
      case 'sendBack':
        return this.#send(this.#bob, this.#alice)
      case 'read':
        return this.#read()
      case 'fill':
        return this.#fill()
      case 'free':
        return this.#free()
      case 'restart':
        return this.#restart()
    }
  }

  async #send(from: Person, to: Person): Promise<void> {
    const { random } = this.#trial
    const text = `${this.#sent.length} `.repeat(random.pick([1, 1, 1, 5000, 200_000]))
    const ref = await unlessFull(() => from.write(to, `letter ${this.#sent.length}`, text))
    this.#trial.note(`${from.name} sends ${text.length} characters${ref === null ? ': NO_SPACE' : ''}`)
    must(ref !== null || from === this.#alice, 'the disk of another is full, and bob cannot send')
    this.#trial.count(ref === null ? 'refusals for want of space' : 'letters past a full disk')
    if (ref !== null) this.#sent.push({ ref, text, from })
  }

  /** On a full disk, another author's letter may have to wait, but an own letter must open. */
  async #read(): Promise<void> {
    if (this.#sent.length === 0) return
    const { ref, text, from } = this.#trial.random.pick(this.#sent)
    try {
      const letter = await this.#alice.read(ref, 200)
      must(letter.text === text, 'another text is shown on a full disk')
    } catch (error) {
      if (error instanceof Finding || !isEngineError(error) || from === this.#alice) throw error
    }
  }

  async #fill(): Promise<void> {
    const leftBytes = this.#trial.random.pick([0, 0, 100_000, 1_000_000])
    this.#trial.note(`full but for ${leftBytes} bytes`)
    this.#trial.count('full disks')
    await this.#disk.fill(leftBytes)
    this.#isFilled = true
  }

  async #free(): Promise<void> {
    if (!this.#isFilled) return
    this.#trial.note('there is space again')
    await this.#disk.free()
    this.#isFilled = false
    await sleep(this.#trial.random.below(300))
  }

  async #restart(): Promise<void> {
    this.#trial.note('alice restarts')
    await this.#alice.stop()
    if ((await unlessFull(() => this.#alice.start())) !== null) return
    this.#trial.note('NO_SPACE to start with')
    await this.#free()
    await this.#alice.start()
  }

  async judge(): Promise<void> {
    await this.#free()
    const wanted = (from: Person): string => refsOf(this.#sent.filter((sent) => sent.from === from))
    // A home that opened on a full disk is now reopened; calls meanwhile are refused.
    const isWhole = async (author: Person, reader: Person): Promise<boolean> =>
      Promise.all([listAll(author, 'sent'), listAll(reader, 'inbox')]).then(
        (boxes) => boxes.every((box) => refsOf(box) === wanted(author)),
        isWaiting,
      )
    const [alice, bob] = [this.#alice, this.#bob]
    await eventually(() => isWhole(alice, bob), 'everything of alice arrives, once')
    await eventually(() => isWhole(bob, alice), 'everything of bob arrives, once')
    for (const sent of this.#sent) {
      const reader = sent.from === alice ? bob : alice
      const isRead = (): Promise<boolean> =>
        reader.read(sent.ref).then(({ text }) => text === sent.text, isWaiting)
      await eventually(isRead, `${reader.name} can read everything`)
    }
    await eventually(() => isSameFeed(alice, bob), 'the feeds are the same')
    const troubles = listTroubles(alice, bob)
    must(troubles.length === 0, `troubles: ${troubles.join(', ')}`)
  }
}

/** False for the errors that mean "not yet". @throws any other error */
function isWaiting(error: unknown): false {
  const isWait = ['NO_SPACE', 'UNREACHABLE', 'AUTHOR_AWAY'].some((code) =>
    isEngineError(error, code as 'NO_SPACE'),
  )
  if (isWait) return false
  throw error
}

async function unlessFull<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act()
  } catch (error) {
    if (isEngineError(error, 'NO_SPACE')) return null
    throw error
  }
}

function refsOf(letters: readonly { ref: string | null }[]): string {
  return letters
    .map(({ ref }) => ref)
    .sort()
    .join('\n')
}
