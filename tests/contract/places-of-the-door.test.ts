// The places of the web door belong to its own account. Another account opens connections and sends
// nothing; only root can act as another account, and only Linux names the owner of a socket.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { DoorMemory } from '../../src/main/host/door-memory.ts'
import { openFileServer } from '../../src/main/host/file-server.ts'
import { Sessions } from '../../src/main/host/sessions.ts'
import { openWebDoor, type WebDoor } from '../../src/main/host/web-door.ts'
import { followLink } from '../support/door-page.ts'

const canBeAnother = process.platform === 'linux' && process.getuid?.() === 0
const PLACES = 256

/** Keeps 300 connections open as `nobody`, and reopens each at once. */
const FLOOD = `
process.setgid(65534); process.setuid(65534)
const net = require('node:net')
let begun = 0
const open = () => {
  const socket = net.connect(Number(process.argv[1]), '127.0.0.1')
  socket.on('error', () => {})
  socket.on('connect', () => { if (++begun === 300) console.log('flooding') })
  socket.on('close', () => setTimeout(open, 1))
  socket.write('G')
}
for (let count = 0; count < 300; count++) open()
`

let folder: string
let door: WebDoor

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-places-'))
  door = await openWebDoor({
    ...{ sessions: new Sessions(), serve: () => undefined, rendererDir: folder },
    memory: await DoorMemory.open(join(folder, 'door.json')),
  })
})

afterEach(async () => {
  await door.close()
  await rm(folder, { recursive: true })
})

async function flood(port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', FLOOD, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return child
}

it.skipIf(!canBeAnother)(
  'the page loads and a session begins while another account floods the door',
  async () => {
    await flood(door.port)
    for (let count = 0; count < 10; count++)
      expect(
        (await fetch(`http://127.0.0.1:${door.port}/`, { headers: { connection: 'close' } })).status,
      ).toBe(200)
    expect(await followLink(door.links.draw(60_000))).toMatchObject({ session: expect.any(String) as string })
  },
)

it.skipIf(!canBeAnother)(
  'the door of the desktop’s files answers while another account floods it',
  async () => {
    const { endpoint, close } = await openFileServer({} as never, {} as never)
    onTestFinished(close)
    await flood(endpoint.port)
    expect((await fetch(`http://127.0.0.1:${endpoint.port}/`)).status).toBe(403)
  },
)

it('closes while connections that sent nothing are open', async () => {
  const open = (): Promise<Socket> =>
    new Promise((resolve) => {
      const socket = connect(door.port, '127.0.0.1', () => resolve(socket))
      socket.on('error', () => undefined)
    })
  await Promise.all(Array.from({ length: PLACES + 20 }, open))
  await door.close()
})
