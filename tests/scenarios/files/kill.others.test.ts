// A process dies while it stores a large file. Nothing refers to a partial file,
// and the next run only stores the rest.
import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { killChild, linesOf, startChild } from '../../support/child.ts'
import { addFile, makeFile, savedContent } from '../../support/files.ts'
import { calling, eventually, Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const makeFolder = useTempFolders()
const LARGE = 96 << 20

/** Stores the file in a separate process, and kills that after some chunks are sealed. */
async function dieWhileStoring(home: string, path: string): Promise<boolean> {
  const child = await startChild('tests/scenarios/files/sealing-child.ts', [home, path])
  for await (const line of linesOf(child)) {
    const { done = 0, isStored = false } = JSON.parse(line) as { done?: number; isStored?: boolean }
    if (isStored) return false
    if (done > 8 << 20) break
  }
  await killChild(child)
  return true
}

test('after a kill the sealing of a file resumes in the same core and completes', async () => {
  const film = await makeFile(await makeFolder(), 'film', LARGE)
  const home = await makeFolder()
  expect(await dieWhileStoring(home, film.path)).toBe(true)
  const alice = Person.at('alice', home, new MemoryNetwork())
  await alice.start()
  try {
    const { ledger } = alice.home.parts
    expect(await alice.do.files.list({ limit: 10 }, calling)).toEqual([])
    expect(await alice.do.files.sealings({}, calling)).toMatchObject([{ name: 'film', state: 'interrupted' }])
    const { core } = ledger.get<{ core: Uint8Array }>('SELECT core FROM sealings')!
    // The desktop does the same. It adds the file from its path, under a new id of the page.
    const sealing = 'ab'.repeat(16)
    const adding = alice.files.addFromPath({ path: film.path, sealing })
    await eventually(async () => (await alice.do.files.sealings({}, calling))[0]?.state === 'sealing')
    expect(await alice.do.files.sealings({}, calling)).toMatchObject([{ name: 'film', sealing }])
    const { ref } = await adding
    const stored = alice.home.files.refOf(alice.home.files.list(1)[0]!)
    expect(Buffer.from(stored.core)).toEqual(Buffer.from(core))
    expect((await savedContent(alice, ref, await makeFolder())).equals(film.content)).toBe(true)
    await alice.stop()
    await alice.start()
    expect(await alice.do.files.sealings({}, calling)).toEqual([])
  } finally {
    await alice.stop()
    await rm(film.path)
  }
})

test('a missing source file is NOT_FOUND after a kill, and cancelling the storing removes its core and key', async () => {
  const film = await makeFile(await makeFolder(), 'film', LARGE)
  const home = await makeFolder()
  expect(await dieWhileStoring(home, film.path)).toBe(true)
  await rm(film.path)
  const alice = Person.at('alice', home, new MemoryNetwork())
  await alice.start()
  try {
    await expect(addFile(alice, film.path)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { sealing } = (await alice.do.files.sealings({}, calling))[0]!
    await alice.do.files.cancel({ sealing }, calling)
    const left = alice.home.parts.ledger.all('SELECT core FROM own_cores WHERE is_complete = 0')
    expect([await alice.do.files.sealings({}, calling), left]).toEqual([[], []])
  } finally {
    await alice.stop()
  }
})
