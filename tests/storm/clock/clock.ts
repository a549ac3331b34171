// Scenario `clock`: alice's clock jumps by hours and months, forward and back, while letters are
// scheduled, held and expire. The storm knows how much time has really elapsed. No letter is sent
// before its time, and none opens after its end.
import { processDue } from '../../../src/core/delivery/author-acts.ts'
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { listAll } from '../../scenarios/bad-luck/wholeness.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { TestClock } from '../../support/test-clock.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/**
 * A wrong summer time, a wrong day, a wrong month. The engine accepts jumps below five minutes as
 * corrections, so none is here.
 */
const JUMPS_MS = [HOUR_MS, DAY_MS, 30 * DAY_MS].flatMap((ms) => [ms, -ms])
const PASSING_MS = [60_000, HOUR_MS / 2, HOUR_MS, DAY_MS, 2 * DAY_MS]
const AHEAD_MS = [HOUR_MS, 3 * HOUR_MS, DAY_MS, 3 * DAY_MS]
const DEEDS = { write: 6, read: 8, jump: 4, comeBack: 3, pass: 5, turn: 5, restart: 1, act: 3 }

export const clockScenario: Scenario = {
  name: 'clock',
  about: 'a clock that jumps by hours and months',
  steps: 120,
  play,
}

interface TimedLetter {
  ref: RefText
  /** In true time, without the clock's jumps. */
  dueAtMs: number
  expiresAtMs: number
  isHeld: boolean
  isGone: boolean
  hasRead: boolean
}

async function play(trial: Trial): Promise<void> {
  const network = new MemoryNetwork()
  const clock = new TestClock()
  const alice = await Person.create('alice', network, clock)
  trial.onEnd(() => alice.remove())
  const bob = await Person.create('bob', network)
  trial.onEnd(() => bob.remove())
  await pair(alice, bob)
  const life = new TimedLife(trial, clock, alice, bob)
  while (trial.next()) {
    await life.step()
    await life.judgeInbox()
  }
  await life.judgeEnd()
}

class TimedLife {
  readonly #letters: TimedLetter[] = []
  readonly #trial: Trial
  readonly #clock: TestClock
  readonly #alice: Person
  readonly #bob: Person
  #jumpedMs = 0
  /** True after a start with a clock that is behind, so the engine cannot know how late it is. */
  #isLost = false

  constructor(trial: Trial, clock: TestClock, alice: Person, bob: Person) {
    this.#trial = trial
    this.#clock = clock
    this.#alice = alice
    this.#bob = bob
  }

  async step(): Promise<void> {
    const { random } = this.#trial
    switch (random.pickWeighted(DEEDS)) {
      case 'write':
        return this.#write()
      case 'read':
        return this.#read()
      case 'jump':
        return this.#jump(random.pick(JUMPS_MS))
      case 'comeBack':
        return this.#comeBack()
      case 'pass': {
        const ms = random.pick(PASSING_MS)
        this.#trial.note(`${ms / HOUR_MS} h pass`)
        return this.#clock.pass(ms)
      }
      case 'turn':
        return processDue(this.#alice.home.parts)
      case 'restart':
        return this.#restart()
      case 'act':
        return this.#act()
    }
  }

  get #trueNowMs(): number {
    return this.#clock.now() - this.#jumpedMs
  }

  /** Skips a jump ahead of true time after such a start, because it looks like a correction. */
  #jump(ms: number): void {
    if (this.#isLost && this.#jumpedMs + ms > 0) return
    this.#trial.note(`the clock jumps by ${ms / HOUR_MS} h`)
    this.#trial.count('clock jumps')
    this.#clock.jump(ms)
    this.#jumpedMs += ms
  }

  async #comeBack(): Promise<void> {
    if (this.#jumpedMs !== 0) this.#jump(-this.#jumpedMs)
    await this.#alice.do.home.acceptClock({}, calling)
    this.#isLost = false
  }

  /**
   * Corrects the clock first, because the times that an author sets by a wrong clock mean nothing.
   */
  async #write(): Promise<void> {
    const { random } = this.#trial
    await this.#comeBack()
    const dueInMs = random.isSo(0.5) ? random.pick(AHEAD_MS) : 0
    const livesMs = random.isSo(0.5) ? random.pick(AHEAD_MS) : Infinity
    const hold = random.isSo(0.2)
    const now = this.#clock.now()
    const ref = await this.#alice.write(this.#bob, `letter ${this.#letters.length}`, 'in time', {
      policy: {
        ...PLAIN_POLICY,
        hold,
        at: dueInMs > 0 ? new Date(now + dueInMs).toISOString() : null,
        expires: livesMs < Infinity ? new Date(now + dueInMs + livesMs).toISOString() : null,
      },
    })
    const expiresAtMs = now + dueInMs + livesMs
    this.#letters.push({
      ref,
      dueAtMs: now + dueInMs,
      expiresAtMs,
      isHeld: hold,
      isGone: false,
      hasRead: false,
    })
    this.#trial.note(
      `letter ${this.#letters.length - 1}, due in ${dueInMs / HOUR_MS} h, for ${livesMs / HOUR_MS} h`,
    )
  }

  async #read(): Promise<void> {
    if (this.#letters.length === 0) return
    const letter = this.#trial.random.pick(this.#letters)
    const now = this.#trueNowMs
    const code = await this.#tryToRead(letter)
    this.#trial.note(`letter ${this.#letters.indexOf(letter)} is read: ${code ?? 'opened'}`)
    if (code !== null || letter.hasRead) return
    const where = `letter ${this.#letters.indexOf(letter)}`
    must(!letter.isHeld, `${where} opens while it is held`)
    must(!letter.isGone, `${where} opens after an acknowledged recall`)
    must(this.#trueNowMs >= letter.dueAtMs, `${where} opens before its time`)
    must(this.#isLost || now < letter.expiresAtMs, `${where} opens after its time`)
    letter.hasRead = true
  }

  async #tryToRead({ ref }: TimedLetter, waitMs = 500): Promise<string | null> {
    try {
      await this.#bob.read(ref, waitMs)
      return null
    } catch (error) {
      if (isEngineError(error) && error.code !== 'INTERNAL') return error.code
      throw error
    }
  }

  async #act(): Promise<void> {
    if (this.#letters.length === 0) return
    const letter = this.#trial.random.pick(this.#letters)
    const kind = this.#trial.random.pickWeighted({ hold: 2, letGo: 3, recall: 1 })
    const { readers } = await this.#alice.do.letters[kind]({ ref: letter.ref }, calling)
    const { outcome } = readers[0]!
    this.#trial.note(`${kind} letter ${this.#letters.indexOf(letter)}: ${outcome}`)
    must(outcome === 'too-late' || !letter.hasRead, `a letter was opened, and is ${outcome} afterwards`)
    if (outcome === 'held') letter.isHeld = true
    if (outcome === 'notified' || outcome === 'scheduled') letter.isHeld = false
    if (outcome === 'recalled' || outcome === 'expired') letter.isGone = true
  }

  /**
   * Never with a clock that is ahead, because at a start that looks like a machine that was off.
   */
  async #restart(): Promise<void> {
    if (this.#jumpedMs > 0) return
    this.#trial.note('alice restarts')
    this.#isLost ||= this.#jumpedMs < 0
    await this.#alice.stop()
    await this.#alice.start()
  }

  async judgeInbox(): Promise<void> {
    for (const { ref } of await listAll(this.#bob, 'inbox')) {
      const letter = this.#letters.find((one) => one.ref === ref)!
      must(
        this.#trueNowMs >= letter.dueAtMs,
        `letter ${this.#letters.indexOf(letter)} is out before its time`,
      )
    }
  }

  /** Checks that each letter has the state that true time demands once the clock is right again. */
  async judgeEnd(): Promise<void> {
    await this.#comeBack()
    this.#clock.pass(7 * DAY_MS)
    await processDue(this.#alice.home.parts)
    for (const [i, letter] of this.#letters.entries()) {
      if (letter.isGone || letter.isHeld) {
        const code = letter.hasRead ? null : await this.#tryToRead(letter)
        must(letter.hasRead || code !== null, `letter ${i} opens in the end, and should not`)
        continue
      }
      const isExpired = letter.expiresAtMs < Infinity && !letter.hasRead
      const wanted = isExpired ? 'EXPIRED' : null
      const isSo = async (): Promise<boolean> => (await this.#tryToRead(letter, 2000)) === wanted
      // A letter that expired before its notice was due was never announced.
      const isUnheardOf = async (): Promise<boolean> =>
        isExpired && (await this.#tryToRead(letter, 4000)) === 'NOT_A_READER'
      await eventually(
        async () => (await isSo()) || (await isUnheardOf()),
        `letter ${i} is ${wanted ?? 'opened'} in the end`,
      )
    }
    this.#trial.count('letters through clock jumps', this.#letters.length)
  }
}
