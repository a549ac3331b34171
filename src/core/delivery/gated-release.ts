// The key of a letter that stations can release: asks the author's own device and the stations, and
// takes the first answer that decides.
// This is a part of reference. The author's device alone can release, or enough stations together.
import { strategyOf } from '../access/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { Notice, NoticeGate } from '../feeds/index.ts'
import { NEAR_FIRST_MS } from '../keepers/index.ts'
import { untilCommitted } from '../ledger/index.ts'
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
  /** `isFinal`: enough stations signed it. The author's device alone may still answer otherwise. */
  | { refusal: KeeperRefusal; isFinal: boolean }

/**
 * How long only the author's device is asked while it is connected. Stations need not learn of an
 * opening that they do not decide.
 */
const HEAD_START_MS = 1_000

/** How much longer the author's device is waited for after enough stations have refused. */
const REFUSED_MS = 1_000

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
      // The stations answer for their author, who would hardly say something else.
      if (verdict.kind === 'refused') setTimeout(() => homeOver.abort(), REFUSED_MS).unref()
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
    if ('verdict' in found) return found
    asked = found
  }
}

/** Returns the newer gate if there is one before the stations have decided. */
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
    return hasMoved(first) ? ((await newer) ?? first) : first
  } finally {
    over.abort()
  }
}

function hasMoved(found: Verdict | Asked): boolean {
  return 'verdict' in found && found.verdict.kind === 'away' && found.verdict.hasMoved
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
  const { object } = letter
  // Stations that are connected decide before an absent author is found to be absent.
  if (parts.peers.find(releaserOf(parts, notice)) === null && hasNearStations(parts, letter))
    await pauseUnless(signal, Math.min(NEAR_FIRST_MS, waitMs))
  const peer = await parts.peers.waitFor(releaserOf(parts, notice), waitMs, { signal })
  if (peer === null || peer.person === null) throw new Undecided('its author is away')
  try {
    const answer = await askForRelease(parts, peer, object, waitMs)
    // A home that was restored from a backup does not know the letters that were sent after it.
    if ('refusal' in answer && answer.refusal === 'NOT_A_READER' && isOnePerson(notice.audience))
      throw new Undecided('its author’s device does not know the letter')
    return answer
  } catch (error) {
    if (isEngineError(error, 'AUTHOR_AWAY') || isEngineError(error, 'UNREACHABLE'))
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
  if (verdict.kind === 'refused' && verdict.isFinal) return verdict
  if (verdict.kind !== 'shares') throw new Undecided('too few stations decided')
  const grant = await combineShares(verdict.shares, gate.need)
  const { boxNumber, audience } = notice
  const contentKey = strategyOf(audiences, notice).open(ledger, object, { boxNumber, grant }, audience)
  if (contentKey?.byteLength === 32) return { contentKey, evidence: verdict.receipts }
  // Each share has the hash in the author's notice, so the author split something else.
  badInput.count('gate-grant', null)
  throw new EngineError('ALTERED', 'The shares of its stations do not open for this reader.', {
    details: { evidence: 'shares' },
  })
}

/** Returns the refusal that may pass, when neither side has decided, else throws. */
function passOrThrow(
  { errors }: AggregateError,
  gate: NoticeGate,
  verdict: KeeperVerdict | null,
  { waitMs, signal }: Wait,
): GatedRelease {
  if (signal?.aborted === true) throw new EngineError('CANCELLED', 'Opening was cancelled.')
  for (const error of errors as unknown[]) if (!(error instanceof Undecided)) throw error
  if (verdict?.kind === 'refused') return verdict
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
