// Later readers get a file from its first readers too, if they prove that they hold its key.
import { randomBytes } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile, savedContent, saveFiles } from '../../support/files.ts'
import { foundGroup } from '../../support/groups.ts'
import { calling, eventually, pair, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
const LARGE = 300_000

async function three(): Promise<[Person, Person, Person]> {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  await pair(bob, carol)
  return [alice, bob, carol]
}

test('a letter and its files that were shared on later come from a first reader while the author is away', async () => {
  const [alice, bob, carol] = await three()
  const folder = await makeFolder()
  const made = [await makeFile(folder, 'film', LARGE), await makeFile(folder, 'small', 700)]
  const attachments: string[] = []
  for (const { path } of made) attachments.push((await addFile(alice, path)).file)
  const letter = await alice.write(bob, 'Ours', 'between us', { attachments })
  await bob.arrival(letter)
  await saveFiles(bob, letter, await makeFolder())
  await alice.do.letters.share({ ref: letter, to: 'carol', mode: 'open' }, calling)
  await carol.arrival(letter)
  await alice.stop()
  expect((await carol.read(letter)).text).toBe('between us')
  for (const [i, { content }] of made.entries())
    expect((await savedContent(carol, letter, await makeFolder(), i + 1)).equals(content)).toBe(true)
})

test('members of a group to which a letter was shared later get it from its first reader', async () => {
  const [alice, bob, carol] = await three()
  await foundGroup(alice, 'Choir', [carol])
  const { path, content } = await makeFile(await makeFolder(), 'score', LARGE)
  const letter = await alice.write(bob, 'Score', 'x', { attachments: [(await addFile(alice, path)).file] })
  await bob.arrival(letter)
  await saveFiles(bob, letter, await makeFolder())
  await alice.do.letters.share({ ref: letter, to: 'Choir' }, calling)
  await carol.arrival(letter)
  await carol.read(letter)
  await alice.stop()
  expect((await savedContent(carol, letter, await makeFolder())).equals(content)).toBe(true)
})

test('a first reader who connects after the request is asked once connected', async () => {
  const [alice, bob, carol] = await three()
  const { path, content } = await makeFile(await makeFolder(), 'film', LARGE)
  const letter = await alice.write(bob, 'Film', 'x', { attachments: [(await addFile(alice, path)).file] })
  await bob.arrival(letter)
  await saveFiles(bob, letter, await makeFolder())
  await alice.do.letters.share({ ref: letter, to: 'carol' }, calling)
  await carol.arrival(letter)
  await carol.read(letter)
  await Promise.all([alice.stop(), bob.stop()])
  const saving = savedContent(carol, letter, await makeFolder())
  await bob.start()
  expect((await saving).equals(content)).toBe(true)
})

test('a person without a key gets no answer and no block, whatever they send', async () => {
  const [alice, bob, carol] = await three()
  const { path } = await makeFile(await makeFolder(), 'film', LARGE)
  const letter = await alice.write(bob, 'Film', 'x', { attachments: [(await addFile(alice, path)).file] })
  await bob.arrival(letter)
  await saveFiles(bob, letter, await makeFolder())
  const { core } = alice.home.files.refOf(alice.home.files.list(1)[0]!)
  const { file: name, holder_tag: tag } = bob.home.parts.ledger.get<{
    file: Uint8Array
    holder_tag: Uint8Array
  }>('SELECT file, holder_tag FROM attached')!
  const peer = carol.home.peers.find(bob.device)!
  const say = (request: Uint8Array) => peer.request('key-holder', request, 2000)
  const answers = []
  for (const request of [Buffer.concat([tag, randomBytes(32)]), Buffer.concat([randomBytes(16), name]), name])
    answers.push([...((await say(request)) ?? [])])
  expect(answers).toEqual([[0], [0], [0]])
  peer.attach(await carol.home.parts.foreignCores.openCore(core))
  expect(await carol.home.parts.foreignCores.fetch(core, 0, 300)).toBeNull()
  expect(
    bob.home.parts.ledger.all(
      'SELECT 1 FROM core_readers WHERE core = ? AND person = ?',
      core,
      carol.home.parts.identity.person,
    ),
  ).toEqual([])
})

test('key-holder and core requests decode no header, whatever number of objects is stored', async () => {
  const [alice, bob, carol] = await three()
  const folder = await makeFolder()
  const attachments: string[] = []
  for (let i = 0; i < 3; i++)
    attachments.push((await addFile(alice, (await makeFile(folder, `film-${i}`, LARGE)).path)).file)
  const letter = await alice.write(bob, 'Films', 'x', { attachments })
  await bob.arrival(letter)
  await saveFiles(bob, letter, await makeFolder())
  await alice.do.letters.share({ ref: letter, to: 'carol', mode: 'open' }, calling)
  await carol.arrival(letter)
  await alice.stop()
  const { ledger, store } = bob.home.parts
  const decoded = vi.spyOn(store, 'findKept')
  const scanned = vi.spyOn(ledger, 'all')
  await carol.read(letter)
  await saveFiles(carol, letter, await makeFolder())
  expect(decoded).not.toHaveBeenCalled()
  const tables = scanned.mock.calls.filter(
    ([sql]) => /attached|kept_objects/.test(sql) && !/is_durable/.test(sql),
  )
  expect(tables).toEqual([])
  vi.restoreAllMocks()
})

test('five megabytes to ten readers, of whom three open, are stored once and transferred three times', async () => {
  const names = Array.from({ length: 10 }, (_, i) => `reader-${i}`)
  const [alice, ...readers] = (await circle(['alice', ...names])).people as [Person, ...Person[]]
  const { path } = await makeFile(await makeFolder(), 'film', 5_000_000)
  const moved = (): number => alice.home.peers.list().reduce((sum, { bytes }) => sum + bytes.out, 0)
  const letter = await alice.write(readers, 'A film', 'x', {
    attachments: [(await addFile(alice, path)).file],
  })
  await Promise.all(readers.map((reader) => reader.arrival(letter)))
  const noticed = moved()
  expect(noticed).toBeLessThan(500_000)
  for (const reader of readers.slice(0, 3)) await saveFiles(reader, letter, await makeFolder())
  const times = (moved() - noticed) / 5_000_000
  expect(times).toBeGreaterThan(3)
  expect(times).toBeLessThan(3.3)
  const { own } = await alice.do.space.report({}, calling)
  expect(own.bytes).toBeLessThan(5_000_000 * 1.13)
  await eventually(() => alice.home.ownCores.list().filter(({ kind }) => kind === 'object').length === 1)
})
