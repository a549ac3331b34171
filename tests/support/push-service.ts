// A push service on loopback that speaks TLS, and browsers that subscribe to it.
import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { PushNetwork } from '../../src/main/host/push/index.ts'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from './mail-servers/loopback-certificate.ts'

export interface ReceivedPush {
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export class PushService {
  readonly received: ReceivedPush[] = []
  readonly origin: string
  readonly #server: ReturnType<typeof createServer>

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server
    this.origin = `https://localhost:${(server.address() as AddressInfo).port}`
  }

  /** A service that answers with these numbers, then with 201. */
  static async open(answers: number[] = []): Promise<PushService> {
    const server = createServer({ cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY }, (request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => {
        const { url, headers } = request
        service.received.push({ path: url!, headers, body: Buffer.concat(pieces) })
        response.writeHead(answers.shift() ?? 201, { location: '/elsewhere' }).end()
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const service = new PushService(server)
    return service
  }

  /** Lets a home or a station post here. */
  get network(): PushNetwork {
    return {
      ca: LOOPBACK_CERTIFICATE,
      isAllowed: (address) => address === '127.0.0.1',
      isService: (endpoint) => endpoint.startsWith(`${this.origin}/`),
    }
  }

  at(path: string): ReceivedPush[] {
    return this.received.filter((one) => one.path === path)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

export interface ShownPush {
  web_push: number
  notification: Record<string, string>
}

/** What a browser keeps of its subscription. */
export class PushBrowser {
  readonly #keys = createECDH('prime256v1')
  readonly #auth = Buffer.alloc(16, 7)
  readonly subscription: { endpoint: string; p256dh: string; auth: string }

  constructor(endpoint: string) {
    const p256dh = this.#keys.generateKeys().toString('base64url')
    this.subscription = { endpoint, p256dh, auth: this.#auth.toString('base64url') }
  }

  get publicKeys(): { p256dh: Buffer; auth: Buffer } {
    return { p256dh: this.#keys.getPublicKey(), auth: this.#auth }
  }

  /** In the steps of RFC 8291. @throws Error if the message is for another browser */
  open(body: Uint8Array): string {
    const [salt, sender] = [body.subarray(0, 16), body.subarray(21, 86)]
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#keys.getPublicKey(), sender])
    const material = Buffer.from(hkdfSync('sha256', this.#keys.computeSecret(sender), this.#auth, info, 32))
    const derive = (what: string, length: number): Buffer =>
      Buffer.from(hkdfSync('sha256', material, salt, `Content-Encoding: ${what}\0`, length))
    const cipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
    cipher.setAuthTag(body.subarray(-16))
    const padded = Buffer.concat([cipher.update(body.subarray(86, -16)), cipher.final()])
    return padded.subarray(0, padded.lastIndexOf(2)).toString()
  }

  show({ body }: ReceivedPush): ShownPush {
    return JSON.parse(this.open(body)) as ShownPush
  }
}
