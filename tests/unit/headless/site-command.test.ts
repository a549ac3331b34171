// The command for the public site, and its output.
import { expect, test } from 'vitest'
import type { HomeStatus, PersonId, SiteState } from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

const home: HomeStatus = {
  state: 'open',
  person: 'a' as PersonId,
  name: 'me',
  wordsProven: true,
  keyring: 'clear',
}
const off: SiteState = { isOn: false, url: null, host: '127.0.0.1', port: 0, webAddress: null, trouble: null }
const on: SiteState = { ...off, isOn: true, url: 'http://127.0.0.1:8080/', port: 8080 }

const createEngine = (now: SiteState) =>
  createFakeEngine({
    home: { status: async () => home },
    site: {
      state: async () => now,
      switchOn: async () => on,
      switchOff: async () => off,
      setWebAddress: async () => off,
    },
  })
const run = (...argv: string[]) => runCommandLine(argv, { engine: createEngine(off) })

test('the site command shows the state, switches it on at an address, and off', async () => {
  expect((await run('site')).stdout).toBe('Your public site is off.\n')
  const { stdout, calls } = await run('site', 'on', '--port', '8080', '--address', '0.0.0.0')
  expect(stdout).toContain('http://127.0.0.1:8080/')
  expect(calls).toEqual([['site.switchOn', { host: '0.0.0.0', port: 8080 }]])
  expect((await run('site', 'off')).calls).toEqual([['site.switchOff', {}]])
  for (const wrong of [
    ['site', 'of'],
    ['site', 'off', '--port', '1'],
    ['site', '--address', 'x'],
  ])
    expect((await run(...wrong, '--json')).stdout).toContain('"code":"INVALID"')
})

test('the site command sets and removes the address on the web, also while the site is off', async () => {
  const { calls } = await run('site', '--web', 'https://chiyo.example')
  expect(calls).toEqual([
    ['site.setWebAddress', { address: 'https://chiyo.example' }],
    ['site.state', {}],
  ])
  expect((await run('site', '--web', '')).calls[0]).toEqual(['site.setWebAddress', { address: null }])
})

test('the site command says why a site that is on cannot be shown', async () => {
  const engine = createEngine({ ...on, url: null, trouble: 'taken' })
  expect((await runCommandLine(['site'], { engine })).stdout).toBe(
    'Your public site is on, but cannot be shown: another program uses its port.\n',
  )
})
