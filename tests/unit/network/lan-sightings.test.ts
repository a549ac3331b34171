// Recognising a wanted device among announcements, which any device can send.
import { expect, test } from 'vitest'
import { isOnLink } from '../../../src/core/network/wires/lan-interfaces.ts'
import { LanSightings } from '../../../src/core/network/wires/lan-sightings.ts'
import { hourOf, tagOf, untilNextHourMs } from '../../../src/core/network/wires/lan-tag.ts'

const hourMs = 3_600_000
const alice = Buffer.alloc(32, 1)
const bob = Buffer.alloc(32, 2)

class Time {
  nowMs = 500_000 * hourMs + 1_000
  now = (): number => this.nowMs
  monotonicMs = (): number => this.nowMs
}

function at(port: number, tag: string): { host: string; port: number; tag: string } {
  return { host: '10.0.0.2', port, tag }
}

test('a wanted device is recognised by the tags of this hour and the neighbouring hours only', () => {
  const time = new Time()
  const sightings = new LanSightings(time)
  sightings.want(Buffer.from(alice))
  const hour = hourOf(time.nowMs)
  const recognised = [-2, -1, 0, 1, 2].map(
    (offset) => sightings.add(at(1, tagOf(alice, hour + offset))) !== null,
  )
  expect(recognised).toEqual([false, true, true, true, false])
  expect(sightings.add(at(2, tagOf(bob, hour)))).toBeNull()
})

test('a device that is wanted after it was seen is found', () => {
  const time = new Time()
  const sightings = new LanSightings(time)
  sightings.add(at(7, tagOf(bob, hourOf(time.nowMs))))
  expect(sightings.find(bob)).toBeNull()
  sightings.want(bob)
  expect(sightings.find(Buffer.from(bob))?.port).toBe(7)
  sightings.unwant(bob)
  expect(sightings.find(bob)).toBeNull()
})

test('the tags change with the hour', () => {
  const time = new Time()
  const sightings = new LanSightings(time)
  sightings.want(alice)
  const tag = tagOf(alice, hourOf(time.nowMs) + 2)
  expect(sightings.add(at(1, tag))).toBeNull()
  time.nowMs += untilNextHourMs(time.nowMs)
  expect(sightings.add(at(2, tag))).toEqual(alice)
})

test('a sighting is forgotten after two minutes', () => {
  const time = new Time()
  const sightings = new LanSightings(time)
  sightings.want(alice)
  sightings.add(at(1, tagOf(alice, hourOf(time.nowMs))))
  time.nowMs += 119_000
  expect(sightings.find(alice)?.port).toBe(1)
  time.nowMs += 2_000
  expect(sightings.find(alice)).toBeNull()
})

test('an address that failed is returned after those that did not', () => {
  const time = new Time()
  const sightings = new LanSightings(time)
  sightings.want(alice)
  const tag = tagOf(alice, hourOf(time.nowMs))
  for (const port of [1, 2]) sightings.add(at(port, tag))
  const tried: number[] = []
  for (let i = 0; i < 4; i++) {
    time.nowMs += 1_000
    const next = sightings.find(alice)!
    tried.push(next.port)
    sightings.failed(next)
  }
  expect(tried).toEqual([2, 1, 2, 1])
})

test('repeating the tag of another device on new ports causes only a few hurried dials', () => {
  const time = new Time()
  const sightings = new LanSightings(time)
  sightings.want(alice)
  const tag = tagOf(alice, hourOf(time.nowMs))
  const urgent = Array.from({ length: 100 }, (_, port) => sightings.add(at(port + 1, tag))).filter(
    (device) => device !== null,
  )
  expect(urgent.length).toBe(4)
})

test('a flood of tags uses limited memory', () => {
  const time = new Time()
  const sightings = new LanSightings(time)
  sightings.want(alice)
  sightings.add(at(1, tagOf(alice, hourOf(time.nowMs))))
  for (let i = 0; i < 256; i++) sightings.add(at(1, `tag ${i}`))
  expect(sightings.find(alice)).toBeNull()
})

test('isOnLink() is true if an address is in the network of the interface', () => {
  const own = { name: 'eth0', address: '192.168.7.20', netmask: '255.255.254.0' }
  const verdicts = ['192.168.6.1', '192.168.7.255', '192.168.8.1', '8.8.8.8', '127.0.0.1'].map((host) =>
    isOnLink(host, own),
  )
  expect(verdicts).toEqual([true, true, false, false, false])
})
