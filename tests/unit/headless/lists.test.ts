// The commands `list` and `doctor`: their calls to the engine, and their output for a person.
import { describe, expect, it } from 'vitest'
import type { DoctorReport, RefText, LogLine, PersonId } from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

const ada = 'a'.repeat(52) as PersonId
const lines: LogLine[] = [
  { at: '2031-04-01T09:00:00.000Z', level: 'warn', text: 'clock-jumped {"byMs":-5}' },
  { at: '2031-04-01T09:00:01.000Z', level: 'error', text: 'append-failed\u001b[2J\nnot a line' },
]
const report: DoctorReport = {
  healthy: false,
  warnings: ['Somebody’s store was rewritten; the evidence is kept.'],
  home: { format: 1, keyring: 'passphrase', wordsProven: true, bytes: 1 },
  ledger: { state: 'whole', reason: null, commits: 22 },
  cores: { own: 3, foreign: 2, frozen: 0, bytes: null },
  marks: { checked: 3, behind: 0, frozen: 0 },
  network: { enabled: true, swarm: 'listening', lan: 'off', peers: [] },
  store: { blocks: 2, bytes: 2200, kept: 1 },
  feeds: { written: { records: 5, bytes: 1 }, read: { records: 6, bytes: 1 } },
  skipped: { 'core-rewritten': 1 },
  parked: [],
  unfiled: {
    count: 3,
    letters: [
      {
        ref: `fumikura://ref/${'r'.repeat(8)}` as RefText,
        object: 'ab',
        filedBy: 'title',
        reason: 'RangeError',
      },
      { ref: null, object: 'cd', filedBy: 'nothing', reason: 'DAMAGED' },
    ],
  },
  rewritten: [{ person: ada, core: 'c'.repeat(52), length: 12, fork: 1, seenAt: '2031-04-01T09:00:00.000Z' }],
  clock: { state: 'steady', mark: null },
  push: { phones: 0, last: null },
  unencrypted: [],
}

async function run(...argv: string[]): Promise<{ code: number; stdout: string; asked: unknown[] }> {
  const asked: unknown[] = []
  const engine = createFakeEngine({
    home: {
      status: async () => ({
        state: 'open',
        person: ada,
        name: 'alice',
        wordsProven: true,
        keyring: 'passphrase',
      }),
    },
    letters: {
      list: async (input) => {
        asked.push(input)
        return []
      },
    },
    doctor: { report: async () => report, log: async () => lines },
  })
  const { code, stdout } = await runCommandLine(argv, { engine })
  return { code, stdout, asked }
}

describe('list', () => {
  it('asks for the inbox by default, newest first and unfiltered', async () => {
    expect(await run('list')).toEqual({
      code: 0,
      stdout: 'Nothing here.\n',
      asked: [{ box: 'inbox', limit: 50, order: 'newest', only: [] }],
    })
  })

  it('passes order, filters, person, label and mailbox on', async () => {
    const { asked } = await run(
      ...['list', '--box', 'sent', '--order', 'largest', '--only', 'starred', '--only', 'urgent'],
      ...['--with', 'bob', '--label', 'work', '--limit', '7', '--before', '1.2.ab'],
    )
    expect(asked).toEqual([
      {
        box: 'sent',
        limit: 7,
        before: '1.2.ab',
        order: 'largest',
        only: ['starred', 'urgent'],
        person: 'bob',
        label: 'work',
      },
    ])
  })

  it.each([
    ['an unknown order', ['--order', 'loudest'], /--order is one of newest, oldest, largest/],
    ['an unknown filter', ['--only', 'unread', '--only', 'green'], /--only is one of unread, /],
  ])('refuses %s, and lists the valid ones', async (_name, options, sentence) => {
    const { code, stdout, asked } = await run('list', '--json', ...options)
    expect([code, asked]).toEqual([1, []])
    expect((JSON.parse(stdout) as { error: { code: string; message: string } }).error).toMatchObject({
      code: 'INVALID',
      message: expect.stringMatching(sentence) as string,
    })
  })

  it('lists its options in its help', async () => {
    const { stdout } = await run('list', '--help')
    for (const option of ['--order ORDER', '--only WHAT', '--with PERSON', '--label L'])
      expect(stdout).toContain(option)
  })
})

describe('doctor', () => {
  it('shows the evidence of a rewritten store', async () => {
    const { stdout } = await run('doctor')
    expect(stdout).toContain('! Somebody’s store was rewritten')
    expect(stdout).toMatch(
      new RegExp(`^rewritten +${ada}: core ${'c'.repeat(52)} at length 12, fork 1, seen `, 'm'),
    )
    expect(stdout).toMatch(/^parked +nothing$/m)
    expect(stdout).toMatch(
      /^not indexed +fumikura:\/\/ref\/r+: listed without its text \(RangeError\)\n +cd: in no list \(DAMAGED\)\n +and 1 more$/m,
    )
  })

  it('shows the log on request, one line for each entry, without control characters for the terminal', async () => {
    expect((await run('doctor', '--log')).stdout).toBe(
      '2031-04-01T09:00:00.000Z warn clock-jumped {"byMs":-5}\n' +
        '2031-04-01T09:00:01.000Z error append-failed\ufffd[2J not a line\n',
    )
    expect(JSON.parse((await run('doctor', '--log', '--json')).stdout)).toEqual(lines)
    expect(JSON.parse((await run('doctor', '--json')).stdout)).toEqual(report)
  })
})
