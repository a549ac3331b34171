// The far door: phones, through tunnels that end here. A station or a listener of this home carries the
// bytes and cannot read them.
// Path: a link comes by a route → its first message proves who can read the answer → in one step the
// phone's row is read and the link registered → the contract and the files are served, as to a page,
// with the rights of a phone.
import type { Channel } from '../../../core/contract/channel.ts'
import type { FarLinks, MessageLink } from '../../../core/contract/message-link.ts'
import { importDhKey, type DhKey } from '../../../core/contract/noise.ts'
import { NumberedEvents } from '../../../core/contract/numbered-events.ts'
import { acceptFar } from '../../../core/contract/tunnel-handshake.ts'
import type { FarAnswer, FarHello, Resumed } from '../../../core/contract/tunnel.ts'
import { toText, type PhoneRow, type Phones } from '../../../core/index.ts'
import { RouteDials } from '../../front/route-limit.ts'
import { PhonePushes } from '../push/index.ts'
import { FarSession, mayBeCopied } from './far-session.ts'
import { describeOwn } from './own-calls.ts'
import { ServedPhones, type ServingParts } from './served-phones.ts'

export interface FarDoorOptions extends ServingParts {
  /** The phones of the open home. Null while it is empty or locked. */
  phones: () => Phones | null
  /** All ways by which phones come. */
  links: readonly FarLinks[]
  /** The origin at which this home itself serves the page of phones; null without one. */
  origin: string | null
}

/** Who learned a route may begin so many handshakes in a minute, each about 2 ms of this home. */
const HANDSHAKES_A_MINUTE = { network: 20, all: 60 }
const clock = { monotonicMs: () => performance.now() }

export class FarDoor {
  readonly #options: FarDoorOptions
  #events: NumberedEvents
  readonly #limit = new RouteDials(HANDSHAKES_A_MINUTE, Date.now)
  readonly #served: ServedPhones
  readonly #pushes: PhonePushes
  readonly #unsubscribe: () => void
  #phones: Phones | null = null
  #stopListening: () => void = () => undefined
  #key: Promise<DhKey> | null = null

  constructor(options: FarDoorOptions) {
    this.#options = options
    this.#events = new NumberedEvents(options.handlers.events)
    this.#served = new ServedPhones(options)
    const { phones, handlers, log, pushNetwork: network } = options
    this.#pushes = new PhonePushes({
      ...{ phones, handlers, log, network },
      isInView: (phone) => this.#served.inView.has(phone),
    })
    for (const links of options.links) links.onLink((link, route, from) => this.#take(link, route, from))
    this.#unsubscribe = options.handlers.events.subscribe(({ type }) => {
      if (type === 'home-changed') this.#follow()
    })
    this.#follow()
    const findHost = async (): Promise<string | null> => {
      const { station, host } = await options.handlers.phones.door({}, { signal: options.page.signal })
      return station === null ? null : host
    }
    options.page.begin(findHost, () => this.#phones?.events.emit('changed', null))
  }

  close(): void {
    this.#options.page.close()
    this.#unsubscribe()
    this.#pushes.close()
    this.#stopListening()
    this.#events.close()
    for (const links of this.#options.links) {
      links.setRoutes([])
      links.onLink((link) => link.close('the door is closed'))
    }
    if (this.#phones !== null) this.#phones.host = this.#phones.wakes = null
    this.#phones = null
    this.#served.close()
  }

  /** Opens the routes of the home that is open now; none of a locked one. */
  #follow(): void {
    const phones = this.#options.phones()
    if (phones === this.#phones) return
    this.#stopListening()
    this.#phones = phones
    this.#key = null
    // What happened in one home is nothing for the phones of another.
    this.#events.close()
    this.#events = new NumberedEvents(this.#options.handlers.events)
    if (phones !== null) {
      const { origin, page } = this.#options
      phones.host = { origin, seePage: () => page.seen }
      phones.wakes = this.#pushes
      const onDoor = (): void => this.#openRoutes(phones)
      this.#stopListening = phones.events.on('door', onDoor)
      this.#openRoutes(phones)
    } else for (const links of this.#options.links) links.setRoutes([])
  }

  #openRoutes(phones: Phones): void {
    const { isOn, station } = phones.door
    const routes = isOn ? phones.routes : []
    for (const links of this.#options.links)
      links.setRoutes(routes, station === null ? null : toText(station))
  }

  #take(link: MessageLink, route: Uint8Array, from: string): void {
    try {
      this.#begin(link, route, from)
    } catch {
      // The home is closing, or opens again: its ledger cannot be read.
      link.close('the home is closing')
    }
  }

  #begin(link: MessageLink, route: Uint8Array, from: string): void {
    const phones = this.#phones
    const secret = phones?.farSecret ?? null
    const isKnown = phones?.routes.some((one) => Buffer.from(one).equals(route)) === true
    if (phones === null || secret === null || !phones.door.isOn || !isKnown)
      return link.close('no such route')
    if (!this.#limit.allows(Buffer.from(route).toString('hex'), from)) return link.close('too many at once')
    this.#key ??= importDhKey(secret)
    this.#accept(phones, { link, route, from }).catch((error: unknown) => {
      this.#options.log.warn('phone-not-accepted', { message: String(error) })
      link.close('the handshake failed')
    })
  }

  async #accept(
    phones: Phones,
    { link, route, from }: { link: MessageLink; route: Uint8Array; from: string },
  ): Promise<void> {
    let session: FarSession | null = null
    let phone: PhoneRow | null = null
    let resumed: Resumed | null = null
    const decide = (key: Uint8Array, hello: FarHello): FarAnswer | null => {
      if (!mayBeCopied(hello)) return null
      resumed = this.#events.resume(hello.resume)
      const serve = (one: FarSession, row: PhoneRow, channel: Channel): void =>
        this.#served.serve({
          session: one,
          channel,
          phones,
          phone: row,
          events: this.#events.after(resumed!),
        })
      const describe = (row: PhoneRow) => describeOwn(this.#options.handlers.people, phones, row)
      session = new FarSession({ link, key, from, phones, serve, describe })
      const admission = phones.admit(session, route)
      if (admission.kind === 'refused') return admission
      phone = admission.kind === 'known' ? admission.phone : null
      const { kind } = admission
      return { kind, resumed }
    }
    const accepted = await acceptFar(link, { key: this.#key!, route, clock, decide })
    const begun = session as FarSession | null
    if (accepted !== null) begun?.begin(accepted, phone)
    else if (begun !== null) phones.leave(begun)
  }
}
