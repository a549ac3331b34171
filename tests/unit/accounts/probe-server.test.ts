// The try of a server: it says whether TLS and a right certificate are there, and sends nothing else.
import { createServer as createPlain, type AddressInfo, type Socket } from 'node:net'
import { createServer as createTls, TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { serverProbe } from '../../../src/core/accounts/discovery/probe-server.ts'
import { SERVER_CERTIFICATE, SERVER_KEY, TEST_AUTHORITY } from '../../support/certificates.ts'

const identity = { cert: SERVER_CERTIFICATE, key: SERVER_KEY }
const signal = new AbortController().signal
const probe = serverProbe({ ca: TEST_AUTHORITY })

const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

async function listen(server: ReturnType<typeof createPlain>): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)))
  closers.push(() => (sockets.forEach((socket) => socket.destroy()), server.close()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const greet = async (greeting: string): Promise<number> =>
  listen(createTls(identity, (socket) => socket.on('error', () => undefined).write(greeting)))

/** Answers each line by its last word. An answer to STARTTLS of 220 or OK begins TLS. */
async function plainServer(
  greeting: string,
  answers: Record<string, string>,
  heard: string[] = [],
): Promise<number> {
  return listen(
    createPlain((socket) => {
      socket.write(greeting)
      const take = (bytes: Buffer): void => {
        heard.push(bytes.toString())
        const answer = answers[bytes.toString().trim().split(' ').at(-1)!] ?? ''
        socket.write(answer)
        if (!/^(?:220|a OK)/.test(answer)) return
        socket.off('data', take)
        new TLSSocket(socket, { isServer: true, ...identity }).on('error', () => undefined)
      }
      socket.on('data', take)
    }),
  )
}

const at = (port: number, security: 'tls' | 'starttls', host = 'localhost') => ({ host, port, security })

describe('a try of a server', () => {
  it.each([
    ['imap', '* OK ready\r\n', 'trusted'],
    ['smtp', '220-first\r\n220 mail.example.org ESMTP\r\n', 'trusted'],
    ['imap', '220 mail.example.org ESMTP\r\n', 'silent'],
    ['imap', '* BYE too many connections\r\n', 'silent'],
  ] as const)('with TLS: %s answers %j', async (protocol, greeting, result) => {
    expect(await probe(at(await greet(greeting), 'tls'), protocol, signal)).toBe(result)
  })

  it('hears no endless line', async () => {
    expect(await probe(at(await greet('x'.repeat(100_000)), 'tls'), 'imap', signal)).toBe('silent')
  })

  it('tells a certificate of another name or of nobody', async () => {
    const port = await greet('* OK ready\r\n')
    expect(await probe(at(port, 'tls', '127.0.0.1'), 'imap', signal)).toBe('trusted')
    expect(await probe(at(port, 'tls', '127.0.0.2'), 'imap', signal)).toBe('silent')
    expect(await serverProbe({})(at(port, 'tls'), 'imap', signal)).toBe('untrusted')
  })

  it('with STARTTLS says no more than that', async () => {
    const heard: string[] = []
    const imap = await plainServer('* OK ready\r\n', { STARTTLS: 'a OK go\r\n' }, heard)
    expect(await probe(at(imap, 'starttls'), 'imap', signal)).toBe('trusted')
    const answers = { '[127.0.0.1]': '250-localhost\r\n250 STARTTLS\r\n', STARTTLS: '220 go\r\n' }
    const smtp = await plainServer('220 ready\r\n', answers, heard)
    expect(await probe(at(smtp, 'starttls'), 'smtp', signal)).toBe('trusted')
    expect(heard).toEqual(['a STARTTLS\r\n', 'EHLO [127.0.0.1]\r\n', 'STARTTLS\r\n'])
  })

  it.each([
    ['refuses STARTTLS', '* OK ready\r\n', 'a NO not here\r\n'],
    ['was stripped of STARTTLS', '* OK ready\r\n', 'a BAD unknown\r\n'],
    ['adds a line to its answer', '* OK ready\r\n', 'a OK go\r\n* CAPABILITY EVIL\r\n'],
  ])('that %s has no TLS', async (_what, greeting, answer) => {
    const port = await plainServer(greeting, { STARTTLS: answer })
    expect(await probe(at(port, 'starttls'), 'imap', signal)).toBe('plain')
  })

  it('that agrees to STARTTLS and goes on without it has no TLS', async () => {
    const port = await listen(
      createPlain((socket) => {
        socket.write('* OK ready\r\n')
        socket.once('data', () => {
          socket.write('a OK go\r\n')
          socket.once('data', () => socket.write('* BAD what?\r\n'))
        })
      }),
    )
    expect(await probe(at(port, 'starttls'), 'imap', signal)).toBe('plain')
  })

  it('is silent where nobody listens, and when its signal ends', async () => {
    const port = await listen(createPlain())
    expect(await probe(at(port, 'tls'), 'imap', AbortSignal.timeout(50))).toBe('silent')
    closers.splice(0).forEach((close) => close())
    expect(await probe(at(port, 'starttls'), 'imap', signal)).toBe('silent')
  })
})
