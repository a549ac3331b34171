// Commands of two words: how they are found among options, and the hints for a missing or wrong
// second word.
import { describe, expect, it } from 'vitest'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { NOW, runCommandLine } from '../../support/terminal.ts'

/** Returns the calls of the command to the engine. */
async function askedBy(...argv: string[]): Promise<unknown[]> {
  const engine = createFakeEngine({
    home: {
      status: async () => ({ state: 'open', person: null, name: null, wordsProven: true, keyring: 'clear' }),
    },
  })
  return (await runCommandLine(argv, { engine })).calls
}

const added = { group: 'Choir', persons: ['bob', 'carol'], history: true }

describe('a command of two words', () => {
  it.each([
    ['without further options', ['group', 'add', 'Choir', 'bob', 'carol', '--history']],
    ['after options of every command', ['--wait', '2', 'group', 'add', 'Choir', 'bob', 'carol', '--history']],
    ['around options of every command', ['group', '--json', 'add', '--history', 'Choir', 'bob', 'carol']],
  ])('is found %s', async (_how, argv) => {
    expect(await askedBy(...argv)).toEqual([['groups.add', added]])
  })

  it('takes its arguments after both words', async () => {
    expect(await askedBy('group', 'show', 'show')).toEqual([['groups.show', { group: 'show' }]])
    const { code, stderr } = await runCommandLine(['group', 'add', 'Choir'])
    expect([code, stderr]).toEqual([
      1,
      'fumikura: Usage: fumikura group add GROUP PERSON… [--history] [--role ROLE] (INVALID)\n',
    ])
  })

  it('is not taken for an argument of another command', async () => {
    expect(await askedBy('read', 'group', '--json')).toEqual([
      ['letters.read', { ref: 'group', waitMs: 10_000 }],
    ])
  })
})

describe('help by topic', () => {
  it.each([[['group', '--help']], [['help', 'group']]])(
    '%j lists the commands with that first word',
    async (argv) => {
      const { code, stdout, connected } = await runCommandLine(argv)
      expect([code, connected]).toEqual([0, []])
      expect(stdout).toMatch(/^Usage: fumikura group COMMAND /)
      expect(stdout).toMatch(/^ {2}group hand-over {2}make another member the owner/m)
      expect(stdout).not.toMatch(/^ {2}send /m)
    },
  )

  it.each([[['group', 'link', '--help']], [['help', 'group', 'link']]])(
    '%j describes one command',
    async (argv) => {
      const { stdout } = await runCommandLine(argv)
      expect(stdout).toMatch(/^Usage: fumikura group link GROUP /)
      expect(stdout).toContain('--for DURATION')
    },
  )

  it.each([
    ['a missing second word', ['group'], /^A word is missing after group\. fumikura group --help /],
    ['an unknown second word', ['group', 'burn', 'x'], /^There is no command group burn\. fumikura group/],
    ['the same in help', ['help', 'group', 'burn'], /^There is no command group burn\./],
    ['an unknown first word', ['burn', 'group'], /^There is no command burn\. fumikura --help /],
  ])('%s is refused with a hint', async (_what, argv, sentence) => {
    const { code, stdout, connected } = await runCommandLine([...argv, '--json'])
    expect([code, connected]).toEqual([1, []])
    expect((JSON.parse(stdout) as { error: unknown }).error).toEqual({
      code: 'INVALID',
      message: expect.stringMatching(sentence) as string,
    })
  })
})

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['12h', 43_200_000],
    ['+30d', 2_592_000_000],
  ])('%s reaches the engine in milliseconds', async (text, lifetimeMs) => {
    expect(await askedBy('group', 'link', 'Choir', '--for', text, '--approve')).toEqual([
      ['groups.createLink', { group: 'Choir', lifetimeMs, needsApproval: true }],
    ])
  })

  it('an invalid duration or time of day is refused before any request', async () => {
    for (const text of ['soon', '7', new Date(NOW).toISOString()]) {
      expect(await askedBy('group', 'link', 'Choir', '--for', text)).toEqual([])
    }
  })
})
