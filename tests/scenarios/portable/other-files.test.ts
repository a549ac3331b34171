// Exports and backups beside other files: only their owner can read them,
// and no other file changes.
// An import opens only files inside the export.
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { addFile, makeFile } from '../../support/files.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, Person } from '../../support/person.ts'
import {
  exportHome,
  importInto,
  readRecords,
  renewManifests,
  verifyAlone,
  verifyHere,
} from '../../support/portable.ts'

let folder: string
let alice: Person
let umask: number

beforeEach(async () => {
  umask = process.umask(0)
  folder = await mkdtemp(join(tmpdir(), 'fumikura-other-files-'))
  alice = await Person.create('alice', new MemoryNetwork())
  await alice.do.letters.send(
    { to: ['self'], subject: 'diary', text: 'my secret diary', policy: PLAIN_POLICY },
    calling,
  )
  await addFile(alice, (await makeFile(folder, 'large.bin', 200_000)).path)
})

afterEach(async () => {
  process.umask(umask)
  await alice.remove()
  await rm(folder, { recursive: true, force: true })
})

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

/** Returns the mode of every entry of a folder, and of the folder itself. */
async function modesIn(path: string): Promise<{ files: number[]; folders: number[] }> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const modes = { files: [] as number[], folders: [await modeOf(path)] }
  for (const entry of entries)
    modes[entry.isDirectory() ? 'folders' : 'files'].push(await modeOf(join(entry.parentPath, entry.name)))
  return modes
}

const unique = (values: number[]): string[] => [...new Set(values)].map((mode) => mode.toString(8))

/** Files that appear beside the result while it is written, with their modes. */
async function watching(act: () => Promise<unknown>): Promise<string[]> {
  const seen = new Set<string>()
  let isDone = false
  const look = async (): Promise<void> => {
    while (!isDone)
      // A folder may be renamed while it is read.
      for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
        const found = await stat(join(folder, name)).catch(() => null)
        if (found !== null && name.startsWith('fumikura-'))
          seen.add(`${found.isDirectory() ? 'folder' : 'file'} ${(found.mode & 0o777).toString(8)}`)
      }
  }
  await Promise.all([look(), act().finally(() => (isDone = true))])
  return [...seen].sort()
}

test('exports and backups are readable by their owner alone from the first byte on, whatever the umask', async () => {
  const [zip, plain, backup] = ['all.zip', 'all', 'a.fumikura-backup'].map((name) => join(folder, name))
  const seen = await watching(async () => {
    await exportHome(alice, zip!)
    await exportHome(alice, plain!)
    await alice.do.backups.make({ path: backup!, others: true, files: true }, calling)
  })
  expect(seen.filter((one) => one !== 'file 600' && one !== 'folder 700')).toEqual([])
  expect(seen).toContain('folder 700')
  expect([await modeOf(zip!), await modeOf(backup!)]).toEqual([0o600, 0o600])
  const { files, folders } = await modesIn(plain!)
  expect([unique(files), unique(folders)]).toEqual([['600'], ['700']])
})

test('export() and backup leave every file beside them unchanged', async () => {
  const path = join(folder, 'thesis')
  const theirs = ['thesis.part', 'thesis.zip.part', 'thesis.unfinished']
  for (const name of theirs) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'chapter1.txt'), 'years of work')
  }
  await writeFile(join(folder, 'victim'), 'mine')
  await symlink(join(folder, 'victim'), join(folder, 'b.unfinished'))
  await exportHome(alice, path)
  await exportHome(alice, `${path}.zip`)
  await alice.do.backups.make({ path: join(folder, 'b'), others: true, files: true }, calling)
  for (const name of theirs)
    expect(await readFile(join(folder, name, 'chapter1.txt'), 'utf8')).toBe('years of work')
  expect(await readFile(join(folder, 'victim'), 'utf8')).toBe('mine')
  expect((await readdir(folder)).filter((name) => name.startsWith('fumikura-'))).toEqual([])
})

test('a backup replaces the previous backup, but no other file that got its name meanwhile', async () => {
  const path = join(folder, 'b')
  const backUp = () => alice.do.backups.make({ path, others: true, files: true }, calling)
  await backUp()
  await backUp()
  await rm(path)
  await writeFile(path, 'a letter to my mother')
  await expect(backUp()).rejects.toMatchObject({ code: 'INVALID' })
  expect(await readFile(path, 'utf8')).toBe('a letter to my mother')
  await rm(path)
  execFileSync('mkfifo', [path])
  await expect(backUp()).rejects.toMatchObject({ code: 'INVALID' })
  await rm(path)
  await backUp()
  expect(await modeOf(path)).toBe(0o600)
})

/** Changes the first large object of an export so that its body path leads elsewhere. */
async function pointElsewhere(path: string, beside: string): Promise<void> {
  const [name] = (await readdir(join(path, 'data/proof'))).filter((one) => one.endsWith('.jsonl'))
  for (const one of await readdir(join(path, 'data/proof'))) {
    const file = join(path, 'data/proof', one)
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
    const changed = lines.map((line) => {
      const proof = JSON.parse(line) as { block: unknown; beside: string }
      return JSON.stringify(typeof proof.block === 'string' ? proof : { ...proof, beside })
    })
    await writeFile(file, `${changed.join('\n')}\n`)
  }
  expect(name).toBeDefined()
  await renewManifests(path)
}

test('an import reads no body from outside the export, and waits for no pipe', async () => {
  const path = join(folder, 'out')
  await exportHome(alice, path)
  const [large] = await readdir(join(path, 'data/files'))
  const body = await readFile(join(path, 'data/files', large!))
  await writeFile(join(folder, 'secret.bin'), body)
  execFileSync('mkfifo', [join(folder, 'pipe')])
  expect((await readRecords(path, 'home.json')).length).toBe(1)
  const inside = `data/files/${large!}`
  const odd = [
    '../secret.bin',
    '../pipe',
    `${path}/${inside}`,
    `data/../${inside}`,
    `./${inside}`,
    inside.toUpperCase(),
    inside.replaceAll('/', '\\'),
    `${inside}\0`,
    `data//files/${large!}`,
    'data/files',
    '/dev/zero',
    '',
  ]
  for (const beside of odd) {
    await pointElsewhere(path, beside)
    const carol = await Person.create('carol', new MemoryNetwork())
    try {
      const report = await importInto(carol, path)
      expect(report.taken, beside).toBe(1)
      expect(
        report.refused.map(({ code }) => code),
        beside,
      ).toEqual(['NOT_FOUND'])
    } finally {
      await carol.remove()
    }
  }
  await pointElsewhere(path, inside)
  expect((await verifyHere(alice, path)).ok).toBe(true)
})

test('an export with a pipe in the place of a file is refused by the import and by both verifiers', async () => {
  const path = join(folder, 'out')
  await exportHome(alice, path)
  for (const name of ['data/records/home.json', 'manifest-sha256.txt']) {
    await rm(join(path, name))
    execFileSync('mkfifo', [join(path, name)])
    await expect(importInto(alice, path), name).rejects.toMatchObject({ code: 'INVALID' })
    expect((await verifyHere(alice, path)).ok, name).toBe(false)
    expect(await verifyAlone(path), name).toMatchObject({ ok: false, code: 1 })
  }
  const pipe = join(folder, 'a-pipe')
  execFileSync('mkfifo', [pipe])
  await expect(importInto(alice, pipe)).rejects.toMatchObject({ code: 'INVALID' })
  await expect(verifyHere(alice, pipe)).rejects.toMatchObject({ code: 'INVALID' })
  await expect(addFile(alice, pipe)).rejects.toMatchObject({ code: 'INVALID' })
})
