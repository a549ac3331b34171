import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { homePaths, lockHome } from '../../../src/core/home/index.ts'
import { killChild, linesOf, startChild } from '../../support/child.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()

it('only one engine at a time holds the lock, also within one process', async () => {
  const dir = await makeFolder()
  const lock = await lockHome(dir)
  await expect(lockHome(dir)).rejects.toMatchObject({ code: 'HOME_LOCKED', details: { pid: process.pid } })
  await expect(lockHome(dir)).rejects.toMatchObject({ code: 'HOME_LOCKED' })
  await lock.close()
  await (await lockHome(dir)).close()
})

it('only one process at a time holds the lock, and the lock ends with the process, also after a kill', async () => {
  const dir = await makeFolder()
  const child = await startChild('tests/unit/home/locking-child.ts', [dir])
  const [line] = (await once(linesOf(child), 'line')) as [string]
  expect(line).toBe('locked')
  await expect(lockHome(dir)).rejects.toMatchObject({ code: 'HOME_LOCKED', details: { pid: child.pid } })
  await killChild(child)
  const lock = await lockHome(dir)
  expect(await readFile(homePaths(dir).lock, 'utf8')).toBe(String(process.pid))
  await lock.close()
})

it('a second process gets HOME_LOCKED while this process holds the lock', async () => {
  const dir = await makeFolder()
  const lock = await lockHome(dir)
  const child = await startChild('tests/unit/home/locking-child.ts', [dir])
  const [line] = (await once(linesOf(child), 'line')) as [string]
  expect(line).toBe('HOME_LOCKED')
  await killChild(child)
  await lock.close()
})

it('a home that is no folder, or in a file, is refused with a code', async () => {
  const file = join(await makeFolder(), 'notes.txt')
  await writeFile(file, 'no home')
  for (const dir of [file, join(file, 'home')])
    await expect(lockHome(dir)).rejects.toMatchObject({ code: 'INVALID', details: { folder: dir } })
})
