// The reader's half of a release by stations: asks all stations of a gate at once, with fresh keys,
// and combines the shares that match the notice. A station learns neither reader nor object. Shares
// are kept if too few came, so that a letter can be opened although never enough stations were
// reachable at the same time. Enough shares are not written down: the letter itself is next. A
// crash between the two loses nothing, because a station that has released answers the same again.
import { equalBytes, MalformedRecord, pauseUnless, within } from '../base/index.ts'
import {
  accountOf,
  createGateOpenRequest,
  decodeGateOpenAnswer,
  readerReceiptForm,
  gateOpenRequestForm,
  isReaderReceiptFor,
  keeperSetHash,
  type GateOpenAnswer,
  type GateOpenRequest,
} from '../station-records/index.ts'
import { strategyOf } from '../access/index.ts'
import type { NoticeGate } from '../feeds/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import { NEAR_FIRST_MS } from '../keepers/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { hashShare } from '../seal/index.ts'
import { answerTimeoutMs, type Wait } from './fetch-blocks.ts'
import { judgeAnswers, type KeeperAnswer, type KeeperVerdict } from './keeper-answers.ts'
import type { DeliveryParts } from './parts.ts'

type Parts = Pick<
  DeliveryParts,
  'ledger' | 'clock' | 'audiences' | 'acquaintances' | 'badInput' | 'authorStations'
>

/** A letter that stations can release. */
export type GatedLetter = ReceivedLetter & { notice: { gate: NoticeGate } }

export function isGated(letter: ReceivedLetter): letter is GatedLetter {
  return letter.notice.gate !== null
}

const SILENT: KeeperAnswer = { status: 'silent' }

/**
 * Resolves when the answers decide, or when no station can answer any longer. The stations that are
 * still asked then are not waited for. If enough stations have a wire, the others are dialled only
 * when those have not decided soon.
 * @param onMoved called when a station no longer has its share, so that another gate may exist
 */
export async function askKeepers(
  parts: Parts,
  letter: GatedLetter,
  wait: Wait,
  onMoved: () => void,
): Promise<KeeperVerdict> {
  const devices = findGateDevices(parts, letter)
  if (devices.length === 0) {
    onMoved()
    return { kind: 'away', answered: 0, hasMoved: true }
  }
  const answers = letter.notice.gate.hashes.map((_, i) => findCollected(parts.ledger, letter, i + 1))
  const wasKept = answers.map((answer) => answer !== null)
  const farAfterMs = hasNearStations(parts, letter) ? Math.min(NEAR_FIRST_MS, wait.waitMs) : 0
  const verdict = await within(
    wait.signal,
    (signal) =>
      new Promise<KeeperVerdict>((resolve, reject) => {
        const look = (): void => {
          const verdict = judgeAnswers(letter.notice.gate.need, answers)
          if (verdict !== null) resolve(verdict)
        }
        look()
        for (const [i, answer] of answers.entries()) {
          if (answer !== null) continue
          const device = devices[i] ?? null
          const isNear = device !== null && parts.authorStations.isNear(device)
          const place = { place: i + 1, device, afterMs: isNear ? 0 : farAfterMs }
          askPlace(parts, letter, place, { ...wait, signal })
            .then((said) => {
              answers[i] = said
              if (said.status === 'MOVED') onMoved()
              look()
            })
            .catch(reject)
        }
      }),
  )
  if (verdict.kind !== 'shares') await keepCollected(parts, letter, answers, wasKept)
  return verdict
}

/**
 * The stations of the gate by place. Empty if the author's card does not name this set, because a
 * newer card is on its way, or the set is gone.
 */
export function findGateDevices(
  { acquaintances, ledger }: Pick<DeliveryParts, 'acquaintances' | 'ledger'>,
  { author, notice: { gate } }: GatedLetter,
): Uint8Array[] {
  const sets = acquaintances.findCard(ledger, author)?.keepers.sets ?? []
  const set = sets.find((one) => equalBytes(keeperSetHash(one), gate.set))
  return set?.devices.length === gate.hashes.length ? set.devices : []
}

/** True if enough stations have a wire, or have given their share before. */
export function hasNearStations(
  parts: Pick<DeliveryParts, 'acquaintances' | 'ledger' | 'authorStations'>,
  letter: GatedLetter,
): boolean {
  const near = findGateDevices(parts, letter).filter(
    (device, i) => parts.authorStations.isNear(device) || findCollected(parts.ledger, letter, i + 1) !== null,
  )
  return near.length >= letter.notice.gate.need
}

interface Place {
  place: number
  device: Uint8Array | null
  /** When it is asked. */
  afterMs: number
}

async function askPlace(
  parts: Parts,
  letter: GatedLetter,
  { place, device, afterMs }: Place,
  wait: Wait,
): Promise<KeeperAnswer> {
  if (device === null) return SILENT
  if (afterMs > 0) await pauseUnless(wait.signal, afterMs)
  const answer = await askUntilDecided(parts, device, letter, { ...wait, waitMs: wait.waitMs - afterMs })
  if (answer === null) return SILENT
  if (hasLeaseEnded(answer, letter)) return { status: 'MOVED' }
  if (answer.status !== 'released') return { status: answer.status }
  const { share, receipt } = answer
  if (!equalBytes(hashShare(place, share!), letter.notice.gate.hashes[place - 1]!)) {
    parts.badInput.count('gate-share', null)
    return SILENT
  }
  return { status: 'released', share: share!, receipt: receipt! }
}

/**
 * True if the station ended its lease. That ends no letter, because its author can still release
 * it.
 */
function hasLeaseEnded({ status, receipt }: GateOpenAnswer, letter: GatedLetter): boolean {
  const { expiresAt } = letter.notice
  if (status !== 'EXPIRED') return false
  return expiresAt === null || readerReceiptForm.decode(receipt!).at < expiresAt
}

/**
 * The pauses before a station is asked again that has just started, or that gave no answer of use.
 * One that has started decides within a minute, and sooner once it has heard the others. It does not
 * say when, so none can make a reader wait.
 */
const AGAIN_MS: readonly [first: number, longest: number] = [250, 4_000]

/**
 * Asks until the station decides, or the time is over. It may be killed and started again at any
 * moment, and its wire may also close because another visit has ended it. The request is idempotent.
 */
async function askUntilDecided(
  parts: Parts,
  device: Uint8Array,
  letter: GatedLetter,
  { waitMs, signal }: Wait,
): Promise<GateOpenAnswer | null> {
  const { clock, authorStations } = parts
  const deadline = clock.monotonicMs() + waitMs
  const leftMs = (): number => deadline - clock.monotonicMs()
  for (let pauseMs = AGAIN_MS[0]; ; pauseMs = Math.min(2 * pauseMs, AGAIN_MS[1])) {
    const wait = { waitMs: leftMs(), signal }
    const asked = await authorStations.visit(device, wait, async (peer) => ({
      answer: await askByEachName(parts, peer, letter, leftMs()),
    }))
    // It was not reached in all of that time.
    if (asked === null) return null
    const { answer } = asked
    const isDecided = answer !== null && answer.status !== 'STARTING'
    if (isDecided || signal?.aborted === true || leftMs() <= 0) return answer
    await pauseUnless(signal, Math.min(pauseMs, leftMs()))
  }
}

async function askByEachName(
  parts: Parts,
  peer: Peer,
  { object, author, notice }: GatedLetter,
  waitMs: number,
): Promise<GateOpenAnswer | null> {
  let answer: GateOpenAnswer | null = null
  const gateAsked = { notice, object, number: notice.gate.number, station: peer.device }
  for (const { handle, key } of strategyOf(parts.audiences, notice).gateNames?.(parts.ledger, gateAsked) ??
    []) {
    const asked = { account: accountOf(peer.device, author), handle }
    const request = createGateOpenRequest(
      asked,
      { handshakeHash: peer.handshakeHash, station: peer.device },
      key,
    )
    const bytes = await peer.request(
      'gate-open',
      gateOpenRequestForm.encode(request),
      answerTimeoutMs(waitMs),
    )
    answer = bytes === null ? null : decodeGenuine(parts, peer, request, bytes)
    if (answer?.status !== 'UNKNOWN') return answer
  }
  return answer
}

/** Null if the answer is malformed, or final without the station's signature for this question. */
function decodeGenuine(
  { badInput }: Parts,
  peer: Peer,
  request: GateOpenRequest,
  bytes: Uint8Array,
): GateOpenAnswer | null {
  try {
    const answer = decodeGateOpenAnswer(bytes)
    if (answer.receipt === null) return answer
    const receipt = readerReceiptForm.decode(answer.receipt)
    if (receipt.answer === answer.status && isReaderReceiptFor(receipt, peer.device, request)) return answer
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
  }
  badInput.count('gate-answer', null)
  return null
}

/** The answer of the station at this place, if its share came before. Places count from 1. */
export function findCollected(
  rows: Rows,
  { object, notice: { gate } }: GatedLetter,
  place: number,
): KeeperAnswer | null {
  const sql = 'SELECT share, receipt FROM collected_shares WHERE object = ? AND number = ? AND place = ?'
  const row = rows.get<{ share: Uint8Array; receipt: Uint8Array }>(sql, object, gate.number, place)
  // An author who was restored from a backup may have used the number for another gate.
  const isOfGate = row !== undefined && equalBytes(hashShare(place, row.share), gate.hashes[place - 1]!)
  return isOfGate ? { status: 'released', ...row } : null
}

async function keepCollected(
  { ledger }: Parts,
  { object, notice: { gate } }: GatedLetter,
  answers: readonly (KeeperAnswer | null)[],
  wasKept: readonly boolean[],
): Promise<void> {
  const got = answers.flatMap((answer, i) =>
    answer?.status === 'released' && !wasKept[i] ? [{ place: i + 1, ...answer }] : [],
  )
  if (got.length === 0) return
  const sql = 'INSERT OR REPLACE INTO collected_shares VALUES (?, ?, ?, ?, ?)'
  await ledger.write((tx) => {
    for (const { place, share, receipt } of got) tx.run(sql, object, gate.number, place, share, receipt)
  })
}

/** The shares of an opened letter are of no further use. */
export function forgetCollected(tx: Transaction, object: Uint8Array): void {
  tx.run('DELETE FROM collected_shares WHERE object = ?', object)
}
