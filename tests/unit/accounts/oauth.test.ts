// The sign-in by browser: from the page over the return to the tokens, and what others can try.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AccessTokens } from '../../../src/core/accounts/oauth/access-tokens.ts'
import { findOauthClients } from '../../../src/core/accounts/oauth/oauth-providers.ts'
import { OauthSignIns, openTokenEndpoint } from '../../../src/core/accounts/oauth/oauth-sign-ins.ts'
import { OauthServer } from '../../support/oauth-server.ts'
import { refused } from '../../support/refused.ts'
import { TestClock } from '../../support/test-clock.ts'

const client = { clientId: 'client', clientSecret: null }
const clients = { google: client, microsoft: client }
const never = new AbortController().signal

let server: OauthServer
let signIns: OauthSignIns
beforeEach(async () => {
  server = await OauthServer.open()
  signIns = new OauthSignIns({ clients, fetch: server.fetch })
})
afterEach(() => {
  signIns.close()
  server.close()
})

describe('a sign-in by browser', () => {
  it.each(['google', 'microsoft'] as const)('at %s gives tokens', async (provider) => {
    const { signIn, url } = await signIns.begin(provider, 'mara@example.org')
    const back = await server.visit(url)
    expect(back?.status).toBe(200)
    expect(back?.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await signIns.end(signIn, never)).toEqual({
      ...{ provider, address: 'mara@example.org' },
      tokens: {
        accessToken: expect.any(String) as unknown,
        refreshToken: server.refreshToken,
        livesMs: 3_600_000,
      },
    })
    expect(server.asked).toEqual([expect.objectContaining({ grant_type: 'authorization_code' })])
  })

  it('asks Google for mail, and for a refresh token each time', async () => {
    const { url } = await signIns.begin('google', 'mara@example.org')
    const page = new URL(url)
    expect(page.origin + page.pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth')
    expect(Object.fromEntries(page.searchParams)).toMatchObject({
      scope: 'https://mail.google.com/',
      access_type: 'offline',
      prompt: 'consent',
      login_hint: 'mara@example.org',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as unknown,
    })
  })

  it('asks Microsoft for mail in both directions, and to come back to localhost', async () => {
    const { searchParams } = new URL((await signIns.begin('microsoft', 'mara@example.org')).url)
    expect(searchParams.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+$/)
    expect(searchParams.get('scope')?.split(' ')).toEqual([
      'offline_access',
      'https://outlook.office.com/IMAP.AccessAsUser.All',
      'https://outlook.office.com/SMTP.Send',
    ])
  })

  it('sends a secret if the client has one', async () => {
    server.clientSecret = 'not so secret'
    const google = { clientId: 'client', clientSecret: 'not so secret' }
    const own = new OauthSignIns({ clients: { google, microsoft: null }, fetch: server.fetch })
    const { signIn, url } = await own.begin('google', 'mara@example.org')
    await server.visit(url)
    expect((await own.end(signIn, never)).tokens.refreshToken).toBe(server.refreshToken)
  })

  it('needs a client id, and names the variable that may hold it', async () => {
    const none = new OauthSignIns({ clients: findOauthClients({}) })
    await expect(none.begin('microsoft', 'mara@example.org')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { provider: 'microsoft', variable: 'FUMIKURA_MICROSOFT_CLIENT_ID' },
    })
  })

  it('without a refresh token is refused, because it would end within an hour', async () => {
    server.changes = { refresh_token: undefined }
    const { signIn, url } = await signIns.begin('google', 'mara@example.org')
    await server.visit(url)
    await expect(signIns.end(signIn, never)).rejects.toMatchObject({
      code: 'MAIL_REFUSED',
      details: { reason: 'no-refresh-token' },
    })
  })

  it('tells the words of the provider when its person said no', async () => {
    const { signIn, url } = await signIns.begin('google', 'mara@example.org')
    const { searchParams } = new URL(url)
    const answer = new URLSearchParams({
      error: 'access_denied',
      error_description: 'Ask your\u202e administrator.',
      state: searchParams.get('state')!,
    })
    await fetch(`${searchParams.get('redirect_uri')!}/?${answer.toString()}`)
    await expect(signIns.end(signIn, never)).rejects.toMatchObject({
      code: 'MAIL_REFUSED',
      details: { line: 'access_denied: Ask your administrator.' },
    })
    expect(server.asked).toEqual([])
  })

  it.each([
    [{ status: 400, body: '{"error":"invalid_grant"}' }, 'MAIL_REFUSED'],
    [{ status: 503, body: '{"error":"server_error"}' }, 'MAIL_AWAY'],
    [{ status: 502, body: '<html>' }, 'MAIL_AWAY'],
    [{ status: 200, body: '{"access_token":7}' }, 'MAIL_AWAY'],
  ])('whose provider answers %j ends with %s', async (failure, code) => {
    server.failure = failure
    const { signIn, url } = await signIns.begin('google', 'mara@example.org')
    await server.visit(url)
    await expect(signIns.end(signIn, never)).rejects.toEqual(refused(code))
  })
})

describe('the address of return', () => {
  it('ignores requests without the state, and still takes the right one', async () => {
    const { signIn, url } = await signIns.begin('google', 'mara@example.org')
    const back = server.agree(url)!
    const { origin, searchParams } = new URL(back)
    const state = searchParams.get('state')!
    const wrong = [
      '/',
      '/favicon.ico',
      '/?code=x',
      `/?code=x&state=${state.slice(1)}`,
      `/?code=x&state=${state}&state=${state}`,
      `//?code=x&state=${state}`,
      `/else?code=x&state=${state}`,
    ]
    for (const path of wrong) expect((await fetch(origin + path)).status, path).toBe(400)
    expect((await fetch(back, { method: 'POST' })).status).toBe(400)
    expect((await fetch(back)).status).toBe(200)
    expect((await signIns.end(signIn, never)).tokens.refreshToken).toBe(server.refreshToken)
  })

  it('works once', async () => {
    const { signIn, url } = await signIns.begin('google', 'mara@example.org')
    const back = server.agree(url)!
    await fetch(back)
    await signIns.end(signIn, never)
    await expect(fetch(back)).rejects.toThrow()
    await expect(signIns.end(signIn, never)).rejects.toEqual(refused('NOT_FOUND'))
  })

  it('accepts no code of another sign-in', async () => {
    const [mara, eve] = [
      await signIns.begin('google', 'mara@e.org'),
      await signIns.begin('google', 'eve@e.org'),
    ]
    const own = new URL(server.agree(mara.url)!)
    own.searchParams.set('code', new URL(server.agree(eve.url)!).searchParams.get('code')!)
    await fetch(own)
    await expect(signIns.end(mara.signIn, never)).rejects.toEqual(refused('MAIL_REFUSED'))
  })

  it('refuses an answer in the name of another issuer', async () => {
    const { signIn, url } = await signIns.begin('google', 'mara@example.org')
    await fetch(`${server.agree(url)!}&iss=https%3A%2F%2Fevil.example`)
    await expect(signIns.end(signIn, never)).rejects.toEqual(refused('MAIL_AWAY'))
    expect(server.asked).toEqual([])
  })

  it('is there for a limited time', async () => {
    const short = new OauthSignIns({ clients, fetch: server.fetch, livesMs: 1 })
    const { signIn, url } = await short.begin('google', 'mara@example.org')
    await expect(short.end(signIn, never)).rejects.toMatchObject({
      code: 'MAIL_REFUSED',
      details: { reason: 'expired' },
    })
    await expect(server.visit(url)).rejects.toThrow()
  })

  it('ends when its caller cancels, and when more than four are open', async () => {
    const stop = new AbortController()
    const first = await signIns.begin('google', 'mara@example.org')
    const ended = signIns.end(first.signIn, stop.signal)
    stop.abort()
    await expect(ended).rejects.toEqual(refused('CANCELLED'))
    const second = await signIns.begin('google', 'mara@example.org')
    for (let n = 0; n < 4; n += 1) await signIns.begin('google', 'mara@example.org')
    await expect(signIns.end(second.signIn, never)).rejects.toEqual(refused('NOT_FOUND'))
    await expect(server.visit(second.url)).rejects.toThrow()
  })
})

describe('an access token', () => {
  const first = { accessToken: 'first', livesMs: 3_600_000, refreshToken: null }

  function open(): { tokens: AccessTokens; clock: TestClock; kept: string[] } {
    server.refreshToken = 'of the sign-in'
    const [clock, kept] = [new TestClock(), [] as string[]]
    const endpoint = openTokenEndpoint('google', { clients, fetch: server.fetch })
    const keep = async (refreshToken: string): Promise<void> => void kept.push(refreshToken)
    const tokens = new AccessTokens({ endpoint, refreshToken: 'of the sign-in', keep, clock, first })
    return { tokens, clock, kept }
  }

  it('is used until two minutes before it ends, then replaced once for all who ask', async () => {
    const { tokens, clock, kept } = open()
    clock.pass(57 * 60_000)
    expect(await tokens.current()).toBe('first')
    clock.pass(2 * 60_000)
    const [one, other] = await Promise.all([tokens.current(), tokens.current()])
    expect(one).toBe(other)
    expect(one).not.toBe('first')
    expect(server.asked).toHaveLength(1)
    expect(kept).toEqual([server.refreshToken])
    expect(await tokens.current()).toBe(one)
    clock.pass(3_600_000)
    expect(await tokens.current()).not.toBe(one)
    expect(kept).toHaveLength(2)
  })

  it('ends by the wall clock too, after a device slept', async () => {
    const { tokens, clock } = open()
    clock.jump(3_600_000)
    expect(await tokens.current()).not.toBe('first')
    clock.jump(-7_200_000)
    await tokens.current()
    expect(server.asked).toHaveLength(1)
  })

  it('is replaced when a server does not accept it', async () => {
    const { tokens } = open()
    tokens.drop('another')
    expect(await tokens.current()).toBe('first')
    tokens.drop('first')
    expect(await tokens.current()).not.toBe('first')
  })

  it('is not to be had without its person once the refresh token is refused', async () => {
    const { tokens } = open()
    server.refreshToken = 'revoked'
    tokens.drop('first')
    await expect(tokens.current()).rejects.toMatchObject({
      code: 'MAIL_REFUSED',
      details: { line: 'invalid_grant: Ask again.' },
    })
  })

  it('is asked for again after a provider was away', async () => {
    const { tokens } = open()
    tokens.drop('first')
    server.failure = { status: 503, body: '' }
    await expect(tokens.current()).rejects.toEqual(refused('MAIL_AWAY'))
    server.failure = null
    expect(await tokens.current()).toEqual(expect.any(String))
  })
})

it('client ids come from the environment', () => {
  const env = {
    FUMIKURA_GOOGLE_CLIENT_ID: ' id ',
    FUMIKURA_GOOGLE_CLIENT_SECRET: 'secret',
    FUMIKURA_MICROSOFT_CLIENT_ID: '',
  }
  expect(findOauthClients(env)).toEqual({
    google: { clientId: 'id', clientSecret: 'secret' },
    microsoft: null,
  })
})
