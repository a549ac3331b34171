// Interruptions. A deletion completes at the next start, a fetch resumes,
// and a full disk loses nothing.
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { startChild } from '../../support/child.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile, savedContent, saveFiles } from '../../support/files.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { canMount } from '../../support/small-disk.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { useSmallDisks } from '../../support/use-small-disks.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
const MIB = 1 << 20

test('a deletion that a kill interrupted completes at the next start, so that no block is left and the disk space is free again', async () => {
  const home = await makeFolder()
  const alice = Person.at('alice', home, new MemoryNetwork())
  await alice.start()
  await alice.do.home.create({ name: 'alice' }, calling)
  const { ref } = await addFile(alice, (await makeFile(await makeFolder(), 'film', 12 * MIB)).path)
  const place = alice.home.files.refOf(alice.home.files.list(1)[0]!)
  await alice.stop()
  const child = await startChild('tests/scenarios/files/deleting-child.ts', [home, ref])
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect([code, signal]).toEqual([null, 'SIGKILL'])
  await alice.start()
  try {
    const core = await alice.home.ownCores.openCore(place.core)
    expect(await core.has(0, core.length)).toBe(false)
    for (const number of [0, 1, 100]) expect(await core.get(number, { wait: false })).toBeNull()
    const { ledger } = alice.home.parts
    expect(ledger.all('SELECT 1 FROM doomed_blocks')).toEqual([])
    expect(ledger.all('SELECT 1 FROM access_keys WHERE content_key IS NOT NULL')).toEqual([])
    await alice.do.space.giveBack({}, calling)
    expect((await alice.do.space.report({}, calling)).disk.usedBytes).toBeLessThan(6 * MIB)
  } finally {
    await alice.stop()
  }
})

test('a fetch resumes after a restart with the missing blocks', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { path, content } = await makeFile(await makeFolder(), 'film', 4 * MIB)
  const letter = await alice.write(bob, 'Film', 'x', { attachments: [(await addFile(alice, path)).file] })
  await bob.arrival(letter)
  const { attachments } = await bob.read(letter)
  const film = await bob.files.open(attachments[0]!.file, { waitMs: PATIENCE_MS, ...calling })
  for await (const piece of film.read(0, 3 * MIB)) expect(piece.byteLength).toBeGreaterThan(0)
  film.close()
  await bob.stop()
  await bob.start()
  await eventually(() => alice.home.peers.find(bob.device) !== null)
  const before = alice.home.peers.find(bob.device)!.bytes.out
  expect((await savedContent(bob, letter, await makeFolder())).equals(content)).toBe(true)
  expect(alice.home.peers.find(bob.device)!.bytes.out - before).toBeLessThan(1.5 * MIB)
})

describe.skipIf(!canMount)('on a full disk (needs root)', () => {
  const mountDisk = useSmallDisks()
  const made: Person[] = []
  afterEach(async () => {
    await Promise.all(made.splice(0).map((person) => person.remove()))
  })

  async function cramped(name: string, network: MemoryNetwork) {
    const disk = await mountDisk(32)
    const person = Person.at(name, join(disk.folder, 'home'), network)
    made.push(person)
    await person.start()
    await person.do.home.create({ name }, calling)
    return { person, disk }
  }

  test('a file without enough space is refused, also when others use the space meanwhile; nothing of it is left', async () => {
    const { person: alice, disk } = await cramped('alice', new MemoryNetwork())
    const folder = await makeFolder()
    const large = await makeFile(folder, 'large', 40 * MIB)
    await expect(addFile(alice, large.path)).rejects.toMatchObject({
      ...{ code: 'NO_SPACE', details: { neededBytes: 40 * MIB } },
    })
    const film = await makeFile(folder, 'film', 14 * MIB)
    const free = await disk.freeBytes()
    const adding = addFile(alice, film.path)
    adding.catch(() => undefined)
    const sealing = async () => (await alice.do.files.sealings({}, calling))[0]
    await eventually(async () => ((await sealing())?.done ?? 0) > 0)
    const { sealing: id } = (await sealing())!
    await alice.do.files.pause({ sealing: id }, calling)
    // Blocks in transit at the pause are written by then.
    await alice.home.ownCores.sync()
    await disk.fill(5 * MIB)
    await alice.do.files.resume({ sealing: id }, calling)
    await expect(adding).rejects.toMatchObject({ code: 'NO_SPACE' })
    expect(await alice.do.files.list({ limit: 10 }, calling)).toEqual([])
    expect(await alice.do.files.sealings({}, calling)).toEqual([])
    await disk.free()
    await alice.do.space.giveBack({}, calling)
    expect(await disk.freeBytes()).toBeGreaterThan(free - 3 * MIB)
    const { ref } = await addFile(alice, film.path)
    expect((await savedContent(alice, ref, await makeFolder())).equals(film.content)).toBe(true)
  })

  test('a fetch without enough space reports it, and resumes when there is some', async () => {
    const network = new MemoryNetwork()
    const { person: bob, disk } = await cramped('bob', network)
    const alice = await Person.create('alice', network)
    made.push(alice)
    await pair(alice, bob)
    const { path, content } = await makeFile(await makeFolder(), 'film', 8 * MIB)
    const letter = await alice.write(bob, 'Film', 'x', { attachments: [(await addFile(alice, path)).file] })
    await bob.arrival(letter)
    await bob.read(letter)
    await disk.fill(3 * MIB)
    const folder = await makeFolder()
    await expect(saveFiles(bob, letter, folder)).rejects.toMatchObject({ code: 'NO_SPACE' })
    expect(await readdir(folder)).toEqual([])
    await disk.free()
    await eventually(
      () =>
        savedContent(bob, letter, folder).then(
          (saved) => saved.equals(content),
          () => false,
        ),
      'the fetch resumes',
    )
  })
})
