// A test letter through the own stations: its text is dealt to them like the key of a letter, and
// collected by a reader whom they do not know, over other wires. The own device releases nothing.
// It shows that enough stations take a share and hand it out. The blocks of letters are not part of
// it: how many of them a station has, it says itself.
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import {
  accountOf,
  createGateOpenRequest,
  decodeGateOpenAnswer,
  readerReceiptForm,
  gateOpenRequestForm,
  isReaderReceiptFor,
} from '../station-records/index.ts'
import { currentSet } from '../identity/index.ts'
import type { Peer } from '../network/index.ts'
import {
  combineShares,
  createSigningKeyPair,
  equalSecrets,
  hashShare,
  randomBytes,
  splitSecret,
  type KeyPair,
} from '../seal/index.ts'
import { ask } from './ask.ts'
import { requestForget, requestPut } from './gate-requests.ts'
import type { JoinedStations } from './joined-stations.ts'
import type { KeepersParts } from './parts.ts'
import type { Visits, Waiting } from './visits.ts'

/** What one station did with its part of the test letter. */
export interface TriedStation {
  readonly station: Uint8Array
  readonly name: string
  /** `refused`: it took no share, or gave none. */
  readonly answer: 'opened' | 'refused' | 'silent'
}

export interface StationTest {
  readonly stations: readonly TriedStation[]
  readonly need: number
  /** From the first request until enough shares were here and gave the text; null if they did not. */
  readonly openedMs: number | null
}

interface Trial {
  readonly station: Uint8Array
  readonly place: number
  readonly share: Uint8Array
  readonly handle: Uint8Array
  readonly slot: KeyPair
}

type Parts = Pick<KeepersParts, 'identity' | 'clock'>

/** As long as the sealed grant of a letter. */
const TEXT_BYTES = 80
const HANDLE_BYTES = 32
/** A station burns a share that it was never told to forget. */
const LEASE_MS = 60 * 60 * 1000

/** Null without stations. */
export async function tryStations(
  parts: Parts,
  { joined, visits }: { joined: JoinedStations; visits: Visits },
  wait: Waiting,
): Promise<StationTest | null> {
  const set = currentSet(parts.identity.card.keepers)
  if (set === null) return null
  const text = randomBytes(TEXT_BYTES)
  const shares = splitSecret(text, { need: set.need, of: set.devices.length })
  const [handle, slot] = [randomBytes(HANDLE_BYTES), createSigningKeyPair()]
  const trials = set.devices.map((station, i) => ({
    ...{ station, place: i + 1, share: shares[i]!, handle, slot },
  }))
  const names = new Map(joined.list().map(({ device, name }) => [toHex(device), name]))
  const taken = await Promise.all(trials.map((trial) => putTrial(parts, joined, trial)))
  const began = parts.clock.monotonicMs()
  const got: Uint8Array[] = []
  let openedMs: number | null = null
  const answers = await Promise.all(
    trials.map(async (trial, i) => {
      if (taken[i] !== 'opened') return taken[i]!
      const asked = await visits.use(trial.station, 'open', wait, (peer) => openTrial(parts, peer, trial))
      if (asked === null) return 'silent'
      if (asked.share === null) return asked.answer
      got.push(asked.share)
      if (got.length === set.need && (await isText(got, set.need, text)))
        openedMs = parts.clock.monotonicMs() - began
      return 'opened'
    }),
  )
  await Promise.all(trials.map(({ station }) => forgetTrial(joined, station, handle)))
  const tried = trials.map(({ station }, i) => ({
    ...{ station, name: names.get(toHex(station)) ?? '', answer: answers[i]! },
  }))
  return { stations: tried, need: set.need, openedMs }
}

async function isText(shares: readonly Uint8Array[], need: number, text: Uint8Array): Promise<boolean> {
  return equalSecrets(await combineShares(shares.slice(0, need), need), text)
}

/** Gives the station its part, on the wire of the own account. */
async function putTrial(
  { clock }: Parts,
  joined: JoinedStations,
  { station, handle, place, share, slot }: Trial,
): Promise<TriedStation['answer']> {
  const peer = joined.findPeer(station)
  if (peer === null) return 'silent'
  const answers = await requestPut(peer, [
    {
      ...{ handle, place, share, number: 1, key: slot.publicKey, roster: null },
      ...{ from: null, expires: null, until: clock.now() + LEASE_MS, isHeld: false },
    },
  ])
  if (answers === null) return 'silent'
  return answers[0]!.answer === 'kept' ? 'opened' : 'refused'
}

/** Asks for the part as a reader does. */
async function openTrial(
  { identity }: Parts,
  peer: Peer,
  { station, place, share, handle, slot }: Trial,
): Promise<{ answer: 'refused' | 'silent'; share: Uint8Array | null }> {
  const request = createGateOpenRequest(
    { account: accountOf(station, identity.person), handle },
    { handshakeHash: peer.handshakeHash, station },
    slot,
  )
  const answer = await ask(peer, 'gate-open', gateOpenRequestForm.encode(request), (bytes) => {
    const decoded = decodeGateOpenAnswer(bytes)
    if (decoded.receipt !== null) {
      const receipt = readerReceiptForm.decode(decoded.receipt)
      if (receipt.answer !== decoded.status || !isReaderReceiptFor(receipt, station, request))
        throw new MalformedRecord('a receipt for another question')
    }
    return decoded
  })
  if (answer === null) return { answer: 'silent', share: null }
  const isShare = answer.share !== null && equalBytes(hashShare(place, answer.share), hashShare(place, share))
  return { answer: 'refused', share: isShare ? answer.share : null }
}

async function forgetTrial(joined: JoinedStations, station: Uint8Array, handle: Uint8Array): Promise<void> {
  const peer = joined.findPeer(station)
  if (peer !== null) await requestForget(peer, [handle])
}
