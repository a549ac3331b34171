// Opens IMAP connections with imapflow. All limits and refusals of a connection are here.
import type { ImapFlowOptions } from 'imapflow'
import { EngineError } from '../../contract/errors.ts'
import type { MailConnection, MailServer, ServerOptions } from '../mail-server.ts'
import { FolderNews } from './folder-news.ts'
import { ImapConnection } from './imap-connection.ts'
import { toMailError } from './imap-error.ts'
import { makeTransport } from './imap-transport.ts'
import { ImapWire } from './imap-wire.ts'
import { LastFault } from './last-fault.ts'
import { Watchdog } from './watchdog.ts'

export interface ImapTimes {
  /** For the name, the wire and the handshake. */
  connectMs: number
  /** Without a byte in the middle of a command, a connection is broken. */
  silentMs: number
  /** After this time of waiting, the server is asked whether it is still there. */
  idleMs: number
  /** The same without IDLE. */
  pollMs: number
}

const MINUTE_MS = 60_000

const TIMES: ImapTimes = {
  connectMs: MINUTE_MS / 2,
  silentMs: MINUTE_MS,
  // A server may end an IDLE after 30 minutes, and a router forgets a quiet wire sooner.
  idleMs: 9 * MINUTE_MS,
  pollMs: MINUTE_MS,
}

/** A longer mail is fetched in ranges. */
const MAX_LITERAL_BYTES = 64 * 1024 ** 2
const MAX_RESPONSE_BYTES = 2 * MAX_LITERAL_BYTES
const MAX_LINE_BYTES = 16 * 1024 ** 2

export function openImapServer(options: ServerOptions, times: Partial<ImapTimes> = {}): MailServer {
  return { connect: (signal) => connect(options, { ...TIMES, ...times }, signal) }
}

async function connect(
  options: ServerOptions,
  times: ImapTimes,
  signal: AbortSignal,
): Promise<MailConnection> {
  // Loading it takes a quarter of a second, and a home without accounts never needs it.
  const { ImapFlow } = await import('imapflow')
  if (signal.aborted) throw cancelled()
  const log = new LastFault()
  const news = new FolderNews()
  const client = new ImapFlow(clientOptions(options, times, log, news))
  // A failure is reported by the command that waits. Without a listener, it would end the process.
  client.on('error', () => undefined)
  client.on('close', () => watchdog.stop())
  const onAbort = (): void => client.close()
  signal.addEventListener('abort', onAbort)
  const watchdog = new Watchdog(client, times.silentMs)
  try {
    await watchdog.run(() => client.connect())
    news.listen(client)
    return new ImapConnection(new ImapWire(client, watchdog, log), news, times)
  } catch (error) {
    client.close()
    throw signal.aborted ? cancelled() : toMailError(error)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function clientOptions(
  { address, credentials, trust }: ServerOptions,
  times: ImapTimes,
  log: LastFault,
  news: FolderNews,
): ImapFlowOptions {
  return {
    host: address.host,
    port: address.port,
    secure: address.security === 'tls',
    doSTARTTLS: address.security === 'tls' ? undefined : true,
    transport: makeTransport(address, trust),
    auth:
      credentials.auth === 'password'
        ? { user: credentials.user, pass: credentials.password }
        : { user: credentials.user, accessToken: credentials.accessToken },
    logger: log,
    // Nobody has to know the program. Empty values are not sent.
    clientInfo: { name: '', version: '', vendor: '', 'support-url': '' },
    disableCompression: true,
    disableAutoIdle: true,
    // Parts are fetched as they are stored, and a mail is joined from them byte for byte.
    disableBinary: true,
    disableIMAP4rev2: true,
    qresync: true,
    expungeHandler: (event) => news.noteExpunge(event),
    connectionTimeout: times.connectMs,
    greetingTimeout: times.connectMs,
    // The watchdog is sooner. This one is for a time in which no command runs.
    socketTimeout: 2 * times.idleMs + times.silentMs,
    maxLiteralSize: MAX_LITERAL_BYTES,
    maxResponseSize: MAX_RESPONSE_BYTES,
    maxLineLength: MAX_LINE_BYTES,
  }
}

function cancelled(): EngineError {
  return new EngineError('CANCELLED', 'connecting to the mail server was cancelled')
}
