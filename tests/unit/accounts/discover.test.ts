// Discovery asks the table, DNS, the web server and the usual names, in this order. The network
// answers in memory.
import { describe, expect, it } from 'vitest'
import { discover } from '../../../src/core/accounts/discovery/discover.ts'
import { placeAt } from '../../../src/core/accounts/discovery/try-places.ts'
import type {
  DiscoveryParts,
  MxRecord,
  SrvRecord,
  TriedServer,
} from '../../../src/core/accounts/discovery/discovered.ts'
import { refused } from '../../support/refused.ts'

interface World {
  mx?: Record<string, string[]>
  srv?: Record<string, SrvRecord[]>
  pages?: Record<string, string>
  servers?: Record<string, TriedServer>
}

/** The network of a test, and what was asked of it. */
function network(world: World): DiscoveryParts & { asked: string[] } {
  const asked: string[] = []
  const answer = <T>(what: string, found: T | undefined): Promise<T> => {
    asked.push(what)
    return found === undefined ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve(found)
  }
  const mxOf = (names: string[] | undefined): MxRecord[] | undefined =>
    names?.map((exchange, priority) => ({ exchange, priority }))
  return {
    asked,
    resolver: {
      resolveMx: async (domain) => answer(`mx ${domain}`, mxOf(world.mx?.[domain])),
      resolveSrv: async (name) => answer(`srv ${name}`, world.srv?.[name]),
    },
    fetch: async (url) => answer(url, world.pages?.[url]),
    tryServer: async ({ host, port, security }, protocol) => {
      asked.push(`${protocol} ${host}:${port} ${security}`)
      return world.servers?.[`${host}:${port} ${security}`] ?? 'silent'
    },
    hasOauthClient: () => false,
    signal: new AbortController().signal,
  }
}

const srv = (name: string, port: number, priority = 0, weight = 0): SrvRecord => ({
  ...{ name, port, priority, weight },
})

const tls = (host: string, port: number): object => ({ host, port, security: 'tls' })
const starttls = (host: string, port: number): object => ({ host, port, security: 'starttls' })

describe('the table', () => {
  it('knows a domain in any case without asking the network', async () => {
    const parts = network({})
    expect(await discover('Mara.K@GMail.com', parts)).toEqual({
      address: 'Mara.K@gmail.com',
      provider: 'Gmail',
      incoming: tls('imap.gmail.com', 993),
      outgoing: tls('smtp.gmail.com', 465),
      user: 'Mara.K@gmail.com',
      signIn: 'app-password',
      oauth: null,
      help: 'https://support.google.com/accounts/answer/185833',
      obstacle: null,
      source: 'table',
      isProven: true,
    })
    expect(parts.asked).toEqual([])
  })

  it.each([
    ['mara@web.de', 'WEB.DE', 'mara', 'turn-on'],
    ['mara@docomo.ne.jp', 'docomo', '', 'plan'],
    ['mara@aa2.so-net.ne.jp', 'So-net', 'mara@aa2.so-net.ne.jp', 'plan'],
    ['mara@proton.me', 'Proton Mail', 'mara@proton.me', 'bridge'],
    ['mara@posteo.jp', 'Posteo', 'mara@posteo.jp', null],
  ])('gives the user name and the obstacle of %s', async (address, provider, user, obstacle) => {
    expect(await discover(address, network({}))).toMatchObject({ provider, user, obstacle })
  })

  it.each([
    ['mara@gmail.com', 'app-password', 'google'],
    ['mara@outlook.com', 'oauth', 'microsoft'],
    ['mara@icloud.com', 'app-password', null],
  ] as const)(
    'gives the ways to sign in of %s without and with a client id',
    async (address, signIn, oauth) => {
      expect(await discover(address, network({}))).toMatchObject({ signIn, oauth: null })
      const having = { ...network({}), hasOauthClient: (one: string) => one === oauth }
      expect(await discover(address, having)).toMatchObject({ signIn, oauth })
    },
  )

  it('says that a provider lets no mail program in', async () => {
    const found = await discover('mara@tuta.com', network({}))
    expect(found).toMatchObject({ incoming: null, obstacle: 'closed', source: 'table' })
  })

  it.each([
    ['aspmx.l.google.com', 'Gmail', 'imap.gmail.com'],
    ['example-org.mail.protection.outlook.com', 'Microsoft 365', 'outlook.office365.com'],
    ['IN1-SMTP.messagingengine.COM', 'Fastmail', 'imap.fastmail.com'],
    ['mx.zoho.eu', 'Zoho Mail', 'imappro.zoho.eu'],
    ['www123.your-server.de', 'Hetzner', 'mail.your-server.de'],
  ])('knows a domain whose MX is %s', async (mx, provider, host) => {
    const found = await discover('mara@example.org', network({ mx: { 'example.org': [mx] } }))
    expect(found).toMatchObject({ provider, incoming: { host }, source: 'table', isProven: true })
    expect(found.user).toBe('mara@example.org')
  })

  it('takes the server of a contract from its MX, and asks before a password goes there', async () => {
    const found = await discover('mara@example.org', network({ mx: { 'example.org': ['sv1.xserver.jp'] } }))
    expect(found).toMatchObject({ incoming: tls('sv1.xserver.jp', 993), isProven: false })
  })

  it.each(['evilgoogle.com', 'google.com.evil.example', 'gmail.com.example'])(
    'does not take %s for a provider',
    async (name) => {
      const parts = network({ mx: { 'example.org': [name], [name]: [name] } })
      expect(await discover('mara@example.org', parts)).toMatchObject({ provider: null })
      expect(await discover(`mara@${name}`, parts)).toMatchObject({ provider: null })
    },
  )

  it('is asked with the domain in A-labels', async () => {
    const parts = network({})
    await discover('mara@bücher.example', parts)
    expect(parts.asked[0]).toBe('mx xn--bcher-kva.example')
    expect(parts.asked.every((one) => !one.includes('ü'))).toBe(true)
  })
})

describe('DNS', () => {
  it('names servers, TLS before STARTTLS, the first priority and the greatest weight first', async () => {
    const parts = network({
      srv: {
        '_imaps._tcp.example.org': [
          srv('b.example.org', 993, 10, 99),
          srv('a.example.org', 9993, 5, 1),
          srv('c.example.org', 993, 5, 9),
        ],
        '_imap._tcp.example.org': [srv('d.example.org', 143)],
        '_submission._tcp.example.org': [srv('e.example.org', 587)],
      },
    })
    expect(await discover('mara@example.org', parts)).toMatchObject({
      incoming: tls('c.example.org', 993),
      outgoing: starttls('e.example.org', 587),
      source: 'srv',
      isProven: true,
    })
    expect(parts.asked.filter((one) => one.startsWith('https:'))).toEqual([])
  })

  it('proves nothing about a server outside of the domain', async () => {
    const parts = network({ srv: { '_imaps._tcp.example.org': [srv('imap.evilexample.org', 993)] } })
    expect(await discover('mara@example.org', parts)).toMatchObject({ source: 'srv', isProven: false })
  })

  it.each([
    ['.', 0],
    ['127.0.0.1', 993],
    ['localhost', 993],
    ['imap.example.org', 70_000],
    ['imap.example.org\r\n', 993],
  ])('that answers %j, port %d, names no server', async (name, port) => {
    const parts = network({ srv: { '_imaps._tcp.example.org': [srv(name, port)] } })
    expect(await discover('mara@example.org', parts)).toMatchObject({ incoming: null, source: null })
  })
})

const CONFIG = `<clientConfig version="1.1"><emailProvider id="example.org">
  <displayName>Example Mail</displayName>
  <incomingServer type="imap"><hostname>in.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType>
    <username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></incomingServer>
  </emailProvider></clientConfig>`

describe('the web server of the domain', () => {
  it('is asked with the address encoded, and a missing server for mail going out is guessed', async () => {
    const url = 'https://autoconfig.example.org/mail/config-v1.1.xml?emailaddress=a%2Fb%26c%3D%40example.org'
    const parts = network({
      pages: { [url]: CONFIG },
      servers: { 'mail.example.org:587 starttls': 'trusted' },
    })
    expect(await discover('a/b&c=@example.org', parts)).toMatchObject({
      provider: 'Example Mail',
      incoming: tls('in.example.org', 993),
      outgoing: starttls('mail.example.org', 587),
      user: 'a/b&c=',
      source: 'autoconfig',
    })
  })

  it('may answer at its well-known place', async () => {
    const url = 'https://example.org/.well-known/autoconfig/mail/config-v1.1.xml'
    const parts = network({ pages: { [url]: CONFIG } })
    expect(await discover('mara@example.org', parts)).toMatchObject({ source: 'autoconfig', outgoing: null })
  })
})

describe('the usual names', () => {
  it('are tried with TLS, and only a certificate of that name counts', async () => {
    const parts = network({
      servers: {
        'imap.example.org:993 tls': 'untrusted',
        'mail.example.org:993 tls': 'trusted',
        'smtp.example.org:465 tls': 'trusted',
      },
    })
    expect(await discover('mara@example.org', parts)).toMatchObject({
      incoming: tls('mail.example.org', 993),
      outgoing: tls('smtp.example.org', 465),
      source: 'guess',
    })
  })

  it('that do not answer leave the address without servers', async () => {
    const found = await discover('mara@example.org', network({}))
    expect(found).toMatchObject({ address: 'mara@example.org', incoming: null, outgoing: null, source: null })
  })
})

it('discovery ends when its caller cancels', async () => {
  const parts = { ...network({}), signal: AbortSignal.abort() }
  await expect(discover('mara@example.org', parts)).rejects.toEqual(refused('CANCELLED'))
})

describe('a place that a person gives', () => {
  const at = { host: '127.0.0.1', port: 1143 }

  it.each([
    [{ '127.0.0.1:1143 tls': 'trusted' }, tls('127.0.0.1', 1143)],
    [{ '127.0.0.1:1143 starttls': 'untrusted' }, starttls('127.0.0.1', 1143)],
    [{}, null],
  ] as const)('is tried with TLS, then with STARTTLS: %j', async (servers, place) => {
    const parts = network({ servers })
    expect(await placeAt(at, 'imap', parts)).toEqual(place)
    expect(parts.asked[0]).toBe('imap 127.0.0.1:1143 tls')
  })

  it('is not safe if it has no TLS', async () => {
    const parts = network({ servers: { '127.0.0.1:1143 starttls': 'plain' } })
    await expect(placeAt(at, 'imap', parts)).rejects.toMatchObject({
      code: 'MAIL_UNSAFE',
      details: { reason: 'no-tls' },
    })
  })
})
