// Reads the file by which a domain says where its mail is (Mozilla's autoconfig, version 1.1).
// Anybody may have written it: names of tags and short texts are taken, and nothing is expanded.
import { Parser } from 'htmlparser2'
import { oneLine } from '../../base/index.ts'
import type { ServerAddress } from '../mail-server.ts'
import type { FoundServers } from './discovered.ts'
import { publicHostName, type AddressParts } from './mail-address.ts'
import { isPort } from './srv.ts'

const MAX_SERVERS = 20
const MAX_TEXT_CHARS = 512
const MAX_NAME_CHARS = 60

const SECURITY: Readonly<Record<string, ServerAddress['security']>> = { ssl: 'tls', starttls: 'starttls' }
/** The ways to sign in that need a password. */
const BY_PASSWORD = ['password-cleartext', 'password-encrypted', 'plain', 'secure']

interface ServerEntry {
  tag: string
  type: string
  texts: Map<string, string>
  authentications: string[]
}

/** Null if the file has no IMAP server with TLS and a password. Never throws. */
export function parseClientConfig(xml: string, parts: AddressParts): FoundServers | null {
  const { servers, name } = readEntries(xml)
  const incoming = firstServer(servers, 'incomingserver', 'imap', parts)
  if (incoming === null) return null
  const outgoing = firstServer(servers, 'outgoingserver', 'smtp', parts)
  return {
    provider: oneLine(fillIn(name, parts), MAX_NAME_CHARS) || null,
    incoming: incoming.place,
    outgoing: outgoing?.place ?? null,
    user: incoming.user,
    isProven: true,
  }
}

function readEntries(xml: string): { servers: ServerEntry[]; name: string } {
  const servers: ServerEntry[] = []
  let name = ''
  let server: ServerEntry | null = null
  let text = ''
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        text = ''
        if (!/^(?:incoming|outgoing)server$/.test(tag)) return
        server = { tag, type: attributes['type'] ?? '', texts: new Map(), authentications: [] }
        if (servers.length < MAX_SERVERS) servers.push(server)
      },
      ontext(piece) {
        if (text.length < MAX_TEXT_CHARS) text += piece.slice(0, MAX_TEXT_CHARS)
      },
      onclosetag(tag) {
        const value = text.trim()
        text = ''
        if (tag === server?.tag) server = null
        else if (server === null) name ||= tag === 'displayname' ? value : ''
        else if (tag === 'authentication') server.authentications.push(value.toLowerCase())
        else server.texts.set(tag, value)
      },
    },
    { xmlMode: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  parser.end(xml)
  return { servers, name }
}

/** Servers are in the order in which the provider prefers them. */
function firstServer(
  servers: readonly ServerEntry[],
  tag: string,
  type: string,
  parts: AddressParts,
): { place: ServerAddress; user: string } | null {
  for (const server of servers) {
    const place = server.tag === tag && server.type.toLowerCase() === type ? placeOf(server, parts) : null
    if (place !== null && takesPassword(server)) return { place, user: userOf(server, parts) }
  }
  return null
}

function placeOf(server: ServerEntry, parts: AddressParts): ServerAddress | null {
  const host = publicHostName(fillIn(server.texts.get('hostname') ?? '', parts))
  const port = Number(server.texts.get('port'))
  const security = SECURITY[server.texts.get('sockettype')?.toLowerCase() ?? '']
  return host === null || !isPort(port) || security === undefined ? null : { host, port, security }
}

function takesPassword({ authentications }: ServerEntry): boolean {
  return authentications.length === 0 || authentications.some((one) => BY_PASSWORD.includes(one))
}

function userOf(server: ServerEntry, parts: AddressParts): string {
  const user = oneLine(fillIn(server.texts.get('username') ?? '', parts), MAX_TEXT_CHARS)
  return user || `${parts.local}@${parts.domain}`
}

function fillIn(text: string, { local, domain }: AddressParts): string {
  const values: Record<string, string> = {
    EMAILADDRESS: `${local}@${domain}`,
    EMAILLOCALPART: local,
    EMAILDOMAIN: domain,
  }
  return text.replace(/%([A-Z]+)%/g, (whole, name: string) => values[name] ?? whole)
}
