// Every order in which a put, an opening, a hold, a let-go, a burn and an expiry can reach a station,
// beside a reference of a few lines. Then every mixture of up to five such stations: what the author
// says of them is compared with what the stations really do.
import { expect, it } from 'vitest'
import { decideGateState, type PlaceVotes } from '../../../src/core/gates/gate-situation.ts'
import { emptyLog, followLog, type ActAnswer } from '../../../src/core/station-records/index.ts'
import { actOf, AT, customer, gateOf, TestStation } from './test-station.ts'

const EVENTS = ['put', 'open', 'hold', 'let-go', 'burn', 'lapse'] as const
type Event = (typeof EVENTS)[number]

/** Every order of every subset. */
function ordersOf(events: readonly Event[]): Event[][] {
  return [
    [],
    ...events.flatMap((event) =>
      ordersOf(events.filter((other) => other !== event)).map((rest) => [event, ...rest]),
    ),
  ]
}

/** What a station must answer, without tables: one share, one decision, one setting. */
class Reference {
  #share: 'none' | 'here' | 'released' | 'burned' | 'expired' = 'none'
  #isBuried = false
  #held: 'hold' | 'let-go' | null = null
  #isPast = false

  do(event: Event): string {
    if (event === 'lapse') {
      this.#isPast = true
      return 'past'
    }
    return event === 'put' ? this.#put() : event === 'open' ? this.open() : this.#act(event)
  }

  #put(): string {
    if (this.#isBuried) return 'recalled'
    this.#share = 'here'
    return 'kept'
  }

  open(): string {
    if (this.#share === 'here' && this.#isPast) this.#share = 'expired'
    if (this.#share === 'here') {
      if (this.#held === 'hold') return 'HELD'
      this.#share = 'released'
    }
    return { none: 'UNKNOWN', here: '', released: 'released', burned: 'RECALLED', expired: 'EXPIRED' }[
      this.#share
    ]
  }

  #act(act: 'hold' | 'let-go' | 'burn'): string {
    if (this.#share === 'here' && this.#isPast) this.#share = 'expired'
    if (this.#share === 'none') {
      this.#isBuried ||= act === 'burn'
      return this.#isBuried ? 'burned' : 'unknown'
    }
    if (this.#share === 'released') return 'released'
    if (this.#share !== 'here') return 'burned'
    if (act === 'burn') {
      this.#share = 'burned'
      return 'burned'
    }
    // The let-go has the higher number.
    if (this.#held !== 'let-go') this.#held = act
    return this.#held === 'hold' ? 'held' : 'free'
  }

  get isReleased(): boolean {
    return this.#share === 'released'
  }
}

const aoi = customer(11)

/** Plays one order at a real station, with a gate of its own. */
async function play(station: TestStation, number: number, order: readonly Event[]): Promise<string[]> {
  const { put, slot } = gateOf(number, { expires: AT + 10 })
  station.now = AT
  const answers: string[] = []
  for (const event of order) {
    if (event === 'lapse') {
      station.now = AT + 10
      answers.push('past')
    } else if (event === 'put') {
      answers.push((await station.gates.put(station.accountOf(aoi), [put]))[0]!.answer)
    } else if (event === 'open') {
      answers.push((await station.ask(aoi, put.handle, slot)).status)
    } else {
      const act = actOf(aoi, put.handle, { kind: event, seq: event === 'let-go' ? 2 : 1 })
      const answer: ActAnswer = (await station.act(act)).answer
      answers.push(answer)
    }
  }
  return answers
}

/** One way in which a station can be, by what its log says and by what it really does. */
interface Way {
  votes: PlaceVotes
  /** True if the reader has the share, or gets it when asking now. */
  gives: boolean
}

async function wayAfter(station: TestStation, number: number, before: number, isPut: boolean): Promise<Way> {
  const account = station.accountOf(aoi)
  const { put, slot } = gateOf(number)
  const all = station.gates.news(account, before).entries
  const { entries } = followLog({ ...emptyLog(account), n: before }, all)
  const settings = entries.filter(({ decision }) => decision === 'held' || decision === 'let-go')
  const last = settings.toSorted((one, other) => one.seq - other.seq).at(-1)
  const gives = (await station.ask(aoi, put.handle, slot)).status === 'released'
  return {
    gives,
    votes: {
      isSent: isPut || entries.length > 0,
      hasReleased: entries.some(({ decision }) => decision === 'released'),
      hasBurned: entries.some(({ decision }) => decision === 'burned' || decision === 'lapsed'),
      setting: last === undefined ? null : last.decision === 'held' ? 'held' : 'let-go',
    },
  }
}

const choose = <T>(values: readonly T[], count: number): T[][] =>
  count === 0
    ? [[]]
    : values.flatMap((value, i) => choose(values.slice(i), count - 1).map((rest) => [value, ...rest]))

it('a station answers as the reference in every order, and the author says nothing wrong of any mixture', async () => {
  const station = new TestStation(1)
  station.join(aoi)
  station.limits = { gates: 10_000, releasesPerDay: 10_000 }
  const ways = new Map<string, Way>()
  for (const [number, order] of ordersOf(EVENTS).entries()) {
    const reference = new Reference()
    const before = station.gates.counts(station.accountOf(aoi)).decisions
    const answers = await play(station, number, order)
    expect({ order, answers }).toEqual({ order, answers: order.map((event) => reference.do(event)) })
    const way = await wayAfter(station, number, before, order.includes('put'))
    reference.open()
    expect({ order, gives: way.gives }).toEqual({ order, gives: reference.isReleased })
    // The author may have heard of it, or not.
    const unheard = { isSent: way.votes.isSent, hasReleased: false, hasBurned: false, setting: null }
    for (const one of [way, { ...way, votes: unheard }]) ways.set(JSON.stringify(one), one)
  }
  expect(ways.size).toBeGreaterThan(8)
  judgeMixtures([...ways.values()])
})

function judgeMixtures(ways: readonly Way[]): void {
  const seen = new Set<string>()
  for (let of = 1; of <= 5; of++)
    for (const places of choose(ways, of))
      for (let need = 1; need <= of; need++) {
        const facts = { need, distrust: 0, places: places.map(({ votes }) => votes), readerHas: false }
        const { state } = decideGateState({ ...facts, about: 'reader', own: 'recalled', isPastUntil: false })
        const giving = places.filter(({ gives }) => gives).length
        if (state === 'recalled' && giving >= need) expect({ places, need, state }).toBeNull()
        if (state === 'referenced' && giving < need) expect({ places, need, state }).toBeNull()
        seen.add(state)
      }
  expect([...seen].toSorted()).toEqual(['recalled', 'recalling', 'referenced'])
}
