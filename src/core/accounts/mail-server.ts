// The port to a mail server: what accounts asks of it, in terms of IMAP (RFC 9051) without its syntax.
// imap/ implements it with imapflow; tests implement it in memory.
// All methods throw EngineError: MAIL_REFUSED (the server said no; details.line has its own line),
// MAIL_UNSAFE (no TLS, or a certificate that is not trusted; details.fingerprint), MAIL_AWAY (no
// connection, or it broke), GONE (the mail or its part is not there any longer), CANCELLED.

/** Where a server is. Nothing is ever sent without TLS. */
export interface ServerAddress {
  host: string
  port: number
  /** `tls`: from the first byte. `starttls`: before anything is said. */
  security: 'tls' | 'starttls'
}

export type Credentials =
  { auth: 'password'; user: string; password: string } | { auth: 'oauth2'; user: string; accessToken: string }

/** What is trusted in addition to the system's certificates. */
export interface Trust {
  /** PEM of one more authority or certificate. */
  ca?: string
  /** SHA-256 of a certificate that the person accepted for this host, in hex. */
  fingerprint?: string
}

export interface ServerOptions {
  address: ServerAddress
  credentials: Credentials
  trust: Trust
}

/** Opens connections to one account. */
export interface MailServer {
  /** Connects and signs in. */
  connect(signal: AbortSignal): Promise<MailConnection>
}

/** Opens nothing yet: a connection is made by `connect`. */
export type OpenMailServer = (options: ServerOptions) => MailServer

/** What this server can do. Each has a fallback. */
export interface ServerAbilities {
  /** Says which flags changed and which mails vanished since a number (RFC 7162). */
  qresync: boolean
  /** Says which flags changed since a number, but not what vanished (RFC 7162). */
  condstore: boolean
  /** Mails have labels, and all of them are in one folder (Gmail). */
  labels: boolean
  /** Tells changes while idle (RFC 2177). */
  idle: boolean
}

export type FolderRole = 'inbox' | 'sent' | 'archive' | 'drafts' | 'spam' | 'trash' | 'all' | 'starred'

export interface ServerFolder {
  /** The name of the folder with its parents, decoded, as the server separates them. */
  path: string
  /** The last part of the path. */
  name: string
  /** By SPECIAL-USE, INBOX, else by the usual names. At most one folder has a role. */
  role: FolderRole | null
  /** False for a folder that only contains other folders. */
  canSelect: boolean
}

export interface FolderState {
  uidValidity: number
  /** The next mail gets at least this UID. */
  uidNext: number
  /** How many mails are in it. */
  count: number
  /** The number of the latest change as a decimal text. Null without CONDSTORE. */
  modseq: string | null
  /** True if flags of one's own are kept (PERMANENTFLAGS has \*). */
  keepsKeywords: boolean
}

/** The flags that the engine knows, and the others by their names. */
export interface ServerFlags {
  seen: boolean
  flagged: boolean
  answered: boolean
  draft: boolean
  /** $Junk, and words of one's own. Without those above, in lower case. */
  keywords: string[]
  /** The labels of Gmail. Empty elsewhere. */
  labels: string[]
}

/** One part of a mail as the server describes it (BODYSTRUCTURE). */
export interface ServerPart {
  /** As in BODY[1.2]; '' stands for the mail itself. */
  section: string
  /** In lower case, for example text/plain. */
  type: string
  parameters: Record<string, string>
  disposition: 'inline' | 'attachment' | null
  /** Decoded; null without one. */
  fileName: string | null
  /** Content-ID without <>; null without one. */
  contentId: string | null
  encoding: string
  /** The encoded size in bytes by the server, which may be wrong. */
  size: number
  parts: ServerPart[]
}

/** A mail as a server lists it, without its body. */
export interface ServerMail {
  uid: number
  flags: ServerFlags
  /** When the server received it; ms since the epoch. */
  receivedAt: number
  /** The whole size in bytes by the server. */
  size: number
  /** The bytes of its header fields, as sent: From, To, Cc, Date, Subject, Message-ID, References, … */
  head: Uint8Array
  /** Gmail's own id of the mail; null elsewhere. */
  serverId: string | null
}

export interface FlagsOf {
  uid: number
  flags: ServerFlags
  modseq: string | null
}

/** What changed in the selected folder since a state that was known. */
export interface FolderChanges {
  changed: FlagsOf[]
  /** The mails that are not there any longer. Null if the server does not say; then ask listUids. */
  vanished: number[] | null
  modseq: string | null
}

/** One connection, with at most one selected folder. Its methods run one after the other. */
export interface MailConnection {
  readonly abilities: ServerAbilities

  listFolders(): Promise<ServerFolder[]>
  /** Makes a folder with this role, for example Archive, and returns it. Known folders are kept. */
  makeFolder(path: string): Promise<ServerFolder>

  /**
   * Selects a folder; all methods below are about it.
   * @param known lets a server with QRESYNC tell what changed since; the changes are in `changes`
   * @throws GONE if there is no such folder
   */
  select(
    path: string,
    known?: { uidValidity: number; modseq: string; uids: string },
  ): Promise<FolderState & { changes: FolderChanges | null }>

  /** Returns the UIDs of all mails in the folder, rising. */
  listUids(): Promise<number[]>
  /** Lists mails in the order of the server. UIDs that are not there are passed over. */
  listMails(uids: string, signal: AbortSignal): AsyncIterable<ServerMail>
  /** Returns the parts of a mail as the server describes them. Null if it does not. @throws GONE */
  findStructure(uid: number): Promise<ServerPart | null>
  /** Returns what changed since (CONDSTORE), or the flags of all of `uids` where it is null. */
  listChanges(since: string | null, uids: string): Promise<FolderChanges>
  /** Fetches whole mails, without marking them as seen. */
  fetchWhole(uids: string, signal: AbortSignal): AsyncIterable<{ uid: number; raw: Uint8Array }>
  /**
   * Fetches the same sections of several mails, encoded as stored (BODY.PEEK[section]; .MIME too).
   * A section that a mail does not have is missing or empty.
   */
  fetchSections(
    uids: string,
    sections: string[],
    signal: AbortSignal,
  ): AsyncIterable<{ uid: number; sections: Map<string, Uint8Array> }>
  /**
   * Fetches bytes of one section, encoded as stored. Fewer bytes only at its end.
   * @throws GONE if the mail or the section is not there
   */
  fetchRange(uid: number, section: string, from: number, count: number): Promise<Uint8Array>

  /** Adds and removes flags: \Seen, \Flagged, \Answered, or keywords. */
  changeFlags(uids: string, change: { add: string[]; remove: string[] }): Promise<void>
  /** Adds and removes Gmail's labels. */
  changeLabels(uids: string, change: { add: string[]; remove: string[] }): Promise<void>
  /** Moves mails; the new UIDs by the old ones as far as the server says them (UIDPLUS). */
  move(uids: string, path: string): Promise<Map<number, number>>
  /** Adds a mail to a folder, which need not be selected. Returns its UID if the server says it. */
  append(path: string, raw: Uint8Array, flags: string[]): Promise<number | null>
  /** Returns the UIDs of the mails with this Message-ID. */
  findByMessageId(messageId: string): Promise<number[]>

  /**
   * Waits until something in the selected folder may have changed, or until the signal ends it.
   * Without IDLE it asks each minute. A connection that said nothing for 10 minutes is broken.
   */
  waitForChange(signal: AbortSignal): Promise<void>

  close(): Promise<void>
}
