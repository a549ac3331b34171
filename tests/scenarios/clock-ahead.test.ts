// A contact whose clock is years ahead: nothing of theirs is lost, and nothing stays on top of a list.
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../src/core/base/index.ts'
import type { RefText } from '../../src/core/contract/index.ts'
import { addFile, makeFile } from '../support/files.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { TestClock } from '../support/test-clock.ts'

const tempFolder = useTempFolders()
const made: Person[] = []
afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.remove()))
})

/** Bob's clock says the year 3609. */
const AHEAD_MS = 1_583 * 365 * 86_400_000

/** Alice, and bob and carol, who write to her. */
async function open(): Promise<{ alice: Person; bob: Person; carol: Person; ahead: TestClock }> {
  const network = new MemoryNetwork()
  const ahead = new TestClock()
  ahead.jump(AHEAD_MS)
  const [alice, bob, carol] = await Promise.all([
    Person.create('alice', network, systemClock),
    Person.create('bob', network, ahead),
    Person.create('carol', network, systemClock),
  ])
  made.push(alice, bob, carol)
  await pair(bob, alice)
  await pair(alice, carol)
  return { alice, bob, carol, ahead }
}

test('a letter from a clock that is years ahead is listed and opened as it arrived', async () => {
  const { alice, bob, carol } = await open()
  const folder = await tempFolder()
  const attach = async (person: Person, name: string): Promise<RefText[]> => [
    (await addFile(person, (await makeFile(folder, name, 10)).path)).ref,
  ]
  const early = await bob.write(alice, 'early', 'From the future.', {
    attachments: await attach(bob, 'early.txt'),
  })
  await alice.arrival(early)
  expect((await alice.read(early)).sentAt).toMatch(/^36/)
  const late = await carol.write(alice, 'late', 'Now.', { attachments: await attach(carol, 'late.txt') })
  await alice.arrival(late)
  await alice.read(late)
  expect((await alice.list()).map(({ subject }) => subject)).toEqual(['late', 'early'])
  const files = await alice.do.files.list({ from: 'others', order: 'added', limit: 10 }, calling)
  expect(files.map(({ name }) => name)).toEqual(['late.txt', 'early.txt'])
})

test('what is said from such a clock has the place of its arrival, and so have a reaction and a mark', async () => {
  const { alice, bob, ahead } = await open()
  await alice.do.talks.settings({ with: 'bob', showsSeen: true }, calling)
  await bob.do.talks.settings({ with: 'alice', showsSeen: true }, calling)
  const { ref } = await bob.do.talks.say({ with: 'alice', text: 'First' }, calling)
  await alice.arrival(ref)
  const { ref: mine } = await alice.do.talks.say({ with: 'bob', text: 'Second' }, calling)
  await bob.arrival(mine)
  await bob.do.talks.react({ ref: mine, text: '👍' }, calling)
  await bob.do.talks.markRead({ with: 'alice', upTo: mine }, calling)
  const read = () => alice.do.talks.stream({ with: 'bob', limit: 10 }, calling)
  await eventually(async () => (await read()).entries.at(-1)?.seenBy.length === 1, 'the mark')
  const { entries } = await read()
  expect(entries.map(({ text }) => text)).toEqual(['First', 'Second'])
  const times = entries.flatMap(({ saidAt, reactions }) => [saidAt, ...reactions.map(({ at }) => at)])
  expect(times).toHaveLength(3)
  for (const at of times) expect(Date.parse(at)).toBeLessThanOrEqual(Date.now())
  // The clock is put right. What comes then is newer.
  ahead.jump(-AHEAD_MS)
  const { ref: third } = await alice.do.talks.say({ with: 'bob', text: 'Third' }, calling)
  await bob.arrival(third)
  await bob.do.talks.markRead({ with: 'alice', upTo: third }, calling)
  await eventually(async () => (await read()).entries.at(-1)?.seenBy.length === 1, 'the later mark')
})
