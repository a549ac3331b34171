// Who releases the key of a letter that stations can release: the author's own device alone, or
// enough stations together. The first answer that decides counts.
// This is a part of reference. It knows no network, so that a test of milliseconds can play it.
import { within, type Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { NoticeGate } from '../feeds/index.ts'
import type { AskedRelease } from './ask-for-release.ts'
import type { GatedLetter } from './ask-keepers.ts'
import type { Wait } from './fetch-blocks.ts'
import type { KeeperRefusal, KeeperVerdict } from './keeper-answers.ts'

export type GatedRelease =
  | AskedRelease
  /** What `said` of the `of` stations say. Their author has not confirmed it. */
  | { refusal: KeeperRefusal; stations: { said: number; of: number } }

export type Shares = Extract<KeeperVerdict, { kind: 'shares' }>

/** Those who can release a letter. All waits end with the signal of their `Wait`. */
export interface Releasers {
  readonly home: {
    /** True while the author's device is connected. */
    isNear: (letter: GatedLetter) => boolean
    /** @throws Undecided if it is away, or said nothing of use */
    ask: (letter: GatedLetter, wait: Wait) => Promise<AskedRelease>
  }
  readonly stations: {
    ask: (letter: GatedLetter, wait: Wait) => Promise<KeeperVerdict>
    /** Reads the author's feed there, in which a newer gate may be. */
    readFeeds: () => void
    open: (letter: GatedLetter, shares: Shares) => Promise<AskedRelease>
  }
  /** Resolves when a notice names a newer gate. Null if none came in time. */
  readonly newerGate: (letter: GatedLetter, wait: Wait) => Promise<GatedLetter | null>
  readonly pause: (signal: AbortSignal, ms: number) => Promise<void>
  readonly clock: Pick<Clock, 'monotonicMs'>
}

/**
 * How long only the author's device is asked while it is connected. Stations need not learn of an
 * opening that they do not decide.
 */
const HEAD_START_MS = 1_000

/**
 * How much longer the author is waited for after enough stations have refused: for a device that is
 * not connected, and for a record in the feed that says otherwise, or says the same with a signature.
 */
const REFUSED_MS = 1_000
/** The same for a device that is connected. It decides, so it may be slow. */
const REFUSED_NEAR_MS = 10_000

/** Neither has decided: the one who was asked is away, or said nothing of use. */
export class Undecided extends Error {}

/**
 * @throws KEEPERS_AWAY if the author is away and the stations that answered are too few; ALTERED,
 * CANCELLED
 */
export function raceReleasers(releasers: Releasers, letter: GatedLetter, wait: Wait): Promise<GatedRelease> {
  const { home, stations, pause } = releasers
  return within(wait.signal, async (signal) => {
    const homeOver = new AbortController()
    const byHome = home.ask(letter, { ...wait, signal: AbortSignal.any([signal, homeOver.signal]) })
    const released = byHome.catch(() => undefined)
    const early = home.isNear(letter) && (await Promise.race([released, pause(signal, HEAD_START_MS)]))
    if (early) return early
    let verdict: KeeperVerdict | null = null
    const byStations = askNewestGate(releasers, letter, { ...wait, signal }).then((said) => {
      verdict = said.verdict
      if (verdict.kind === 'shares') return stations.open(said.letter, verdict)
      const leftMs = home.isNear(letter) ? REFUSED_NEAR_MS : 0
      if (verdict.kind === 'refused') void pause(signal, leftMs).then(() => homeOver.abort())
      throw new Undecided('too few stations decided')
    })
    return Promise.any([byHome, byStations]).catch((error: unknown) =>
      passOrThrow(error as AggregateError, letter.notice.gate, verdict, wait),
    )
  })
}

interface Said {
  readonly letter: GatedLetter
  /** Null if the gate was replaced by that of `letter`, which was not asked yet. */
  readonly verdict: KeeperVerdict | null
}

/** Asks the stations of the gate, and those of a newer gate as soon as a notice names one. */
async function askNewestGate(
  releasers: Releasers,
  first: GatedLetter,
  wait: Wait,
): Promise<{ letter: GatedLetter; verdict: KeeperVerdict }> {
  const { clock } = releasers
  const deadline = clock.monotonicMs() + wait.waitMs
  for (let letter = first; ;) {
    const waitMs = Math.max(0, deadline - clock.monotonicMs())
    const said = await askOneGate(releasers, letter, { ...wait, waitMs })
    if (said.verdict !== null) return { letter, verdict: said.verdict }
    letter = said.letter
  }
}

/**
 * Returns the newer gate if there is one before the stations have decided, or soon after they have
 * refused: a station may lie about a gate that was replaced.
 */
function askOneGate(
  { stations, newerGate, pause }: Releasers,
  letter: GatedLetter,
  wait: Wait,
): Promise<Said> {
  return within(wait.signal, async (signal) => {
    const within = { ...wait, signal }
    const asking = stations.ask(letter, within).then((verdict): Said => ({ letter, verdict }))
    asking.catch(() => undefined)
    const newer = newerGate(letter, within).then((found) => found && { letter: found, verdict: null })
    const first: Said = (await Promise.race([asking, newer])) ?? (await asking)
    if (first.verdict === null) return first
    const { verdict } = first
    if (verdict.kind === 'away' && verdict.hasMoved) return (await newer) ?? first
    if (verdict.kind !== 'refused') return first
    stations.readFeeds()
    const soon = pause(signal, Math.min(REFUSED_MS, wait.waitMs)).then(() => null)
    return (await Promise.race([newer, soon])) ?? first
  })
}

/** Returns what the stations say, when neither side has decided, else throws. */
function passOrThrow(
  { errors }: AggregateError,
  gate: NoticeGate,
  verdict: KeeperVerdict | null,
  { waitMs, signal }: Wait,
): GatedRelease {
  if (signal?.aborted === true) throw new EngineError('CANCELLED', 'Opening was cancelled.')
  for (const error of errors as unknown[]) if (!(error instanceof Undecided)) throw error
  if (verdict?.kind === 'refused')
    return { refusal: verdict.refusal, stations: { said: verdict.said, of: gate.hashes.length } }
  throw keepersAway(gate, verdict?.kind === 'away' ? verdict.answered : 0, waitMs)
}

export function keepersAway({ need, hashes }: NoticeGate, answered: number, waitedMs: number): EngineError {
  const of = hashes.length
  return new EngineError(
    'KEEPERS_AWAY',
    `Its author is away. ${need} of their ${of} stations must release it, and ${answered} answered. Try again later.`,
    { details: { answered, needed: need, of, waitedMs } },
  )
}
