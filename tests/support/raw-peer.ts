// A device without an engine. It speaks the wire protocol with a real key,
// and sends what a test wants.
// Any program on the network can do the same.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Hypercore from 'hypercore'
import ProtomuxRPC from 'protomux-rpc'
import { equalBytes, toHex } from '../../src/core/base/index.ts'
import { appendSigned } from '../../src/core/cores/append-signed.ts'
import { encodeSignature } from '../../src/core/cores/block-proof.ts'
import { coreKey, CoreShelf, openCoreChannel, type CoreChannel } from '../../src/core/cores/index.ts'
import { coreManifest } from '../../src/core/cores/core-key.ts'
import { encodeCard, openPersonRoot, type Card } from '../../src/core/identity/index.ts'
import { createBoxKey, describeBoxKey, type NewBoxKey } from '../../src/core/identity/box-keys.ts'
import { NO_KEEPERS } from '../../src/core/identity/keepers.ts'
import { createWords } from '../../src/core/identity/person.ts'
import { signCard } from '../../src/core/identity/card.ts'
import {
  createSigningKeyPair,
  randomBytes,
  signMessage,
  type BlindedKeyPair,
  type KeyPair,
  type SigningKeys,
} from '../../src/core/seal/index.ts'
import { eventually } from './person.ts'
import type { MemoryNetwork } from './memory-network.ts'
import type { MemoryWires } from './memory-wires.ts'

/** The keys and records that a person needs on the network. */
export interface RawIdentity {
  person: Uint8Array
  device: KeyPair
  attestation: Uint8Array
  box: NewBoxKey
  /** The KEM key of the box. */
  kemKey: Uint8Array
  card: Card
  cardBytes: Uint8Array
}

/** Makes a stranger. Many can share one device, which consents to each. */
export async function makeIdentity(
  name: string,
  device: KeyPair = createSigningKeyPair(),
): Promise<RawIdentity> {
  const root = await openPersonRoot(createWords())
  const box = createBoxKey()
  const named = await root.nameDevice(device)
  const card = signCard(device, {
    person: root.person,
    number: 1,
    name,
    devices: root.signEra({ era: 1, at: 1, named: [named], ended: [] }),
    ...describeBoxKey(1, box),
    desk: { device: device.publicKey, term: 1 },
    keepers: NO_KEEPERS,
    at: 1,
    picture: null,
  })
  root.wipe()
  return {
    person: card.person,
    device,
    attestation: named.attestation,
    box,
    kemKey: box.kemKey,
    card,
    cardBytes: encodeCard(card),
  }
}

export type Answer = (request: Uint8Array) => Uint8Array | Promise<Uint8Array>

interface Line {
  channel: CoreChannel
  rpc: ProtomuxRPC
  handshakeHash: Uint8Array
  isOpen: boolean
  /** Discovery keys that the other side asked for and that are not attached here. */
  asked: string[]
}

const METHODS = [
  ...[
    'feed-blocks',
    'feed-question',
    'release',
    'succession',
    'pair',
    'knock',
    'knock-key',
    'welcome',
    'group',
    'group-joined',
  ],
  ...['station-grown', 'station-join', 'station-card', 'station-usage', 'station-leave', 'station-stay'],
  ...['keep', 'watch', 'unwatch', 'kept', 'drop', 'publish'],
  ...['gate-put', 'gate-act', 'gate-open', 'gate-news', 'gate-forget', 'gate-head', 'roster-put'],
]
const NOTHING = new Uint8Array(0)

interface Rewritable {
  signable(length: number, fork: number): Promise<Uint8Array>
  truncate(length: number, options: { fork: number; signature: Uint8Array }): Promise<void>
}

export class RawPeer {
  readonly device: KeyPair
  /** The peer's answers by method. By default the peer answers nothing. */
  readonly answers = new Map<string, Answer>()
  readonly #folder: string
  readonly #wires: MemoryWires
  readonly #lines = new Map<string, Line>()
  /** The keys that other devices have proven here, in hex, in the order of their wires. */
  readonly devices: string[] = []
  #shelf: CoreShelf
  #cores: Hypercore[] = []
  readonly #blinded = new WeakMap<Hypercore, BlindedKeyPair>()

  protected constructor(device: KeyPair, wires: MemoryWires, shelf: CoreShelf, folder: string) {
    this.device = device
    this.#wires = wires
    this.#shelf = shelf
    this.#folder = folder
    wires.events.on('wire', (wire) => {
      const asked: string[] = []
      const channel = openCoreChannel(wire.stream, async (key) => {
        const core = this.#cores.find((one) => equalBytes(one.discoveryKey, key))
        if (core === undefined) asked.push(toHex(key))
        else channel.attach(core)
      })
      channel.mux.role = 'known'
      const rpc = new ProtomuxRPC(channel.mux, { protocol: 'fumikura/1' })
      rpc.on('error', () => undefined)
      for (const method of METHODS)
        rpc.respond(method, (value) => this.answers.get(method)?.(value ?? NOTHING) ?? NOTHING)
      const line = { channel, rpc, handshakeHash: Buffer.from(wire.handshakeHash), isOpen: true, asked }
      this.#lines.set(toHex(wire.remoteDevice), line)
      this.devices.push(toHex(wire.remoteDevice))
      wire.stream.once('close', () => (line.isOpen = false))
      for (const core of this.#cores) channel.attach(core)
    })
  }

  static async join(network: MemoryNetwork, device: KeyPair): Promise<RawPeer> {
    return new RawPeer(device, ...(await RawPeer.open(network, device)))
  }

  protected static async open(
    network: MemoryNetwork,
    device: KeyPair,
  ): Promise<[MemoryWires, CoreShelf, string]> {
    const folder = await mkdtemp(join(tmpdir(), 'fumikura-raw-'))
    const shelf = await CoreShelf.open({ directory: folder, writeBufferBytes: 1 << 20 })
    return [network.wires(device), shelf, folder]
  }

  /** Dials, and waits until the line is open. `withinMs`: for a line that must not open. */
  async dial(device: Uint8Array, withinMs?: number): Promise<void> {
    this.#wires.dial(device)
    await eventually(() => this.isConnected(device), 'the raw peer is connected', withinMs)
  }

  undial(device: Uint8Array): void {
    this.#wires.undial(device)
  }

  hangUp(device: Uint8Array): void {
    this.undial(device)
    this.#line(device).channel.mux.destroy()
  }

  isConnected(device: Uint8Array): boolean {
    return this.#lines.get(toHex(device))?.isOpen === true
  }

  handshakeHash(device: Uint8Array): Uint8Array {
    return this.#line(device).handshakeHash
  }

  /** Returns discovery keys that the other side asked for and that this peer does not offer. */
  askedFor(device: Uint8Array): string[] {
    return this.#line(device).asked
  }

  #line(device: Uint8Array): Line {
    const line = this.#lines.get(toHex(device))
    if (line === undefined) throw new Error('no line to this device')
    return line
  }

  /** Resolves with the raw answer (may be empty); null if none came or the line broke. */
  async ask(
    device: Uint8Array,
    method: string,
    request: Uint8Array,
    timeoutMs = 5000,
  ): Promise<Uint8Array | null> {
    return this.#line(device)
      .rpc.request(method, Buffer.from(request), { timeout: timeoutMs })
      .then((answer) => answer ?? NOTHING)
      .catch(() => null)
  }

  /** The same for several requests, which leave in one frame. */
  askTogether(device: Uint8Array, requests: readonly [string, Uint8Array][]): Promise<(Uint8Array | null)[]> {
    const { mux } = this.#line(device).channel
    mux.cork()
    const answers = requests.map(([method, request]) => this.ask(device, method, request))
    mux.uncork()
    return Promise.all(answers)
  }

  /** Makes a core of its own and offers it on every line. */
  async makeCore(
    namespace: Uint8Array = randomBytes(32),
    keys: SigningKeys = this.device,
  ): Promise<Hypercore> {
    const { publicKey } = keys
    const core = await this.#shelf.openOwn(coreKey(publicKey, namespace), coreManifest(publicKey, namespace))
    if ('scalar' in keys) this.#blinded.set(core, keys)
    this.#offer(core)
    return core
  }

  /** Makes a core whose manifest has one more field than those of our cores. */
  async makeOtherCore(): Promise<Hypercore> {
    const manifest = { ...coreManifest(this.device.publicKey, randomBytes(32)), allowPatch: true }
    const core = await this.#shelf.openOwn(Hypercore.key(manifest), manifest)
    this.#offer(core)
    return core
  }

  /** Asks on every line for another device's core. */
  async wantCore(key: Uint8Array): Promise<Hypercore> {
    const core = await this.#shelf.openForeign(key)
    this.#offer(core)
    return core
  }

  #offer(core: Hypercore): void {
    if (!this.#cores.includes(core)) this.#cores.push(core)
    for (const line of this.#lines.values()) if (line.isOpen) line.channel.attach(core)
  }

  async append(core: Hypercore, blocks: Uint8Array[]): Promise<void> {
    const buffers = blocks.map((block) => Buffer.from(block))
    const blinded = this.#blinded.get(core)
    if (blinded === undefined) await core.append(buffers, { keyPair: this.device })
    else await appendSigned(core, buffers, blinded)
  }

  /**
   * Empties a core with a blinded key in its next fork. Hypercore allows this to the holder of the
   * key; our own code never does it.
   */
  async beginAgain(core: Hypercore): Promise<void> {
    const raw = core as Hypercore & Rewritable
    const fork = core.fork + 1
    const signature = signMessage(this.#blinded.get(core)!, await raw.signable(0, fork))
    await raw.truncate(0, { fork, signature: encodeSignature(signature) })
  }

  /** Closes every line and deletes its cores, to write them again with other content. */
  async forgetCores(): Promise<void> {
    for (const line of this.#lines.values()) if (line.isOpen) line.channel.mux.destroy()
    await eventually(() => [...this.#lines.values()].every(({ isOpen }) => !isOpen))
    this.#cores = []
    await this.#shelf.close()
    await rm(this.#folder, { recursive: true, force: true })
    this.#shelf = await CoreShelf.open({ directory: this.#folder, writeBufferBytes: 1 << 20 })
  }

  async remove(): Promise<void> {
    await this.#wires.close()
    await this.#shelf.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
