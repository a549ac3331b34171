// A link as a QR code: on a terminal that is wide enough, or where it is asked for, and never in
// the JSON of a script. qr-code.others.test.ts scans it.
import { expect, test } from 'vitest'
import type {
  CreatedInvite,
  HomeStatus,
  InviteId,
  InviteText,
  Myself,
  PersonId,
  SiteState,
} from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine, type Setting } from '../../support/terminal.ts'

const LINK = `fumikura://invite/${'ybndrfg8ejkmcpqxot1uwisza345h769'.repeat(6)}` as InviteText
const created: CreatedInvite = {
  id: 'i' as InviteId,
  invite: LINK,
  people: 1,
  forWhom: null,
  expiresAt: '2031-04-02T00:00:00.000Z',
}
const alice: HomeStatus = {
  ...{ state: 'open', person: 'a' as PersonId, name: 'alice', wordsProven: true, keyring: 'clear' },
}
const NO_SITE: SiteState = {
  ...{ isOn: false, url: null, host: '127.0.0.1', port: 0, webAddress: null, trouble: null },
}
/** Three lines or more, all of half blocks and as long as the first. */
const CODE = /(?:^[ █▀▄]{29,}$\n?){3,}/m

async function invite(words: string[], setting: Setting = {}): Promise<string> {
  const engine = createFakeEngine({
    home: { status: async () => alice },
    people: { whoami: async () => ({ name: 'alice' }) as Myself },
    invites: { create: async () => created },
    site: { state: async () => NO_SITE },
  })
  const { code, stdout } = await runCommandLine(['invite', ...words], { ...setting, engine })
  expect([code, stdout]).toEqual([0, expect.stringContaining(LINK)])
  return stdout
}

test('a terminal gets a code with its colours set, so that it is light in both themes', async () => {
  const [first, ...rest] = (await invite([], { columns: 80 }))
    .split('\n')
    .filter((line) => /[█▀▄]/.test(line))
  expect(first).toMatch(/^\u001b\[97;40m█+\u001b\[0m$/)
  expect(new Set(rest.map((line) => line.length))).toEqual(new Set([first!.length]))
})

test('NO_COLOR leaves the squares and takes the colours', async () => {
  expect(await invite([], { columns: 80, env: { NO_COLOR: '1' } })).toMatch(CODE)
})

test('a pipe gets the link alone, and the code if it asks', async () => {
  expect(await invite([])).not.toMatch(/[█▀▄]/)
  expect(await invite(['--qr'])).toMatch(CODE)
})

test('a script gets one line of JSON', async () => {
  const stdout = await invite(['--json', '--qr'], { columns: 80 })
  expect(JSON.parse(stdout)).toMatchObject(created)
})

test('a terminal that would break the lines of a code gets none', async () => {
  expect(await invite(['--qr'], { columns: 40 })).not.toMatch(/[█▀▄]/)
})
