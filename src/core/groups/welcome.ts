// Informs newcomers' devices that they were let in, after the record that does so. Their next
// request goes to join-desk.ts.
// Hundreds may join at once, so connected newcomers are informed first, and the others are dialled
// a few at a time.
import type { Peers } from '../network/index.ts'

/** How long to look for one newcomer. A newcomer who is not found visits the owner anyway. */
const WELCOME_MS = 30_000
const WELCOMES = 3
/** More lookups at once would only slow each other down. */
const AT_ONCE = 32

export class Welcome {
  readonly #peers: Peers
  #waiting: Uint8Array[] = []
  #underWay = 0

  constructor(peers: Peers) {
    this.#peers = peers
  }

  /** These devices were strangers and are members now. */
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
      await this.#inform(device)
    this.#underWay--
  }

  async #inform(device: Uint8Array): Promise<void> {
    for (let attempt = 0; attempt < WELCOMES; attempt++) {
      const peer = await this.#peers.waitFor(device, WELCOME_MS)
      if (peer === null || (await peer.request('group-joined', new Uint8Array(0), WELCOME_MS)) !== null)
        return
    }
  }

  close(): void {
    this.#waiting = []
  }
}
