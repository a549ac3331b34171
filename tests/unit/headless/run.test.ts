// The command line as scripts see it: words in, one JSON value out, an exit code.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  PLAIN_POLICY,
  EngineError,
  type RecallResult,
  type Contact,
  type CreatedHome,
  type HomeStatus,
  type Letter,
  type PersonId,
  type RefText,
} from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine, type Ran, type Setting } from '../../support/terminal.ts'
import { until } from '../../support/until.ts'

const open: HomeStatus = {
  state: 'open',
  person: 'a' as PersonId,
  name: 'alice',
  wordsProven: false,
  keyring: 'passphrase',
}
const status = (state: HomeStatus['state']): { status: () => Promise<HomeStatus> } => ({
  status: async () => ({ ...open, state }),
})
const sent = { ref: 'fumikura://ref/abcdefghij' as RefText, state: 'notified' as const }
const bob: Contact = {
  person: 'b' as PersonId,
  name: 'bob',
  online: true,
  since: '2031-01-01T00:00:00.000Z',
  blocked: false,
  picture: null,
  devices: [],
  comparedAt: null,
  newDeviceAt: null,
  opensOnSelection: false,
  lastSeenAt: null,
  formerName: null,
  looksLike: [],
}

function createEngine(): ReturnType<typeof createFakeEngine> {
  return createFakeEngine({
    home: { ...status('open'), words: async () => ['tea'], proveWords: async () => open },
    people: {
      contacts: async () => [bob],
      block: async () => [{ ...bob, blocked: true }],
      forget: async () => [],
    },
    letters: {
      send: async () => sent,
      list: async () => [],
      read: async ({ waitMs }) => {
        throw new EngineError('AUTHOR_AWAY', 'alice is away', { details: { waitedMs: waitMs } })
      },
      hold: async ({ ref }) => ({ ref: ref as RefText, readers: [], audiences: [] }),
    },
  })
}

async function runJson(argv: string[], setting: Setting = {}): Promise<Ran & { json: unknown }> {
  const ran = await runCommandLine(['--json', ...argv], { engine: createEngine(), ...setting })
  expect(ran.stdout).toMatch(/^[^\n]+\n$/)
  return { ...ran, json: JSON.parse(ran.stdout) }
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-headless-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('with --json', () => {
  it('a result is one line on stdout, stderr is empty and the exit code 0', async () => {
    expect(await runJson(['contacts'])).toMatchObject({ code: 0, json: [bob], stderr: '' })
  })

  it('a refusal is one line on stdout with code, message and details, and the exit code 1', async () => {
    const { code, json, stderr } = await runJson(['read', 'abcdef', '--wait', '2.5'])
    expect({ code, json, stderr }).toEqual({
      code: 1,
      json: { error: { code: 'AUTHOR_AWAY', message: 'alice is away', details: { waitedMs: 2500 } } },
      stderr: '',
    })
  })

  it.each([
    ['an unknown command', ['burn', 'REF']],
    ['an unknown option', ['contacts', '--colour', 'red']],
    ['a missing value', ['send', '--to']],
    ['a missing argument', ['read']],
    ['an argument too many', ['read', 'a', 'b']],
    ['a flag with a value', ['send', '--hold=yes', '--to', 'bob', '--subject', 's', '--text', 't']],
    ['a wait that is no number', ['read', 'abcdef', '--wait', 'long']],
    ['a negative wait', ['read', 'abcdef', '--wait', '-1']],
    ['a limit that is no number', ['list', '--limit', 'all']],
    ['an unknown mailbox', ['list', '--box', 'junk']],
    ['a bootstrap without a port', ['contacts', '--bootstrap', 'example.org']],
    ['an unknown value for --lan', ['contacts', '--lan', 'maybe']],
    ['an unknown mark', ['mark', 'abcdef', 'eaten']],
    ['an unknown answer', ['answer', 'k', 'perhaps']],
    ['no reader', ['send', '--subject', 's', '--text', 't']],
    ['neither a subject nor a text', ['send', '--to', 'bob']],
    ['two texts', ['send', '--to', 'bob', '--subject', 's', '--text', 't', '--file', 'f']],
    ['a superfluous word', ['send', '--to', 'bob', '--subject', 's', 'hello']],
    ['an invalid time', ['send', '--to', 'bob', '--subject', 's', '--text', 't', '--at', 'May']],
    [
      'an open letter with an expiry',
      ['send', '--to', 'bob', '--subject', 's', '--text', 't', '--open', '--expires', '+1h'],
    ],
    ['public and a person', ['send', '--to', 'public', '--to', 'bob', '--subject', 's', '--text', 't']],
    ['a person without a name', ['new']],
    ['a missing file', ['send', '--to', 'bob', '--subject', 's', '--file', '/nowhere/at/all']],
    ['help for an unknown command', ['help', 'burn']],
  ])('%s is INVALID and reaches no handler', async (_name, argv) => {
    const { code, json, calls } = await runJson(argv, { stdin: 'text' })
    expect([code, (json as { error: { code: string } }).error.code, calls]).toEqual([1, 'INVALID', []])
  })

  it('a bug is INTERNAL on stdout, its stack on stderr', async () => {
    const ran = await runJson(['dht'], { startDht: () => Promise.reject(new TypeError('x is undefined')) })
    expect(ran.json).toMatchObject({ error: { code: 'INTERNAL' } })
    expect(ran.stderr).toContain('TypeError')
  })

  it('--json as words has no effect', async () => {
    const { stdout, calls } = await runCommandLine(
      ['send', '--to', 'bob', '--subject', 's', '--text', '--json'],
      {
        engine: createEngine(),
      },
    )
    expect(calls[0]?.[1]).toMatchObject({ text: '--json' })
    expect(stdout).toBe('sent  abcdefghij\n')
  })
})

describe('send', () => {
  const words = ['send', '--to', 'bob', '--to', 'carol', '--subject', 'tea']

  it('takes every option of the table', async () => {
    const options = [
      '--reply-to',
      'xyz',
      '--hold',
      '--at',
      '2031-04-02T09:00:00+09:00',
      '--expires',
      '+3d',
      '--urgent',
    ]
    const { json, calls } = await runJson([...words, '--text', 'at five', ...options])
    expect(json).toEqual(sent)
    expect(calls).toEqual([
      [
        'letters.send',
        {
          to: ['bob', 'carol'],
          subject: 'tea',
          text: 'at five',
          replyTo: 'xyz',
          policy: {
            ...PLAIN_POLICY,
            hold: true,
            at: '2031-04-02T00:00:00.000Z',
            expires: '2031-04-04T00:00:00.000Z',
            urgent: true,
          },
        },
      ],
    ])
  })

  it('sends open letters', async () => {
    const { calls } = await runJson([...words, '--text', '', '--open'])
    expect(calls[0]?.[1]).toMatchObject({ text: '', policy: { mode: 'open' } })
  })

  it.each(['-x', '--hold', '--', 'a=b', '--text=y', '日本語\nと'])(
    'takes the text %j as it is',
    async (text) => {
      const { calls } = await runJson([...words, '--text', text])
      expect(calls[0]?.[1]).toMatchObject({ text, policy: { hold: false } })
    },
  )

  it('reads stdin for -, byte for byte', async () => {
    const { calls } = await runJson([...words, '-'], { stdin: '\ufeff一\r\n二\n' })
    expect(calls[0]?.[1]).toMatchObject({ text: '\ufeff一\r\n二\n' })
  })

  it('reads a file, byte for byte', async () => {
    const file = join(folder, 'letter.md')
    await writeFile(file, '# 文庫\n')
    const { calls } = await runJson([...words, '--file', file])
    expect(calls[0]?.[1]).toMatchObject({ text: '# 文庫\n' })
  })

  it('refuses input that is not UTF-8', async () => {
    const { json } = await runJson([...words, '-'], { stdin: Uint8Array.of(0xff, 0xfe) })
    expect(json).toMatchObject({ error: { code: 'INVALID' } })
  })

  it.each(['stdin', 'file'])(
    'refuses more than 16 MiB from a %s before it is all in memory',
    async (where) => {
      const bytes = new Uint8Array(16 * 1024 * 1024 + 1).fill(120)
      const file = join(folder, 'big')
      await writeFile(file, bytes)
      const from = where === 'file' ? ['--file', file] : ['-']
      const { json } = await runJson([...words, ...from], { stdin: bytes })
      expect(json).toMatchObject({ error: { code: 'TOO_LARGE' } })
    },
  )
})

describe('the options of every command', () => {
  it('are accepted before the command or after it', async () => {
    const options = ['--home', folder, '--bootstrap', '127.0.0.1:4001,[::1]:4002', '--lan', 'off']
    const before = await runJson([...options, 'contacts'])
    const after = await runJson(['contacts', ...options])
    const expected = {
      home: folder,
      bootstrap: [
        { host: '127.0.0.1', port: 4001 },
        { host: '::1', port: 4002 },
      ],
      lan: 'off',
      network: false,
    }
    expect([before.connected[0], after.connected[0]]).toEqual([
      expect.objectContaining(expected),
      expect.objectContaining(expected),
    ])
  })

  it.each([
    [['read', 'abcdef'], true],
    [['accept', 'link'], true],
    [['knock', 'address', 't'], true],
    [['invite'], false],
    [['list'], false],
    [['thread', 'abcdef'], false],
    [['hold', 'abcdef'], false],
  ])('%j uses the network: %s', async (argv, network) => {
    const { connected } = await runCommandLine(argv, { engine: createEngine() })
    expect(connected[0]?.network).toBe(network)
  })
})

describe('--help and --version', () => {
  it.each([[['--version']], [['contacts', '--version']]])('%j prints the version', async (argv) => {
    expect(await runCommandLine(argv)).toMatchObject({ code: 0, stdout: '1.2.3\n', connected: [] })
    expect((await runJson(argv)).json).toEqual({ version: '1.2.3' })
  })

  it.each([[[]], [['--help']], [['help']]])('%j lists every command of the table', async (argv) => {
    const { code, stdout } = await runCommandLine(argv)
    const names =
      'dht,new,up,whoami,invite,accept,contacts,block,forget,knock,knocks,answer,send,list,read,thread,status,hold,let-go,recall,mark,ask,' +
      'share,withdraw,who,history,group new,group add,group hand-over,follow,unfollow,following,blog,doctor'
    expect([code, names.split(',').filter((name) => !new RegExp(`^  ${name} `, 'm').test(stdout))]).toEqual([
      0,
      [],
    ])
  })

  it('the help of a command lists its options and needs no arguments', async () => {
    const asked = await runCommandLine(['send', '--help'])
    expect(asked).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--reply-to REF') as string,
      connected: [],
    })
    expect((await runCommandLine(['help', 'send'])).stdout).toBe(asked.stdout)
    expect((await runCommandLine(['read', '--help'])).code).toBe(0)
  })
})

describe('a passphrase', () => {
  const locked = (): ReturnType<typeof createFakeEngine> =>
    createFakeEngine({
      home: {
        ...status('locked'),
        unlock: async ({ passphrase }) => {
          if (passphrase !== 'open sesame') throw new EngineError('BAD_PASSPHRASE', 'That is not it.')
          return open
        },
      },
      people: { contacts: async () => [bob] },
    })

  it('is read from the environment', async () => {
    const env = { FUMIKURA_PASSPHRASE: 'open sesame' }
    expect(await runJson(['contacts'], { engine: locked(), env })).toMatchObject({ code: 0, json: [bob] })
  })

  it('is read from the first line of a file, which has priority over the environment', async () => {
    const file = join(folder, 'passphrase')
    await writeFile(file, 'open sesame\nnot this\n')
    const setting = { engine: locked(), env: { FUMIKURA_PASSPHRASE: 'wrong' } }
    expect((await runJson(['contacts', '--passphrase-file', file], setting)).code).toBe(0)
  })

  it('is asked for on a terminal, and not shown', async () => {
    const ran = await runCommandLine(['contacts', '--json'], {
      engine: locked(),
      typed: ['open sesamm\u007fe'],
    })
    expect(ran).toMatchObject({ code: 0, stderr: 'Passphrase: \n' })
  })

  it.each([
    ['that is wrong', { env: { FUMIKURA_PASSPHRASE: 'wrong' } }, 'BAD_PASSPHRASE'],
    ['that is missing, without a terminal to ask for it,', {}, 'LOCKED'],
    ['whose question was cancelled', { typed: ['\u0003'] }, 'CANCELLED'],
  ])('%s is refused', async (_name, setting, code) => {
    const { json, calls } = await runJson(['contacts'], { engine: locked(), ...setting })
    expect(json).toMatchObject({ error: { code } })
    expect(calls.filter(([name]) => name === 'people.contacts')).toEqual([])
  })

  it('is not asked for if the home is open', async () => {
    const ran = await runJson(['contacts', '--passphrase-file', '/nowhere'], { typed: [] })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('new', () => {
  const created: CreatedHome = {
    person: 'a' as PersonId,
    device: 'd' as CreatedHome['device'],
    name: 'alice',
    words: Array<string>(24).fill('tea'),
  }
  const empty = (): ReturnType<typeof createFakeEngine> =>
    createFakeEngine({ home: { ...status('empty'), create: async () => created } })

  it('creates a person, with the passphrase from the environment', async () => {
    const ran = await runJson(['new', '--name', 'alice'], {
      engine: empty(),
      env: { FUMIKURA_PASSPHRASE: 'p' },
    })
    expect([ran.json, ran.calls]).toEqual([created, [['home.create', { name: 'alice', passphrase: 'p' }]]])
  })

  it('creates one without a passphrase if none is given', async () => {
    const ran = await runJson(['new', '--name', 'alice'], { engine: empty() })
    expect(ran.calls).toEqual([['home.create', { name: 'alice' }]])
  })

  it('asks twice on a terminal', async () => {
    const same = await runCommandLine(['new', '--name', 'alice'], { engine: empty(), typed: ['p', 'p'] })
    expect(same.calls).toEqual([['home.create', { name: 'alice', passphrase: 'p' }]])
    const other = await runCommandLine(['new', '--name', 'alice'], { engine: empty(), typed: ['p', 'q'] })
    expect([other.code, other.calls]).toEqual([1, []])
    const none = await runCommandLine(['new', '--name', 'alice'], { engine: empty(), typed: [''] })
    expect(none.calls).toEqual([['home.create', { name: 'alice' }]])
  })

  it('creates no home without a passphrase because a file is empty', async () => {
    const file = join(folder, 'empty')
    await writeFile(file, '')
    const ran = await runJson(['new', '--name', 'alice', '--passphrase-file', file], { engine: empty() })
    expect([ran.json, ran.calls]).toMatchObject([{ error: { code: 'INVALID' } }, []])
  })

  it('is HOME_EXISTS if the home has a person, before any question', async () => {
    const ran = await runJson(['new', '--name', 'alice'])
    expect([ran.json, ran.calls]).toMatchObject([{ error: { code: 'HOME_EXISTS' } }, []])
  })
})

describe('words', () => {
  it('are proven from lines on stdin', async () => {
    const { calls } = await runJson(['words', '--prove'], { stdin: '3 Tea\n\n 7. five\n24: at\n' })
    const answers = [
      { position: 3, word: 'tea' },
      { position: 7, word: 'five' },
      { position: 24, word: 'at' },
    ]
    expect(calls).toEqual([['home.proveWords', { answers }]])
  })

  it('are asked for, three of them, on a terminal', async () => {
    const ran = await runCommandLine(['words', '--prove'], {
      engine: createEngine(),
      typed: ['one', 'Two', ' three '],
    })
    const answers = (ran.calls[0]?.[1] as { answers: { position: number; word: string }[] }).answers
    expect(answers.map(({ word }) => word)).toEqual(['one', 'two', 'three'])
    expect(ran.stderr.match(/Word \d+: /g)).toEqual(answers.map(({ position }) => `Word ${position}: `))
  })

  it('malformed words are INVALID', async () => {
    expect((await runJson(['words', '--prove'], { stdin: 'tea' })).json).toMatchObject({
      error: { code: 'INVALID' },
    })
  })
})

describe('a command that runs', () => {
  it('prints one value when it is ready, runs until the signal, and then closes', async () => {
    const story: string[] = []
    const close = async (): Promise<void> => void story.push('closed')
    const { code, json } = await runJson(['up', '--port', '8123', '--no-open', '--home', folder], {
      startUp: async ({ port, home, mayOpenBrowser }) => {
        story.push(`up ${port} ${home === folder} ${mayOpenBrowser}`)
        return {
          ready: { url: 'http://127.0.0.1:8123/', state: 'empty', person: null, name: null, pid: 1 },
          close,
        }
      },
      untilSignal: async () => {
        await until(() => expect(story).toHaveLength(1))
        story.push('signal')
      },
    })
    expect([code, json]).toEqual([
      0,
      { url: 'http://127.0.0.1:8123/', state: 'empty', person: null, name: null, pid: 1 },
    ])
    expect(story).toEqual(['up 8123 true false', 'signal', 'closed'])
  })

  it.each([
    ['for a person', ['up'], 'Two letters are only here.\n'],
    ['not for a script', ['up', '--json'], ''],
  ])('says what is only on this computer when it ends, %s', async (_whom, words, expected) => {
    const ready = { url: 'http://127.0.0.1:8123/', state: 'open', person: null, name: null, pid: 1 }
    const { code, stderr } = await runCommandLine(words, {
      startUp: () =>
        Promise.resolve({
          ready,
          farewell: () => Promise.resolve('Two letters are only here.'),
          close: () => Promise.resolve(),
        }),
    })
    expect([code, stderr]).toEqual([0, expected])
  })

  it.each([
    ['typed', ['open sesame'], 'open sesame'],
    ['not typed, to be given in the app', [''], null],
  ])('up accepts a passphrase that is %s', async (_how, typed, expected) => {
    const found = vi.fn()
    const ready = { url: 'http://127.0.0.1:8123/', state: 'locked', person: null, name: null, pid: 1 }
    const { code, stdout } = await runCommandLine(['up'], {
      typed,
      startUp: async ({ findPassphrase }) => {
        found(await findPassphrase(true))
        return { ready, close: async () => undefined }
      },
    })
    expect([code, found.mock.calls, stdout.split('\n', 1)]).toEqual([
      0,
      [[expected]],
      ['This home is locked: unlock it with `fumikura unlock`, or on its page.'],
    ])
  })

  it('prints only its refusal if it cannot start', async () => {
    const startUp = (): Promise<never> =>
      Promise.reject(new EngineError('HOME_LOCKED', 'An engine is up there.'))
    expect(await runJson(['up'], { startUp })).toMatchObject({
      code: 1,
      json: { error: { code: 'HOME_LOCKED', message: 'An engine is up there.' } },
    })
  })

  it('dht prints how to reach it', async () => {
    const startDht: Setting['startDht'] = async ({ host = '127.0.0.1', port }) => ({
      ready: { bootstrap: `${host}:${port}` },
      close: async () => undefined,
    })
    expect((await runJson(['dht', '--port', '4001'], { startDht })).json).toEqual({
      bootstrap: '127.0.0.1:4001',
    })
    expect((await runJson(['dht', '--host', '10.0.0.7', '--port', '4001'], { startDht })).json).toEqual({
      bootstrap: '10.0.0.7:4001',
    })
  })
})

describe('for a person', () => {
  it('a refusal is one sentence on stderr', async () => {
    expect(await runCommandLine(['read', 'abcdef'], { engine: createEngine() })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'fumikura: alice is away (AUTHOR_AWAY)\n',
    })
  })

  it('a letter shows its head and its text, without control characters for the terminal', async () => {
    const letter: Letter = {
      ref: 'fumikura://ref/ybndrfg8ejkmcpqx' as RefText,
      from: { person: 'b' as PersonId, name: 'bob\u001b[2J' },
      to: [{ person: 'a' as PersonId, name: 'alice' }],
      subject: 'tea\u202egnp.exe',
      text: 'at five\r\n\u001b]0;owned\u0007\tsharp',
      sentAt: new Date(2031, 3, 1, 9, 5).toISOString(),
      links: [{ rel: 'reply', ref: 'fumikura://ref/ot1uwisza345h769' as RefText }],
      tags: [],
      imported: null,
      verified: true,
      policy: { ...PLAIN_POLICY, mode: 'open' },
      attachments: [],
      reactions: [],
      replacedBy: null,
      original: null,
    }
    const engine = createFakeEngine({ home: status('open'), letters: { read: async () => letter } })
    expect((await runCommandLine(['read', 'ybndrf'], { engine })).stdout).toBe(
      [
        'From      bob\ufffd[2J',
        'To        alice',
        'Sent      2031-04-01 09:05',
        'Subject   tea\ufffdgnp.exe',
        'Reply to  ot1uwisza3',
        'Ref       ybndrfg8ej',
        '',
        'at five',
        '\ufffd]0;owned\ufffd\tsharp',
        '',
      ].join('\n'),
    )
  })

  it('results are in columns, also with wide names', async () => {
    const result: RecallResult = {
      ref: sent.ref,
      readers: [
        { person: 'b' as PersonId, name: '文庫', outcome: 'recalled' },
        { person: 'c' as PersonId, name: 'carol', outcome: 'too-late' },
      ],
      audiences: [],
      draft: null,
    }
    const engine = createFakeEngine({ home: status('open'), letters: { recall: async () => result } })
    const { code, stdout } = await runCommandLine(['recall', 'abcdef'], { engine })
    expect([code, stdout]).toEqual([0, '文庫   recalled\ncarol  too-late\n'])
  })
})
