// The local door: which users may open it, and how it replaces the file of a killed engine.
import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { createClient } from '../../src/core/contract/index.ts'
import { serveContract } from '../../src/core/contract/server.ts'
import { makeDoorKey } from '../../src/main/host/local-proof.ts'
import { createSocketChannel } from '../../src/main/host/socket-channel.ts'
import { dialSocket, openSocketDoor, type LocalDoor } from '../../src/main/host/socket-door.ts'
import { createFakeEngine } from './fake-engine.ts'

const KEY = '01'.repeat(32)

let folder: string
let path: string
let door: LocalDoor
const engine = createFakeEngine({ drafts: { list: async () => [] } })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-socket-door-'))
  path = join(folder, 'engine.sock')
  door = { socket: path, doorKey: join(folder, 'door-key') }
})

afterEach(() => rm(folder, { recursive: true, force: true }))

async function open(): Promise<void> {
  const opened = await openSocketDoor(door, (channel) => serveContract(channel, engine.handlers, engine.log))
  onTestFinished(() => opened.close())
}

async function listDrafts(): Promise<unknown> {
  const client = createClient(createSocketChannel((await dialSocket(door))!))
  onTestFinished(() => client.close())
  return client.api.drafts.list()
}

it('the socket and its folder are accessible to their owner only', async () => {
  await chmod(folder, 0o755)
  await open()
  expect([(await stat(folder)).mode & 0o777, (await stat(path)).mode & 0o777]).toEqual([0o700, 0o600])
})

it('openSocketDoor() creates a missing folder', async () => {
  path = join(folder, 'deep/er/engine.sock')
  door = { ...door, socket: path }
  await open()
  expect(await listDrafts()).toEqual([])
})

it('a second door is HOME_LOCKED while another engine answers, and that engine continues', async () => {
  await open()
  await expect(openSocketDoor(door, () => undefined)).rejects.toMatchObject({ code: 'HOME_LOCKED' })
  expect(await listDrafts()).toEqual([])
})

it('a door replaces the socket file of a killed engine', async () => {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', script])
  expect((await stat(path)).isSocket()).toBe(true)
  expect(await dialSocket(door)).toBeNull()
  await open()
  expect(await listDrafts()).toEqual([])
})

it('dialling a missing socket, or a file without an engine, gives no connection', async () => {
  expect(await dialSocket(door)).toBeNull()
  await writeFile(path, 'a plain file')
  expect(await dialSocket(door)).toBeNull()
})

it.skipIf(process.getuid?.() !== 0)(
  'a door is neither opened nor dialled in a folder or file of another user (needs root)',
  async () => {
    const { chown } = await import('node:fs/promises')
    await open()
    await chown(path, 65534, 65534)
    expect(await dialSocket(door)).toBeNull()
    await chown(folder, 65534, 65534)
    await expect(
      openSocketDoor({ ...door, socket: join(folder, 'second.sock') }, () => undefined),
    ).rejects.toMatchObject({
      code: 'INVALID',
    })
  },
)

it('a client gets no connection to a process that cannot read the home', async () => {
  const heard: Buffer[] = []
  // It answers everything, and with the right length.
  const squatter = createServer((socket) =>
    socket.on('data', (bytes) => {
      heard.push(bytes)
      socket.write(Buffer.alloc(32, 7))
    }),
  )
  await new Promise<void>((resolve) => squatter.listen(path, resolve))
  onTestFinished(() => void squatter.close())
  expect(await dialSocket(door)).toBeNull()
  await writeFile(door.doorKey, KEY)
  expect(await dialSocket(door)).toBeNull()
  expect(Buffer.concat(heard).byteLength).toBeLessThanOrEqual(32)
})

it('a client waits two seconds at most for the proof of the door', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(path, resolve))
  onTestFinished(() => void silent.close())
  await writeFile(door.doorKey, KEY)
  expect(await dialSocket(door)).toBeNull()
})

it('a door serves no client without a nonce, and serves others meanwhile', async () => {
  await open()
  const mute = connect(path)
  const closed = new Promise((resolve) => mute.once('close', resolve))
  expect(await listDrafts()).toEqual([])
  await closed
})

it('the key of the door is kept, readable by its owner only, and a damaged one is replaced', async () => {
  const key = await makeDoorKey(door.doorKey)
  expect(await makeDoorKey(door.doorKey)).toEqual(key)
  expect((await stat(door.doorKey)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['door-key'])
  await writeFile(door.doorKey, 'short')
  expect(await makeDoorKey(door.doorKey)).not.toEqual(key)
})
