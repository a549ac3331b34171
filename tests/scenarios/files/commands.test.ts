// The space commands of the command line, run on real engines without a process.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Deletion, SpaceReport } from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile } from '../../support/files.ts'
import type { Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { runCommandLine } from '../../support/terminal.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
const SIZE = 300_000

const run = (person: Person, ...words: string[]) =>
  runCommandLine(words, { engine: createFakeEngine(person.do) })

/** Returns the JSON output of a command. */
async function get<T>(person: Person, ...words: string[]): Promise<T> {
  const { code, stdout, stderr } = await run(person, ...words, '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as T
}

async function refusal(person: Person, ...words: string[]): Promise<string> {
  const { code, stdout } = await run(person, ...words, '--json')
  expect(code).not.toBe(0)
  return (JSON.parse(stdout) as { error: { code: string } }).error.code
}

test('the command line pins, unpins and drops received files, and sets the quota for them', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const attachments: string[] = []
  for (const name of ['one.bin', 'two.bin'])
    attachments.push((await addFile(alice, (await makeFile(await makeFolder(), name, SIZE)).path)).file)
  const ref = await alice.write(bob, 'Two', 'x', { attachments })
  await bob.arrival(ref)

  expect(await get(bob, 'pin', ref, '2')).toEqual({ files: 1, bytes: SIZE })
  const pinned = await get<SpaceReport>(bob, 'space', '--quota', '64')
  expect(pinned.kept).toMatchObject({ pinned: { count: 1, bytes: SIZE }, quotaBytes: 64_000_000 })
  expect(pinned.kept.byPerson).toMatchObject([{ name: 'alice' }])
  expect(await get(bob, 'unpin', ref, '2')).toEqual({ files: 1 })
  expect(await get(bob, 'drop', ref)).toEqual({ files: 1, bytes: SIZE })
  expect((await get<SpaceReport>(bob, 'space', '--give-back')).kept.files).toEqual({ count: 0, bytes: 0 })

  expect(await refusal(bob, 'pin', ref, '3')).toBe('NOT_FOUND')
  expect(await refusal(bob, 'unpin', ref, '2')).toBe('NOT_FOUND')
  expect(await refusal(alice, 'drop', ref)).toBe('NOT_YOURS')
  expect(await refusal(bob, 'space', '--quota', 'much')).toBe('INVALID')
  expect(await refusal(bob, 'space', '--quota', '1')).toBe('INVALID')
  const shown = (await run(bob, 'space')).stdout
  expect(shown).toContain('Files of others')
  expect(shown).toContain('at most 64')
})

test('the command line explains and deletes own files, and an album with or without its files', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const path = join(await makeFolder(), 'one.txt')
  await writeFile(path, 'one')
  const [file] = await get<{ ref: string }[]>(alice, 'add', path, '--album', 'Papers')
  const explained = await get<Deletion>(alice, 'delete', file!.ref, '--explain')
  expect(explained).toMatchObject({ isDestroyed: false, heldBy: [{ title: 'Papers' }] })
  expect(await get(alice, 'album', 'delete', 'Papers', '--explain')).toMatchObject({ files: 1, keptBy: [] })
  expect(await get(alice, 'albums')).toHaveLength(1)

  expect(await get(alice, 'album', 'delete', 'Papers')).toMatchObject({ isDestroyed: true, title: 'Papers' })
  expect([await get(alice, 'albums'), await get(alice, 'files')]).toMatchObject([[], [{ name: 'one.txt' }]])
  await get(alice, 'add', path, '--album', 'Again')
  expect((await run(alice, 'album', 'delete', 'Again', '--with-files')).stdout).toContain(
    'It contained 1 file.',
  )
  expect([await get(alice, 'albums'), await get(alice, 'files')]).toEqual([[], []])
  expect(await refusal(alice, 'album', 'delete', 'Again')).toBe('NOT_FOUND')
})
