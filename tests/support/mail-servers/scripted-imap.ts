// An IMAP server that says what a test tells it to: abilities that dovecot does not have, answers
// that are odd or hostile.
import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import tls from 'node:tls'
import type { ServerOptions } from '../../../src/core/accounts/index.ts'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from './loopback-certificate.ts'

/** Returns the lines of an answer. One that begins with its tag ends it; else OK is added. */
type Answer = (line: string, tag: string) => string[]

export interface Script {
  capabilities: string
  greeting?: string
  /** Without TLS at first, for STARTTLS. */
  isPlain?: boolean
  /** By the command in upper case, for example `UID FETCH`. */
  answers?: Record<string, Answer>
}

const SELECTED = [
  '* FLAGS (\\Seen \\Flagged \\Answered \\Deleted \\Draft)',
  '* OK [PERMANENTFLAGS (\\Seen \\Flagged \\Answered \\Deleted \\Draft \\*)] all kept',
  '* 3 EXISTS',
  '* OK [UIDVALIDITY 77] valid',
  '* OK [UIDNEXT 10] next',
  '* OK [HIGHESTMODSEQ 40] highest',
]

const USUAL: Record<string, Answer> = {
  NAMESPACE: () => ['* NAMESPACE (("" "/")) NIL NIL'],
  LIST: () => ['* LIST (\\HasNoChildren) "/" INBOX'],
  SELECT: () => SELECTED,
  LOGOUT: () => ['* BYE see you'],
}

/** To the question which character separates the names. */
const listRoot: Answer = () => ['* LIST (\\Noselect) "/" ""']

export class ScriptedImap {
  /** What clients said, without tags. */
  readonly lines: string[] = []
  readonly #server: net.Server
  readonly #script: Script
  readonly #sockets = new Set<Socket>()

  private constructor(server: net.Server, script: Script) {
    this.#server = server
    this.#script = script
  }

  static async start(script: Script): Promise<ScriptedImap> {
    const server = script.isPlain
      ? net.createServer()
      : tls.createServer({ cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY })
    const imap = new ScriptedImap(server, script)
    server.on(script.isPlain ? 'connection' : 'secureConnection', (socket: Socket) => imap.#serve(socket))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return imap
  }

  get options(): ServerOptions {
    const { port } = this.#server.address() as AddressInfo
    return {
      address: { host: 'localhost', port, security: this.#script.isPlain ? 'starttls' : 'tls' },
      credentials: { auth: 'password', user: 'alice', password: 'secret' },
      trust: { ca: LOOPBACK_CERTIFICATE },
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(socket: Socket): void {
    const { capabilities, greeting } = this.#script
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.write(`${greeting ?? `* OK [CAPABILITY IMAP4rev1 ${capabilities}] ready`}\r\n`)
    let rest = ''
    let signingIn: string | null = null
    socket.on('data', (bytes: Buffer) => {
      const lines = (rest + bytes.toString('latin1')).split('\r\n')
      rest = lines.pop()!
      for (const line of lines) {
        if (signingIn === null) signingIn = this.#hear(line, socket)
        else {
          this.lines.push(line)
          this.#finish('AUTHENTICATE', line, signingIn, socket)
          signingIn = null
        }
      }
    })
  }

  /** Returns the tag of a sign-in that waits for its second line. */
  #hear(line: string, socket: Socket): string | null {
    const [, tag = '', rest = ''] = /^(\S+) (.*)$/.exec(line) ?? []
    if (line === 'DONE') return null
    this.lines.push(rest)
    const command = /^(?:UID )?\S+/.exec(rest.toUpperCase())?.[0] ?? ''
    if (/^AUTHENTICATE \S+$/i.test(rest)) {
      socket.write('+ \r\n')
      return tag
    }
    this.#finish(command, rest, tag, socket)
    return null
  }

  #finish(command: string, line: string, tag: string, socket: Socket): void {
    const { capabilities, answers = {} } = this.#script
    const usual: Answer =
      command === 'CAPABILITY' ? () => [`* CAPABILITY IMAP4rev1 ${capabilities}`] : () => []
    const asked = command === 'LIST' && line.endsWith('"" ""') ? listRoot : answers[command]
    const said = (asked ?? USUAL[command] ?? usual)(line, tag)
    const isEnded = said.some((each) => each.startsWith(`${tag} `) || each.startsWith('* BYE'))
    socket.write(
      [...said, ...(isEnded && command !== 'LOGOUT' ? [] : [`${tag} OK done`]), ''].join('\r\n'),
      'latin1',
    )
    if (said.some((each) => each.startsWith('* BYE'))) socket.end()
  }
}
