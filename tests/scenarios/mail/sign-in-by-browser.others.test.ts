// A sign-in by browser at real servers: dovecot asks the provider whose a token is, and postfix asks
// dovecot.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openImapServer, openSmtpServer, type ServerOptions } from '../../../src/core/accounts/index.ts'
import type { EngineOptions } from '../../../src/core/home-state.ts'
import { MailServers } from '../../support/mail-servers/mail-servers.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { OauthServer } from '../../support/oauth-server.ts'
import { calling, eventually, Person } from '../../support/person.ts'

const ADDRESS = 'alice@gmail.com'
let provider: OauthServer
let servers: MailServers
let alice: Person

/** The servers of this test in place of those of the provider. */
const here = ({ credentials }: ServerOptions, of: ServerOptions): ServerOptions => ({
  ...of,
  credentials: { ...credentials, user: 'alice' },
})

const options = (): Partial<EngineOptions> => ({
  mailOauth: {
    clients: { google: { clientId: 'client', clientSecret: null }, microsoft: null },
    fetch: provider.fetch,
  },
  openMailServer: (asked) => openImapServer(here(asked, servers.imap('alice'))),
  openSubmission: (asked) => openSmtpServer(here(asked, servers.smtp('alice'))),
})

beforeAll(async () => {
  provider = await OauthServer.open()
  servers = await MailServers.start({ tokensAt: provider.introspection('alice') })
  alice = await Person.create('alice', new MemoryNetwork(), undefined, options())
}, 60_000)
afterAll(async () => {
  await alice?.remove()
  await servers?.stop()
  provider?.close()
})

test('a token of the provider opens the mail and sends it; without it both are refused', async () => {
  const { signIn, url } = await alice.do.accounts.oauthBegin({ address: ADDRESS }, calling)
  const ended = alice.do.accounts.oauthEnd({ signIn, name: 'Alice' }, calling)
  await provider.visit(url)
  const { account, outgoing } = await ended
  expect(outgoing).not.toBeNull()
  const state = async () => (await alice.do.accounts.list({}, calling))[0]?.state
  await eventually(async () => (await state()) === 'ready', 'ready')
  provider.accessTokens.clear()
  provider.refreshToken = 'revoked'
  await alice.stop()
  await alice.start(options())
  await eventually(async () => (await state()) === 'refused', 'refused')
  expect((await alice.do.accounts.list({}, calling))[0]).toMatchObject({ account, oauth: 'google' })
  const token = { auth: 'oauth2' as const, user: 'alice', accessToken: 'of nobody' }
  for (const refused of [
    openImapServer({ ...servers.imap('alice'), credentials: token }).connect(calling.signal),
    openSmtpServer({ ...servers.smtp('alice'), credentials: token }).check(calling.signal),
  ])
    await expect(refused).rejects.toMatchObject({ code: 'MAIL_REFUSED' })
}, 120_000)
