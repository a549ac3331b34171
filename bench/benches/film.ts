// The last part of `files`: a remote film, requested over HTTP like a player does, from its start
// and at random positions.
import { request } from 'node:http'
import { rm } from 'node:fs/promises'
import type { Row, Setting } from '../bench.ts'
import { summarize } from '../figures.ts'
import { makeRandomFile } from '../homes/random-file.ts'
import type { PersonProcess } from '../processes/people.ts'
import { pause } from '../rounds.ts'
import { sendFile } from './send-file.ts'

const ASKED_BYTES = 256 * 1024
const BEYOND_BYTES = 512 * 1024
const SETTLE_MS = 300

interface Film {
  url: string
  secret: string
  bytes: number
}

interface Pull {
  firstByteMs: number
  /** Bytes on the connections beyond the requested ones. */
  beyondBytes: number
}

export async function measureFilm(
  setting: Setting,
  { alice, bob }: { alice: PersonProcess; bob: PersonProcess },
  bytes: number,
): Promise<Row[]> {
  const path = await makeRandomFile(setting.folder, 'remote-film', bytes)
  const { file } = await alice.run('storeFile', path)
  await rm(path)
  const attached = await bob.run('attachedTo', await sendFile({ alice, bob }, file, 3))
  const { port, secret } = await bob.run('serveFiles', undefined)
  const film = { url: `http://127.0.0.1:${port}/file/${attached}`, secret, bytes }
  const first = await pull(bob, film, 0)
  const seeks: Pull[] = []
  for (const start of positionsIn(bytes, setting.isQuick ? 8 : 40)) seeks.push(await pull(bob, film, start))
  const beyond = seeks.map(({ beyondBytes }) => beyondBytes)
  const row = { rival: null, aim: null }
  return [
    {
      ...row,
      what: 'a remote film: first byte',
      unit: 'ms',
      own: summarize([first.firstByteMs]),
    },
    {
      ...row,
      what: 'a seek: first byte',
      unit: 'ms',
      own: summarize(seeks.map(({ firstByteMs }) => firstByteMs)),
    },
    {
      ...row,
      what: 'a seek: pulled beyond what was asked',
      unit: 'bytes',
      own: summarize(beyond),
      aim: { text: 'at most 512 KiB', holds: Math.max(...beyond) <= BEYOND_BYTES },
    },
  ]
}

/**
 * Returns random positions in random order, far from each other, so that no block of them is stored
 * yet.
 */
function positionsIn(bytes: number, count: number): number[] {
  const slot = Math.floor(bytes / (count + 1))
  const positions = Array.from({ length: count }, (_, at) =>
    Math.floor(slot * (at + 1) + Math.random() * (slot - 2 * ASKED_BYTES)),
  )
  return positions.sort(() => Math.random() - 0.5)
}

async function pull(bob: PersonProcess, film: Film, start: number): Promise<Pull> {
  const before = await bob.run('countBytesIn', undefined)
  const firstByteMs = await ask(film, start, start + ASKED_BYTES)
  await pause(SETTLE_MS)
  const beyondBytes = (await bob.run('countBytesIn', undefined)) - before - ASKED_BYTES
  return { firstByteMs, beyondBytes }
}

/** Milliseconds to the first byte; resolves when all bytes have arrived. */
function ask({ url, secret }: Film, start: number, end: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    let firstByteMs: number | null = null
    const headers = { range: `bytes=${start}-${end - 1}`, authorization: `Bearer ${secret}` }
    const asked = request(url, { headers, agent: false }, (response) => {
      let received = 0
      response.on('data', (piece: Buffer) => {
        firstByteMs ??= performance.now() - startedAt
        received += piece.byteLength
      })
      response.on('error', reject)
      response.on('end', () => {
        if (received === end - start) resolve(firstByteMs!)
        else reject(new Error(`${received} of ${end - start} bytes came, status ${response.statusCode}`))
      })
    })
    asked.on('error', reject)
    asked.end()
  })
}
