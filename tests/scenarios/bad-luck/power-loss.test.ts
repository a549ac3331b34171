// A power cut or a restored copy leaves ledger and cores of different ages.
// The engine writes the promised records again, or starts a new feed.
import { expect, test } from 'vitest'
import { useCircle } from '../../support/circle.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { copyParts } from '../../support/home-parts.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { countNamed, isSameFeed, listAll, listTroubles, pairWith, readOwnFeed } from './wholeness.ts'

const makeCircle = useCircle()
const makeFolder = useTempFolders()
const refused = (code: string): unknown => expect.objectContaining({ code })

async function writeSome(alice: Person, bob: Person, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n++)
    await bob.arrival(await alice.write(bob, `letter ${n}`, `This is letter ${n}.`))
}

const subjects = async (person: Person, box: 'inbox' | 'sent'): Promise<string[]> =>
  (await listAll(person, box)).map(({ subject }) => subject!).sort()
const frozenOf = ({ home }: Person): string[] =>
  home.ownCores
    .list()
    .flatMap(({ kind, frozen }) => (frozen === null ? [] : [`${kind} ${frozen}`]))
    .sort()
const refOf = async (person: Person, subject: string): Promise<string> =>
  (await listAll(person, person.name === 'alice' ? 'sent' : 'inbox')).find(
    (entry) => entry.subject === subject,
  )!.ref!
const countRepairs = async (person: Person): Promise<number> =>
  (await person.do.doctor.log({}, calling)).filter(({ text }) => text.includes('core-repaired')).length
const letters = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `letter ${from + i}`)

/** Alice writes three letters and closes; her home is copied; then bob gets three more. */
async function makeYesterday(): Promise<{ alice: Person; bob: Person; yesterday: string }> {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  await writeSome(alice, bob, 1, 3)
  await alice.stop()
  const yesterday = await makeFolder()
  await copyParts(alice.homeDir, yesterday, ['mirror', 'ledger', 'cores'])
  await alice.start()
  await writeSome(alice, bob, 4, 6)
  return { alice, bob, yesterday }
}

test('cores that lost their unsynced end get identical blocks again, and a reader who had seen them sees no fork', async () => {
  const { alice, bob, yesterday } = await makeYesterday()
  await eventually(() => isSameFeed(alice, bob))
  const atTheCut = await makeFolder()
  await copyParts(alice.homeDir, atTheCut, ['mirror', 'ledger'])
  await alice.stop()
  await copyParts(atTheCut, alice.homeDir, ['mirror', 'ledger'])
  await copyParts(yesterday, alice.homeDir, ['cores'])
  await alice.start()
  expect([alice.home.ownCores.repairedCount, await countRepairs(alice)]).toEqual([2, 2])
  await writeSome(alice, bob, 7, 8)
  await eventually(() => isSameFeed(alice, bob), 'both have the same feed')
  for (const { ref } of await listAll(bob, 'inbox')) expect((await bob.read(ref!)).verified).toBe(true)
  expect([await subjects(alice, 'sent'), await subjects(bob, 'inbox')]).toEqual([
    letters(1, 8),
    letters(1, 8),
  ])
  const counts = countNamed(await readOwnFeed(alice, bob), 'notice')
  expect([counts.size, Math.max(...counts.values())]).toEqual([8, 1])
  expect(listTroubles(alice, bob)).toEqual([])
})

test('a home that lost nothing reports no repair, although its new cores start behind their marks', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  await writeSome(alice, bob, 1, 3)
  for (const person of [alice, bob])
    expect([person.home.ownCores.repairedCount, await countRepairs(person)]).toEqual([0, 0])
})

test('cores behind their synced length freeze; the next feed follows, and every remaining letter opens', async () => {
  const { alice, bob, yesterday } = await makeYesterday()
  await eventually(() => isSameFeed(alice, bob))
  await alice.stop()
  await copyParts(yesterday, alice.homeDir, ['cores'])
  await alice.start()
  expect(frozenOf(alice)).toEqual(['feed short', 'objects short'])
  await writeSome(alice, bob, 7, 8)
  expect([await subjects(alice, 'sent'), await subjects(bob, 'inbox')]).toEqual([
    letters(1, 8),
    letters(1, 8),
  ])
  expect(pairWith(bob, alice).theirGeneration).toBe(1)
  expect((await bob.read(await refOf(bob, 'letter 3'))).text).toBe('This is letter 3.')
  expect((await bob.read(await refOf(bob, 'letter 8'))).text).toBe('This is letter 8.')
  await expect(alice.read(await refOf(alice, 'letter 5'), 0)).rejects.toEqual(refused('DAMAGED'))
  await expect(bob.read(await refOf(bob, 'letter 5'), 1000)).rejects.toEqual(refused('UNREACHABLE'))
  expect((await alice.status(await refOf(alice, 'letter 5'))).map(({ state }) => state)).toEqual(['notified'])
  expect(listTroubles(bob)).toEqual([])
})

test('a ledger restored from yesterday opens as DAMAGED, shows its content and writes nothing', async () => {
  const { alice, bob, yesterday } = await makeYesterday()
  await alice.stop()
  await copyParts(yesterday, alice.homeDir, ['ledger'])
  await alice.start()
  expect(await subjects(alice, 'sent')).toEqual(letters(1, 3))
  const [last] = await listAll(alice, 'sent')
  expect((await alice.read(last!.ref!, 0)).text).toBe('This is letter 3.')
  await expect(alice.write(bob, 'letter 7', 'x')).rejects.toEqual(refused('DAMAGED'))
  const report = await alice.do.doctor.report({}, calling)
  expect(report).toMatchObject({ healthy: false, ledger: { state: 'damaged', reason: 'rewound' } })
  expect(await subjects(bob, 'inbox')).toEqual(letters(1, 6))
  expect(listTroubles(bob)).toEqual([])
})

test('if the witness is restored too, the cores are ahead and freeze, the next feed follows, and nothing is lost or doubled', async () => {
  const { alice, bob, yesterday } = await makeYesterday()
  await alice.stop()
  await copyParts(yesterday, alice.homeDir, ['mirror', 'ledger'])
  await alice.start()
  expect(frozenOf(alice)).toEqual(['feed ahead', 'objects ahead'])
  expect(await subjects(alice, 'sent')).toEqual(letters(1, 3))
  await writeSome(alice, bob, 7, 9)
  expect(pairWith(bob, alice).theirGeneration).toBe(1)
  expect(await subjects(bob, 'inbox')).toEqual([...letters(1, 9)])
  for (const n of [1, 3, 7, 9]) {
    expect((await bob.read(await refOf(bob, `letter ${n}`))).text).toBe(`This is letter ${n}.`)
  }
  await expect(bob.read(await refOf(bob, 'letter 5'))).rejects.toEqual(refused('NOT_A_READER'))
  expect(listTroubles(bob)).toEqual([])
  expect((await alice.do.doctor.report({}, calling)).cores.frozen).toBe(2)
})
