// IMAP connections that break, stall and resume; and how soon a waiting one tells of a new mail.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openImapServer } from '../../../src/core/accounts/imap/imap-server.ts'
import type { MailConnection, MailServer } from '../../../src/core/accounts/index.ts'
import { MailServers } from '../../support/mail-servers/mail-servers.ts'
import { Relay } from '../../support/mail-servers/relay.ts'
import { mailWithFile, plainMail } from '../../support/mail-servers/sample-mails.ts'
import { collect } from '../../support/mail-servers/port-suite.ts'

const NEVER = new AbortController().signal
/** Shorter than those of the product, and longer than a busy machine needs for an answer. */
const TIMES = { silentMs: 2000, idleMs: 500 }

const users = Array.from({ length: 20 }, (_, index) => `user${index}`)
let servers: MailServers
let relay: Relay

beforeAll(async () => {
  servers = await MailServers.start({ users: [...users] })
})
afterAll(() => servers.stop())
afterEach(() => relay.stop())

async function open(): Promise<{ server: MailServer; direct: MailConnection; user: string }> {
  const user = users.pop()!
  relay = await Relay.start({ to: servers.dovecot.ports.imaps })
  const direct = await openImapServer(servers.imap(user)).connect(NEVER)
  return { server: openImapServer(servers.imap(user, { port: relay.port }), TIMES), direct, user }
}

it('resumes a section exactly after each of many cuts', async () => {
  const { server, direct } = await open()
  const sample = mailWithFile('film', 300_000)
  const uid = (await direct.append('INBOX', sample.raw, []))!
  const got: Buffer[] = []
  let length = 0
  let cuts = 0
  let limit = 0
  while (length < sample.encoded.length) {
    // More each time, so that the greeting and the sign-in pass and then some of the section.
    relay.cutAfterBytes = cuts < 20 ? (limit += 7919) % 60_000 : null
    try {
      const connection = await server.connect(NEVER)
      await connection.select('INBOX')
      while (length < sample.encoded.length) {
        const piece = await connection.fetchRange(uid, sample.section, length, 7800)
        got.push(Buffer.from(piece))
        length += piece.length
      }
      await connection.close()
    } catch (error) {
      expect(error).toMatchObject({ code: 'MAIL_AWAY' })
      cuts += 1
    }
  }
  expect(cuts).toBeGreaterThan(10)
  expect(Buffer.concat(got).equals(sample.encoded)).toBe(true)
  await direct.close()
})

it('gives up a half-open wire in the middle of a command', async () => {
  const { server, direct } = await open()
  await direct.append('INBOX', plainMail('a').raw, [])
  const connection = await server.connect(NEVER)
  await connection.select('INBOX')
  relay.isStalled = true
  await expect(collect(connection.fetchWhole('1:*', NEVER))).rejects.toMatchObject({
    code: 'MAIL_AWAY',
    details: { reason: 'silent' },
  })
  await direct.close()
})

it('gives up a half-open wire while it waits', async () => {
  const { server, direct } = await open()
  const connection = await server.connect(NEVER)
  await connection.select('INBOX')
  const waited = connection.waitForChange(NEVER)
  relay.isStalled = true
  await expect(waited).rejects.toMatchObject({ code: 'MAIL_AWAY', details: { reason: 'silent' } })
  await direct.close()
})

it('tells at once that a wire broke while it waits', async () => {
  const { server, direct } = await open()
  const connection = await server.connect(NEVER)
  await connection.select('INBOX')
  const waited = connection.waitForChange(NEVER)
  relay.cut()
  await expect(waited).rejects.toMatchObject({ code: 'MAIL_AWAY' })
  await direct.close()
})

it('keeps a waiting connection alive, and hears a change after that', async () => {
  const { server, direct } = await open()
  const connection = await server.connect(NEVER)
  await connection.select('INBOX')
  const waited = connection.waitForChange(NEVER)
  await new Promise((resolve) => setTimeout(resolve, 3 * TIMES.idleMs))
  await direct.append('INBOX', plainMail('a').raw, [])
  await waited
  expect(await connection.listUids()).toHaveLength(1)
  await connection.close()
  await direct.close()
})

it('passes a slow wire', async () => {
  const { server, direct } = await open()
  await direct.append('INBOX', plainMail('a').raw, [])
  relay.delayMs = 50
  const connection = await server.connect(NEVER)
  await connection.select('INBOX')
  expect(await collect(connection.fetchWhole('1:*', NEVER))).toHaveLength(1)
  await connection.close()
  await direct.close()
})

it('stops a fetch that stalls when it is cancelled', async () => {
  const { server, direct } = await open()
  await direct.append('INBOX', plainMail('a').raw, [])
  const connection = await server.connect(NEVER)
  await connection.select('INBOX')
  relay.isStalled = true
  const stop = new AbortController()
  const fetched = collect(connection.fetchWhole('1:*', stop.signal))
  stop.abort()
  await expect(fetched).rejects.toMatchObject({ code: 'CANCELLED' })
  await direct.close()
})

it('hears of a mail that another program hands to postfix', async () => {
  const { server, direct, user } = await open()
  const connection = await server.connect(NEVER)
  await connection.select('INBOX')
  const waited = connection.waitForChange(NEVER)
  const { smtp } = servers.postfix.ports
  await promisify(execFile)('swaks', [
    ...['--server', `127.0.0.1:${smtp}`, '--from', 'mara@elsewhere.example', '--to', `${user}@example.org`],
  ])
  await waited
  expect(await connection.listUids()).toHaveLength(1)
  await connection.close()
  await direct.close()
})
