// Carriers and authors may alter a file. No wrong byte is served,
// and altered chunks are fetched from another source.
import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { ReadableFile } from '../../../src/core/files/index.ts'
import { sealObject } from '../../../src/core/seal/index.ts'
import { encodeObject, type Ref } from '../../../src/core/store/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile, savedContent, saveFiles } from '../../support/files.ts'
import { Mallory, skippedBy } from '../../support/mallory.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { pair, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
const LARGE = 600_000

async function filmTo(alice: Person, readers: Person[], bytes = LARGE) {
  const film = await makeFile(await makeFolder(), 'film', bytes)
  const { file } = await addFile(alice, film.path)
  const ref = await alice.write(readers, 'A film', 'see', { attachments: [file] })
  await Promise.all(readers.map((reader) => reader.arrival(ref)))
  const { files } = alice.home
  return { ref, content: film.content, file: files.refOf(files.list(1)[0]!) }
}

/** Damages stored blocks in a way that no check of Hypercore notices. */
async function spoil(person: Person, { core, start }: Ref, numbers: number[]): Promise<void> {
  const taken = await person.home.parts.foreignCores.openCore(core)
  const inside = taken as unknown as {
    state: { storage: { write(): { putBlock(i: number, block: Buffer): void; flush(): Promise<void> } } }
  }
  for (const number of numbers) {
    const block = Buffer.from((await taken.get(start + number, { wait: false }))!)
    block[200]! ^= 1
    const batch = inside.state.storage.write()
    batch.putBlock(start + number, block)
    await batch.flush()
    expect(await taken.get(start + number, { wait: false })).toEqual(block)
  }
}

test('chunks altered by a fellow reader are refused, and fetched from the author', async () => {
  const { people } = await circle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people as [Person, Person, Person]
  await pair(bob, carol)
  const { ref, content, file } = await filmTo(alice, [bob, carol])
  await carol.read(ref)
  await savedContent(bob, ref, await makeFolder())
  await spoil(bob, file, [2, 4, 5])
  await alice.stop()
  const folder = await makeFolder()
  await expect(saveFiles(carol, ref, folder, { waitMs: 1500 })).rejects.toMatchObject({ code: 'AUTHOR_AWAY' })
  expect(await readdir(folder)).toEqual([])
  await alice.start()
  expect((await savedContent(carol, ref, await makeFolder())).equals(content)).toBe(true)
})

test.each([
  ['alone', LARGE, [0, 3]],
  ['many together', 5 << 20, [0, 3, 40]],
])('chunks damaged here, opened %s, are detected and fetched again', async (_how, bytes, numbers) => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { ref, content, file } = await filmTo(alice, [bob], bytes)
  await savedContent(bob, ref, await makeFolder())
  const node = file.chunkCount
  for (const spoiled of [numbers, [node]]) {
    await spoil(bob, file, spoiled)
    expect((await savedContent(bob, ref, await makeFolder())).equals(content)).toBe(true)
  }
})

test('a file that differs from the attached one is refused, and nothing is left in the folder', async () => {
  const { people, network } = await circle(['alice', 'bob'])
  const [alice, bob] = people as [Person, Person]
  const mallory = await Mallory.pairWith(network, alice, bob)
  try {
    const author = { person: mallory.person, device: mallory.device.publicKey }
    const header = { title: 'film', at: 1, type: 'video/mp4', to: [], links: [], tags: [] }
    const makeObject = async (
      kind: 'file' | 'letter',
      change: (blocks: Uint8Array[]) => void = () => undefined,
    ) => {
      const plaintext = encodeObject({ ...header, kind, madeFor: { kind: 'self' } }, Buffer.alloc(LARGE, 7))
      const sealed = await sealObject(author, plaintext)
      change(sealed.blocks)
      const core = await mallory.makeCore()
      await mallory.append(core, sealed.blocks)
      const { cipherRoot, keyCommit, chunkCount } = sealed
      const file = { cipherRoot, keyCommit, ...author, core: core.key, start: 0, chunkCount }
      return {
        ref: file,
        contentKey: sealed.contentKey,
        name: '../../.bashrc',
        size: LARGE,
        letter: Buffer.alloc(32),
      }
    }
    const save = async (file: ReadableFile): Promise<string> => {
      const { peers } = alice.home
      await peers.waitFor(mallory.device.publicKey, 5000)
      const folder = await makeFolder()
      try {
        return await alice.home.files.save(file, folder, { waitMs: PATIENCE_MS })
      } catch (error) {
        expect(await readdir(folder)).toEqual([])
        throw error
      }
    }
    const altered = (evidence: string) => ({ code: 'ALTERED', details: { evidence } })
    expect(await save(await makeObject('file'))).toMatch(/\/_bashrc$/)
    const other = await makeObject('file')
    await expect(save({ ...(await makeObject('file')), contentKey: other.contentKey })).rejects.toMatchObject(
      altered('key-commitment'),
    )
    await expect(save({ ...other, size: LARGE + 1 })).rejects.toMatchObject(
      altered('attachment and file differ'),
    )
    await expect(save(await makeObject('letter'))).rejects.toMatchObject(altered('no file'))
    const flipped = await makeObject('file', (blocks) => void (blocks[3]![9]! ^= 1))
    await expect(save(flipped)).rejects.toMatchObject(altered('cipher-root'))
    const cut = await makeObject('file', (blocks) => void (blocks[3] = blocks[3]!.subarray(1)))
    await expect(save(cut)).rejects.toMatchObject(altered('shape'))
    expect((await skippedBy(alice))['file-altered']).toBe(5)
  } finally {
    await mallory.remove()
  }
})

test('an author serves no block of a file to a person without access, even if a reader has announced its core', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const { ref, file } = await filmTo(alice, [bob])
  await saveFiles(bob, ref, await makeFolder())
  const core = await carol.home.parts.foreignCores.openCore(file.core)
  carol.home.peers.find(alice.device)!.attach(core)
  expect(await carol.home.parts.foreignCores.fetch(file.core, 0, 300)).toBeNull()
})
