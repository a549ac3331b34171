// The DNS records of our service on a LAN: encodes our announcement, and parses
// announcements that anybody may have made. They are never stored, but all versions must understand
// each other, so only add to them.
import type { DnsPacket, DnsRecord } from 'multicast-dns'

export const SERVICE = '_fumikura._tcp.local'
const TTL_S = 120
const TAG_PREFIX = 't='
const MAX_TAG_CHARACTERS = 64

/** A possible address of a device, with the tag that it claims. */
export interface Sighting {
  host: string
  port: number
  tag: string
}

/** Returns the records of a service instance with this random name. On the wire: do not change. */
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

/**
 * The host is the sender of the packet, because a host in a record could direct our calls anywhere.
 */
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
