// The output for a person: sentences that name the argument, everyday words, and short refs.
import { expect, it } from 'vitest'
import {
  PLAIN_POLICY,
  type KnockId,
  type LetterState,
  type PersonId,
  type RefText,
} from '../../../src/core/contract/index.ts'
import { COMMAND_GROUPS } from '../../../src/main/headless/commands/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine, type Ran } from '../../support/terminal.ts'

const REF = `fumikura://ref/${'abcdefghij'.repeat(25)}` as RefText
const open = { state: 'open', person: 'p', name: 'alice', wordsProven: true, keyring: 'clear' } as never

const runOpen = (argv: string[], letters: object = {}): Promise<Ran> =>
  runCommandLine(argv, {
    engine: createFakeEngine({ home: { status: async () => open }, letters }),
  })

it.each([
  [['status', ''], 'REF is empty.'],
  [['recall', ''], 'REF is empty.'],
  [['read', ''], 'REF is empty.'],
  [['mark', '', 'done'], 'REF is empty.'],
  [['mark', 'abcdefghij', 'done', '--note', 'x'.repeat(2000)], 'The note is too large.'],
  [['send', '--to', '', '--subject', 's', '--text', 't'], '--to is empty.'],
  [['send', '--to', 'bob', '--subject', 'x'.repeat(5000), '--text', 't'], 'The subject is too large.'],
  [['group', 'show', ''], 'GROUP is empty.'],
  [['group', 'add', 'Choir', ''], 'PERSON is empty.'],
  [['block', ''], 'PERSON is empty.'],
  [['list', '--with', ''], '--with is empty.'],
  [['revoke', ''], 'SESSION is empty.'],
  [['answer', '', 'yes'], 'The request is empty.'],
  [['accept', ''], 'The link is empty.'],
  [['album', 'open', ''], 'The album is empty.'],
] as const)('%j is refused with a sentence that names the argument', async (argv, sentence) => {
  const { code, stderr } = await runOpen([...argv])
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^fumikura: .+ \((INVALID|TOO_LARGE)\)\n$/)])
  expect(stderr).toContain(sentence)
})

it('no refusal of an input mentions strings, characters or fields', async () => {
  for (const argv of [
    ['status', ''],
    ['blog', ''],
    ['knock', '', ''],
    ['answer', '', 'yes'],
    ['rename', ''],
    ['group', 'new', ''],
    ['follow', ''],
    ['album', 'rename', '', ''],
    ['share', '', '--to', ''],
    ['who', '', '--after', ''],
    ['ask', '', '--text', ''],
    ['safety', ''],
  ]) {
    const { stderr } = await runOpen(argv)
    expect([argv, /expected|string|>=|undefined|\bletters\.|\bgroups\./.test(stderr)]).toEqual([argv, false])
    expect(stderr).toMatch(/^fumikura: [A-Z-].+\. \([A-Z_]+\)\n$/)
  }
})

it.each([
  [['--to', 'bob'], 'notified', 'sent'],
  [['--to', 'public'], 'notified', 'published'],
  [['--to', 'self'], 'stored', 'saved'],
  [['--to', 'bob', '--hold'], 'held', 'held'],
] as const)('send %j shows %s as %s, and a short ref; --json keeps both in full', async (to, state, word) => {
  const letters = { send: async () => ({ ref: REF, state }) }
  const words = ['send', ...to, '--subject', 's', '--text', 't']
  expect((await runOpen(words, letters)).stdout).toBe(`${word}  abcdefghij\n`)
  const { stdout } = await runOpen([...words, '--json'], letters)
  expect(JSON.parse(stdout)).toEqual({ ref: REF, state })
})

it('send --attach accepts the short ref of a stored file, as lists show it', async () => {
  const file = { file: 'f1', ref: REF, name: 'film.mp4', size: 1, type: null, facts: {}, cursor: '0' }
  const list = async ({ before }: { before?: string }) => (before === undefined ? [file] : [])
  const engine = createFakeEngine({
    home: { status: async () => open },
    files: { list } as never,
    letters: { send: async () => ({ ref: REF, state: 'notified' as const }) },
  })
  const words = ['send', '--to', 'bob', '--subject', 's', '--text', 't', '--attach', 'abcdefghij']
  const { calls } = await runCommandLine(words, { engine })
  expect(calls.at(-1)).toEqual(['letters.send', expect.objectContaining({ attachments: [REF] })])
})

it('a contact request is answered with a sentence; --json keeps the state', async () => {
  const sent = { knock: 'beef' as KnockId, person: 'b' as PersonId, state: 'waiting' as const }
  const knocks = { send: async () => sent }
  const engine = createFakeEngine({ home: { status: async () => open }, knocks })
  const words = ['knock', 'fumikura://person/b', 'Hello']
  expect((await runCommandLine(words, { engine })).stdout).toBe(
    'beef  stored; it is delivered when they are online\n',
  )
  const { stdout } = await runCommandLine([...words, '--json'], { engine })
  expect(JSON.parse(stdout)).toEqual(sent)
})

it('no help text uses a word of the protocol in place of the word on the page', () => {
  const texts = COMMAND_GROUPS.flatMap(({ title, commands }) => [
    title,
    ...commands.flatMap(({ summary, options = {} }) => [
      summary,
      ...Object.values(options).map(({ about }) => about),
    ]),
  ])
  expect(texts.length).toBeGreaterThan(150)
  const bare = texts.map((text) => text.replaceAll(/`[^`]+`/g, ''))
  expect(bare.filter((text) => /\b(knock\w*|pair\w*|controlled|pinned|referenced)\b/i.test(text))).toEqual([])
})

it('a state is an everyday word, in a list and in a status', async () => {
  const entry = (state: LetterState, answer: string | null = null) => ({
    answer,
    ...{ ref: REF, draft: null, state, size: 1, policy: PLAIN_POLICY, subject: 's', to: [] },
    ...{ kind: 'letter', attached: { count: 0, size: 0 } },
    ...{ from: { person: 'b', name: 'bob' }, sentAt: '2031-01-01T00:00:00.000Z' },
  })
  const list = async () => [
    ...[entry('referenced'), entry('stored'), entry('mixed')],
    entry('confirmed', 'I need\n\u001bhelp'),
  ]
  const { stdout } = await runOpen(['list'], { list })
  expect(stdout).toMatch(
    / opened .+\n.+ only you .+\n.+ differs by reader .+\n.+ confirmed: I need\P{Cc}+help /u,
  )
  const status = async () => ({
    readers: [
      {
        ...{ person: 'b', name: 'bob', state: 'referenced', at: null, arrivedAt: null, note: null },
        stations: null,
      },
    ],
    byMail: [],
    stations: null,
    deletedAt: null,
    tally: { referenced: 2 },
  })
  expect((await runOpen(['status', 'abcdefghij'], { status })).stdout).toBe(
    '2 readers: 2 opened\n\nbob  opened\n',
  )
})

it('unlock says what to do: nothing, run up, or give the passphrase', async () => {
  const engineOf = (state: string) =>
    createFakeEngine({
      home: {
        status: async () => ({ ...(open as object), state }) as never,
        unlock: async () => open,
      },
    })
  const unlock = (state: string, setting: object) =>
    runCommandLine(['unlock'], { engine: engineOf(state), ...setting })
  expect((await unlock('open', { isUp: true })).stdout).toBe("alice's home is open.\n")
  expect((await unlock('locked', { isUp: false })).stderr).toContain('fumikura up')
  expect((await unlock('locked', { isUp: true })).stderr).toContain('FUMIKURA_PASSPHRASE')
  const typed = await unlock('locked', { isUp: true, typed: ['open sesame'] })
  expect([typed.stdout, typed.calls]).toEqual([
    "alice's home is open.\n",
    [['home.unlock', { passphrase: 'open sesame' }]],
  ])
  // A job in the background asks no question, and typed input stays with the shell.
  const background = await unlock('locked', { isUp: true, typed: ['secret'], isForeground: false })
  expect([background.code, background.stderr.includes('Passphrase:'), background.calls]).toEqual([
    1,
    false,
    [],
  ])
})

it('open starts a browser with the file of a link, and prints the link if there is no browser', async () => {
  const link = { url: 'http://127.0.0.1:1/#code=ab', file: '/home/alice/open-1.html' }
  const engine = createFakeEngine({ sessions: { open: async () => link } })
  const opened = await runCommandLine(['open'], { engine })
  expect([opened.browsed, opened.stdout.includes('#code')]).toEqual([[link.file], false])
  const printed = await runCommandLine(['open', '--link'], { engine })
  expect([printed.browsed, printed.stdout.includes(link.url)]).toEqual([[], true])
  const told = await runCommandLine(['open', '--json'], { engine })
  expect([told.browsed, JSON.parse(told.stdout)]).toEqual([[], { ...link, isOpened: false }])
  expect((await runCommandLine(['open'], { engine, hasBrowser: false })).stdout).toContain(link.url)
})
