// A finished file gets its name in one step, and never replaces an existing file.
import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claimFolderName, claimName, createPrivateFile, temporaryName } from '../../../src/core/home/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()

test('claimName() gives the file its name and removes the temporary one', async () => {
  const folder = await makeFolder()
  const [passing, path] = [join(folder, 'passing'), join(folder, 'thesis.zip')]
  await writeFile(passing, 'mine')
  expect(await claimName(passing, path)).toBe(true)
  expect([await readdir(folder), await readFile(path, 'utf8')]).toEqual([['thesis.zip'], 'mine'])
})

test('claimName() changes nothing if a file, a folder or a dangling link has the name', async () => {
  const folder = await makeFolder()
  const passing = join(folder, 'passing')
  await writeFile(passing, 'mine')
  await writeFile(join(folder, 'file'), 'theirs')
  await mkdir(join(folder, 'folder'))
  await symlink(join(folder, 'nowhere'), join(folder, 'link'))
  for (const name of ['file', 'folder', 'link'])
    expect(await claimName(passing, join(folder, name)), name).toBe(false)
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('theirs')
  expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true)
  expect(await readFile(passing, 'utf8')).toBe('mine')
})

test('claimFolderName() takes no name that was created since, not even of an empty folder', async () => {
  const folder = await makeFolder()
  const passing = join(folder, 'passing')
  await mkdir(passing)
  await writeFile(join(passing, 'one'), '1')
  await mkdir(join(folder, 'empty'))
  await mkdir(join(folder, 'full'))
  await writeFile(join(folder, 'full', 'theirs'), '')
  await writeFile(join(folder, 'file'), 'theirs')
  const claim = (name: string, replacesEmpty: boolean): Promise<boolean> =>
    claimFolderName(passing, join(folder, name), { replacesEmpty })
  for (const name of ['empty', 'full', 'file']) expect(await claim(name, false), name).toBe(false)
  for (const name of ['full', 'file']) expect(await claim(name, true), name).toBe(false)
  expect(await readdir(join(folder, 'full'))).toEqual(['theirs'])
  expect(await claim('empty', true)).toBe(true)
  expect(await readdir(join(folder, 'empty'))).toEqual(['one'])
  expect(await readdir(folder)).not.toContain('passing')
})

test('createPrivateFile() lets only the owner read, with any umask, and follows no link', async () => {
  const folder = await makeFolder()
  const before = process.umask(0)
  try {
    const path = temporaryName(join(folder, 'thesis'), 'export')
    await (await createPrivateFile(path)).close()
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await symlink(join(folder, 'target'), join(folder, 'link'))
    await expect(createPrivateFile(join(folder, 'link'))).rejects.toMatchObject({ code: 'EEXIST' })
    expect(await readdir(folder)).not.toContain('target')
  } finally {
    process.umask(before)
  }
})
