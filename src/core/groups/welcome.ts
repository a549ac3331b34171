// Newcomers hear from the owner's device that they are in, wherever they are. After the record that lets them in; what they then ask is join-desk's.
// Hundreds may come at once: those who are here hear it first, the others are looked for some at a time.
import type { Peers } from '../network/index.ts'

/** So long a newcomer is looked for; whoever is not found comes by as a member who waits does. */
const WELCOME_MS = 30_000
const WELCOMES = 3
/** More at once would only keep each other from being found. */
const AT_ONCE = 32

export class Welcome {
  readonly #peers: Peers
  #waiting: Uint8Array[] = []
  #underWay = 0

  constructor(peers: Peers) {
    this.#peers = peers
  }

  /** Devices that were strangers' are members' now. */
  welcome(devices: readonly Uint8Array[]): void {
    for (const device of devices) this.#peers.refresh(device)
    const isHere = (device: Uint8Array): boolean => this.#peers.find(device) !== null
    this.#waiting.unshift(...devices.filter(isHere))
    this.#waiting.push(...devices.filter((device) => !isHere(device)))
    while (this.#underWay < AT_ONCE && this.#waiting.length > 0) void this.#welcomeNext()
  }

  async #welcomeNext(): Promise<void> {
    this.#underWay++
    for (let device = this.#waiting.shift(); device !== undefined; device = this.#waiting.shift())
      await this.#tell(device)
    this.#underWay--
  }

  async #tell(device: Uint8Array): Promise<void> {
    for (let told = 0; told < WELCOMES; told++) {
      const peer = await this.#peers.waitFor(device, WELCOME_MS)
      if (peer === null || (await peer.request('group-joined', new Uint8Array(0), WELCOME_MS)) !== null)
        return
    }
  }

  close(): void {
    this.#waiting = []
  }
}
