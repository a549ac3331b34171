// The content of an announcement on a LAN, and the parsing of records, which any device can send.
import type { DnsPacket, DnsRecord } from 'multicast-dns'
import { expect, test } from 'vitest'
import { recordsOf, sightingsIn } from '../../../src/core/network/wires/lan-records.ts'

const packet = (answers: DnsRecord[]): DnsPacket => ({ questions: [], answers, additionals: [] })

test('an announcement is parsed as a port and a tag, with the sender of the packet as the host', () => {
  const records = recordsOf('x7', '10.0.0.5', 4_321, 'abc')
  expect(sightingsIn(packet(records), '10.0.0.9')).toEqual([{ host: '10.0.0.9', port: 4_321, tag: 'abc' }])
  expect(sightingsIn({ questions: [], answers: [], additionals: records }, '10.0.0.9').length).toBe(1)
})

test('an announcement contains nothing else about its device', () => {
  expect(recordsOf('x7', '10.0.0.5', 4_321, 'abc')).toEqual([
    { name: '_fumikura._tcp.local', type: 'PTR', ttl: 120, data: 'x7._fumikura._tcp.local' },
    { name: 'x7._fumikura._tcp.local', type: 'SRV', ttl: 120, data: { port: 4_321, target: 'x7.local' } },
    { name: 'x7._fumikura._tcp.local', type: 'TXT', ttl: 120, data: [Buffer.from('t=abc')] },
    { name: 'x7.local', type: 'A', ttl: 120, data: '10.0.0.5' },
  ])
})

test('records of other services, without a port, with port 0, without a tag or with a long tag give no sightings', () => {
  const [, port, tag] = recordsOf('x7', '10.0.0.5', 1, 'abc') as [DnsRecord, DnsRecord, DnsRecord, DnsRecord]
  const name = 'x7._fumikura._tcp.local'
  const bad: DnsRecord[][] = [
    [tag],
    [port],
    [tag, { name: 'other._fumikura._tcp.local', type: 'SRV', data: { port: 1, target: 'x' } }],
    [tag, { name, type: 'SRV', data: { port: 0, target: 'x' } }],
    [port, { name, type: 'TXT', data: [] }],
    [port, { name, type: 'TXT', data: [Buffer.from('t=' + 'a'.repeat(300))] }],
    [port, { name, type: 'TXT', data: Buffer.from([0xff, 0xfe]) }],
    [
      { name: 'x7._http._tcp.local', type: 'SRV', data: { port: 1, target: 'x' } },
      { name: 'x7._http._tcp.local', type: 'TXT', data: [Buffer.from('t=abc')] },
    ],
  ]
  expect(bad.flatMap((records) => sightingsIn(packet(records), '10.0.0.9'))).toEqual([])
})
