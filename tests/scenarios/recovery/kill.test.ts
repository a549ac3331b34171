// A process dies while it writes or restores a backup. No whole file is lost,
// and the work can be repeated.
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import { scanBackup } from '../../../src/core/backup/index.ts'
import { openPersonRoot, type PersonRoot } from '../../../src/core/identity/index.ts'
import { formatRef } from '../../../src/core/store/index.ts'
import { killChild, linesOf, startChild } from '../../support/child.ts'
import { addFile, makeFile, savedContent } from '../../support/files.ts'
import { calling, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const CHILD = 'tests/scenarios/recovery/backup-child.ts'
/** Several hundred blocks, long enough for a kill in the middle. */
const LARGE = 24 << 20

let folder: string
let home: string
let path: string
let words: string[]
let root: PersonRoot
let film: { path: string; content: Buffer }
let first: number

async function withAlice<T>(at: string, act: (alice: Person) => Promise<T>): Promise<T> {
  const alice = Person.at('alice', at, new MemoryNetwork())
  await alice.start()
  try {
    return await act(alice)
  } finally {
    await alice.stop()
  }
}

const note = (alice: Person, subject: string): Promise<unknown> =>
  alice.do.letters.send({ to: ['self'], subject, text: 'x', policy: PLAIN_POLICY }, calling)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-kill-'))
  home = join(folder, 'home')
  path = join(folder, 'a.fumikura-backup')
  film = await makeFile(folder, 'film', LARGE)
  await withAlice(home, async (alice) => {
    await alice.do.home.create({ name: 'alice' }, calling)
    words = await alice.do.home.words({}, calling)
    await note(alice, 'before')
    first = (await alice.do.backups.make({ path }, calling)).bytes
    await addFile(alice, film.path)
    await note(alice, 'after')
  })
  root = await openPersonRoot(words)
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('a kill during a backup leaves the previous one whole, and the next backup is whole too', async () => {
  const child = await startChild(CHILD, ['backup', home, path])
  const lines = linesOf(child)[Symbol.asyncIterator]()
  await lines.next()
  while ((await stat(path)).size < first + (2 << 20)) await new Promise((resolve) => setTimeout(resolve, 2))
  await killChild(child)
  expect((await stat(path)).size).toBeLessThan(first + LARGE)
  const torn = await scanBackup(path, root)
  expect([torn.list?.number, torn.lost]).toEqual([1, []])
  await torn.close()

  const made = await withAlice(home, (alice) => alice.do.backups.make({}, calling))
  expect(made).toMatchObject({ path, letters: 2 })
  const whole = await scanBackup(path, root)
  expect([whole.list?.number, whole.lost]).toEqual([2, []])
  await whole.close()
})

test('a kill during a restore leaves an empty home; a second restore brings everything, also a file of many blocks', async () => {
  const back = join(folder, 'back')
  const child = await startChild(CHILD, ['recover', back, path, ...words])
  for await (const line of linesOf(child)) {
    const { step, isDone } = JSON.parse(line) as { step?: string; isDone?: boolean }
    expect(isDone).toBeUndefined()
    if (step === 'letters') break
  }
  await killChild(child)
  await withAlice(back, async (alice) => {
    expect(await alice.do.home.status({}, calling)).toMatchObject({ state: 'empty' })
    const { report } = await alice.do.home.recover({ words, backup: path }, calling)
    expect(report).toMatchObject({ letters: 2, files: 1, lost: {} })
    const subjects = (await alice.list('notes')).map(({ subject }) => subject).sort()
    expect(subjects).toEqual(['after', 'before'])
    const ref = alice.home.files.refOf(alice.home.files.list(1)[0]!)
    await mkdir(join(folder, 'saved'))
    const saved = await savedContent(alice, formatRef(ref) as RefText, join(folder, 'saved'))
    expect(saved.equals(film.content)).toBe(true)
  })
})

test('a kill during a change of the lock leaves the file unchanged, and the next run locks it', async () => {
  const codeOf = (passphrase?: string): Promise<string> =>
    scanBackup(path, root, { passphrase }).then(
      async (scanned) => {
        await scanned.close()
        return scanned.lost.length === 0 && scanned.list !== null ? 'whole' : 'torn'
      },
      (error: unknown) => (error as { code: string }).code,
    )
  const passphrase = 'plum tree'
  await withAlice(home, (alice) => alice.do.backups.setPassphrase({ passphrase }, calling))
  const child = await startChild(CHILD, ['backup', home, path])
  const growing = async (): Promise<number> => {
    const names = (await readdir(folder)).filter((name) => /^fumikura-backup-[0-9a-f]{16}\.part$/.test(name))
    const sizes = names.map((name) => stat(join(folder, name)).then(({ size }) => size))
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }
  while ((await growing()) < 2 << 20) await new Promise((resolve) => setTimeout(resolve, 2))
  await killChild(child)
  expect(await codeOf()).toBe('whole')
  await withAlice(home, (alice) => alice.do.backups.make({}, calling))
  expect([await codeOf(), await codeOf(passphrase), await growing()]).toEqual(['BACKUP_LOCKED', 'whole', 0])
})
