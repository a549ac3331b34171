// Mail accounts of this person at servers of others.
// Mails of an account are objects of the kind `mail`: lists, search, labels and acts are those of
// letters.
import { call } from './calls.ts'
import type { ErrorCode } from './errors.ts'
import type { AccountId, IsoTime } from './ids.ts'
import { id, isoTime, nothing, oneLine, z } from './schema.ts'

/**
 * `taking`: mails of before are being fetched. `away`: there is no connection, and it tries again.
 * `refused`: the server did not accept the sign-in. `unsafe`: the server has no TLS, or a certificate
 * that nobody vouches for. Both wait for this person.
 */
export type AccountState = 'ready' | 'taking' | 'away' | 'refused' | 'unsafe' | 'off'

/** `tls`: from the first byte. `starttls`: before anything is said. Nothing is sent without either. */
export type MailSecurity = 'tls' | 'starttls'

export interface MailServerPlace {
  host: string
  port: number
  security: MailSecurity
}

/** The providers at whose page one can sign in by browser. */
export type OauthProvider = 'google' | 'microsoft'

/** `texts`: large parts stay at the server until they are wanted. */
export type AccountKeeps = 'texts' | 'all'

export interface Account {
  account: AccountId
  address: string
  /** The name in From. */
  name: string
  state: AccountState
  /**
   * Null without trouble. `line`: the server's own line, or what is wrong. `fingerprint`: of a
   * certificate that nobody vouches for, SHA-256 in hex.
   */
  trouble: { code: ErrorCode; line: string; fingerprint: string | null } | null
  /** The provider at whose page this person signs in. Null for a password. */
  oauth: OauthProvider | null
  incoming: MailServerPlace
  /** Null if nothing is sent through this account. */
  outgoing: MailServerPlace | null
  keeps: AccountKeeps
  /** The folders of the server that are read. */
  folders: number
  /** The mails that were ordered here and of which the server was not told yet. */
  waiting: number
  /** The mails that are here, and those that the server has in these folders. */
  kept: number
  of: number
  /** Large parts that are still to be fetched, if everything is kept; else 0. */
  partsLeft: number
  /** Whether its server says who sent a mail. Null while there are too few mails to tell. */
  checksSenders: boolean | null
  /** The largest mail that its server takes. Null if it does not say. */
  maxBytes: number | null
  /** Mails are taken back to this time. Null for all. */
  since: IsoTime | null
}

/** What may stand in From. */
export interface AccountAddress {
  address: string
  name: string
  signature: string
}

/** Where the mail of an address is, as far as anybody says it. */
export interface DiscoveredAccount {
  /** With its domain in A-labels and lower case. */
  address: string
  /** The name of the provider, if it is known. */
  provider: string | null
  /** Null if no server is known: then this person must name it. */
  incoming: MailServerPlace | null
  outgoing: MailServerPlace | null
  /** The name to sign in with; '' if only this person knows it. */
  user: string
  /** `app-password`: one that the provider makes for this program. `oauth`: by its page in a browser. */
  signIn: 'password' | 'app-password' | 'oauth'
  /** Where this person can sign in by browser instead. Null also without a client id for the provider. */
  oauth: OauthProvider | null
  /** A page of the provider that shows how. Opened on a press only. */
  help: string | null
  /**
   * Why no program can fetch the mail yet. `bridge`: a program of the provider must run here.
   * `turn-on`: mail programs must be allowed at the provider. `plan`: only some contracts allow it.
   * `closed`: the provider allows none.
   */
  obstacle: 'bridge' | 'turn-on' | 'plan' | 'closed' | null
  /** False if only DNS names this server: ask before a password goes there. */
  isProven: boolean
}

const MAX_ADDRESS_CHARS = 320
export const mailAddress = z
  .string()
  .trim()
  .max(MAX_ADDRESS_CHARS)
  .regex(/^[^\s@<>(),;:\\"[\]]+@[^\s@<>(),;:\\"[\]]+$/)

const port = z.number().int().min(1).max(65_535)
const host = z
  .string()
  .trim()
  .max(255)
  .regex(/^[^\s/:@]+$|^\[[0-9a-fA-F:.]+\]$/)
/** Without `security`, TLS is tried, then STARTTLS. */
const server = z.strictObject({ host, port, security: z.enum(['tls', 'starttls']).optional() })
const secret = z.string().min(1).max(4096)
const MAX_CERTIFICATES_CHARS = 64 * 1024
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/)
const name = z.union([oneLine, z.literal('')])

export const accountCalls = {
  /** Lists the accounts, the oldest first. */
  list: call<Account[]>()(nothing),

  /** Finds where the mail of an address is. Asks DNS and its provider. @throws INVALID for no address */
  discover: call<DiscoveredAccount>()(
    z.strictObject({ address: z.string().trim().min(1).max(MAX_ADDRESS_CHARS) }),
  ),

  /**
   * Signs in once, keeps the account, and begins to take its mail.
   * @throws MAIL_REFUSED, MAIL_UNSAFE with the `fingerprint` of a certificate, MAIL_AWAY, NOT_FOUND if
   *   no server is known for the address, INVALID if the address has an account already
   */
  add: call<Account>()(
    z.strictObject({
      address: mailAddress,
      /** The name in From; that of this person if it is missing. */
      name: name.optional(),
      /** The name to sign in with; the address if it is missing. */
      user: z.string().trim().min(1).max(MAX_ADDRESS_CHARS).optional(),
      password: secret,
      incoming: server.optional(),
      /** Looked for if it is missing. An account for which none is found sends nothing. */
      outgoing: server.optional(),
      /** Certificates that are trusted for this account too, as PEM. */
      ca: z.string().max(MAX_CERTIFICATES_CHARS).optional(),
      /** The certificate that this person accepted for its server. */
      fingerprint: fingerprint.optional(),
      /** Mails are taken back to this time; all if it is missing. */
      since: isoTime.optional(),
    }),
  ),

  /**
   * Begins a sign-in by browser, for a new account or for one that is here. Returns the page to open on
   * the computer of the home, once, within 10 minutes.
   * @throws INVALID for no address, NOT_FOUND if its provider has no such page, or without a client id
   *   for it (`variable`: its name in the environment)
   */
  oauthBegin: call<{ signIn: string; url: string }>()(z.strictObject({ address: mailAddress })),

  /**
   * Waits until the browser comes back, then does as `add`, or gives the account its new sign-in. A
   * cancelled call ends the sign-in.
   * @throws NOT_FOUND for a sign-in that ended, CANCELLED, and as `add`
   */
  oauthEnd: call<Account>()(
    z.strictObject({
      signIn: z.string().min(1).max(128),
      /** The name in From; that of this person if it is missing. */
      name: name.optional(),
      /** As of `add`. */
      since: isoTime.optional(),
    }),
  ),

  /**
   * Changes an account, and connects again. With a new password or server it signs in first, and keeps
   * neither if that fails.
   * @throws NOT_FOUND, MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY
   */
  change: call<Account>()(
    z.strictObject({
      account: id,
      isOn: z.boolean().optional(),
      keeps: z.enum(['texts', 'all']).optional(),
      name: name.optional(),
      password: secret.optional(),
      outgoing: server.optional(),
      fingerprint: fingerprint.optional(),
    }),
  ),

  /** Lists what may stand in From; the address of the account is the first. @throws NOT_FOUND */
  addresses: call<AccountAddress[]>()(z.strictObject({ account: id })),

  /** Replaces what may stand in From. The address of the account stays. @throws NOT_FOUND */
  setAddresses: call<AccountAddress[]>()(
    z.strictObject({
      account: id,
      addresses: z
        .array(z.strictObject({ address: mailAddress, name, signature: z.string().max(4096) }))
        .max(50),
    }),
  ),

  /**
   * Removes an account. Nothing changes at its server.
   * `keepsMails: false` puts its mails into the trash. @throws NOT_FOUND
   */
  forget: call<null>()(z.strictObject({ account: id, keepsMails: z.boolean() })),

  /** Looks at the server now. @throws NOT_FOUND */
  check: call<Account>()(z.strictObject({ account: id })),

  /** Takes the mails back to this time; all if it is missing. @throws NOT_FOUND */
  take: call<Account>()(z.strictObject({ account: id, since: isoTime.optional() })),
}
