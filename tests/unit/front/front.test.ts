// The front over real sockets: names, pages, the upgrades of phones and their limits.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MessageLink } from '../../../src/core/contract/message-link.ts'
import { openFront, type FrontOptions } from '../../../src/main/front/front.ts'
import { OwnFarLinks, type Front, type WebOptions } from '../../../src/main/front/index.ts'
import { parseWebOptions } from '../../../src/main/front/web-options.ts'
import { eventually } from '../../support/person.ts'
import { dialFront, openPhone } from '../../support/phone-socket.ts'

const ROUTE = Buffer.alloc(16, 1)
const WRONG = Buffer.alloc(16, 2)

let folder: string
let front: Front
let links: OwnFarLinks
let came: { link: MessageLink; from: string; got: string[]; end: string | null }[]
/** Of the front, in ms. */
let now: number

const LOOPBACK: WebOptions = { host: '127.0.0.1', port: 0, certificate: null, phones: null, guests: null }

async function open(web: Partial<WebOptions> = {}, more: Partial<FrontOptions> = {}): Promise<void> {
  front = await openFront({
    ...{ web: { ...LOOPBACK, ...web }, target: links, rendererDir: folder, now: () => now },
    log: { warn: () => undefined },
    ...more,
  })
}

beforeEach(async () => {
  now = Date.UTC(2026, 0, 1)
  came = []
  links = new OwnFarLinks()
  links.setRoutes([ROUTE])
  links.onLink((link, _route, from) => {
    const one: (typeof came)[number] = { link, from, got: [], end: null }
    link.onMessage((message) => one.got.push(Buffer.from(message).toString()))
    link.onClose((reason) => (one.end = reason))
    came.push(one)
  })
  folder = await mkdtemp(join(tmpdir(), 'fumikura-front-'))
  await writeFile(join(folder, 'far.html'), '<!doctype html><title>Far</title>')
})

afterEach(async () => {
  await front.close()
  await rm(folder, { recursive: true })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { bytes, encoding: _, ...answer } = await askBytes(path, headers, method)
  return { ...answer, body: bytes.toString() }
}

interface RawAnswer extends Omit<Answer, 'body'> {
  bytes: Buffer
  encoding: string | undefined
}

function askBytes(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  const { port, host } = new URL(front.web)
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers: { host, ...headers } },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode!,
            headers: answer.headers,
            encoding: answer.headers['content-encoding'],
            bytes: Buffer.concat(chunks),
          }),
        )
      },
    )
    asked.on('error', reject)
    asked.end()
  })
}

test('the page is at /, under a policy that lets it reach nothing but its own front', async () => {
  await open()
  const { status, headers, body } = await ask('/')
  expect([status, body]).toEqual([200, '<!doctype html><title>Far</title>'])
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain(`connect-src 'self' ${front.phones.replace('http', 'ws')};`)
  expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-cache' })
  expect((await ask('/nothing.js')).status).toBe(404)
  expect((await ask('/', {}, 'POST')).status).toBe(405)
  expect((await ask('/far')).status).toBe(404)
})

test('the page is compressed as the browser accepts it, and anew when it changes', async () => {
  await open()
  const text = '<!doctype html>' + '<p>A line.</p>'.repeat(500)
  await writeFile(join(folder, 'far.html'), text)
  const br = await askBytes('/', { 'accept-encoding': 'gzip, deflate, br' })
  expect([br.encoding, brotliDecompressSync(br.bytes).toString()]).toEqual(['br', text])
  expect(br.bytes.byteLength).toBeLessThan(text.length / 10)
  const gz = await askBytes('/', { 'accept-encoding': 'br;q=0, gzip' })
  expect([gz.encoding, gunzipSync(gz.bytes).toString()]).toEqual(['gzip', text])
  expect(await ask('/')).toMatchObject({ body: text, headers: { vary: 'accept-encoding' } })
  await writeFile(join(folder, 'far.html'), `${text}!`)
  const later = await askBytes('/', { 'accept-encoding': 'br' })
  expect(brotliDecompressSync(later.bytes).toString()).toBe(`${text}!`)
})

test('another Host or Origin gets nothing, and no page of another site gets a link', async () => {
  await open()
  expect((await ask('/', { host: 'localhost' })).status).toBe(403)
  expect((await ask('/', { origin: 'https://evil.example' })).status).toBe(403)
  expect((await ask('/', { origin: front.phones })).status).toBe(200)
  expect(await dialFront(front.web, ROUTE, { origin: 'https://evil.example' })).toBe(403)
  expect(await dialFront(front.web, ROUTE, { headers: { host: 'nas.example' } })).toBe(403)
})

test('each app has a name of its own, and what is no app has none', async () => {
  await open({ phones: 'https://phones.example', guests: 'https://guests.example:8443' })
  expect([front.phones, front.guests]).toEqual(['https://phones.example', 'https://guests.example:8443'])
  expect((await ask('/', { host: 'phones.example' })).status).toBe(200)
  const guests = await ask('/', { host: 'guests.example:8443' })
  expect([guests.status, guests.body]).toEqual([404, 'Letters by link are not served here yet.\n'])
  expect((await ask('/')).status).toBe(403)
  const origin = { origin: 'https://guests.example:8443', headers: { host: 'guests.example:8443' } }
  await expect(dialFront(front.web, ROUTE, origin)).rejects.toThrow()
})

test('a phone and its home exchange messages, and the home sees only the class of its address', async () => {
  await open()
  const phone = await openPhone(front.phones, ROUTE, {
    headers: { 'x-forwarded-for': '1.2.3.4, 203.0.113.77' },
  })
  expect(phone.socket.protocol).toBe('fumikura.far.1')
  expect(came[0]!.from).toBe('203.0.113.0/24')
  phone.send(Buffer.from('one'))
  await eventually(() => came[0]!.got.length === 1)
  came[0]!.link.send(Buffer.from('two'))
  await eventually(() => phone.got.length === 1)
  expect([came[0]!.got, phone.got.map(String), front.links()]).toEqual([['one'], ['two'], 1])
  came[0]!.link.send(Buffer.from('refused'))
  came[0]!.link.close('revoked')
  await eventually(() => phone.closed !== null)
  expect([phone.got.map(String)[1], phone.closed]).toEqual(['refused', { code: 1000, reason: 'revoked' }])
  expect(front.links()).toBe(0)
})

test('an unknown route and an absent home have the same answer, and only misses of an address are limited', async () => {
  await open()
  for (let miss = 0; miss < 30; miss++) expect(await dialFront(front.phones, WRONG)).toBe(404)
  links.setRoutes([])
  expect(await dialFront(front.phones, ROUTE)).toBe(429)
  links.setRoutes([ROUTE])
  const phone = await openPhone(front.phones, ROUTE)
  now += 60_001
  expect(await dialFront(front.phones, WRONG)).toBe(404)
  expect(phone.closed).toBeNull()
})

test('a malformed upgrade is refused', async () => {
  await open()
  expect(await dialFront(front.phones, Buffer.alloc(15, 1))).toBe(400)
  expect(await dialFront(`${front.phones}/x`, ROUTE, { origin: front.phones })).toBe(404)
})

test('a network has at most 8 links of a route, and at most 20 new ones within a minute', async () => {
  await open()
  const phones = []
  for (let count = 0; count < 8; count++) phones.push(await openPhone(front.phones, ROUTE))
  expect(await dialFront(front.phones, ROUTE)).toBe(503)
  for (let count = 8; count < 20; count++) {
    phones.shift()!.socket.terminate()
    await eventually(() => front.links() === 7)
    phones.push(await openPhone(front.phones, ROUTE))
  }
  phones.shift()!.socket.terminate()
  await eventually(() => front.links() === 7)
  expect(await dialFront(front.phones, ROUTE)).toBe(429)
  now += 60_001
  await openPhone(front.phones, ROUTE)
})

/** As a proxy in front of this one passes it on. */
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

test('who fills their share of a route shuts no other network out, and many fill the route', async () => {
  await open()
  const dial = (network: number) => dialFront(front.phones, ROUTE, from(`203.0.${network}.7`))
  const flood = async (network: number): Promise<void> => {
    for (let count = 0; count < 20; count++) {
      const phone = await openPhone(front.phones, ROUTE, from(`203.0.${network}.${count + 1}`))
      phone.socket.terminate()
      await eventually(() => front.links() === 0)
    }
  }
  await flood(1)
  for (let more = 0; more < 50; more++) expect(await dial(1)).toBe(429)
  await flood(2)
  const own = await openPhone(front.phones, ROUTE, from('198.51.100.4'))
  expect([await dial(1), await dial(2), own.closed]).toEqual([429, 429, null])

  now += 60_001
  for (const network of [1, 2])
    for (let count = 0; count < 8; count++)
      await openPhone(front.phones, ROUTE, from(`203.0.${network}.${count + 1}`))
  expect(await dial(1)).toBe(503)
  for (let count = 1; count < 8; count++) await openPhone(front.phones, ROUTE, from('198.51.100.4'))
  expect([front.links(), await dial(3)]).toEqual([24, 503])
})

test('who says too much before the home has answered, says text, or too long a message, is cut', async () => {
  await open()
  const loud = await openPhone(front.phones, ROUTE)
  loud.send(Buffer.alloc(4_097))
  const talkative = await openPhone(front.phones, ROUTE)
  talkative.socket.send('text')
  const long = await openPhone(front.phones, ROUTE)
  came[2]!.link.send(Buffer.from('answered'))
  await eventually(() => long.got.length === 1)
  long.send(Buffer.alloc(65_535))
  await eventually(() => came[2]!.got.length === 1)
  long.send(Buffer.alloc(65_536))
  await eventually(() => came.every(({ end }) => end !== null))
  expect(came.map(({ end }) => end)).toEqual([
    'too much before an answer',
    'not binary',
    'Max payload size exceeded',
  ])
  await eventually(() => [loud, talkative, long].every(({ closed }) => closed !== null))
})

test('a link that is not opened in time ends, and so does one on which the phone is silent', async () => {
  await open({}, { patience: { openingMs: 40, silenceMs: 10_000 } })
  await openPhone(front.phones, ROUTE)
  await eventually(() => came[0]!.end !== null)
  expect(came[0]!.end).toBe('it was not opened in time')
  await front.close()
  await open({}, { patience: { openingMs: 10_000, silenceMs: 40 } })
  await openPhone(front.phones, ROUTE)
  await eventually(() => (came[1]?.end ?? null) !== null)
  expect(came[1]!.end).toBe('nothing was heard')
})

test('a phone that does not read is cut at 1 MiB', async () => {
  await open()
  const phone = await openPhone(front.phones, ROUTE)
  phone.socket.pause()
  for (let sent = 0; sent < 17 && came[0]!.end === null; sent++) came[0]!.link.send(Buffer.alloc(65_535))
  expect(came[0]!.end).toBe('the phone does not read')
})

test('a port that is taken is said as such', async () => {
  await open()
  const port = Number(new URL(front.web).port)
  const again = openFront({
    ...{ web: { ...LOOPBACK, port }, target: links, rendererDir: folder, log: { warn: () => undefined } },
  })
  await expect(again).rejects.toMatchObject({ code: 'INVALID', details: { reason: 'taken', port } })
})

test('the options are checked: plain HTTP beyond loopback, half a pair, one name for two apps', () => {
  const reasonOf = (typed: Parameters<typeof parseWebOptions>[0]): unknown => {
    try {
      return parseWebOptions(typed)
    } catch (error) {
      return (error as { details: { reason?: string } }).details.reason ?? (error as { code: string }).code
    }
  }
  const pair = { cert: 'c', key: 'k' }
  expect(reasonOf({ web: '0.0.0.0:80', phones: 'https://a.example' })).toBe('insecure')
  expect(reasonOf({ web: '192.168.1.4:80' })).toBe('insecure')
  expect(reasonOf({ web: '127.0.0.1:80', cert: 'c' })).toBe('INVALID')
  expect(reasonOf({ web: '0.0.0.0:443', ...pair })).toBe('INVALID')
  expect(reasonOf({ web: '127.0.0.1' })).toBe('INVALID')
  expect(reasonOf({ web: '127.0.0.1:65536' })).toBe('INVALID')
  expect(reasonOf({ phones: 'https://a.example' })).toBe('INVALID')
  expect(reasonOf({ web: '[::1]:80', phones: 'https://a.example/path' })).toBe('INVALID')
  expect(reasonOf({ web: '[::1]:80', phones: 'https://a.example', guests: 'https://a.example/' })).toBe(
    'INVALID',
  )
  expect(reasonOf({})).toBeNull()
  expect(reasonOf({ web: '[::]:443', ...pair, phones: 'https://NAS.example:443' })).toEqual({
    ...{ host: '::', port: 443, certificate: pair, phones: 'https://nas.example', guests: null },
  })
})
