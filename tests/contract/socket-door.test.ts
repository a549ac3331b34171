// The local door: who may open it, and what becomes of a file that an engine left behind.
import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { createClient } from '../../src/core/contract/index.ts'
import { serveContract } from '../../src/core/contract/server.ts'
import { createSocketChannel } from '../../src/main/host/socket-channel.ts'
import { dialSocket, openSocketDoor } from '../../src/main/host/socket-door.ts'
import { createFakeEngine } from './fake-engine.ts'

let folder: string
let path: string
const engine = createFakeEngine({ drafts: { list: async () => [] } })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-socket-door-'))
  path = join(folder, 'engine.sock')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

async function open(at = path): Promise<void> {
  const door = await openSocketDoor(at, (channel) => serveContract(channel, engine.handlers, engine.log))
  onTestFinished(() => door.close())
}

async function listDrafts(): Promise<unknown> {
  const client = createClient(createSocketChannel((await dialSocket(path))!))
  onTestFinished(() => client.close())
  return client.api.drafts.list()
}

it('is for the owner alone, folder and file', async () => {
  await chmod(folder, 0o755)
  await open()
  expect([(await stat(folder)).mode & 0o777, (await stat(path)).mode & 0o777]).toEqual([0o700, 0o600])
})

it('makes its folder where there is none', async () => {
  path = join(folder, 'deep/er/engine.sock')
  await open()
  expect(await listDrafts()).toEqual([])
})

it('is refused as HOME_LOCKED while somebody answers, and they go on', async () => {
  await open()
  await expect(openSocketDoor(path, () => undefined)).rejects.toMatchObject({ code: 'HOME_LOCKED' })
  expect(await listDrafts()).toEqual([])
})

it('replaces the file that a killed engine left behind', async () => {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', script])
  expect((await stat(path)).isSocket()).toBe(true)
  expect(await dialSocket(path)).toBeNull()
  await open()
  expect(await listDrafts()).toEqual([])
})

it('is not dialled where there is no socket', async () => {
  expect(await dialSocket(path)).toBeNull()
  await writeFile(path, 'a plain file')
  expect(await dialSocket(path)).toBeNull()
})

it.skipIf(process.getuid?.() !== 0)(
  'is neither opened nor dialled in a folder or file of someone else (needs root)',
  async () => {
    const { chown } = await import('node:fs/promises')
    await open()
    await chown(path, 65534, 65534)
    expect(await dialSocket(path)).toBeNull()
    await chown(folder, 65534, 65534)
    await expect(openSocketDoor(join(folder, 'second.sock'), () => undefined)).rejects.toMatchObject({
      code: 'INVALID',
    })
  },
)
