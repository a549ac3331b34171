// The routes that devices of customers have opened, and the links of phones on them. A route leads to
// the wire on which it was opened, and ends with it. The station carries what the links contain, and
// counts its bytes for the customer's account.
import { equalBytes, toHex } from '../base/index.ts'
import { HeldBytes } from '../contract/message-link.ts'
import { FarChannel, type FarLink, type Peer } from '../network/index.ts'
import type { Account, Accounts } from './accounts.ts'
import type { Egress } from './egress.ts'

/** The channel of a device, on its latest wire. */
interface Opened {
  peer: Peer
  account: Uint8Array
  channel: FarChannel
}

interface LinkOf {
  link: FarLink
  account: Account
}

const MAX_HELD_BYTES = 1 << 20
/** The front holds as much again for phones that read slowly. */
const MAX_HELD_IN_ALL = 32 << 20

/** `absent`: no connected device has opened the route. `spent`: the account may send no more today. */
export type FarRefusal = 'absent' | 'spent' | 'busy'

export class FarRoutes {
  readonly #accounts: Accounts
  readonly #egress: Egress
  readonly #held = new HeldBytes(MAX_HELD_IN_ALL)
  /** By route in hex. */
  readonly #routes = new Map<string, Opened>()
  readonly #channels = new Map<Peer, FarChannel>()
  readonly #links = new Set<LinkOf>()

  constructor(accounts: Accounts, egress: Egress) {
    this.#accounts = accounts
    this.#egress = egress
  }

  /**
   * From now on these routes lead to the peer, and no others. Returns those that lead to another
   * device, and stay with it.
   * @throws Error if the wire is closed
   */
  open(peer: Peer, { account }: Pick<Account, 'account'>, routes: readonly Uint8Array[]): Uint8Array[] {
    const isTaken = (route: Uint8Array): boolean => {
      const other = this.#routes.get(toHex(route))
      return other !== undefined && !equalBytes(other.peer.device, peer.device)
    }
    const taken = routes.filter(isTaken)
    const free = routes.filter((route) => !taken.includes(route))
    for (const [id, opened] of this.#routes) if (opened.peer === peer) this.#routes.delete(id)
    if (free.length === 0) return taken
    const opened = { peer, account, channel: this.#channels.get(peer) ?? this.#openChannel(peer) }
    for (const route of free) this.#routes.set(toHex(route), opened)
    return taken
  }

  #openChannel(peer: Peer): FarChannel {
    const onClose = (): void => {
      this.#channels.delete(peer)
      for (const [id, opened] of this.#routes) if (opened.peer === peer) this.#routes.delete(id)
    }
    const channel = FarChannel.open(peer, { held: this.#held, maxHeldBytes: MAX_HELD_BYTES, onClose })
    this.#channels.set(peer, channel)
    return channel
  }

  /** Null if a phone that comes on this route gets a link. */
  refusal(route: Uint8Array): FarRefusal | null {
    const found = this.#find(route)
    return typeof found === 'string' ? found : null
  }

  /** Opens a link to the home on this route. `from`: the class of the phone's address. */
  dial(route: Uint8Array, from: string): FarLink | FarRefusal {
    const found = this.#find(route)
    if (typeof found === 'string') return found
    const { channel, account } = found
    const link = channel.dial(route, from, (bytes) => this.#egress.countFar(account, bytes))
    if (link === null) return 'busy'
    const kept = { link, account }
    this.#links.add(kept)
    link.onClose(() => this.#links.delete(kept))
    return link
  }

  #find(route: Uint8Array): { channel: FarChannel; account: Account } | FarRefusal {
    const opened = this.#routes.get(toHex(route))
    const account = opened === undefined ? null : this.#accounts.findByDevice(opened.peer.device)
    // The person may have left, or the device may no longer be theirs.
    if (opened === undefined || account === null || !equalBytes(account.account, opened.account))
      return 'absent'
    return this.#egress.isSpent(account) ? 'spent' : { channel: opened.channel, account }
  }

  /** Closes the links of accounts that may send no more on this day. */
  endSpent(): void {
    for (const { link, account } of this.#links)
      if (this.#egress.isSpent(account)) link.close('the day’s bytes are spent')
  }

  counts(): { routes: number; links: number; bytesToday: number } {
    return { routes: this.#routes.size, links: this.#links.size, bytesToday: this.#egress.sumFar() }
  }

  close(): void {
    for (const channel of [...this.#channels.values()]) channel.close()
  }
}
