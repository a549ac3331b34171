// An open page returns to the next run of the engine at its old port. Nothing else does: no stored
// secret, no page of another program, no relay.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createClient } from '../../src/core/contract/index.ts'
import { serveContract } from '../../src/core/contract/server.ts'
import { DoorMemory } from '../../src/main/host/door-memory.ts'
import { Sessions } from '../../src/main/host/sessions.ts'
import { openWebDoor, type WebDoor } from '../../src/main/host/web-door.ts'
import {
  followLink,
  hostOf,
  makePageMemory,
  openPageSocket,
  returnToDoor,
  type PageMemory,
  type PageSession,
} from '../support/door-page.ts'
import { createFakeEngine } from './fake-engine.ts'
import { createPageChannel } from './transports.ts'

const DAY_MS = 24 * 60 * 60_000

let folder: string
let homeKey: Buffer
let clock: number
let sessions: Sessions
let door: WebDoor
/** A page that was opened in the first run. */
let page: PageSession & { port: number; memory: PageMemory }
const engine = createFakeEngine({ drafts: { list: async () => [] } })

async function run(port?: number): Promise<void> {
  const memory = await DoorMemory.open(join(folder, 'door.json'))
  const begun: Sessions = new Sessions({
    ...{ kept: memory.sessions, homeKey },
    onKeep: () => memory.keepSessions(begun.listKept(clock)),
  })
  sessions = begun
  door = await openWebDoor({
    ...{ sessions, memory, port, now: () => clock, rendererDir: join(folder, 'renderer') },
    serve: (channel) => serveContract(channel, engine.handlers, engine.log),
  })
}

async function restart(port?: number): Promise<void> {
  await door.close()
  await run(port)
}

const comeBack = (): ReturnType<typeof returnToDoor> => returnToDoor(page, page.session, page.memory)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-return-'))
  ;[homeKey, clock] = [Buffer.alloc(32, 7), Date.now()]
  await run()
  const memory = makePageMemory()
  page = { ...(await followLink(door.links.draw(60_000))), port: door.port, memory }
  await openPageSocket(page, page)
})

afterEach(async () => {
  await door.close()
  await rm(folder, { recursive: true })
})

/** Another program that has the port of the ended run. */
async function squat(): Promise<Server> {
  const squatter = createServer((_, response) => response.end('not the engine'))
  await once(squatter.listen(page.port, '127.0.0.1'), 'listening')
  return squatter
}

it('an open page returns at its old port, works there, and gets a link to the new address, once', async () => {
  await restart()
  expect(door.port).not.toBe(page.port)
  const { socket, link } = await comeBack()
  const client = createClient(createPageChannel(socket))
  expect(await client.api.drafts.list()).toEqual([])
  expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${door.port}/#code=[0-9a-f]{64}$`))
  const moved = await followLink(link)
  expect([moved.session, moved.secret === page.secret]).toEqual([page.session, false])
  await openPageSocket(door, moved)
  await expect(followLink(link)).rejects.toThrow('401')
  expect(sessions.list(clock)).toMatchObject([{ session: page.session, isOpen: true, label: 'a browser' }])
  client.close()
})

it('an open page returns after many restarts, and after a run that it slept through', async () => {
  for (let count = 0; count < 3; count++) await restart()
  const { socket } = await comeBack()
  socket.terminate()
  await restart()
  await comeBack()
})

it('the secret that the browser stored opens nothing in the next run, at no port', async () => {
  await restart()
  for (const { port } of [page, door])
    await expect(openPageSocket({ port }, page)).rejects.toThrow('the door proved nothing')
  await expect(returnToDoor(page, page.session, { ...makePageMemory(), ...known() })).rejects.toThrow(
    'refused',
  )
  // The key counts at the port of its page alone, so no page at the new address can use it.
  await expect(returnToDoor({ port: door.port }, page.session, page.memory)).rejects.toThrow('refused')
})

const known = (): Pick<PageMemory, 'returnSecret'> => ({ returnSecret: page.memory.returnSecret })

it('the disk has nothing with which another program passes for the page', async () => {
  await door.close()
  const texts = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8').catch(() => '')),
  )
  expect(texts.join()).toContain(page.memory.publicKey)
  for (const secret of [page.secret, page.memory.returnSecret]) expect(texts.join()).not.toContain(secret)
  await run()
})

it('a page refuses another home, and a relay from its old port to the new one', async () => {
  await door.close()
  const squatter = await squat()
  await run()
  // The relay's frames reach the engine at another port than the page dialled.
  await expect(
    returnToDoor({ port: door.port, host: hostOf(page.port) }, page.session, page.memory),
  ).rejects.toThrow('the door proved nothing')
  squatter.close()
  homeKey = Buffer.alloc(32, 8)
  await restart()
  await expect(comeBack()).rejects.toThrow('the door proved nothing')
})

it('a port that another program has taken stays with it, and the run begins', async () => {
  await door.close()
  const squatter = await squat()
  await run()
  const answer = await fetch(`http://${hostOf(page.port)}/`)
  expect(await answer.text()).toBe('not the engine')
  squatter.closeAllConnections()
  squatter.close()
})

it('a revoked session does not return, and neither does one that 30 days nobody used', async () => {
  await restart()
  clock += 30 * DAY_MS
  await expect(comeBack()).rejects.toThrow('refused')
  clock -= 30 * DAY_MS
  expect(sessions.list(clock)).toEqual([])
})

it('a session that is revoked before the restart does not return', async () => {
  await sessions.revoke(page.session)
  await restart()
  await expect(comeBack()).rejects.toThrow('refused')
})

it('a returned page is closed when its session is revoked, and its link opens nothing then', async () => {
  await restart()
  const { socket, link } = await comeBack()
  const closed = once(socket, 'close')
  await sessions.revoke(page.session)
  await closed
  await expect(followLink(link)).rejects.toThrow('401')
})

it('a document at an old port is redirected to the new address, and nothing else is served', async () => {
  await restart()
  const at = (path: string, headers = {}): Promise<Response> =>
    fetch(`http://${hostOf(page.port)}${path}`, { redirect: 'manual', headers })
  const front = await at('/')
  expect([front.status, front.headers.get('location'), front.headers.get('cache-control')]).toEqual([
    307,
    `http://${hostOf(door.port)}/`,
    'no-store',
  ])
  const statuses = ['/assets/index.js', '/session', '/file/x', '/sw.js'].map(
    async (path) => (await at(path)).status,
  )
  expect(await Promise.all(statuses)).toEqual([404, 404, 404, 404])
  expect((await at('/', { origin: 'https://evil.example' })).status).toBe(404)
})

it('at a chosen port the page returns to the same address', async () => {
  const { port } = page
  await restart(port)
  const { link } = await comeBack()
  expect(new URL(link).port).toBe(String(port))
  await openPageSocket(door, await followLink(link))
})
