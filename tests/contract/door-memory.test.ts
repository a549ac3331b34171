// The web door's memory of earlier runs, also if its file is lost or damaged.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { DoorMemory } from '../../src/main/host/door-memory.ts'
import { useTempFolders } from '../support/temp-folder.ts'

const tempFolder = useTempFolders()
let path: string
beforeEach(async () => (path = join(await tempFolder(), 'door.json')))

it.each([
  '',
  'not JSON',
  'null',
  '{"format":2,"ports":[1],"settings":null,"sessions":[]}',
  '{"format":1,"ports":[99999],"settings":null,"sessions":[]}',
  '{"format":1,"ports":[1],"settings":7,"sessions":[]}',
  '{"format":1,"ports":[1],"settings":null}',
  '{"format":1,"ports":[1],"settings":null,"sessions":[null]}',
  '{"format":1,"ports":[1],"settings":null,"sessions":[{"session":"a","label":"","createdAt":0,"lastSeenAt":0,"ways":[{"port":0,"key":""}]}]}',
])('a file with the content %j counts as missing', async (text) => {
  await writeFile(path, text)
  const memory = await DoorMemory.open(path)
  expect([memory.hadPort(1), memory.settings]).toEqual([false, null])
  await memory.keepPort(1)
  expect((await DoorMemory.open(path)).hadPort(1)).toBe(true)
})

it('the memory of the door keeps all of many concurrent changes, readable by the owner only', async () => {
  const memory = await DoorMemory.open(path)
  await Promise.all([
    ...Array.from({ length: 20 }, (_, at) => memory.keepPort(4000 + at)),
    memory.keepSettings('{"theme":"dark"}'),
  ])
  const reopened = await DoorMemory.open(path)
  expect(reopened.settings).toBe('{"theme":"dark"}')
  expect([4000, 4019, 4020].map((port) => reopened.hadPort(port))).toEqual([true, true, false])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readFile(path, 'utf8')).not.toContain('secret')
})

it('the memory of the door keeps the latest thousand ports', async () => {
  const memory = await DoorMemory.open(path)
  await writeFile(
    path,
    JSON.stringify({
      format: 1,
      ports: Array.from({ length: 1000 }, (_, at) => at + 1),
      settings: null,
      sessions: [],
    }),
  )
  const full = await DoorMemory.open(path)
  await full.keepPort(2000)
  expect([memory.hadPort(1), full.hadPort(1), full.hadPort(2), full.hadPort(2000)]).toEqual([
    false,
    false,
    true,
    true,
  ])
})
