// A relay on loopback between a mail client and a server that does harm: it edits what is said,
// cuts, delays and falls silent. Where it must read within TLS, it is the end of it on both sides.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import net, { type AddressInfo, type Socket } from 'node:net'
import tls from 'node:tls'
import type { Certificate } from './certificates.ts'

export interface RelayOptions {
  /** The server's port. */
  to: number
  /** Ends TLS here, and begins it anew to the server. Without it, bytes pass as they are. */
  certificate?: Certificate
  /** Edits what the server says. */
  edit?: (said: string) => string
  /** Answers the client in place of the server. Null: the server shall answer. */
  answer?: (said: string) => string | null
}

export class Relay {
  readonly port: number
  /** Breaks each connection after so many bytes of the server. */
  cutAfterBytes: number | null = null
  /** Keeps each direction back by this time. */
  delayMs = 0
  /** Passes nothing on, in no direction, and closes nothing. */
  isStalled = false
  /** Lets nobody in. */
  isDown = false
  /** How many clients came. */
  connections = 0
  /** Bytes of the server, as they came out of the relay's TLS, if it has any. */
  receivedBytes = 0
  readonly #server: net.Server
  readonly #options: RelayOptions
  readonly #sockets = new Set<Socket>()
  readonly #said: Buffer[] = []

  private constructor(server: net.Server, options: RelayOptions) {
    this.#server = server
    this.#options = options
    this.port = (server.address() as AddressInfo).port
  }

  static async start(options: RelayOptions): Promise<Relay> {
    const server = await makeServer(options.certificate)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const relay = new Relay(server, options)
    const event = options.certificate === undefined ? 'connection' : 'secureConnection'
    server.on(event, (client: Socket) => relay.#join(client))
    return relay
  }

  /** All bytes of clients, as they came out of the relay's TLS, if it has any. */
  get said(): Buffer {
    return Buffer.concat(this.#said)
  }

  /** Breaks all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async stop(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(client: Socket): void {
    if (this.isDown) {
      client.destroy()
      return
    }
    const { to, certificate } = this.#options
    const server =
      certificate === undefined
        ? net.connect(to, '127.0.0.1')
        : tls.connect({ host: '127.0.0.1', port: to, rejectUnauthorized: false })
    this.connections += 1
    let received = 0
    for (const socket of [client, server]) {
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => this.#sockets.delete(socket))
    }
    client.on('close', () => server.destroy())
    server.on('close', () => client.destroy())
    client.on('data', (bytes: Buffer) => this.#pass(bytes, server, client))
    server.on('data', (bytes: Buffer) => {
      received += bytes.length
      this.receivedBytes += bytes.length
      const isOver = this.cutAfterBytes !== null && received > this.cutAfterBytes
      if (!isOver) return this.#later(client, edit(bytes, this.#options.edit))
      client.write(bytes.subarray(0, Math.max(0, bytes.length - (received - this.cutAfterBytes!))))
      client.destroySoon()
      server.destroy()
    })
  }

  #pass(bytes: Buffer, server: Socket, client: Socket): void {
    this.#said.push(bytes)
    const answer = this.#options.answer?.(bytes.toString('latin1')) ?? null
    if (answer === null) this.#later(server, bytes)
    else this.#later(client, Buffer.from(answer, 'latin1'))
  }

  #later(to: Socket, bytes: Buffer): void {
    if (this.isStalled) return
    if (this.delayMs === 0) to.write(bytes)
    else setTimeout(() => to.write(bytes), this.delayMs)
  }
}

/** Hides abilities of an IMAP server. */
export function hide(...names: string[]): (said: string) => string {
  const hidden = new RegExp(` (?:${names.join('|').replaceAll('+', '\\+')})(?=[ \\]\\r])`, 'gi')
  return (said) => said.replace(/CAPABILITY [^\r\n\]]*[\]\r]/g, (line) => line.replace(hidden, ''))
}

async function makeServer(certificate: Certificate | undefined): Promise<net.Server> {
  if (certificate === undefined) return net.createServer()
  const [cert, key] = await Promise.all([readFile(certificate.certFile), readFile(certificate.keyFile)])
  return tls.createServer({ cert, key })
}

function edit(bytes: Buffer, how: ((said: string) => string) | undefined): Buffer {
  return how === undefined ? bytes : Buffer.from(how(bytes.toString('latin1')), 'latin1')
}
