// The key of a letter that stations can release: asks the author's own device and the stations, and
// takes the first answer that decides.
// This is a part of reference. The author's device alone can release, or enough stations together.
import { strategyOf } from '../access/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { Notice, NoticeGate } from '../feeds/index.ts'
import { NEAR_FIRST_MS } from '../keepers/index.ts'
import { untilCommitted } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { combineShares } from '../seal/index.ts'
import { isOnePerson } from '../store/index.ts'
import { askForRelease, type AskedRelease } from './ask-for-release.ts'
import { askKeepers, hasNearStations, pauseUnless, type GatedLetter } from './ask-keepers.ts'
import { currentDevice, type Wait } from './fetch-blocks.ts'
import type { KeeperRefusal, KeeperVerdict } from './keeper-answers.ts'
import type { DeliveryParts } from './parts.ts'

type Parts = Pick<
  DeliveryParts,
  | 'ledger'
  | 'identity'
  | 'audiences'
  | 'clock'
  | 'acquaintances'
  | 'peers'
  | 'addressBook'
  | 'badInput'
  | 'authorStations'
  | 'inbox'
>

export type GatedRelease =
  | AskedRelease
  /** What `said` of the `of` stations say. Their author has not confirmed it. */
  | { refusal: KeeperRefusal; stations: { said: number; of: number } }

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
class Undecided extends Error {}

/**
 * @throws KEEPERS_AWAY if the author is away and the stations that answered are too few; ALTERED,
 * CANCELLED
 */
export async function askHomeAndKeepers(
  parts: Parts,
  letter: GatedLetter,
  notice: Notice,
  wait: Wait,
): Promise<GatedRelease> {
  const over = new AbortController()
  const signal = wait.signal === undefined ? over.signal : AbortSignal.any([wait.signal, over.signal])
  const homeOver = new AbortController()
  const home = askHome(parts, letter, notice, { ...wait, signal: AbortSignal.any([signal, homeOver.signal]) })
  home.catch(() => undefined)
  try {
    if (parts.peers.find(releaserOf(parts, notice)) !== null) await settledWithin(home, HEAD_START_MS)
    let verdict: KeeperVerdict | null = null
    const keepers = askNewestGate(parts, { letter, notice }, { ...wait, signal }).then((said) => {
      verdict = said.verdict
      if (verdict.kind === 'refused') {
        const isNear = parts.peers.find(releaserOf(parts, notice)) !== null
        setTimeout(() => homeOver.abort(), isNear ? REFUSED_NEAR_MS : 0).unref()
      }
      return useVerdict(parts, said.letter, said.notice, verdict)
    })
    return await Promise.any([home, keepers]).catch((error: unknown) =>
      passOrThrow(error as AggregateError, letter.gate, verdict, wait),
    )
  } finally {
    over.abort()
  }
}

interface Asked {
  readonly letter: GatedLetter
  readonly notice: Notice
}

type Verdict = Asked & { readonly verdict: KeeperVerdict }

/**
 * Asks the stations of the gate, and those of a newer gate as soon as a notice names one. If a
 * station no longer has its share, the author's feed is read from stations.
 */
async function askNewestGate(parts: Parts, first: Asked, wait: Wait): Promise<Verdict> {
  const deadline = parts.clock.monotonicMs() + wait.waitMs
  for (let asked = first; ;) {
    const waitMs = Math.max(0, deadline - parts.clock.monotonicMs())
    const found = await askOneGate(parts, asked, { ...wait, waitMs })
    if (isVerdict(found)) return found
    asked = found
  }
}

/**
 * Returns the newer gate if there is one before the stations have decided, or soon after they have
 * refused: a station may lie about a gate that was replaced.
 */
async function askOneGate(parts: Parts, asked: Asked, wait: Wait): Promise<Verdict | Asked> {
  const over = new AbortController()
  const signal = wait.signal === undefined ? over.signal : AbortSignal.any([wait.signal, over.signal])
  const asking = askKeepers(parts, asked.letter, { ...wait, signal }, () =>
    parts.authorStations.readFeeds(),
  ).then((verdict): Verdict => ({ ...asked, verdict }))
  asking.catch(() => undefined)
  const newer = awaitNewerGate(parts, asked, { ...wait, signal })
  try {
    const first: Verdict | Asked = (await Promise.race([asking, newer])) ?? (await asking)
    if (!isVerdict(first)) return first
    const { verdict }: Verdict = first
    if (verdict.kind === 'away' && verdict.hasMoved) return (await newer) ?? first
    if (verdict.kind !== 'refused') return first
    parts.authorStations.readFeeds()
    const soon = pauseUnless(signal, Math.min(REFUSED_MS, wait.waitMs)).then(() => null)
    return (await Promise.race([newer, soon])) ?? first
  } finally {
    over.abort()
  }
}

function isVerdict(found: Verdict | Asked): found is Verdict {
  return 'verdict' in found
}

/** Null if no notice with a higher gate came in time. */
async function awaitNewerGate(
  { ledger, inbox }: Parts,
  { letter }: Asked,
  { waitMs, signal }: Wait,
): Promise<Asked | null> {
  const find = (): Asked | null => {
    const notice = inbox.find(ledger, letter.object)?.notice
    const gate = notice?.gate ?? null
    if (notice === undefined || gate === null || gate.number <= letter.gate.number) return null
    return { letter: { ...letter, gate, notice }, notice }
  }
  await untilCommitted(ledger, () => find() !== null, waitMs, signal)
  return find()
}

function releaserOf(parts: Parts, { ref, releaser }: Notice): Uint8Array {
  return currentDevice(parts, { ...ref, device: releaser.device })
}

async function askHome(
  parts: Parts,
  letter: GatedLetter,
  notice: Notice,
  { waitMs, signal }: Wait,
): Promise<GatedRelease> {
  const deadline = parts.clock.monotonicMs() + waitMs
  // Stations that are connected decide before an absent author is found to be absent.
  if (parts.peers.find(releaserOf(parts, notice)) === null && hasNearStations(parts, letter))
    await pauseUnless(signal, Math.min(NEAR_FIRST_MS, waitMs))
  for (;;) {
    const leftMs = deadline - parts.clock.monotonicMs()
    const peer = await parts.peers.waitFor(releaserOf(parts, notice), leftMs, { signal })
    // A device that is asked counts the letter as opened, so none is asked after the end.
    if (peer === null || peer.person === null || signal?.aborted === true)
      throw new Undecided('its author is away')
    const answer = await askPeer(parts, peer, { letter, notice }, leftMs)
    if (answer !== null) return answer
  }
}

/** Null if the device went away before it answered. */
async function askPeer(
  parts: Parts,
  peer: Peer,
  { letter, notice }: Asked,
  waitMs: number,
): Promise<AskedRelease | null> {
  try {
    const answer = await askForRelease(parts, peer, letter.object, waitMs)
    // A home that was restored from a backup does not know the letters that were sent after it.
    if ('refusal' in answer && answer.refusal === 'NOT_A_READER' && isOnePerson(notice.audience))
      throw new Undecided('its author’s device does not know the letter')
    return answer
  } catch (error) {
    if (isEngineError(error, 'AUTHOR_AWAY')) return null
    if (isEngineError(error, 'UNREACHABLE'))
      throw new Undecided('its author’s device did not answer', { cause: error })
    throw error
  }
}

/** Resolves when the promise settles, or after `ms`. */
async function settledWithin(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([promise.catch(() => undefined), timeout])
  clearTimeout(timer)
}

async function useVerdict(
  { audiences, ledger, badInput }: Parts,
  { object, gate }: GatedLetter,
  notice: Notice,
  verdict: KeeperVerdict,
): Promise<GatedRelease> {
  if (verdict.kind !== 'shares') throw new Undecided('too few stations decided')
  const grant = await combineShares(verdict.shares, gate.need)
  const { boxNumber, audience, ref } = notice
  const sealed = { author: ref.person, boxNumber, grant }
  const contentKey = strategyOf(audiences, notice).open(ledger, object, sealed, audience)
  if (contentKey?.byteLength === 32) return { contentKey, evidence: verdict.receipts }
  // Each share has the hash in the author's notice, so the author split something else.
  badInput.count('gate-grant', null)
  throw new EngineError('ALTERED', 'The shares of its stations do not open for this reader.', {
    details: { evidence: 'shares' },
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
