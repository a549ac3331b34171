// The private network of a home: named once, kept, changed and left.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEngine } from '../../../src/core/index.ts'
import { homePaths, keepNetwork } from '../../../src/core/home/index.ts'
import { refused } from '../../support/refused.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
const one = [{ host: '10.0.0.7', port: 4977 }]
const two = [...one, { host: 'ship.example', port: 5000 }]

test('a home keeps the network that it was told of, until it is told another', async () => {
  const path = join(await makeFolder(), 'network')
  expect(await keepNetwork(path, undefined)).toBeUndefined()
  expect(await keepNetwork(path, one)).toEqual(one)
  expect(await keepNetwork(path, undefined)).toEqual(one)
  expect(await keepNetwork(path, two)).toEqual(two)
  expect(await keepNetwork(path, undefined)).toEqual(two)
})

test('a home leaves its private network by an empty list', async () => {
  const path = join(await makeFolder(), 'network')
  await keepNetwork(path, one)
  expect(await keepNetwork(path, [])).toBeUndefined()
  expect(await keepNetwork(path, undefined)).toBeUndefined()
})

test('a file that names no network does not lead to the public one', async () => {
  const path = join(await makeFolder(), 'network')
  await writeFile(path, 'nowhere\n')
  await expect(keepNetwork(path, undefined)).rejects.toEqual(refused('DAMAGED'))
})

test('an engine keeps its network with its first person', async () => {
  const home = join(await makeFolder(), 'home')
  const first = await openEngine({ home, bootstrap: one, network: false })
  await first.handlers.home.create({ name: 'ume' }, { signal: new AbortController().signal })
  await first.close()
  await (await openEngine({ home, network: false })).close()
  expect(await keepNetwork(homePaths(home).network, undefined)).toEqual(one)
})
