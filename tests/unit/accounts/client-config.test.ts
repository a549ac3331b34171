// The file of a domain about its mail servers: what is taken from it, and what it cannot do.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseClientConfig } from '../../../src/core/accounts/discovery/client-config.ts'

const MARA = { local: 'mara', domain: 'example.org' }

interface Fields {
  type?: string
  hostname?: string
  port?: string
  socketType?: string
  username?: string
  authentication?: string
}

function server(tag: 'incomingServer' | 'outgoingServer', fields: Fields = {}): string {
  const { type = tag === 'incomingServer' ? 'imap' : 'smtp', ...rest } = fields
  const texts = Object.entries({
    ...{ hostname: 'imap.example.org', port: '993', socketType: 'SSL', username: '%EMAILADDRESS%' },
    ...{ authentication: 'password-cleartext', ...rest },
  })
  return `<${tag} type="${type}">${texts.map(([name, text]) => `<${name}>${text}</${name}>`).join('')}</${tag}>`
}

const incoming = (fields?: Fields): string => server('incomingServer', fields)
const config = (...servers: string[]): string =>
  `<?xml version="1.0"?><clientConfig><emailProvider id="x">${servers.join('\n')}</emailProvider></clientConfig>`

describe('a client configuration', () => {
  it('gives the first IMAP server with TLS, and the first SMTP server with TLS', () => {
    const xml = config(
      '<displayName>%EMAILDOMAIN%\n Mail</displayName>',
      incoming({ type: 'pop3', hostname: 'pop.example.org', port: '995' }),
      incoming({ socketType: 'plain', port: '143' }),
      incoming({ socketType: 'STARTTLS', port: '143', username: '%EMAILLOCALPART%.x' }),
      incoming(),
      server('outgoingServer', { socketType: 'plain', port: '25' }),
      server('outgoingServer', { hostname: 'smtp.%EMAILDOMAIN%', port: '465' }),
    )
    expect(parseClientConfig(xml, MARA)).toEqual({
      provider: 'example.org Mail',
      incoming: { host: 'imap.example.org', port: 143, security: 'starttls' },
      outgoing: { host: 'smtp.example.org', port: 465, security: 'tls' },
      user: 'mara.x',
      isProven: true,
    })
  })

  it.each([
    ['no TLS', incoming({ socketType: 'plain' })],
    ['an unknown security', incoming({ socketType: 'none' })],
    ['POP3', incoming({ type: 'pop3' })],
    ['no port', incoming({ port: '' })],
    ['a port out of range', incoming({ port: '99999' })],
    ['a port with words', incoming({ port: '993 or so' })],
    ['an address of this device', incoming({ hostname: '127.0.0.1' })],
    ['this device by name', incoming({ hostname: 'localhost' })],
    ['a name below this device', incoming({ hostname: 'imap.LOCALHOST.' })],
    ['a name of the local network', incoming({ hostname: 'nas.local' })],
    ['a number as host', incoming({ hostname: '0x7f000001' })],
    ['a command in the host', incoming({ hostname: 'imap.example.org&#13;&#10;QUIT' })],
    ['a path in the host', incoming({ hostname: 'imap.example.org/x' })],
    ['a sign-in that needs no password', incoming({ authentication: 'client-IP-address' })],
    ['a sign-in by browser', incoming({ authentication: 'OAuth2' })],
    ['a server inside of a comment', `<!-- ${incoming()} -->`],
    ['a server as text', `<displayName><![CDATA[${incoming()}]]></displayName>`],
  ])('with %s gives nothing', (_what, xml) => {
    expect(parseClientConfig(config(xml), MARA)).toBeNull()
  })

  it('keeps a user name to one line', () => {
    const xml = config(incoming({ username: 'mara&#13;&#10;a2 LOGOUT\u202e' }))
    expect(parseClientConfig(xml, MARA)?.user).toBe('mara a2 LOGOUT')
  })

  it('expands no entity of its own, and fetches none', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
      <!ENTITY f SYSTEM "file:///etc/passwd">]>`
    const xml = bomb + config(incoming({ username: '&b;&f;' }))
    expect(parseClientConfig(xml, MARA)?.user).toBe('&b;&f;')
  })

  it('reads 64 KiB of open tags, of servers, and of one text', () => {
    const pieces = ['<a>', incoming({ socketType: 'plain' }), '<incomingServer>', '<', '&', 'x']
    for (const piece of pieces) {
      const xml = config(piece.repeat(65_536 / piece.length))
      expect(parseClientConfig(xml, MARA)).toBeNull()
    }
  })

  it('of any pieces never throws, and gives only hosts of letters and servers with TLS', () => {
    const piece = fc.oneof(
      fc.constantFrom(incoming(), '<incomingServer type="imap">', '</incomingServer>', '<port>993</port>'),
      fc.constantFrom(
        '<hostname>',
        '</hostname>',
        '<socketType>SSL</socketType>',
        '<!--',
        ']]>',
        '<![CDATA[',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const place = parseClientConfig(pieces.join(''), MARA)?.incoming
        if (place === undefined) return
        expect(place.host).toMatch(/^[a-z0-9.-]+$/)
        expect(['tls', 'starttls']).toContain(place.security)
      }),
    )
  })
})
