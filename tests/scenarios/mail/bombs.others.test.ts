// Mails that are made to harm who reads them, in a real account. The engine keeps working: every mail
// is listed or refused, a good one behind them arrives, and no turn of the loop is long.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openImapServer } from '../../../src/core/accounts/index.ts'
import { TurnProbe } from '../../support/longest-turn.ts'
import { MailServers, PASSWORD } from '../../support/mail-servers/mail-servers.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, Person } from '../../support/person.ts'

/** CPU time in ms. Longer turns delay keys that readers wait for. */
const LONGEST_TURN_MS = 100
/**
 * imapflow reads in one turn what a server says about the structure of a mail, and dovecot tells of
 * 10,000 parts.
 */
const STRUCTURE_TURN_MS = 300
const NEVER = new AbortController().signal

let servers: MailServers
beforeAll(async () => {
  servers = await MailServers.start({ hasPostfix: false, users: ['most', 'parts'] })
}, 60_000)
afterAll(() => servers.stop())

const head = (id: string, ...more: string[]): string =>
  [
    'From: Mallory <mallory@example.net>',
    'To: Mara <mara@example.org>',
    `Subject: ${id}`,
    'Date: Tue, 01 Dec 2026 09:00:00 +0000',
    `Message-ID: <${id}@example.net>`,
    'MIME-Version: 1.0',
    ...more,
    '',
    '',
  ].join('\r\n')

function manyParts(): string {
  const parts = '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(50_000)
  return `${head('many parts', 'Content-Type: multipart/mixed; boundary=b')}${parts}--b--\r\n`
}

function deep(): string {
  const levels = Array.from({ length: 1000 }, (_, i) => i)
  const opening = levels.map((i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`)
  const closing = levels.map((i) => `--b${i}--\r\n`).reverse()
  const inner = '--b1000\r\nContent-Type: text/plain\r\n\r\nx\r\n--b1000--\r\n'
  return `${head('deep', 'Content-Type: multipart/mixed; boundary=b0')}${opening.join('')}${inner}${closing.join('')}`
}

const openTags = (): string => `${head('open tags', 'Content-Type: text/html')}${'<'.repeat(2 << 20)}\r\n`

const manyTags = (): string =>
  `${head('many tags', 'Content-Type: text/html')}${'<b><i><p>x'.repeat(200_000)}\r\n`

function largeFile(): string {
  const line = `${'QUJD'.repeat(19)}\r\n`
  const file = line.repeat(Math.ceil((100 << 20) / line.length))
  const type = 'Content-Type: application/octet-stream; name="film.bin"\r\nContent-Transfer-Encoding: base64'
  const text = '--b\r\nContent-Type: text/plain\r\n\r\nLook.\r\n'
  return `${head('large file', 'Content-Type: multipart/mixed; boundary=b')}${text}--b\r\n${type}\r\n\r\n${file}--b--\r\n`
}

const largeHead = (): string =>
  `${head('large head', ...Array.from({ length: 30_000 }, (_, i) => `References: <${i}@${'x'.repeat(60)}.example>`))}Words.\r\n`

const manyReaders = (): string =>
  `${head('many readers', `Cc: ${Array.from({ length: 40_000 }, (_, i) => `p${i}@example.net`).join(',\r\n ')}`)}Words.\r\n`

test.each([
  ['most', [deep, openTags, manyTags, largeFile, largeHead, manyReaders], LONGEST_TURN_MS],
  ['parts', [manyParts], STRUCTURE_TURN_MS],
] as const)(
  'bombs are kept, and the loop stays free: %s',
  async (user, bombs, limitMs) => {
    const elsewhere = await openImapServer(servers.imap(user)).connect(NEVER)
    for (const bomb of bombs) await elsewhere.append('INBOX', Buffer.from(bomb()), [])
    const mara = await Person.create('mara', new MemoryNetwork())
    try {
      const { host, port } = servers.imap(user).address
      const trust = { user, password: PASSWORD, ca: servers.ca }
      const account = { address: 'mara@example.org', name: 'Mara', ...trust, incoming: { host, port } }
      const turns = new TurnProbe()
      await mara.do.accounts.add(account, calling)
      const standing = async () => (await mara.do.accounts.list({}, calling))[0]!
      await eventually(async () => (await standing()).state === 'ready', 'all were taken')
      await elsewhere.append('INBOX', Buffer.from(`${head('good')}Good morning.\r\n`), [])
      await eventually(
        async () => (await mara.list('inbox')).some(({ subject }) => subject === 'good'),
        'the good mail',
      )
      const longestMs = turns.end()
      const listed = (await mara.list('inbox')).map(({ subject }) => subject)
      process.stdout.write(`${JSON.stringify({ longestMs, wallMs: turns.longestWallMs, listed })}\n`)
      expect((await standing()).trouble).toBeNull()
      for (const { ref } of await mara.list('inbox')) await mara.read(ref!)
      expect(longestMs).toBeLessThan(limitMs)
      expect(listed).toHaveLength(bombs.length + 1)
    } finally {
      await mara.remove()
      await elsewhere.close()
    }
  },
  300_000,
)
