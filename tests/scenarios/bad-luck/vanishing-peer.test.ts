// A peer vanishes during a large letter. The transfer resumes, and no block is fetched twice.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { useCircle } from '../../support/circle.ts'
import { eventually, pair, type Person } from '../../support/person.ts'
import type { MemoryNetwork } from '../../support/memory-network.ts'

const makeCircle = useCircle()
const MEGABYTES = 6

async function announceLarge(): Promise<{
  alice: Person
  bob: Person
  network: MemoryNetwork
  ref: string
  text: string
  size: number
}> {
  const { people, network } = await makeCircle(['alice', 'bob'])
  const [alice, bob] = people as [Person, Person]
  const text = 'A long letter that is worth the wait. '.repeat((MEGABYTES << 20) / 38)
  const ref = await alice.write(bob, 'Long', text)
  await bob.arrival(ref)
  return { alice, bob, network, ref, text, size: (await bob.list())[0]!.size }
}

/** Resolves when this many further bytes have arrived on the connection between the two. */
async function untilMoved(network: MemoryNetwork, [a, b]: [Person, Person], bytes: number): Promise<void> {
  const before = network.bytesMoved(a.device, b.device)
  await eventually(() => network.bytesMoved(a.device, b.device) - before >= bytes, `${bytes} bytes move`)
}

test('an interrupted transfer resumes when the author is back, within the same read()', async () => {
  const { alice, bob, network, ref, text, size } = await announceLarge()
  const before = network.bytesMoved(alice.device, bob.device)
  const reading = bob.read(ref, 10_000)
  for (let cuts = 0; cuts < 3; cuts++) {
    await untilMoved(network, [alice, bob], size / 5)
    network.partition(alice.device, bob.device)
    await new Promise((resolve) => setTimeout(resolve, 50))
    network.heal()
  }
  expect((await reading).text === text).toBe(true)
  expect(network.bytesMoved(alice.device, bob.device) - before).toBeLessThan(size * 1.1)
})

test('a transfer that was abandoned resumes at the next read(), also after the reader restarts', async () => {
  const { alice, bob, network, ref, text, size } = await announceLarge()
  const reading = bob.read(ref, 1000)
  const failing = expect(reading).rejects.toMatchObject({
    code: expect.stringMatching(/^(AUTHOR_AWAY|UNREACHABLE)$/) as unknown,
  })
  await untilMoved(network, [alice, bob], size / 3)
  network.partition(alice.device, bob.device)
  await failing
  await bob.stop()
  await bob.start()
  const before = network.bytesMoved(alice.device, bob.device)
  network.heal()
  expect((await bob.read(ref)).text === text).toBe(true)
  expect(network.bytesMoved(alice.device, bob.device) - before).toBeLessThan(size * 0.8)
})

async function writeToBoth(alice: Person, readers: [Person, Person], subject: string): Promise<string> {
  const ref = await alice.write(readers, subject, subject, { policy: { ...PLAIN_POLICY, mode: 'open' } })
  await Promise.all(readers.map((reader) => reader.arrival(ref)))
  return ref
}

/**
 * A second letter is announced and its core attached;
 * then nothing from alice reaches carol any more.
 */
async function silenceAuthor(
  { people, network }: Awaited<ReturnType<typeof makeCircle>>,
  readers: [Person, Person],
): Promise<string> {
  const [alice, , carol] = people as [Person, Person, Person]
  const first = await writeToBoth(alice, readers, 'First')
  await Promise.all(readers.map((reader) => reader.read(first)))
  const second = await writeToBoth(alice, readers, 'Second')
  await readers[0].read(second)
  network.findPair(alice.device, carol.device)!.pause()
  return second
}

test('a request to an author who vanished is repeated to a fellow reader who connects', async () => {
  const circle = await makeCircle(['alice', 'bob', 'carol'])
  const [, bob, carol] = circle.people as [Person, Person, Person]
  await pair(bob, carol)
  circle.network.partition(bob.device, carol.device)
  const second = await silenceAuthor(circle, [bob, carol])
  const reading = carol.read(second, 10_000)
  await new Promise((resolve) => setTimeout(resolve, 100))
  circle.network.heal()
  expect((await reading).text).toBe('Second')
})

test('a dead connection is replaced while a request waits on it, and the letter arrives', async () => {
  const circle = await makeCircle(['alice', 'bob', 'carol'])
  const [, bob, carol] = circle.people as [Person, Person, Person]
  const second = await silenceAuthor(circle, [bob, carol])
  expect((await carol.read(second)).text).toBe('Second')
})
