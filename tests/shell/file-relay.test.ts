// The window's files: passed to the engine's process with its secret, whole or in part, and
// returned unchanged.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { ChosenPlaces, openFileServer } from '../../src/main/host/index.ts'
import { FileRelay } from '../../src/main/shell/file-relay.ts'

const FILE = randomBytes(100_000)

async function openRelay(): Promise<{ relay: FileRelay; sent: Buffer[]; port: number }> {
  const sent: Buffer[] = []
  const server = await openFileServer(
    {
      async add({ body }) {
        for await (const piece of body) sent.push(Buffer.from(piece))
        return { name: 'stored' } as never
      },
      open: async () => ({
        name: 'film',
        size: FILE.byteLength,
        type: 'video/mp4',
        kind: 'film',
        outside: 'ask',
        from: 'Émile',
        read: (start, end) => [FILE.subarray(start, end)] as unknown as AsyncIterable<Uint8Array>,
        close: () => undefined,
      }),
      addFromPath: () => Promise.reject(new Error('not asked')),
      exportZip: () => Promise.reject(new Error('not asked')),
      importFile: () => Promise.reject(new Error('not asked')),
      receive: () => Promise.reject(new Error('not asked')),
    },
    new ChosenPlaces(),
  )
  onTestFinished(() => server.close())
  const relay = new FileRelay()
  relay.moveTo(server.endpoint)
  return { relay, sent, port: server.endpoint.port }
}

const URL_OF_FILE = 'fumikura-app://app/file/abc'

test('a range of a file is available through the page’s own scheme', async () => {
  const { relay } = await openRelay()
  const response = await relay.answer(
    new Request(URL_OF_FILE, { headers: { range: 'bytes=10-19' } }),
    '/file/abc',
  )
  expect([response.headers.get('fumikura-outside'), response.headers.get('fumikura-from')]).toEqual([
    'ask',
    '%C3%89mile',
  ])
  expect([response.status, response.headers.get('content-range')]).toEqual([206, 'bytes 10-19/100000'])
  expect(Buffer.from(await response.arrayBuffer()).equals(FILE.subarray(10, 20))).toBe(true)
})

test('a file that the page sends is passed on unchanged', async () => {
  const { relay, sent } = await openRelay()
  const request = new Request(URL_OF_FILE, {
    method: 'POST',
    body: FILE,
    headers: { 'content-length': String(FILE.byteLength) },
  })
  const response = await relay.answer(request, '/file/?name=a&sealing=b')
  expect([response.status, await response.json()]).toEqual([200, { name: 'stored' }])
  expect(Buffer.concat(sent).equals(FILE)).toBe(true)
})

test('while no engine is open, a request for a file is refused with a code', async () => {
  const relay = new FileRelay()
  expect((await relay.answer(new Request(URL_OF_FILE), '/file/abc')).status).toBe(503)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  relay.moveTo({ port, secret: 's' })
  expect((await relay.answer(new Request(URL_OF_FILE), '/file/abc')).status).toBe(503)
})

test.each([['none'], ['a wrong one']])(
  'a request at that port without the right token gets no file: %s',
  async (kind) => {
    const { port } = await openRelay()
    const headers: Record<string, string> =
      kind === 'none' ? {} : { authorization: `Bearer ${'0'.repeat(64)}` }
    expect((await fetch(`http://127.0.0.1:${port}/file/abc`, { headers })).status).toBe(403)
  },
)
