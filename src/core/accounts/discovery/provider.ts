// What the table has about a provider of mail, and the usual forms of its servers.
import type { ServerAddress } from '../mail-server.ts'
import type { Obstacle, OauthProvider, SignIn } from './discovered.ts'

export interface Provider {
  name: string
  /** Domains of addresses. `*.` stands for the names below one. */
  domains: readonly string[]
  /** Ends of the names of its MX, for domains of its customers. */
  mx?: readonly string[]
  /** Null if they do not follow from the address. `DOMAIN` stands for its domain, `MX` for its MX. */
  incoming: ServerAddress | null
  outgoing: ServerAddress | null
  /** `own`: not a part of the address. Left out: the whole address. */
  user?: 'local' | 'own'
  /** Left out: `password`. */
  signIn?: SignIn
  oauth?: OauthProvider
  help?: string
  obstacle?: Obstacle
  /**
   * The names (authserv-id) under which it writes what it found out about a sender, if it writes them
   * below the field of the hop by which it took the mail. It removes those of senders. '': no name.
   */
  resultsBy?: readonly string[]
}

const tls = (host: string, port: number): ServerAddress => ({ host, port, security: 'tls' })
export const imaps = (host: string): ServerAddress => tls(host, 993)
const smtps = (host: string): ServerAddress => tls(host, 465)
export const submission = (host: string): ServerAddress => ({ host, port: 587, security: 'starttls' })

export const both = (host: string): Pick<Provider, 'incoming' | 'outgoing'> => ({
  incoming: imaps(host),
  outgoing: smtps(host),
})
export const pair = (imap: string, smtp: string): Pick<Provider, 'incoming' | 'outgoing'> => ({
  incoming: imaps(imap),
  outgoing: smtps(smtp),
})
export const NOWHERE = { incoming: null, outgoing: null }

export function domainsOf(name: string, endings: string): string[] {
  return endings.split(' ').map((ending) => `${name}.${ending}`)
}
