// The folder of the cores of a home, after none, one or more of them became unreadable.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { latestFolder, nextFolder } from '../../../src/core/cores/shelf-folder.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()

test('latestFolder() gives the folder with the highest number, and ignores other names', async () => {
  const first = join(await makeFolder(), 'cores')
  expect(await latestFolder(join(first, 'in nothing', 'cores'))).toBe(join(first, 'in nothing', 'cores'))
  expect(await latestFolder(first)).toBe(first)
  for (const name of ['cores', 'cores-old', 'cores-0', 'cores-2', 'scores-7', 'cores-10', 'cores-9'])
    await mkdir(join(first, '..', name))
  expect(await latestFolder(first)).toBe(`${first}-10`)
})

test('nextFolder() gives the name with the next number', () => {
  expect(['/home/cores', '/home/cores-2', '/home-3/cores-9'].map(nextFolder)).toEqual([
    join('/home', 'cores-2'),
    join('/home', 'cores-3'),
    join('/home-3', 'cores-10'),
  ])
})
