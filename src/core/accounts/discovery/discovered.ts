// What discovery finds out about a mail address, and the ports by which it asks.
// Nothing here opens a connection, so tests answer in memory.
import type { ServerAddress } from '../mail-server.ts'

export type MailProtocol = 'imap' | 'smtp'

/** `app-password`: a password that the provider makes for one program. `oauth`: a sign-in by browser. */
export type SignIn = 'password' | 'app-password' | 'oauth'

/** The providers whose sign-in by browser the engine speaks. */
export type OauthProvider = 'google' | 'microsoft'

/**
 * What stands between an address and its mail: `bridge`: a program of the provider must run on this
 * device. `turn-on`: its person must allow mail programs at the provider first. `plan`: only some
 * contracts allow it. `closed`: the provider lets no other program in.
 */
export type Obstacle = 'bridge' | 'turn-on' | 'plan' | 'closed'

export interface DiscoveredAccount {
  /** With its domain in A-labels and lower case. */
  address: string
  /** The name of the provider, if it is known. */
  provider: string | null
  /** Null if nothing was found. */
  incoming: ServerAddress | null
  /** Null if none was found: mail comes in, and none is sent. */
  outgoing: ServerAddress | null
  /** '' if the provider has user names of its own, which do not follow from the address. */
  user: string
  signIn: SignIn
  /** The provider at whose page one can sign in by browser; there is a client id for it. */
  oauth: OauthProvider | null
  /** A page of the provider that shows how. Opened on a press only. */
  help: string | null
  obstacle: Obstacle | null
  source: 'table' | 'srv' | 'autoconfig' | 'guess' | null
  /**
   * False if only DNS names a server outside of the domain of the address. Anybody on the way can
   * answer so: show the server, and ask before a password goes there (RFC 6186, 6).
   */
  isProven: boolean
}

export interface MxRecord {
  exchange: string
  priority: number
}

export interface SrvRecord {
  name: string
  port: number
  priority: number
  weight: number
}

/** As of node:dns/promises. Rejects if there is no such record. */
export interface MailResolver {
  resolveMx(domain: string): Promise<MxRecord[]>
  resolveSrv(name: string): Promise<SrvRecord[]>
}

/** Fetches a small text by HTTPS. Null for every answer but 200. Rejects if there is none. */
export type FetchText = (url: string, signal: AbortSignal) => Promise<string | null>

/** `untrusted`: its certificate is not one of that host. `plain`: it is there, and has no TLS. */
export type TriedServer = 'trusted' | 'untrusted' | 'plain' | 'silent'

/**
 * Says whether a server speaks this protocol there. Nothing secret is sent, and it never rejects.
 */
export type TryServer = (
  place: ServerAddress,
  protocol: MailProtocol,
  signal: AbortSignal,
) => Promise<TriedServer>

export interface DiscoveryParts {
  resolver: MailResolver
  fetch: FetchText
  tryServer: TryServer
  /** Says whether there is a client id for a sign-in by browser. */
  hasOauthClient: (provider: OauthProvider) => boolean
  signal: AbortSignal
}

/** Returns the ports of discovery. `ca`: PEM of one more authority that is trusted. */
export type AskMailServers = (ca?: string) => Omit<DiscoveryParts, 'signal' | 'hasOauthClient'>

/** Where the servers are, without the person's part. */
export interface FoundServers {
  provider: string | null
  incoming: ServerAddress
  outgoing: ServerAddress | null
  user: string
  isProven: boolean
}
