// The folders that a person can choose: names of folders and nothing else.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browseFolders } from '../../../src/core/backup/index.ts'

let home: string
beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'folders-')))
  await mkdir(join(home, 'Stick', 'Letters'), { recursive: true })
  await mkdir(join(home, 'Attic'))
  await mkdir(join(home, '.ssh'))
  await writeFile(join(home, 'diary.txt'), 'x')
  await symlink(home, join(home, 'circle'))
})
afterAll(() => rm(home, { recursive: true }))

test('folders are listed by name, without files, hidden folders and links', async () => {
  expect(await browseFolders(undefined, home)).toEqual({
    folder: home,
    parent: dirname(home),
    folders: [
      { name: 'Attic', folder: join(home, 'Attic') },
      { name: 'Stick', folder: join(home, 'Stick') },
    ],
    isCut: false,
  })
  expect(await browseFolders('~/Stick', home)).toMatchObject({
    parent: home,
    folders: [{ name: 'Letters' }],
  })
  expect((await browseFolders('/', home)).parent).toBeNull()
})

test('a relative path, a file and a missing folder are refused', async () => {
  await expect(browseFolders('Stick', home)).rejects.toMatchObject({
    code: 'INVALID',
    details: { reason: 'relative' },
  })
  await expect(browseFolders(join(home, 'diary.txt'), home)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(browseFolders(join(home, 'gone'), home)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a long list is cut, and says so', async () => {
  const full = join(home, 'Attic')
  for (let at = 0; at <= 500; at++) await mkdir(join(full, `folder ${at}`))
  const { folders, isCut } = await browseFolders(full, home)
  expect([folders.length, isCut]).toEqual([500, true])
})
