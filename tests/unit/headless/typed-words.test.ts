// Links that grant access and words that a person writes: never an argument, because every account
// of the machine can read arguments.
import { describe, expect, it } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import type { Command } from '../../../src/main/headless/command.ts'
import { COMMAND_GROUPS } from '../../../src/main/headless/commands/index.ts'
import { handOver } from '../../../src/main/headless/hand-over.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine, type Ran, type Setting } from '../../support/terminal.ts'

const open = { state: 'open', person: 'p', name: 'alice', wordsProven: true, keyring: 'clear' } as never
const SECRET = 'fumikura://invite/ybndrfg8ejkmcpqxot1uwisza345h769'

function run(argv: string[], setting: Setting = {}): Promise<Ran> {
  const done = (): never => ({ ref: 'fumikura://ref/abcdefghij', state: 'notified', name: 'bob' }) as never
  const engine = createFakeEngine({
    home: { status: async () => open },
    talks: { say: async () => done(), react: async () => ({ ...(done() as object), text: '' }) as never },
    invites: { accept: async () => ({ person: 'p', name: 'bob', state: 'paired' }) as never },
    letters: { send: async () => done(), mark: async () => done() },
  })
  return runCommandLine(argv, { engine, isExact: true, ...setting })
}

const WITH_WORDS: [string, Command][] = COMMAND_GROUPS.flatMap(({ commands }) => commands)
  .filter(({ words }) => words !== undefined)
  .map((command) => [command.name, command])

const fill = ({ name, args }: Command): string[] => [
  ...name.split(' '),
  ...Array.from({ length: args?.max ?? 0 }, () => 'x'),
]

describe.each(WITH_WORDS)('%s', (_name, command) => {
  const { words = {} } = command
  const options = Object.keys(words).filter((name) => words[name]!.isOption)

  it.each([
    ['an argument', [SECRET]],
    ...options.map((option) => [`--${option} and an argument`, [`--${option}`, SECRET]]),
    ...options.map((option) => [`--${option}=…`, [`--${option}=${SECRET}`]]),
  ] as [string, string[]][])('refuses its words as %s, and does not repeat them', async (_how, added) => {
    const { code, stdout, stderr, connected } = await run([...fill(command), ...added])
    expect([code, stdout, connected]).toEqual([1, '', []])
    expect(stderr).toMatch(/must not be an argument.* pipe them in and write -.*\(INVALID\)\n$/)
    expect(stderr).not.toContain('ybndrfg8')
  })

  it('explains its words in --help', async () => {
    const { stdout } = await run([...command.name.split(' '), '--help'])
    for (const name of Object.keys(words)) expect(stdout).toContain(words[name]!.about)
  })
})

it('without words, without - and without a terminal, a command is refused and reads nothing', async () => {
  for (const argv of [['accept'], ['say', 'bob'], ['send', '--to', 'bob'], ['search']]) {
    const { code, stderr, calls } = await run(argv, { stdin: 'words' })
    expect([code, calls]).toEqual([1, []])
    expect(stderr).toMatch(/pipe them in and write -.*\(INVALID\)/)
  }
})

it('- takes a link from stdin, also out of a text with more lines', async () => {
  const { calls } = await run(['accept', '-'], { stdin: `${SECRET}\n\nUntil tomorrow.\n` })
  const asked: unknown = [['invites.accept', { link: SECRET, waitMs: 10_000 }]]
  expect(calls).toEqual(asked)
})

it('- takes the subject from the first line, and the text from the rest', async () => {
  const { calls } = await run(['send', '--to', 'bob', '-'], { stdin: 'Tea\r\nAt five?\n\nA.\n' })
  expect(calls).toMatchObject([['letters.send', { subject: 'Tea', text: 'At five?\n\nA.\n' }]])
})

it('- may stand behind an option or at the end', async () => {
  for (const argv of [
    ['mark', '--note', '-', 'abcdefghij', 'done'],
    ['mark', 'abcdefghij', 'done', '--note', '-'],
  ])
    expect((await run(argv, { stdin: 'Thank you.\n' })).calls).toMatchObject([
      ['letters.mark', { ref: 'abcdefghij', value: 'done', note: 'Thank you.' }],
    ])
})

it('asks at a terminal for what is missing', async () => {
  const said = await run(['say', 'bob'], { typed: ['On my way.'] })
  expect(said.calls).toEqual([['talks.say', { with: 'bob', text: 'On my way.' }]])
  expect(said.stderr).toContain('Text: ')
  const sent = await run(['send', '--to', 'bob'], { typed: ['Tea', 'At five?\nOr at six?\n\u0004'] })
  expect(sent.calls).toMatchObject([
    ['letters.send', { subject: 'Tea', text: 'At five?\nOr at six?', policy: PLAIN_POLICY }],
  ])
})

it('a background job is refused, because it cannot ask', async () => {
  const { code, calls } = await run(['say', 'bob'], { typed: ['no'], isForeground: false })
  expect([code, calls]).toEqual([1, []])
})

it.each([
  [['say', 'bob', 'Hello there'], ['say', 'bob', '-'], ['Hello there']],
  [['accept', SECRET, '--wait', '1'], ['accept', '--wait', '1', '-'], [SECRET]],
  [['mark', 'r', 'done', '--note', 'n'], ['mark', 'r', 'done', '--note', '-'], ['n']],
  [
    ['send', '--text', '--x', '--to', 'bob', '--subject', 's'],
    ['send', '--text', '--to', 'bob', '--subject', '-'],
    ['s', '--x'],
  ],
  [['read', 'r'], ['read', 'r'], []],
])('handOver() turns %j into %j', (typed, argv, input) => {
  expect(handOver(typed)).toEqual({ argv, input })
})
