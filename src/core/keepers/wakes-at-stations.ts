// Leaves at one station what wakes the phones of this home while it is away, and renews there what was
// used or grows old. Every station watches the feeds of contacts, but two would wake a phone twice.
import { equalBytes, Pumps, toHex } from '../base/index.ts'
import type { Peer } from '../network/index.ts'
import type { WakePlan } from '../phones/index.ts'
import {
  MAX_WAKE_MESSAGES,
  MAX_WAKES,
  wakeForm,
  wakePutForm,
  wakesKeptForm,
} from '../station-records/index.ts'
import { ask } from './ask.ts'
import type { JoinedStations } from './joined-stations.ts'
import { growing, type KeepersParts } from './parts.ts'

/** What is left must be enough for a longer absence. */
const RENEW_BEFORE_MS = 10 * 24 * 3_600_000

/** What the station on this wire was told last. */
interface Told {
  peer: Peer
  /** In hex, joined. */
  names: string
  at: number
  failures: number
}

type Parts = Pick<KeepersParts, 'phones' | 'clock' | 'log' | 'pace'>

export class WakesAtStations {
  readonly #parts: Parts
  readonly #joined: JoinedStations
  readonly #pumps: Pumps
  readonly #told = new Map<string, Told>()
  readonly #stopListening: () => void

  constructor(parts: Parts, joined: JoinedStations) {
    this.#parts = parts
    this.#joined = joined
    this.#pumps = new Pumps((station) => this.#run(station), {
      log: parts.log,
      failed: 'phones-not-told-to-station',
    })
    joined.events.on('met', (peer) => {
      this.#told.delete(toHex(peer.device))
      this.#pumps.wake(peer.device)
    })
    const stops = (['changed', 'door'] as const).map((event) =>
      parts.phones.events.on(event, () => this.#wakeAll()),
    )
    this.#stopListening = () => stops.forEach((stop) => stop())
  }

  #wakeAll(): void {
    for (const { device } of this.#joined.list()) this.#pumps.wake(device, this.#parts.pace.settleMs)
  }

  async #run(station: Uint8Array): Promise<number | null> {
    const { phones, pace } = this.#parts
    const peer = this.#joined.findPeer(station)
    // A program that serves no phones must not take away what another one has left.
    if (peer === null || phones.wakes === null) return null
    const plans = this.#isChosen(station) ? (await phones.wakes.plan()).slice(0, MAX_WAKES) : []
    const told = this.#told.get(toHex(station))
    const names = plans.map(({ name }) => toHex(name)).join()
    const now = this.#parts.clock.monotonicMs()
    const isSame = told?.peer === peer && told.names === names && told.failures === 0
    if (isSame && now - told.at < pace.wakesAgainMs) return told.at + pace.wakesAgainMs - now
    const isDone = await this.#tell(peer, plans)
    const failures = isDone ? 0 : (told?.failures ?? 0) + 1
    this.#told.set(toHex(station), { peer, names, at: now, failures })
    return isDone ? pace.wakesAgainMs : growing([pace.routesAgainMs, pace.refusedMs], failures)
  }

  /** The station by which phones come, else the one that was joined first. */
  #isChosen(station: Uint8Array): boolean {
    const { isOn, station: chosen } = this.#parts.phones.door
    const device = chosen ?? this.#joined.list()[0]?.device
    return isOn && device !== undefined && equalBytes(device, station)
  }

  /** False if the station did not answer. */
  async #tell(peer: Peer, plans: readonly WakePlan[]): Promise<boolean> {
    const { phones, clock } = this.#parts
    const names = plans.map(({ name }) => name)
    const kept = await this.#put(peer, names, null)
    if (kept === null) return false
    for (const [at, plan] of plans.entries()) {
      const { left, until, isGone } = kept[at]!
      if (isGone) await phones.recordPush({ endpoint: plan.endpoint, result: 'gone', status: 410 })
      const wake =
        isGone || (left === MAX_WAKE_MESSAGES && until > clock.now() + RENEW_BEFORE_MS) ? null : plan.make()
      if (wake === null) continue
      const put = { name: plan.name, wake: wakeForm.encode(wake) }
      if ((await this.#put(peer, names, put)) === null) return false
    }
    return true
  }

  async #put(
    peer: Peer,
    names: Uint8Array[],
    put: { name: Uint8Array; wake: Uint8Array } | null,
  ): Promise<{ left: number; until: number; isGone: boolean }[] | null> {
    const answer = await ask(peer, 'wake-put', wakePutForm.encode({ names, put }), wakesKeptForm.decode)
    return answer?.wakes.length === names.length ? answer.wakes : null
  }

  close(): Promise<void> {
    this.#stopListening()
    return this.#pumps.close()
  }
}
