// The fetch of a domain's file: HTTPS, public addresses, little, in time.
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, LookupFunction } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { textFetcher } from '../../../src/core/accounts/discovery/fetch-text.ts'
import { isPublicAddress } from '../../../src/core/accounts/discovery/public-address.ts'
import { SERVER_CERTIFICATE, SERVER_KEY, TEST_AUTHORITY } from '../../support/certificates.ts'

const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer({ cert: SERVER_CERTIFICATE, key: SERVER_KEY }, listener)
  closers.push(() => (server.closeAllConnections(), server.close()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Every name is this device, as a hostile domain may say. */
const lookup: LookupFunction = (_name, options, callback) =>
  options.all === true
    ? callback(null, [{ address: '127.0.0.1', family: 4 }])
    : callback(null, '127.0.0.1', 4)

const open = textFetcher({ lookup, isAllowed: () => true, ca: TEST_AUTHORITY })
const strict = textFetcher({ lookup, ca: TEST_AUTHORITY })
const signal = new AbortController().signal
const page = (port: number, path = '/'): string => `https://autoconfig.example.org:${port}${path}`

describe('a fetch', () => {
  it('gives the text of a page, and null for any answer but 200', async () => {
    const port = await serve((request, response) => {
      response.statusCode = request.url === '/there' ? 200 : 404
      response.end('text')
    })
    expect(await open(page(port, '/there'), signal)).toBe('text')
    expect(await open(page(port, '/else'), signal)).toBeNull()
  })

  it('goes to no private address, neither by a name nor by a redirect to an address', async () => {
    let requests = 0
    const port = await serve((_request, response) => {
      requests += 1
      response.writeHead(302, { location: `https://127.0.0.1:${port}/` }).end()
    })
    await expect(strict(page(port), signal)).rejects.toThrow()
    await expect(strict(`https://127.0.0.1:${port}/`, signal)).rejects.toThrow()
    await expect(strict(`https://[::1]:${port}/`, signal)).rejects.toThrow()
    await expect(strict(`https://[::ffff:7f00:1]:${port}/`, signal)).rejects.toThrow()
    expect(requests).toBe(0)
    const namesOnly = textFetcher({ lookup, isAllowed: () => requests === 0, ca: TEST_AUTHORITY })
    await expect(namesOnly(page(port), signal)).rejects.toThrow()
    expect(requests).toBe(1)
  })

  it.each(['http://autoconfig.example.org/', 'file:///etc/passwd', 'https://mara:secret@localhost/'])(
    'does not follow a redirect to %s',
    async (location) => {
      const port = await serve((_request, response) => response.writeHead(301, { location }).end())
      await expect(open(page(port), signal)).rejects.toThrow()
    },
  )

  it('follows three redirects within HTTPS, and no circle', async () => {
    let requests = 0
    const port = await serve((request, response) => {
      requests += 1
      const left = Number(request.url!.slice(1))
      if (left === 0) response.end('text')
      else response.writeHead(307, { location: `/${left - 1}` }).end()
    })
    expect(await open(page(port, '/3'), signal)).toBe('text')
    requests = 0
    expect(await open(page(port, '/99'), signal)).toBeNull()
    expect(requests).toBe(4)
  })

  it('ends at 64 KiB of an endless page', async () => {
    let sent = 0
    const port = await serve((_request, response) => {
      const more = (): void => {
        sent += 16_384
        if (!response.destroyed) response.write('x'.repeat(16_384), () => setImmediate(more))
      }
      more()
    })
    await expect(open(page(port), signal)).rejects.toThrow()
    expect(sent).toBeLessThan(64 * 1024 * 1024)
  })

  it('ends with its signal when the page does not come', async () => {
    const port = await serve(() => undefined)
    const stop = new AbortController()
    const answer = open(page(port), stop.signal)
    stop.abort()
    await expect(answer).rejects.toThrow()
  })

  it('trusts only a certificate of the name that it asks', async () => {
    const port = await serve((_request, response) => response.end('text'))
    await expect(open(`https://other.example.org:${port}/`, signal)).rejects.toThrow()
    const untrusting = textFetcher({ lookup, isAllowed: () => true })
    await expect(untrusting(page(port), signal)).rejects.toThrow()
  })
})

describe('a public address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a01:4f8::1'])('is %s', (ip) => {
    expect(isPublicAddress(ip)).toBe(true)
  })

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254'],
    ...['172.16.0.1', '172.31.255.255', '192.168.1.1', '198.19.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1', 'fc00::1', 'fd12::1'],
    ...['fe80::1', 'ff02::1', '2002:7f00:1::', '2001:db8::1', '2001::1', 'localhost', ''],
  ])('is not %j', (ip) => {
    expect(isPublicAddress(ip)).toBe(false)
  })
})
