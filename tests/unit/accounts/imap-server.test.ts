// IMAP servers that tests cannot install: Gmail, old ones, throttled ones, hostile ones.
import { afterEach, describe, expect, it } from 'vitest'
import { openImapServer, type MailConnection } from '../../../src/core/accounts/index.ts'
import { collect } from '../../support/mail-servers/port-suite.ts'
import { ScriptedImap, type Script } from '../../support/mail-servers/scripted-imap.ts'

const NEVER = new AbortController().signal
const USUAL = 'AUTH=PLAIN ID ENABLE IDLE NAMESPACE UIDPLUS MOVE SPECIAL-USE'

let server: ScriptedImap
let connection: MailConnection | null = null

afterEach(async () => {
  await connection?.close()
  connection = null
  await server.stop()
})

async function start(script: Partial<Script>): Promise<void> {
  server = await ScriptedImap.start({ capabilities: USUAL, ...script })
}

async function connect(script: Partial<Script> = {}): Promise<MailConnection> {
  await start(script)
  connection = await openImapServer(server.options).connect(NEVER)
  return connection
}

/** A command and the name of its answer in the script. */
async function select(script: Partial<Script>): Promise<MailConnection> {
  const own = await connect(script)
  await own.select('INBOX')
  return own
}

describe('a connection', () => {
  it('says nothing about this program, and does not compress', async () => {
    await connect({ capabilities: `${USUAL} COMPRESS=DEFLATE IMAP4rev2` })
    expect(server.lines.filter((line) => line.startsWith('ID'))).toEqual(['ID NIL', 'ID NIL'])
    expect(server.lines.filter((line) => /COMPRESS|rev2/i.test(line))).toEqual([])
  })

  it('signs in with a token', async () => {
    await start({ capabilities: `${USUAL} AUTH=XOAUTH2 SASL-IR` })
    const credentials = { auth: 'oauth2' as const, user: 'alice', accessToken: 'token-1' }
    connection = await openImapServer({ ...server.options, credentials }).connect(NEVER)
    const words = Buffer.from('user=alice\x01auth=Bearer token-1\x01\x01').toString('base64')
    expect(server.lines).toContain(`AUTHENTICATE XOAUTH2 ${words}`)
  })

  it('refuses a server that is signed in before TLS', async () => {
    await start({ isPlain: true, greeting: '* PREAUTH welcome' })
    await expect(openImapServer(server.options).connect(NEVER)).rejects.toMatchObject({
      code: 'MAIL_UNSAFE',
      details: { reason: 'no-tls' },
    })
  })

  it.each([
    ['[AUTHENTICATIONFAILED] wrong password', 'MAIL_REFUSED', {}],
    ['[UNAVAILABLE] backend is down', 'MAIL_AWAY', { retryMs: 300_000 }],
    ['[LIMIT] too many', 'MAIL_AWAY', { retryMs: 600_000 }],
  ])('maps the answer %s to a sign-in', async (line, code, pause) => {
    await start({ answers: { AUTHENTICATE: (_line, tag) => [`${tag} NO ${line}`] } })
    const connected = openImapServer(server.options).connect(NEVER)
    const words = line.split('] ')[1]
    await expect(connected).rejects.toMatchObject({ code, details: { ...pause, line: words } })
  })

  it('is cancelled while the server is silent', async () => {
    await start({ greeting: '' })
    const stop = new AbortController()
    const connected = openImapServer(server.options).connect(stop.signal)
    setTimeout(() => stop.abort(), 20)
    await expect(connected).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

describe('Gmail', () => {
  const gmail: Partial<Script> = {
    capabilities: `${USUAL} CONDSTORE X-GM-EXT-1`,
    answers: {
      LIST: () => [
        '* LIST (\\HasNoChildren) "/" "INBOX"',
        '* LIST (\\HasChildren \\Noselect) "/" "[Gmail]"',
        '* LIST (\\All \\HasNoChildren) "/" "[Gmail]/All Mail"',
        '* LIST (\\Junk \\HasNoChildren) "/" "[Gmail]/Spam"',
        '* LIST (\\Flagged \\HasNoChildren) "/" "[Gmail]/Starred"',
      ],
      ENABLE: () => ['* ENABLED CONDSTORE'],
      'UID FETCH': () => [
        '* 2 FETCH (UID 5 FLAGS (\\Seen) X-GM-LABELS ("\\\\Inbox" Work "&ZeU-") X-GM-MSGID 1278455344230334865 ' +
          'INTERNALDATE "01-Dec-2026 08:00:00 +0000" RFC822.SIZE 9 MODSEQ (41) ' +
          'BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 3 1) BODY[HEADER.FIELDS (FROM)] {4}\r\n\r\n\r\n)',
      ],
    },
  }

  it('has labels, and one folder with all mails', async () => {
    const own = await connect(gmail)
    expect(own.abilities).toEqual({ qresync: false, condstore: true, labels: true, idle: true })
    const folders = await own.listFolders()
    expect(folders.map(({ path, role, canSelect }) => [path, role, canSelect])).toEqual(
      expect.arrayContaining([
        ['INBOX', 'inbox', true],
        ['[Gmail]', null, false],
        ['[Gmail]/All Mail', 'all', true],
        ['[Gmail]/Spam', 'spam', true],
        ['[Gmail]/Starred', 'starred', true],
      ]),
    )
  })

  it('lists labels and its own ids', async () => {
    const own = await select(gmail)
    const [mail] = await collect(own.listMails('5', NEVER))
    expect(mail).toMatchObject({
      uid: 5,
      flags: { seen: true, labels: ['Work', '\\Inbox', '日'] },
      serverId: '1278455344230334865',
      receivedAt: Date.UTC(2026, 11, 1, 8),
    })
    const { changed, vanished, modseq } = await own.listChanges('40', '1:*')
    expect(changed).toMatchObject([{ uid: 5, flags: { labels: ['Work', '\\Inbox', '日'] }, modseq: '41' }])
    expect({ vanished, modseq }).toEqual({ vanished: null, modseq: '41' })
  })

  it('changes labels', async () => {
    const own = await select(gmail)
    await own.changeLabels('5', { add: ['Work', '日'], remove: ['\\Inbox'] })
    expect(server.lines.filter((line) => line.startsWith('UID STORE'))).toEqual([
      'UID STORE 5 +X-GM-LABELS (Work &ZeU-)',
      'UID STORE 5 -X-GM-LABELS (\\Inbox)',
    ])
  })
})

describe('an old server', () => {
  it('without MOVE and UIDPLUS never expunges', async () => {
    const own = await select({
      capabilities: 'AUTH=PLAIN',
      answers: { LIST: () => ['* LIST () "/" INBOX', '* LIST () "/" Trash'] },
    })
    expect(await own.move('5', 'Trash')).toEqual(new Map())
    expect(server.lines.filter((line) => /^UID |EXPUNGE|CLOSE/.test(line))).toEqual([
      'UID COPY 5 Trash',
      'UID STORE 5 +FLAGS.SILENT (\\Deleted)',
    ])
  })

  it('that overlooks ranges gives the right bytes', async () => {
    const own = await select({
      answers: { 'UID FETCH': () => ['* 1 FETCH (UID 5 BODY[2] {10}\r\n0123456789)'] },
    })
    expect(Buffer.from(await own.fetchRange(5, '2', 4, 3)).toString()).toBe('456')
  })

  it('keeps no flag that it does not know', async () => {
    const own = await select({
      answers: {
        SELECT: () => [
          '* 1 EXISTS',
          '* OK [PERMANENTFLAGS (\\Seen)] kept',
          '* OK [UIDVALIDITY 1] x',
          '* OK [UIDNEXT 2] x',
        ],
      },
    })
    await own.changeFlags('1', { add: ['Work'], remove: [] })
    expect(server.lines.filter((line) => line.startsWith('UID STORE'))).toEqual([])
  })
})

describe('QRESYNC', () => {
  it('takes nothing about the folder before for news of the next', async () => {
    const own = await connect({
      capabilities: `${USUAL} CONDSTORE QRESYNC`,
      answers: {
        ENABLE: () => ['* ENABLED QRESYNC'],
        SELECT: (line) => [
          ...(line.includes('Next') && !line.includes('QRESYNC')
            ? ['* VANISHED 7', '* 3 FETCH (UID 9 FLAGS (\\Seen) MODSEQ (50))', '* OK [CLOSED] before']
            : []),
          '* 3 EXISTS',
          '* OK [UIDVALIDITY 77] valid',
          '* OK [UIDNEXT 10] next',
          '* OK [HIGHESTMODSEQ 60] highest',
          ...(line.includes('QRESYNC')
            ? ['* VANISHED (EARLIER) 2,300', '* 1 FETCH (UID 1 FLAGS (\\Flagged) MODSEQ (55))']
            : []),
        ],
        LIST: () => ['* LIST () "/" INBOX', '* LIST () "/" Next'],
      },
    })
    await own.select('INBOX')
    const known = { uidValidity: 77, modseq: '45', uids: '1:20' }
    const { changes } = await own.select('Next', known)
    expect(changes).toMatchObject({ vanished: [2], modseq: '60', changed: [{ uid: 1, modseq: '55' }] })
    expect(server.lines).toContain('SELECT Next (QRESYNC (77 45))')
  })
})

describe('trouble', () => {
  it.each([
    ['NO [OVERQUOTA] Account exceeded bandwidth limits', 3_600_000],
    ['NO [THROTTLED] slower please', 600_000],
    ['BAD Request is throttled. Suggested Backoff Time: 50 milliseconds', 50],
  ])('pauses after %s', async (answer, retryMs) => {
    const own = await connect({ answers: { SELECT: (_line, tag) => [`${tag} ${answer}`] } })
    await expect(own.select('INBOX')).rejects.toMatchObject({ code: 'MAIL_AWAY', details: { retryMs } })
  })

  it('is MAIL_AWAY with the server’s words after BYE', async () => {
    const own = await select({ answers: { 'UID FETCH': () => ['* BYE shutting down'] } })
    await expect(collect(own.fetchWhole('1:*', NEVER))).rejects.toMatchObject({
      code: 'MAIL_AWAY',
      details: { line: 'shutting down', retryMs: 60_000 },
    })
  })

  it('is MAIL_REFUSED with the server’s words after NO', async () => {
    const own = await select({
      answers: { 'UID STORE': (_line, tag) => [`${tag} NO [NOPERM] read-only for you`] },
    })
    await expect(own.changeFlags('1', { add: ['\\Seen'], remove: [] })).rejects.toMatchObject({
      code: 'MAIL_REFUSED',
      details: { line: 'read-only for you' },
    })
    expect(await own.listUids()).toEqual([])
  })

  it('is GONE for a folder that is not there', async () => {
    const own = await select({
      answers: { 'UID MOVE': (_line, tag) => [`${tag} NO [TRYCREATE] no such folder`] },
    })
    await expect(own.move('1', 'Nowhere')).rejects.toMatchObject({ code: 'GONE' })
  })

  it('ends a connection that announces too many bytes', async () => {
    const own = await select({ answers: { 'UID FETCH': () => ['* 1 FETCH (UID 1 BODY[] {9999999999}'] } })
    await expect(collect(own.fetchWhole('1:*', NEVER))).rejects.toMatchObject({ code: 'MAIL_AWAY' })
    await expect(own.listUids()).rejects.toMatchObject({ code: 'MAIL_AWAY' })
  })

  it('takes a huge VANISHED without keeping this process busy', async () => {
    const own = await connect({
      capabilities: `${USUAL} CONDSTORE QRESYNC`,
      answers: {
        ENABLE: () => ['* ENABLED QRESYNC'],
        SELECT: () => [
          '* 3 EXISTS',
          '* OK [UIDVALIDITY 77] valid',
          '* OK [UIDNEXT 10] next',
          '* OK [HIGHESTMODSEQ 60] highest',
          '* VANISHED (EARLIER) 1:300000',
        ],
      },
    })
    let turns = 0
    const counting = setInterval(() => (turns += 1), 0)
    const { changes } = await own.select('INBOX', { uidValidity: 77, modseq: '45', uids: '3:4' })
    clearInterval(counting)
    expect(changes?.vanished).toEqual([3, 4])
    expect(turns).toBeGreaterThan(10)
  })
})
