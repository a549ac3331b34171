// The key of a letter that stations can release: asks the author's own device and the stations.
// This is a part of reference.
import { strategyOf } from '../access/index.ts'
import { pauseUnless } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { NEAR_FIRST_MS } from '../keepers/index.ts'
import { untilCommitted } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { combineShares } from '../seal/index.ts'
import { isOnePerson } from '../store/index.ts'
import { askForRelease, type AskedRelease } from './ask-for-release.ts'
import { askKeepers, hasNearStations, isGated, type GatedLetter } from './ask-keepers.ts'
import { currentDevice, type Wait } from './fetch-blocks.ts'
import type { DeliveryParts } from './parts.ts'
import { raceReleasers, Undecided, type GatedRelease, type Shares } from './race-releasers.ts'

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

/** Throws as `raceReleasers` does. */
export function askHomeAndKeepers(parts: Parts, letter: GatedLetter, wait: Wait): Promise<GatedRelease> {
  const readFeeds = (): void => parts.authorStations.readFeeds()
  return raceReleasers(
    {
      home: {
        isNear: () => parts.peers.find(releaserOf(parts, letter)) !== null,
        ask: (asked, within) => askHome(parts, asked, within),
      },
      stations: {
        ask: (asked, within) => askKeepers(parts, asked, within, readFeeds),
        readFeeds,
        open: (asked, shares) => useVerdict(parts, asked, shares),
      },
      newerGate: (asked, within) => awaitNewerGate(parts, asked, within),
      pause: pauseUnless,
      clock: parts.clock,
    },
    letter,
    wait,
  )
}

async function awaitNewerGate(
  { ledger, inbox }: Parts,
  letter: GatedLetter,
  { waitMs, signal }: Wait,
): Promise<GatedLetter | null> {
  const find = (): GatedLetter | null => {
    const found = inbox.find(ledger, letter.object)
    const isNewer = found !== null && isGated(found) && found.notice.gate.number > letter.notice.gate.number
    return isNewer ? found : null
  }
  await untilCommitted(ledger, () => find() !== null, waitMs, signal)
  return find()
}

function releaserOf(parts: Parts, { notice: { ref, releaser } }: GatedLetter): Uint8Array {
  return currentDevice(parts, { ...ref, device: releaser.device })
}

async function askHome(parts: Parts, letter: GatedLetter, { waitMs, signal }: Wait): Promise<AskedRelease> {
  const deadline = parts.clock.monotonicMs() + waitMs
  // Stations that are connected decide before an absent author is found to be absent.
  if (parts.peers.find(releaserOf(parts, letter)) === null && hasNearStations(parts, letter))
    await pauseUnless(signal, Math.min(NEAR_FIRST_MS, waitMs))
  for (;;) {
    const leftMs = deadline - parts.clock.monotonicMs()
    const peer = await parts.peers.waitFor(releaserOf(parts, letter), leftMs, { signal })
    // A device that is asked counts the letter as opened, so none is asked after the end.
    if (peer === null || peer.person === null || signal?.aborted === true)
      throw new Undecided('its author is away')
    const answer = await askPeer(parts, peer, letter, leftMs)
    if (answer !== null) return answer
  }
}

/** Null if the device went away before it answered. */
async function askPeer(
  parts: Parts,
  peer: Peer,
  { object, notice }: GatedLetter,
  waitMs: number,
): Promise<AskedRelease | null> {
  try {
    const answer = await askForRelease(parts, peer, object, waitMs)
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

async function useVerdict(
  { audiences, ledger, badInput }: Parts,
  { object, notice }: GatedLetter,
  verdict: Shares,
): Promise<AskedRelease> {
  const grant = await combineShares(verdict.shares, notice.gate.need)
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
