// The reader's half of a release: asks the releaser for a key and accepts the answer only if its
// record is signed for this object and this reader.
// release-desk.ts is the other half.
import {
  APART,
  checkAnswer,
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
  type KnownCore,
  type ReleaseAnswerRecord,
} from '../access/index.ts'
import { MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { CarriedBlocks } from '../cores/index.ts'
import type { Peer } from '../network/index.ts'
import { answerTimeoutMs, away, watchPeer } from './fetch-blocks.ts'
import type { DeliveryParts } from './parts.ts'

/** A grant, a record, and blocks with their proofs. A frame may have 128 KiB. */
const MAX_ANSWER_BYTES = 96 * 1024

type Parts = Pick<DeliveryParts, 'ledger' | 'identity' | 'audiences' | 'clock' | 'peers' | 'badInput'>
type Refusal = Exclude<ReleaseAnswerRecord['status'], 'released' | typeof APART>

/**
 * The content key with the signed records that prove the release, or the reason why there is no
 * key.
 */
export type AskedRelease = { contentKey: Uint8Array; evidence: Uint8Array[] } | { refusal: Refusal }

/** The same, with the blocks if they were asked for. APART if they cannot come with the key. */
export type AskedBoth =
  | { contentKey: Uint8Array; evidence: Uint8Array[]; blocks: CarriedBlocks | null }
  | { refusal: Refusal }
  | typeof APART

/**
 * Asks for the key alone.
 * @throws UNREACHABLE if no answer came or it was malformed, AUTHOR_AWAY if the connection turned
 * out to be dead, ALTERED if the answer is not for this object and reader
 */
export async function askForRelease(
  parts: Parts,
  peer: Peer,
  object: Uint8Array,
  waitMs: number,
): Promise<AskedRelease> {
  const asked = await askForBoth(parts, peer, { object, known: null }, waitMs)
  if (asked !== APART) return asked
  parts.badInput.count('release-answer', peer.device)
  throw new EngineError('UNREACHABLE', 'Its author’s device sent a wrong answer.')
}

/** What is asked for: the key of an object, and its blocks if `known` is not null. */
export interface Asked {
  object: Uint8Array
  known: KnownCore | null
}

export async function askForBoth(
  parts: Parts,
  peer: Peer,
  asking: Asked,
  waitMs: number,
): Promise<AskedBoth> {
  const { object } = asking
  const isHere = watchPeer(peer)
  const bytes = await request(parts, peer, asking, waitMs)
  if (bytes === null)
    throw isHere()
      ? new EngineError('UNREACHABLE', 'Its author’s device did not answer.')
      : away('Its author is away.', waitMs)
  const answer = decodeAnswer(parts, peer, bytes)
  if (answer.status === APART) return APART
  if (answer.status !== 'released') return { refusal: answer.status }
  const { record, boxNumber, grant, blocks = null } = answer
  checkRecord(parts, peer, object, record)
  const contentKey = openReleased(parts, object, { author: peer.person, boxNumber, grant })
  if (contentKey?.byteLength === 32) return { contentKey, evidence: [record], blocks }
  parts.badInput.count('release-grant', peer.device)
  throw new EngineError('ALTERED', 'The key handed over does not open for this reader.', {
    details: { evidence: 'grant' },
  })
}

/**
 * Tries every kind of audience, because the releaser chooses through which audience it releases an
 * object.
 */
function openReleased(
  { audiences, ledger }: Parts,
  object: Uint8Array,
  { author, boxNumber, grant }: { author: Uint8Array | null; boxNumber: number; grant: Uint8Array },
): Uint8Array | null {
  if (author === null) return null
  for (const strategy of Object.values(audiences)) {
    const contentKey = strategy.open(ledger, object, { author, boxNumber, grant }, null)
    if (contentKey !== null) return contentKey
  }
  return null
}

/** Repeats the request on the next connection if this one was cut. The request is idempotent. */
async function request(
  { clock, identity, peers }: Parts,
  peer: Peer,
  { object, known }: Asked,
  waitMs: number,
): Promise<Uint8Array | null> {
  const deadline = clock.monotonicMs() + answerTimeoutMs(waitMs)
  const leftMs = (): number => Math.max(1, deadline - clock.monotonicMs())
  let asked: Peer | null = peer
  while (asked !== null) {
    const request = createReleaseRequest(object, asked.handshakeHash, identity.device, known)
    const bytes = await asked.request(
      'release',
      releaseRequestForm.encode(request),
      leftMs(),
      MAX_ANSWER_BYTES,
    )
    if (bytes !== null || asked.isOpen || clock.monotonicMs() >= deadline) return bytes
    asked = await peers.waitFor(peer.device, leftMs())
  }
  return null
}

function decodeAnswer({ badInput }: Parts, peer: Peer, bytes: Uint8Array): ReleaseAnswerRecord {
  try {
    return decodeReleaseAnswer(bytes)
  } catch (cause) {
    badInput.count('release-answer', peer.device)
    throw new EngineError('UNREACHABLE', 'Its author’s device sent a malformed answer.', { cause })
  }
}

function checkRecord(
  { identity, badInput }: Parts,
  peer: Peer,
  objectId: Uint8Array,
  record: Uint8Array,
): void {
  try {
    checkAnswer(record, { objectId, person: identity.person, releaser: peer.device })
  } catch (cause) {
    if (!(cause instanceof MalformedRecord)) throw cause
    badInput.count('release-record', peer.device)
    const details = { evidence: 'release record' }
    throw new EngineError('ALTERED', 'The release is not signed for this letter and reader.', {
      details,
      cause,
    })
  }
}
