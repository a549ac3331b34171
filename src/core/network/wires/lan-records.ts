// The records of our service on a LAN: how an announcement is written, and how one that anybody may have made is read.
// Persisted nowhere, but every version must understand every other: only ever add to them.
import type { DnsPacket, DnsRecord } from 'multicast-dns'

export const SERVICE = '_fumikura._tcp.local'
const TTL_S = 120
const TAG_PREFIX = 't='
const MAX_TAG_CHARACTERS = 64

/** Where a device may be, and the tag it claims. */
export interface Sighting {
  host: string
  port: number
  tag: string
}

/** What an instance of this random name says about itself. On the wire: do not change. */
export function recordsOf(name: string, address: string, port: number, tag: string): DnsRecord[] {
  const instance = `${name}.${SERVICE}`
  const target = `${name}.local`
  return [
    { name: SERVICE, type: 'PTR', ttl: TTL_S, data: instance },
    { name: instance, type: 'SRV', ttl: TTL_S, data: { port, target } },
    { name: instance, type: 'TXT', ttl: TTL_S, data: [Buffer.from(TAG_PREFIX + tag)] },
    { name: target, type: 'A', ttl: TTL_S, data: address },
  ]
}

/** The host is where the packet came from: what a record says about it would let anyone send us anywhere. */
export function sightingsIn(packet: DnsPacket, host: string): Sighting[] {
  const records = [...packet.answers, ...packet.additionals].filter(({ name }) =>
    name.endsWith(`.${SERVICE}`),
  )
  const sightings: Sighting[] = []
  for (const record of records) {
    const tag = record.type === 'TXT' ? tagIn(record.data) : null
    const port = tag === null ? null : portOf(record.name, records)
    if (tag !== null && port !== null) sightings.push({ host, port, tag })
  }
  return sightings
}

function tagIn(data: Uint8Array | Uint8Array[]): string | null {
  const texts = (Array.isArray(data) ? data : [data]).map((bytes) => Buffer.from(bytes).toString('latin1'))
  const text = texts.find((candidate) => candidate.startsWith(TAG_PREFIX))
  return text === undefined || text.length > MAX_TAG_CHARACTERS ? null : text.slice(TAG_PREFIX.length)
}

function portOf(name: string, records: DnsRecord[]): number | null {
  for (const record of records) {
    if (record.type === 'SRV' && record.name === name && record.data.port > 0) return record.data.port
  }
  return null
}
