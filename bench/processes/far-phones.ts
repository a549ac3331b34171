// Many phones in one process: a WebSocket each to the front of a station.
// Argument: the origin of the front.
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { pause } from '../rounds.ts'
import { routesOf, ROUTES_PER_HOME, STREAM } from './far-homes.ts'
import { pinTo } from './pinned.ts'
import { serveTasks } from './tasks.ts'

const [origin = ''] = process.argv.slice(2)
const LINKS_PER_ROUTE = 8
const OPENING_AT_ONCE = 20
/** Less than the silence after which a link ends. */
const PING_EVERY_MS = 20_000
const ECHO = Buffer.alloc(400)
/** No divisor of the time between two parts of a stream. */
const BETWEEN_STREAMS_MS = 13

const phones: WebSocket[] = []
let streamedBytes = 0
let lost = 0

async function openOne(number: number): Promise<void> {
  const customer = Math.floor(number / (ROUTES_PER_HOME * LINKS_PER_ROUTE))
  const route = routesOf(customer)[Math.floor(number / LINKS_PER_ROUTE) % ROUTES_PER_HOME]!
  const protocols = ['fumikura.far.1', route.toString('base64url')]
  // The certificate of the bench vouches for itself.
  const phone = new WebSocket(`${origin.replace(/^http/, 'ws')}/far`, protocols, {
    origin,
    rejectUnauthorized: false,
  })
  await once(phone, 'open')
  phone.on('close', () => lost++)
  phones.push(phone)
  // The first three messages: one here, its echo, and another.
  await echoOn(phone)
  phone.send(ECHO)
}

/** Opens phones with these numbers, eight a route. */
async function openAll({ from, to }: { from: number; to: number }): Promise<number> {
  const startedAt = performance.now()
  for (let first = from; first < to; first += OPENING_AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(OPENING_AT_ONCE, to - first) }, (_, nth) => openOne(first + nth)),
    )
  const openedMs = performance.now() - startedAt
  setInterval(() => {
    for (const phone of phones) phone.send(ECHO)
  }, PING_EVERY_MS).unref()
  return openedMs
}

async function echoOn(phone: WebSocket): Promise<number> {
  const startedAt = performance.now()
  phone.send(ECHO)
  await once(phone, 'message')
  return performance.now() - startedAt
}

/** Echoes on one phone after the other. */
async function echo({ count, everyMs }: { count: number; everyMs: number }): Promise<number[]> {
  const samples: number[] = []
  for (let nth = 0; nth < count; nth++) {
    samples.push(await echoOn(phones[nth % phones.length]!))
    await pause(everyMs)
  }
  return samples
}

/** Lets the first phones ask for a stream each, at different moments as different people do. */
async function stream(count: number): Promise<void> {
  for (const phone of phones.slice(0, count)) {
    phone.on('message', (message: Buffer) => (streamedBytes += message.byteLength))
    phone.send(Buffer.from(STREAM))
    await pause(BETWEEN_STREAMS_MS)
  }
}

const phonesTasks = { openAll, echo, stream, counts: () => ({ streamedBytes, lost }), pinTo }

export type PhonesTasks = typeof phonesTasks

serveTasks(phonesTasks)
