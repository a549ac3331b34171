// The pictures that a mail names: from the hosts that a person agreed to, bounded, and without a word
// about that person.
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { pictureFetcher, PICTURE_LIMITS } from '../../../src/core/accounts/fetch-pictures.ts'
import { SERVER_CERTIFICATE, SERVER_KEY, TEST_AUTHORITY } from '../../support/certificates.ts'

const usual = { ...PICTURE_LIMITS }
const closers: (() => void)[] = []
afterEach(() => {
  Object.assign(PICTURE_LIMITS, usual)
  closers.splice(0).forEach((close) => close())
})

async function serve(listener: RequestListener): Promise<{ host: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = []
  const server = createServer({ cert: SERVER_CERTIFICATE, key: SERVER_KEY }, (request, response) => {
    asked.push(request)
    listener(request, response)
  })
  closers.push(() => (server.closeAllConnections(), server.close()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { host: `localhost:${(server.address() as AddressInfo).port}`, asked }
}

const picture =
  (bytes = 10, type = 'image/png'): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type, 'set-cookie': 'who=alice' }).end(Buffer.alloc(bytes, 1))

const open = pictureFetcher({ isAllowed: () => true, ca: TEST_AUTHORITY })
const strict = pictureFetcher({ ca: TEST_AUTHORITY })
const signal = new AbortController().signal

/** The paths that came. */
async function load(host: string, paths: string[], fetch = open, hosts = [host]): Promise<string[]> {
  const urls = paths.map((path) => (path.includes('://') ? path : `https://${host}${path}`))
  const found = await fetch(urls, new Set(hosts), signal)
  return found.map(({ url }) => url.replace(`https://${host}`, '')).sort()
}

test('a picture comes with its type, and the request says nothing but its address', async () => {
  const { host, asked } = await serve(picture(10, 'image/PNG; charset=x'))
  const [found] = await open([`https://${host}/a?b`], new Set([host]), signal)
  expect(found).toEqual({ url: `https://${host}/a?b`, type: 'image/png', bytes: Buffer.alloc(10, 1) })
  await load(host, ['/again'])
  expect(asked.map(({ url }) => url)).toEqual(['/a?b', '/again'])
  for (const { headers } of asked) expect(headers).toEqual({ host, accept: 'image/*', connection: 'close' })
})

test('hosts that were not named are not asked, neither at once nor by a redirect', async () => {
  const other = await serve(picture())
  const { host, asked } = await serve((request, response) =>
    request.url === '/own'
      ? response.writeHead(302, { location: '/there' }).end()
      : request.url === '/out'
        ? response.writeHead(302, { location: `https://${other.host}/pixel` }).end()
        : picture()(request, response),
  )
  expect(await load(host, ['/own', '/out', `https://${other.host}/direct`])).toEqual(['/own'])
  expect(other.asked).toEqual([])
  expect(asked.map(({ url }) => url).sort()).toEqual(['/out', '/own', '/there'])
})

test('a redirect without end, out of HTTPS, or into the own network leads nowhere', async () => {
  const { host, asked } = await serve((request, response) => {
    const location = request.url === '/round' ? '/round' : `http://${request.headers.host}/bare`
    response.writeHead(302, { location }).end()
  })
  expect(await load(host, ['/round'])).toEqual([])
  expect(asked).toHaveLength(4)
  expect(await load(host, ['/bare'])).toEqual([])
  expect(asked).toHaveLength(5)
  expect(
    await load(host, ['/x', 'https://127.0.0.1/', 'https://[::1]/'], strict, [host, '127.0.0.1', '[::1]']),
  ).toEqual([])
  expect(asked).toHaveLength(5)
})

test.each(['text/html', 'image/svg+xml', 'application/octet-stream', ''])(
  '%s is no picture',
  async (type) => {
    const { host } = await serve(picture(10, type))
    expect(await load(host, ['/a'])).toEqual([])
  },
)

test('one picture, all pictures, their number and the time are bounded', async () => {
  Object.assign(PICTURE_LIMITS, { bytesOfOne: 1000, bytes: 2500, pictures: 5 })
  const { host, asked } = await serve((request, response) =>
    picture(request.url === '/large' ? 1001 : 900)(request, response),
  )
  expect(await load(host, ['/large'])).toEqual([])
  expect(await load(host, ['/1', '/2', '/3', '/4', '/5', '/6', '/7'])).toHaveLength(2)
  expect(asked.length).toBeLessThanOrEqual(6)

  PICTURE_LIMITS.ms = 300
  const slow = await serve((request, response) => {
    if (request.url === '/fine') picture()(request, response)
  })
  expect(await load(slow.host, ['/never', '/fine'])).toEqual(['/fine'])
})

test('a cancelled call rejects', async () => {
  const over = new AbortController()
  const { host } = await serve(() => over.abort())
  await expect(open([`https://${host}/a`], new Set([host]), over.signal)).rejects.toThrow()
})
