// Sealing of large files: paused, abandoned, interrupted, resumed.
import { appendFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { SealingFile, SealingId } from '../../../src/core/contract/index.ts'
import { CHUNK_BYTES } from '../../../src/core/seal/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile, savedContent } from '../../support/files.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
const LARGE = 24 << 20

const sealings = (person: Person) => person.do.files.sealings({}, calling)
const incomplete = (person: Person): number =>
  person.home.parts.ledger.get<{ n: number }>('SELECT count(*) AS n FROM own_cores WHERE is_complete = 0')!.n

/** Starts a file and pauses it after some chunks are sealed. */
async function pauseInTheMiddle(person: Person, path: string) {
  const told: (SealingFile | null)[] = []
  person.do.events.subscribe((event) => {
    if (event.type === 'sealing-changed') told.push(event.progress)
  })
  const adding = addFile(person, path)
  adding.catch(() => undefined)
  await eventually(async () => (await sealings(person)).some(({ done }) => done > 0), 'it is under way')
  const { sealing } = (await sealings(person))[0]!
  await person.do.files.pause({ sealing }, calling)
  return { adding, sealing, progress: () => told }
}

test('a paused file waits while others overtake it, and is whole after it resumes', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const film = await makeFile(folder, 'film', LARGE)
  const { adding, sealing, progress } = await pauseInTheMiddle(alice, film.path)
  const small = await makeFile(folder, 'small', 100)
  const other = await makeFile(folder, 'other', 300_000)
  await addFile(alice, small.path)
  await addFile(alice, other.path)
  expect(await sealings(alice)).toMatchObject([{ name: 'film', state: 'paused' }])
  await alice.do.files.resume({ sealing }, calling)
  const { ref } = await adding
  expect((await savedContent(alice, ref, await makeFolder())).equals(film.content)).toBe(true)
  const told = progress()
  expect(told.length).toBeGreaterThan(1)
  expect(told.at(-1)).toBeNull()
  expect(told.some((one) => one?.state === 'paused' && one.name === 'film' && one.done > 0)).toBe(true)
  expect([await sealings(alice), incomplete(alice)]).toEqual([[], 0])
})

test('an abandoned file leaves neither core nor key', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const film = await makeFile(await makeFolder(), 'film', LARGE)
  const { adding, sealing } = await pauseInTheMiddle(alice, film.path)
  await alice.do.files.cancel({ sealing }, calling)
  await expect(adding).rejects.toMatchObject({ code: 'CANCELLED' })
  expect([await sealings(alice), incomplete(alice)]).toEqual([[], 0])
  expect(await alice.do.files.list({ limit: 10 }, calling)).toEqual([])
})

test('a file that is abandoned during the comparison with one of its size is not stored', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  await addFile(alice, (await makeFile(folder, 'film', LARGE)).path)
  const other = await makeFile(folder, 'other', LARGE)
  const sealing = 'ab'.repeat(16) as SealingId
  const adding = alice.files.addFromPath({ path: other.path, sealing })
  adding.catch(() => undefined)
  await alice.do.files.cancel({ sealing }, calling)
  await expect(adding).rejects.toMatchObject({ code: 'CANCELLED' })
  expect((await alice.do.files.list({ limit: 10 }, calling)).map(({ name }) => name)).toEqual(['film'])
  expect([await sealings(alice), incomplete(alice)]).toEqual([[], 0])
})

/** Resumes the sealing of a closed home, and changes its file meanwhile. */
async function failLater(person: Person, path: string) {
  const { sealing } = await pauseInTheMiddle(person, path)
  await person.stop()
  await person.start()
  await person.do.files.resume({ sealing }, calling)
  await person.do.files.pause({ sealing }, calling)
  // Waits until the sealing has opened the file.
  await eventually(async () => (await sealings(person))[0]!.done > 0)
  await appendFile(path, 'x')
  await person.do.files.resume({ sealing }, calling)
  await eventually(async () => (await sealings(person))[0]?.state === 'failed')
  return sealing
}

test('the error of a resumed file is shown until the file is stored or abandoned', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  const film = await makeFile(folder, 'film', LARGE)
  const sealing = await failLater(alice, film.path)
  const failed = { sealing, name: 'film', size: LARGE, done: 0, state: 'failed', code: 'INVALID' }
  expect([await sealings(alice), incomplete(alice)]).toEqual([[failed], 0])
  await rename(film.path, `${film.path}.away`)
  await expect(alice.do.files.resume({ sealing }, calling)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await sealings(alice)).toEqual([failed])
  await rename(`${film.path}.away`, film.path)
  await alice.do.files.resume({ sealing }, calling)
  await eventually(async () => (await sealings(alice)).length === 0)
  expect(await alice.do.files.list({ limit: 10 }, calling)).toMatchObject([{ name: 'film', size: LARGE + 1 }])

  const other = await failLater(alice, (await makeFile(folder, 'other', LARGE)).path)
  await alice.do.files.cancel({ sealing: other }, calling)
  expect(await sealings(alice)).toEqual([])
})

test('after a restart a file continues in the same core; a file that changed meanwhile starts again', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const film = await makeFile(await makeFolder(), 'film', LARGE)
  const interrupt = async (): Promise<void> => {
    await pauseInTheMiddle(alice, film.path)
    await alice.stop()
    await alice.start()
    const [left] = await sealings(alice)
    expect(left).toMatchObject({ state: 'interrupted', code: null })
    const { length } = await alice.home.ownCores.openCore(coreOfSealing())
    // `done` counts whole chunks without the header.
    expect(length * CHUNK_BYTES - left!.done).toBeGreaterThan(0)
    expect(length * CHUNK_BYTES - left!.done).toBeLessThan(1000)
  }
  const coreOfSealing = () =>
    Buffer.from(alice.home.parts.ledger.get<{ core: Uint8Array }>('SELECT core FROM sealings')!.core)
  const lastCore = () => Buffer.from(alice.home.files.refOf(alice.home.files.list(1)[0]!).core)

  await interrupt()
  const begun = coreOfSealing()
  expect((await alice.home.ownCores.openCore(begun)).length).toBeGreaterThan(0)
  const { sealing } = (await sealings(alice))[0]!
  await rename(film.path, `${film.path}.away`)
  await expect(alice.do.files.resume({ sealing }, calling)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await sealings(alice)).toMatchObject([{ sealing, state: 'interrupted' }])
  await rename(`${film.path}.away`, film.path)
  await alice.do.files.resume({ sealing }, calling)
  const first = await addFile(alice, film.path)
  expect(lastCore()).toEqual(begun)
  expect((await savedContent(alice, first.ref, await makeFolder())).equals(film.content)).toBe(true)

  await appendFile(film.path, 'x')
  await interrupt()
  const other = coreOfSealing()
  // The bytes differ at the same size and time, so only the stored chunks reveal the change.
  const { atime, mtime } = await stat(film.path)
  const changed = Buffer.concat([film.content, Buffer.from('x')])
  changed[1000]! ^= 1
  await writeFile(film.path, changed)
  await utimes(film.path, atime, mtime)
  const second = await addFile(alice, film.path)
  expect(lastCore()).not.toEqual(other)
  expect((await savedContent(alice, second.ref, await makeFolder())).equals(changed)).toBe(true)
  expect([await sealings(alice), incomplete(alice)]).toEqual([[], 0])
})
