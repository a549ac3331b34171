// Where known devices were last: the nodes of the DHT that knew them, which devices tell each other,
// and their own addresses, as seen on a wire. The next dial asks them before the DHT has answered.
// Below "replicate" in the life of a message.
import type { DhtAddress } from 'hyperdht'
import {
  fixedBytes,
  listUpTo,
  MalformedRecord,
  part,
  record,
  toHex,
  uint,
  type Encoding,
  type Log,
} from '../base/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Peer } from './peer.ts'
import type { Peers } from './peers.ts'
import type { Place } from './wires/index.ts'

/** As many as announce a device. */
export const MAX_DHT_NODES = 3
/** An IPv4 address in four bytes. */
export const dhtNodeEncoding = part('DHT node', { address: fixedBytes(4), port: uint })
export const dhtNodesEncoding = listUpTo(dhtNodeEncoding, MAX_DHT_NODES)
/** Sent and persisted. */
export const whereaboutsForm = record('whereabouts', { nodes: dhtNodesEncoding })

type DhtNodes = typeof dhtNodesEncoding extends Encoding<infer T> ? T : never

/** The nodes that each device told last, as it told them, and its address on the last wire. */
export const WHEREABOUTS_TABLE = `
  CREATE TABLE whereabouts (
    device BLOB PRIMARY KEY, nodes BLOB, host TEXT, port INTEGER
  ) STRICT, WITHOUT ROWID;`

interface Row {
  device: Uint8Array
  nodes: Uint8Array | null
  host: string | null
  port: number | null
}

const MAX_BYTES = 64
/** Nodes change when one of them leaves. */
const TELL_AGAIN_MS = 60_000
const NOTHING = new Uint8Array(0)

export function toDhtNodes(nodes: readonly DhtAddress[]): DhtNodes {
  return nodes
    .filter(({ host }) => /^\d+\.\d+\.\d+\.\d+$/.test(host))
    .slice(0, MAX_DHT_NODES)
    .map(({ host, port }) => ({ address: Uint8Array.from(host.split('.'), Number), port }))
}

/** @throws MalformedRecord */
export function fromDhtNodes(nodes: DhtNodes): DhtAddress[] {
  return nodes.map(({ address, port }) => {
    if (port < 1 || port > 65_535) throw new MalformedRecord('a port that cannot be')
    return { host: address.join('.'), port }
  })
}

function placeOf({ nodes, host, port }: Row): Place {
  return {
    nodes: nodes === null ? [] : fromDhtNodes(whereaboutsForm.decode(nodes).nodes),
    address: host === null || port === null ? null : { host, port },
  }
}

interface Options {
  ledger: Ledger
  peers: Peers
  log: Log
}

export class Whereabouts {
  readonly #options: Options
  /** What was told on each wire. */
  readonly #told = new WeakMap<Peer, string>()
  readonly #timer: NodeJS.Timeout

  constructor(options: Options) {
    this.#options = options
    const { ledger, peers, log } = options
    for (const row of ledger.all<Row>('SELECT device, nodes, host, port FROM whereabouts'))
      peers.locate(row.device, placeOf(row))
    peers.respond({
      ...{ name: 'whereabouts', isForStrangers: false, isOneWay: true, maxRequestBytes: MAX_BYTES },
      limits: { atOncePerAsker: 1, waiting: 4, burst: 4, perSecond: 0.1 },
      handle: (peer, bytes) => this.#hear(peer, bytes),
    })
    peers.events.on('connected', (peer) => {
      this.#tell(peer)
      void this.#recordAddress(peer).catch((error: unknown) =>
        log.warn('address-not-kept', { message: String(error) }),
      )
    })
    this.#timer = setInterval(() => peers.list().forEach((peer) => this.#tell(peer)), TELL_AGAIN_MS).unref()
  }

  #tell(peer: Peer): void {
    const nodes = toDhtNodes(this.#options.peers.ownNodes())
    if (peer.person === null || nodes.length === 0) return
    const message = whereaboutsForm.encode({ nodes })
    if (this.#told.get(peer) === toHex(message)) return
    this.#told.set(peer, toHex(message))
    peer.tell('whereabouts', message)
  }

  async #hear({ device }: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const { ledger, peers } = this.#options
    peers.locate(device, { nodes: fromDhtNodes(whereaboutsForm.decode(bytes).nodes) })
    const sql = `
      INSERT INTO whereabouts (device, nodes) VALUES (?, ?)
      ON CONFLICT (device) DO UPDATE SET nodes = excluded.nodes`
    await ledger.write((tx) => tx.run(sql, device, bytes))
    return NOTHING
  }

  /** Keeps the address of a contact's device, if it has another one than before. */
  async #recordAddress({ person, device, wire }: Peer): Promise<void> {
    const { ledger, peers } = this.#options
    if (person === null || wire.address === null) return
    const { host, port } = wire.address
    peers.locate(device, { address: wire.address })
    const same = 'SELECT 1 FROM whereabouts WHERE device = ? AND host = ? AND port = ?'
    if (ledger.get(same, device, host, port) !== undefined) return
    const sql = `
      INSERT INTO whereabouts (device, host, port) VALUES (?, ?, ?)
      ON CONFLICT (device) DO UPDATE SET host = excluded.host, port = excluded.port`
    await ledger.write((tx) => tx.run(sql, device, host, port))
  }

  close(): void {
    clearInterval(this.#timer)
  }
}
