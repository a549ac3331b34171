// A station that accepts and claims everything, and keeps nothing.
import {
  accountOf,
  decodeGateActs,
  gateOpenRequestForm,
  decodeGatePut,
  gateActForm,
  gateActAnswerForm,
  gateOpenAnswerForm,
  gatePutAnswerForm,
  formatStationLink,
  hashActAnswer,
  keepAnswerForm,
  keepForm,
  keptAnswerForm,
  stationLeftForm,
  keptForm,
  signReaderReceipt,
  signReceipt,
  stationAnswerForm,
  watchForm,
} from '../../src/core/station-records/index.ts'
import { hashKept } from './hash-kept.ts'
import { createSigningKeyPair, randomBytes } from '../../src/core/seal/index.ts'
import type { MemoryNetwork } from './memory-network.ts'
import { RawPeer, type Answer } from './raw-peer.ts'

const CLAIMED_LENGTH = 1_000_000
const DONE: Answer = () => Uint8Array.of(0)

export class LyingStation {
  readonly link: string
  /** The methods that were called. */
  readonly asked: string[] = []
  readonly peer: RawPeer

  private constructor(peer: RawPeer) {
    this.peer = peer
    this.link = formatStationLink({
      station: peer.device.publicKey,
      name: 'liar',
      token: randomBytes(16),
      expiresAt: Date.now() + 60_000,
    })
    const limits = { bytes: 1e9, cores: 1e4, gates: 1e4, releasesPerDay: 1e4, egressPerDay: 1e9 }
    const usage = stationAnswerForm.encode({
      usage: {
        ...{ bytes: 0, cores: 0, gates: 0, remembered: 0, egress: 0, leavesAt: null },
        ...{ phones: null, guests: null, limits },
      },
    })
    for (const method of ['station-join', 'station-card', 'station-usage']) this.#answer(method, () => usage)
    this.#answer('keep', (request) => takenAll(keepForm.decode(request).cores))
    this.#answer('watch', (request) => takenAll(watchForm.decode(request).cores))
    this.#answer('kept', (request) => {
      const lengths = keptForm.decode(request).cores.map(() => CLAIMED_LENGTH)
      return keptAnswerForm.encode({ lengths, isSpent: false })
    })
    this.#answer('drop', DONE)
    this.#answer('station-leave', () => stationLeftForm.encode({ leavesAt: null }))
  }

  static async open(network: MemoryNetwork): Promise<LyingStation> {
    return new LyingStation(await RawPeer.join(network, createSigningKeyPair()))
  }

  /** The keys that other devices have proven here, in hex, in the order of their wires. */
  get devices(): string[] {
    return this.peer.devices
  }

  #answer(method: string, answer: Answer): void {
    this.peer.answers.set(method, (request) => {
      this.asked.push(method)
      return answer(request)
    })
  }

  /** Confirms every share and every act of this customer. */
  confirmGates(customer: Uint8Array): void {
    const { device } = this.peer
    const account = accountOf(device.publicKey, customer)
    const confirm = (answered: Uint8Array): Uint8Array =>
      signReceipt({ account, answered, n: 1, head: randomBytes(32) }, device)
    this.#answer('gate-put', (request) =>
      gatePutAnswerForm.encode({
        answers: decodeGatePut(request).map((gate) => ({ answer: 'kept', receipt: confirm(hashKept(gate)) })),
      }),
    )
    this.#answer('gate-act', (request) =>
      gateActAnswerForm.encode({
        answers: decodeGateActs(request).acts.map((act) => ({
          ...{ answer: 'burned', receipt: confirm(hashActAnswer(gateActForm.encode(act!), 'burned')) },
        })),
      }),
    )
  }

  /** Tells every reader, with a genuine signature, that the letter ended at that time. */
  refuse(answer: 'RECALLED' | 'EXPIRED', at: number): void {
    this.#answer('gate-open', (request) => {
      const { account, handle, key } = gateOpenRequestForm.decode(request)
      const receipt = signReaderReceipt({ account, handle, key, answer, at }, this.peer.device)
      return gateOpenAnswerForm.encode({ status: answer, share: null, receipt })
    })
  }

  remove(): Promise<void> {
    return this.peer.remove()
  }
}

function takenAll(cores: readonly unknown[]): Uint8Array {
  return keepAnswerForm.encode({ answers: cores.map(() => 'taken' as const) })
}
