// Submission servers that tests cannot install: those that take a token.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSmtpServer, type SubmissionServer } from '../../../src/core/accounts/index.ts'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../support/mail-servers/loopback-certificate.ts'

const NEVER = new AbortController().signal
const TOKEN_WORDS = Buffer.from('user=alice\x01auth=Bearer token-1\x01\x01').toString('base64')

let server: tls.Server
let lines: string[]
let answers: Record<string, string>

beforeEach(async () => {
  lines = []
  answers = { EHLO: '250-mail.example.org\r\n250-AUTH PLAIN XOAUTH2\r\n250 SIZE 1000', QUIT: '221 bye' }
  server = tls.createServer({ cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY }, (socket) => {
    socket.on('error', () => undefined)
    socket.write('220 mail.example.org\r\n')
    socket.on('data', (bytes: Buffer) => {
      for (const line of bytes.toString().split('\r\n').slice(0, -1)) {
        lines.push(line)
        socket.write(`${answers[line.split(' ', 1)[0]!] ?? '250 ok'}\r\n`)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => void server.close())

function open(): SubmissionServer {
  const { port } = server.address() as AddressInfo
  return openSmtpServer({
    address: { host: 'localhost', port, security: 'tls' },
    credentials: { auth: 'oauth2', user: 'alice', accessToken: 'token-1' },
    trust: { ca: LOOPBACK_CERTIFICATE },
  })
}

it('signs in with a token, and does not name this computer', async () => {
  answers.AUTH = '235 2.7.0 welcome'
  expect(await open().check(NEVER)).toEqual({ maxBytes: 1000, canReport: false })
  // Nobody waits for the goodbye.
  await expect.poll(() => lines).toEqual(['EHLO [127.0.0.1]', `AUTH XOAUTH2 ${TOKEN_WORDS}`, 'QUIT'])
})

it('tells the line of a server that refuses a token, and tries no other way', async () => {
  answers.AUTH = `334 ${Buffer.from('{"status":"401"}').toString('base64')}`
  answers[''] = '535 5.7.8 token expired'
  await expect(open().check(NEVER)).rejects.toMatchObject({
    code: 'MAIL_REFUSED',
    details: { line: '535 5.7.8 token expired', status: 535 },
  })
  expect(lines.filter((line) => line.startsWith('AUTH'))).toHaveLength(1)
})
