// A revoked session ends what it has in progress at the web door: downloads, uploads and sockets.
import { request, type IncomingMessage } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { EngineFiles } from '../../src/core/index.ts'
import type { Channel } from '../../src/core/contract/index.ts'
import { DoorMemory } from '../../src/main/host/door-memory.ts'
import { Sessions } from '../../src/main/host/sessions.ts'
import { openWebDoor, type WebDoor } from '../../src/main/host/web-door.ts'
import { followLink, openPageSocket, passed, type PageSession } from '../support/door-page.ts'

const PIECE = Buffer.alloc(64 * 1024, 'x')
const SIZE = 1000 * PIECE.byteLength

let folder: string
let sessions: Sessions
let door: WebDoor
let page: PageSession
let other: PageSession
let channels: Channel[]
/** What became of each upload. */
let uploads: string[]

async function* pieces(bytes: number): AsyncGenerator<Buffer> {
  for (let left = bytes; left > 0; left -= PIECE.byteLength) yield PIECE.subarray(0, left)
}

const files = {
  open: async () => ({
    ...{ name: 'film', size: SIZE, type: 'video/mp4', kind: 'film', outside: 'no', from: null },
    read: (start: number, end: number) => pieces(end - start),
    close: () => undefined,
  }),
  exportZip: async () => async (response: NodeJS.WritableStream) => {
    for await (const piece of pieces(SIZE))
      if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve))
    response.end()
  },
  async add({ body }: { body: AsyncIterable<Buffer> }) {
    uploads.push('begun')
    try {
      for await (const _ of body) continue
      uploads.push('whole')
    } catch {
      uploads.push('cut')
    }
    return {}
  },
} as unknown as EngineFiles

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-revoked-'))
  sessions = new Sessions()
  ;[channels, uploads] = [[], []]
  door = await openWebDoor({
    ...{ sessions, files, serve: (channel) => void channels.push(channel), rendererDir: folder },
    memory: await DoorMemory.open(join(folder, 'door.json')),
  })
  const link = (): string => door.links.draw(60_000)
  ;[page, other] = [await followLink(link()), await followLink(link())]
})

afterEach(async () => {
  await door.close()
  await rm(folder, { recursive: true })
})

interface Begun {
  /** Reads until the end; resolves with the bytes and whether all came. */
  finish(): Promise<{ bytes: number; isWhole: boolean }>
}

/** Begins a download and reads one piece of it. */
function begin(target: string, of: PageSession, headers: Record<string, string> = {}): Promise<Begun> {
  return new Promise((resolve, reject) => {
    const path = passed(door.port, 'GET', target, of)
    const asked = request({ host: '127.0.0.1', port: door.port, path, headers }, (response) => {
      response.once('readable', () => resolve({ finish: () => readAll(response) }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

function readAll(response: IncomingMessage): Promise<{ bytes: number; isWhole: boolean }> {
  return new Promise((resolve) => {
    let bytes = 0
    response.on('data', (piece: Buffer) => (bytes += piece.byteLength))
    response.on('error', () => undefined)
    response.on('close', () => resolve({ bytes, isWhole: response.complete }))
  })
}

it.each([
  ['a download', '/file/film', {}],
  ['a range', '/file/film', { range: `bytes=100-${SIZE - 1}` }],
  ['an export', '/file/export.zip', {}],
])('ends %s at once, and no other session’s', async (_name, target, headers) => {
  const [mine, theirs] = [await begin(target, page, headers), await begin(target, other, headers)]
  await sessions.revoke(page.session)
  const { bytes, isWhole } = await mine.finish()
  expect([isWhole, bytes < SIZE / 2]).toEqual([false, true])
  expect((await theirs.finish()).isWhole).toBe(true)
})

it('ends an upload at once', async () => {
  const path = passed(door.port, 'POST', '/file/?name=film&sealing=s', page)
  const headers = { 'content-length': SIZE }
  const asked = request({ host: '127.0.0.1', port: door.port, path, method: 'POST', headers })
  const failed = new Promise((resolve) => asked.once('error', resolve))
  asked.write(PIECE)
  await expect.poll(() => uploads).toEqual(['begun'])
  await sessions.revoke(page.session)
  await failed
  await expect.poll(() => uploads).toEqual(['begun', 'cut'])
})

it('gives a socket none of the frames that it has not read', async () => {
  const socket = await openPageSocket(door, page)
  const heard: string[] = []
  socket.on('message', (bytes: Buffer) => heard.push(bytes.toString('utf8')))
  socket.pause()
  for (let count = 0; count < 400; count++) channels[0]!.send(PIECE.toString('latin1'))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await sessions.revoke(page.session)
  socket.resume()
  await closed
  expect(heard.length).toBeLessThan(400)
})
