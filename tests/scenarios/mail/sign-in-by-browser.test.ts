// A mail account whose person signs in at the page of their provider: the browser comes back with a
// code, and from then on tokens open the mail.
import { networkInterfaces } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AskMailServers, Credentials } from '../../../src/core/accounts/index.ts'
import { EngineError } from '../../../src/core/contract/errors.ts'
import type { Account } from '../../../src/core/contract/index.ts'
import type { EngineOptions } from '../../../src/core/home-state.ts'
import { MemoryServer } from '../../support/mail-servers/memory-server.ts'
import { plainMail } from '../../support/mail-servers/sample-mails.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { OauthServer } from '../../support/oauth-server.ts'
import { calling, eventually, Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'

const ADDRESS = 'mara@gmail.com'
const CLIENT = { clientId: 'client', clientSecret: null }

let provider: OauthServer
let mails: MemoryServer
let mara: Person
/** What each connection signed in with. */
let used: Credentials[]
/** Whose mail a token opens. */
let whose: string

const unknown = (): Promise<never> => Promise.reject(new Error('ENOTFOUND'))
const nobody: AskMailServers = () => ({
  resolver: { resolveMx: unknown, resolveSrv: unknown },
  fetch: () => Promise.resolve(null),
  tryServer: () => Promise.resolve('silent'),
})

async function check(credentials: Credentials): Promise<void> {
  used.push(credentials)
  const isRight =
    credentials.auth === 'oauth2' &&
    provider.accessTokens.has(credentials.accessToken) &&
    credentials.user === whose
  if (!isRight) throw new EngineError('MAIL_REFUSED', 'refused', { details: { line: 'Invalid credentials' } })
}

const options = (clients = { google: CLIENT, microsoft: null }): Partial<EngineOptions> => ({
  askMailServers: nobody,
  mailOauth: { clients, fetch: provider.fetch },
  openMailServer: ({ credentials }) => ({
    connect: async (signal) => {
      await check(credentials)
      return mails.connect(signal)
    },
  }),
  openSubmission: ({ credentials }) => ({
    check: async () => {
      await check(credentials)
      return { maxBytes: null, canReport: false }
    },
    submit: () => Promise.reject(new Error('not in this test')),
  }),
})

beforeEach(async () => {
  provider = await OauthServer.open()
  mails = new MemoryServer()
  mails.deliver(plainMail('a', 'Order').raw)
  used = []
  whose = ADDRESS
  mara = await Person.create('mara', new MemoryNetwork(), undefined, options())
})
afterEach(async () => {
  await mara.remove()
  provider.close()
})

const begin = () => mara.do.accounts.oauthBegin({ address: ADDRESS }, calling)

async function signIn(): Promise<Account> {
  const { signIn: id, url } = await begin()
  const ended = mara.do.accounts.oauthEnd({ signIn: id, name: 'Mara' }, calling)
  expect((await provider.visit(url))?.status).toBe(200)
  return ended
}

async function until(state: Account['state']): Promise<Account> {
  let account: Account | undefined
  await eventually(async () => {
    ;[account] = await mara.do.accounts.list({}, calling)
    return account?.state === state
  }, state)
  return account!
}

/** Looks at the server again, as at the next start. */
async function restart(): Promise<void> {
  await mara.stop()
  used = []
  await mara.start(options())
}

const secrets = () =>
  mara.home.parts.ledger
    .all<{ secret: string }>('SELECT secret FROM mail_secrets')
    .map(({ secret }) => JSON.parse(secret) as unknown)

test('an account is added by its provider’s page, and its mail arrives by tokens', async () => {
  const account = await signIn()
  expect(account).toMatchObject({ address: ADDRESS, name: 'Mara', oauth: 'google', trouble: null })
  await until('ready')
  expect((await mara.list('inbox')).map(({ subject }) => subject)).toEqual(['Order'])
  // One token for reading, for waiting and for the look at the server that sends.
  expect(provider.asked.map(({ grant_type }) => grant_type)).toEqual(['authorization_code'])
  expect(new Set(used).size).toBeGreaterThan(1)
  // Only the token that asks for others is kept.
  expect(secrets()).toEqual([{ auth: 'oauth2', provider: 'google', refreshToken: provider.refreshToken }])
  await restart()
  await until('ready')
  await eventually(() => used.length === 2, 'both connections')
  expect(provider.asked.map(({ grant_type }) => grant_type)).toEqual(['authorization_code', 'refresh_token'])
  // The provider replaced it.
  expect(secrets()).toEqual([{ auth: 'oauth2', provider: 'google', refreshToken: provider.refreshToken }])
})

test('only this computer can bring the answer, and only with the right state', async () => {
  const { signIn: id, url } = await begin()
  const back = new URL(provider.agree(url)!)
  expect(back.hostname).toBe('127.0.0.1')
  const others = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  for (const { address, family } of others.filter((one) => !one.internal && one.family === 'IPv4'))
    await expect(fetch(`http://${address}:${back.port}/`), family).rejects.toThrow()
  const forged = new URL(back)
  forged.searchParams.set('state', 'x'.repeat(43))
  expect((await fetch(forged)).status).toBe(400)
  const ended = mara.do.accounts.oauthEnd({ signIn: id }, calling)
  expect((await fetch(back)).status).toBe(200)
  await ended
  await expect(mara.do.accounts.oauthEnd({ signIn: id }, calling)).rejects.toEqual(refused('NOT_FOUND'))
})

test('a person who leaves the page ends its sign-in', async () => {
  const { signIn: id, url } = await begin()
  const leaving = new AbortController()
  const ended = mara.do.accounts.oauthEnd({ signIn: id }, { signal: leaving.signal })
  leaving.abort()
  await expect(ended).rejects.toEqual(refused('CANCELLED'))
  await expect(provider.visit(url)).rejects.toThrow()
  expect(await mara.do.accounts.list({}, calling)).toEqual([])
})

test('who signs in as somebody else is refused by the mail server, and nothing is kept', async () => {
  whose = 'somebody@gmail.com'
  await expect(signIn()).rejects.toEqual(refused('MAIL_REFUSED'))
  expect(await mara.do.accounts.list({}, calling)).toEqual([])
  expect(secrets()).toEqual([])
})

test('an access token that ended too soon is replaced without its person', async () => {
  await signIn()
  await until('ready')
  provider.accessTokens.clear()
  const { account } = await until('ready')
  mails.cut()
  await mara.do.accounts.check({ account }, calling)
  await eventually(() => provider.accessTokens.size === 1, 'a new token')
  await until('ready')
  expect(provider.asked).toHaveLength(2)
})

test('an account whose sign-in was ended at the provider asks its person, and goes on after that', async () => {
  const { account } = await signIn()
  await until('ready')
  provider.refreshToken = 'revoked'
  await restart()
  const line = 'invalid_grant: Ask again.'
  expect(await until('refused')).toMatchObject({ oauth: 'google', trouble: { code: 'MAIL_REFUSED', line } })
  // A sign-in of somebody else changes nothing.
  whose = 'somebody@gmail.com'
  await expect(signIn()).rejects.toEqual(refused('MAIL_REFUSED'))
  expect(await until('refused')).toMatchObject({ account })
  whose = ADDRESS
  expect(await signIn()).toMatchObject({ account, trouble: null })
  await until('ready')
  expect(await mara.do.accounts.list({}, calling)).toHaveLength(1)
})

test('without a client id nobody can sign in so, and the answer names what is missing', async () => {
  await mara.stop()
  await mara.start(options({ google: null as never, microsoft: null }))
  const found = await mara.do.accounts.discover({ address: ADDRESS }, calling)
  expect(found).toMatchObject({ signIn: 'app-password', oauth: null })
  await expect(begin()).rejects.toMatchObject({
    code: 'NOT_FOUND',
    details: { provider: 'google', variable: 'FUMIKURA_GOOGLE_CLIENT_ID' },
  })
  await expect(mara.do.accounts.oauthBegin({ address: 'mara@example.org' }, calling)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    details: {},
  })
})
