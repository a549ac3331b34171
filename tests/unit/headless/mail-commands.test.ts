// The commands for mail accounts: what they ask of the engine, how they get a password, and what
// they print.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  EngineError,
  type Account,
  type AccountId,
  type DiscoveredAccount,
  type PersonId,
} from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { NOW, runCommandLine, type Setting } from '../../support/terminal.ts'

const account: Account = {
  ...{
    account: 'a1' as AccountId,
    address: 'mara@example.org',
    name: 'Mara',
    state: 'taking',
    trouble: null,
    oauth: null,
  },
  incoming: { host: 'imap.example.org', port: 993, security: 'tls' },
  outgoing: { host: 'smtp.example.org', port: 465, security: 'tls' },
  ...{ keeps: 'texts', folders: 4, waiting: 1, kept: 20, of: 300, partsLeft: 0, maxBytes: null, since: null },
  checksSenders: null,
}

const found: DiscoveredAccount = {
  ...{ address: 'mara@example.org', provider: 'Example', incoming: account.incoming, outgoing: null },
  ...{ user: 'mara@example.org', signIn: 'app-password', oauth: null, help: 'https://example.org/help' },
  ...{ obstacle: 'turn-on', isProven: true },
}

interface Case extends Setting {
  found?: Partial<DiscoveredAccount>
  accounts?: Account[]
  refusal?: EngineError
}

async function run(argv: string[], { found: part, accounts = [account], refusal, ...setting }: Case = {}) {
  const asked: unknown[] = []
  const note =
    <T>(name: string, result: T) =>
    async (input: unknown) => {
      asked.push([name, input])
      return result
    }
  const engine = createFakeEngine({
    home: {
      status: async () => ({
        ...{ state: 'open', person: 'm'.repeat(52) as PersonId, name: 'Mara', wordsProven: true },
        keyring: 'passphrase',
      }),
    },
    accounts: {
      list: async () => accounts,
      discover: note('discover', { ...found, ...part }),
      async add(input: unknown) {
        asked.push(['add', input])
        if (refusal !== undefined) throw refusal
        return account
      },
      oauthBegin: note('oauthBegin', { signIn: 's1', url: 'https://accounts.example/page?state=x' }),
      async oauthEnd(input: unknown) {
        asked.push(['oauthEnd', input])
        if (refusal !== undefined) throw refusal
        return account
      },
      change: note('change', { ...account, state: 'off' as const }),
      check: note('check', account),
      take: note('take', account),
      forget: note('forget', null),
    },
  })
  return { asked, ...(await runCommandLine(argv, { engine, ...setting })) }
}

const errorOf = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { error: EngineError }).error

const makeFolder = useTempFolders()

describe('fumikura mail', () => {
  it('lists the accounts, for a person with their trouble', async () => {
    const { stdout } = await run(['mail', '--json'])
    expect(JSON.parse(stdout)).toEqual([
      ...[
        {
          account: 'a1',
          address: 'mara@example.org',
          state: 'taking',
          folders: 4,
          waiting: 1,
          kept: 20,
          of: 300,
        },
      ],
    ])
    const trouble = { code: 'MAIL_REFUSED' as const, line: 'NO bad\u001b[31m password', fingerprint: null }
    const shown = await run(['mail'], { accounts: [{ ...account, state: 'refused', waiting: 0, trouble }] })
    expect(shown.stdout).toBe('mara@example.org  sign-in refused  20 of 300  NO bad\ufffd[31m password\n')
    expect((await run(['mail'], { accounts: [] })).stdout).toBe('No mail accounts.\n')
  })

  it.each([
    [
      ['check', 'mara@example.org'],
      ['check', { account: 'a1' }],
    ],
    [
      ['check', 'a1'],
      ['check', { account: 'a1' }],
    ],
    [
      ['off', 'MARA@example.org'],
      ['change', { account: 'a1', isOn: false }],
    ],
    [
      ['on', 'a1'],
      ['change', { account: 'a1', isOn: true }],
    ],
    [
      ['keep', 'a1', 'all'],
      ['change', { account: 'a1', keeps: 'all' }],
    ],
    [
      ['take', 'a1'],
      ['take', { account: 'a1' }],
    ],
    [
      ['take', 'a1', '--since', '2031-01-01T00:00:00Z'],
      ['take', { account: 'a1', since: '2031-01-01T00:00:00.000Z' }],
    ],
    [
      ['forget', 'a1'],
      ['forget', { account: 'a1', keepsMails: true }],
    ],
    [
      ['forget', 'a1', '--with-mails'],
      ['forget', { account: 'a1', keepsMails: false }],
    ],
  ])('%j asks %j', async (words, call) => {
    const { asked, stdout } = await run(['mail', ...words, '--json'])
    expect(asked).toEqual([call])
    expect(JSON.parse(stdout)).toMatchObject({ account: 'a1', address: 'mara@example.org' })
  })

  it('says that an account sends nothing, and that its person must sign in again', async () => {
    const trouble = { code: 'MAIL_REFUSED' as const, line: 'invalid_grant', fingerprint: null }
    const more = { state: 'refused' as const, waiting: 0, outgoing: null, oauth: 'google' as const, trouble }
    const { stdout } = await run(['mail'], { accounts: [{ ...account, ...more }] })
    expect(stdout).toContain('sends no mail')
    expect(stdout).toContain('fumikura mail on mara@example.org --oauth')
  })

  it('goes on with another password, another server or a sign-in by browser', async () => {
    const file = join(await makeFolder(), 'password')
    await writeFile(file, 'new word\n')
    const words = ['mail', 'on', 'a1', '--password-file', file, '--smtp', 'out.example.org:465', '--json']
    const outgoing = { host: 'out.example.org', port: 465 }
    expect((await run(words)).asked).toEqual([
      ['change', { account: 'a1', isOn: true, password: 'new word', outgoing }],
    ])
    expect((await run(['mail', 'on', 'a1', '--oauth', '--json'])).asked).toEqual([
      ['oauthBegin', { address: 'mara@example.org' }],
      ['oauthEnd', { signIn: 's1' }],
      ['change', { account: 'a1', isOn: true }],
    ])
  })

  it('refuses an account that is not there, and a word that it does not know', async () => {
    expect(errorOf(await run(['mail', 'off', 'eve@example.org', '--json'])).code).toBe('NOT_FOUND')
    expect(errorOf(await run(['mail', 'keep', 'a1', 'some', '--json'])).code).toBe('INVALID')
  })
})

describe('fumikura mail add', () => {
  const added = { address: 'mara@example.org', password: 'secret word' }

  it('asks for the password without echo, after it said whose it is', async () => {
    const { asked, stdout, stderr } = await run(['mail', 'add', 'mara@example.org'], {
      typed: ['secret word'],
    })
    expect(asked).toEqual([
      ['discover', { address: 'mara@example.org' }],
      ['add', added],
    ])
    expect(stdout).toBe('mara@example.org  taking old mail\n')
    expect(stderr).toContain('Example, imap.example.org:993. Mail programs must be allowed')
    expect(stderr).toContain('https://example.org/help')
    expect(stderr + stdout).not.toContain('secret')
  })

  it('reads the password from stdin or from a file, and asks nobody where given servers are', async () => {
    const servers = [
      '--imap',
      'mail.example.org:993',
      '--smtp',
      'mail.example.org:465',
      '--user',
      'm',
      '--no-old',
    ]
    const options = { isExact: true, stdin: 'secret word\n' }
    const given = await run(['mail', 'add', 'mara@example.org', '-', ...servers, '--json'], options)
    const incoming = { host: 'mail.example.org', port: 993 }
    const since = new Date(NOW).toISOString()
    expect(given.asked).toEqual([
      ['add', { ...added, user: 'm', incoming, outgoing: { host: 'mail.example.org', port: 465 }, since }],
    ])
    expect(JSON.parse(given.stdout)).toEqual({ account: 'a1', address: 'mara@example.org' })
    const file = join(await makeFolder(), 'password')
    await writeFile(file, 'secret word\nmore\n')
    const filed = await run(['mail', 'add', 'mara@example.org', '--password-file', file, '--json'])
    expect(filed.asked).toContainEqual(['add', added])
  })

  it('signs in by browser: prints the page, and waits', async () => {
    const words = ['mail', 'add', 'mara@example.org', '--oauth', '--no-old', '--json']
    const { asked, stdout, stderr } = await run(words)
    expect(asked).toEqual([
      ['oauthBegin', { address: 'mara@example.org' }],
      ['oauthEnd', { signIn: 's1', since: new Date(NOW).toISOString() }],
    ])
    expect(stderr).toContain('https://accounts.example/page?state=x')
    expect(JSON.parse(stdout)).toEqual({ account: 'a1', address: 'mara@example.org' })
    const both = await run([...words, '--imap', 'mail.example.org:993'])
    expect([errorOf(both).code, both.asked]).toEqual(['INVALID', []])
  })

  it('names the variable of a client id that is missing', async () => {
    const details = { provider: 'google', variable: 'FUMIKURA_GOOGLE_CLIENT_ID' }
    const refusal = new EngineError('NOT_FOUND', 'No client id.', { details })
    const error = errorOf(await run(['mail', 'add', 'mara@example.org', '--oauth', '--json'], { refusal }))
    expect(error.message).toBe('No client id. Set FUMIKURA_GOOGLE_CLIENT_ID where Fumikura starts.')
  })

  it('takes certificates and a fingerprint', async () => {
    const ca = join(await makeFolder(), 'ca.pem')
    await writeFile(ca, 'PEM')
    const fingerprint = 'ab'.repeat(32)
    const words = ['mail', 'add', 'mara@example.org', '-', '--ca', ca, '--fingerprint', fingerprint]
    const { asked } = await run(words, { isExact: true, stdin: 'secret word' })
    expect(asked).toContainEqual(['add', { ...added, ca: 'PEM', fingerprint }])
  })

  it('never takes a password as an argument', async () => {
    const ran = await run(['mail', 'add', 'mara@example.org', 'secret', '--json'], { isExact: true })
    expect(errorOf(ran).code).toBe('INVALID')
    expect(ran.asked).toEqual([])
  })

  it.each<[string, Partial<DiscoveredAccount>, string]>([
    ['nobody knows the server', { incoming: null, obstacle: null }, 'NOT_FOUND'],
    ['the provider lets nobody in', { incoming: null, obstacle: 'closed' }, 'NOT_FOUND'],
    ['only DNS names the server', { isProven: false }, 'MAIL_UNSAFE'],
    ['the provider takes no password', { signIn: 'oauth' }, 'INVALID'],
    ['a browser is needed', { signIn: 'oauth', oauth: 'microsoft' }, 'INVALID'],
    ['the user name does not follow from the address', { user: '' }, 'INVALID'],
  ])('stops before the password if %s', async (_what, part, code) => {
    const ran = await run(['mail', 'add', 'mara@example.org', '-', '--json'], {
      isExact: true,
      stdin: 'x',
      found: part,
    })
    expect(errorOf(ran).code).toBe(code)
    expect(ran.asked).toEqual([['discover', { address: 'mara@example.org' }]])
  })

  it('names the fingerprint of a certificate that nobody vouches for', async () => {
    const fingerprint = 'cd'.repeat(32)
    const refusal = new EngineError('MAIL_UNSAFE', 'Not safe.', {
      details: { reason: 'untrusted', fingerprint },
    })
    const words = ['mail', 'add', 'mara@example.org', '-', '--json']
    const error = errorOf(await run(words, { isExact: true, stdin: 'x', refusal }))
    expect(error).toMatchObject({ code: 'MAIL_UNSAFE', details: { fingerprint } })
    expect(error.message).toContain(`--fingerprint ${fingerprint}`)
  })

  it('tells the words of a server that refused the sign-in', async () => {
    const details = { line: 'Ask for an\u001b[31m app password' }
    const refusal = new EngineError('MAIL_REFUSED', 'it said no', { details })
    const words = ['mail', 'add', 'mara@example.org', '-', '--json']
    const error = errorOf(await run(words, { isExact: true, stdin: 'x', refusal }))
    expect(error.message).toBe('it said no. The answer: Ask for an\ufffd[31m app password')
  })

  it.each(['mail.example.org', 'mail.example.org:0', ':993', 'a b:993', 'mail.example.org:993x'])(
    'refuses %j as a server',
    async (server) => {
      const ran = await run(['mail', 'add', 'mara@example.org', '-', '--imap', server, '--json'], {
        isExact: true,
      })
      expect(errorOf(ran).message).toContain('--imap must be HOST:PORT')
    },
  )
})
