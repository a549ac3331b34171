// A phone in a test: a program that pairs with a home by its far door, and uses it as the page does.
import { FarDoor, forPhones, PageWatch } from '../../src/main/host/far/index.ts'
import type { LockTimes } from '../../src/main/host/far/session-lock.ts'
import type { PushNetwork } from '../../src/main/host/push/index.ts'
import { createClient } from '../../src/core/contract/index.ts'
import type { Client, FarAnswer, Tunnel } from '../../src/core/contract/index.ts'
import type { EventSource } from '../../src/core/contract/events.ts'
import type { EventMark } from '../../src/core/contract/tunnel.ts'
import type { Phones } from '../../src/core/phones/index.ts'
import type { FarLinks, MessageLink, TakeLink } from '../../src/core/contract/message-link.ts'
import { makeDhKey, type DhKey } from '../../src/core/contract/noise.ts'
import { dialFar } from '../../src/core/contract/tunnel-handshake.ts'
import { joined, pairCode, pairProof } from '../../src/renderer/bridge/far-proof.ts'
import { makeLinks, type Links } from './memory-links.ts'
import { calling, eventually, type Person } from './person.ts'
import { silentLog } from '../../src/core/base/index.ts'

export const ORIGIN = 'https://phones.example'
const clock = { monotonicMs: () => performance.now() }

/** The links to one home, without a relay. */
export class TestFarLinks implements FarLinks {
  routes: readonly Uint8Array[] = []
  /** How many messages the home has sent. */
  sent = 0
  /** A relay that keeps what phones send. */
  keep: ((message: Uint8Array) => void) | null = null
  #take: TakeLink = (link) => link.close('nobody listens')

  onLink(take: TakeLink): void {
    this.#take = take
  }

  setRoutes(routes: readonly Uint8Array[]): void {
    this.routes = routes
  }

  /** @param from the network of the phone */
  dial(route: Uint8Array, from = '203.0.113.0/24'): Links {
    const links = makeLinks({ up: (message, pass) => (this.keep ?? pass)(message) })
    const send = (message: Uint8Array): void => {
      this.sent++
      links.home.send(message)
    }
    this.#take({ ...links.home, send }, route, from)
    return links
  }
}

/** A home with an open far door. */
export async function openFarDoor(
  person: Person,
  {
    pushNetwork,
    lockTimes,
    findPhones = () => person.home.phones,
    events = person.do.events,
  }: {
    pushNetwork?: PushNetwork
    lockTimes?: LockTimes | undefined
    findPhones?: () => Phones | null
    events?: EventSource
  } = {},
): Promise<{ links: TestFarLinks; door: FarDoor }> {
  const links = new TestFarLinks()
  // The page is not built in a test, so there is nothing to compare.
  const page = await PageWatch.open({ rendererDir: '/no-page', log: silentLog })
  const door = new FarDoor({
    ...{ links: [links], origin: ORIGIN, files: person.files, page, log: silentLog },
    phones: findPhones,
    handlers: forPhones({ ...person.do, events }),
    ...(pushNetwork && { pushNetwork }),
    ...(lockTimes && { lockTimes }),
  })
  return { links, door }
}

interface ReadLink {
  route: Uint8Array
  homeKey: Uint8Array
  token: Uint8Array
}

export function readFarLink(link: string): ReadLink {
  const bytes = Buffer.from(link.slice(link.indexOf('#p.') + 3), 'base64url')
  return { route: bytes.subarray(1, 17), homeKey: bytes.subarray(17, 49), token: bytes.subarray(49, 65) }
}

export interface Fetched {
  status: number
  headers: Record<string, string>
  body: Buffer
}

export class TestPhone {
  readonly key: DhKey
  readonly #dial: (route: Uint8Array) => MessageLink
  #home: Pick<ReadLink, 'route' | 'homeKey'> | null = null

  private constructor(key: DhKey, dial: (route: Uint8Array) => MessageLink) {
    this.key = key
    this.#dial = dial
  }

  static async create(dial: (route: Uint8Array) => MessageLink): Promise<TestPhone> {
    return new TestPhone(await makeDhKey(), dial)
  }

  /** A phone that was paired, and whose digits its owner typed. */
  static async paired(person: Person, links: TestFarLinks, isReadOnly = false) {
    await person.do.phones.setDoor({ isOn: true }, calling)
    const { link } = await person.do.phones.add({ isReadOnly }, calling)
    const phone = await TestPhone.create((route) => links.dial(route).phone)
    const { code, verdict, tunnel } = await phone.pair(link)
    await eventually(async () => (await person.do.phones.waiting({}, calling)) !== null, 'the phone waits')
    const row = await person.do.phones.confirm({ code }, calling)
    await verdict
    return { phone, row, tunnel, client: createClient(tunnel.channel) }
  }

  /** Opens a link of `phones.add`. `verdict` is what home says once digits were typed. */
  async pair(
    link: string,
    name = 'Phone',
  ): Promise<{ code: string; verdict: Promise<Record<string, unknown>>; tunnel: Tunnel }> {
    const { route, homeKey, token } = readFarLink(link)
    this.#home = { route, homeKey }
    const { tunnel, answer } = await this.dial()
    if (answer.kind !== 'pair') throw new Error(`The home answered ${JSON.stringify(answer)}.`)
    const verdict = new Promise<Record<string, unknown>>((resolve, reject) => {
      tunnel.onControl((_, body) =>
        resolve(JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>),
      )
      tunnel.onClose((reason) => reject(new Error(reason)))
    })
    verdict.catch(() => undefined)
    const said = new TextEncoder().encode(JSON.stringify({ name, browser: 'Test' }))
    tunnel.send('pair', joined(await pairProof(token, tunnel.handshakeHash), said))
    return { code: await pairCode(token, tunnel.handshakeHash), verdict, tunnel }
  }

  /** Another key at the same home, as somebody has who knows only its route. */
  async again(): Promise<TestPhone> {
    const other = await TestPhone.create(this.#dial)
    other.#home = this.#home
    return other
  }

  /** @throws Error if nobody answers by the route */
  async dial(calls: string[] = [], resume?: EventMark): Promise<{ tunnel: Tunnel; answer: FarAnswer }> {
    const { route, homeKey } = this.#home!
    const hello = { version: 1 as const, calls, ...(resume && { resume }) }
    return dialFar(this.#dial(route), { key: this.key, homeKey, route, clock, hello })
  }

  async connect(): Promise<{ tunnel: Tunnel; client: Client }> {
    const { tunnel, answer } = await this.dial()
    if (answer.kind !== 'known') throw new Error(`The home answered ${JSON.stringify(answer)}.`)
    return { tunnel, client: createClient(tunnel.channel) }
  }
}

/** Fetches a file, or stores one if there is a body. Rejects if the stream is reset. */
export function fetchBy(
  tunnel: Tunnel,
  path: string,
  {
    headers = {},
    body,
    onBytes,
  }: { headers?: Record<string, string>; body?: Uint8Array; onBytes?: () => void } = {},
): Promise<Fetched> {
  const stream = tunnel.open({ method: body === undefined ? 'GET' : 'POST', path, headers })
  const pieces: Uint8Array[] = []
  const fetched: Omit<Fetched, 'body'> = { status: 0, headers: {} }
  return new Promise((resolve, reject) => {
    stream.onAnswer((status, told) => Object.assign(fetched, { status, headers: told }))
    stream.onData((bytes) => {
      pieces.push(bytes)
      stream.took(bytes.length)
      onBytes?.()
    })
    stream.onEnd(() => resolve({ ...fetched, body: Buffer.concat(pieces) }))
    stream.onReset(() => reject(new Error('reset')))
    void (async () => {
      if (body !== undefined)
        for (let at = 0; at < body.length; at += 65_536) await stream.write(body.subarray(at, at + 65_536))
      stream.end()
    })().catch(() => undefined)
  })
}
