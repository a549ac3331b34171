// A home that a test plays, behind a real front and a real tunnel: it pairs or refuses as it is told.
import { pairCode } from '../../../src/core/phones/pairing.ts'
import { formatFarLink } from '../../../src/core/phones/far-link.ts'
import { acceptFar } from '../../../src/core/contract/tunnel-handshake.ts'
import { importDhKey } from '../../../src/core/contract/noise.ts'
import type { FarAnswer, StreamHead, Tunnel, TunnelStream } from '../../../src/core/contract/tunnel.ts'
import type { Front } from '../../../src/main/front/index.ts'
import { openFront } from '../../../src/main/front/index.ts'

export type HomeMood = 'pair' | 'known' | 'absent' | 'unknown' | 'revoked' | 'update'

const [route, token] = [16, 16].map((bytes) => crypto.getRandomValues(new Uint8Array(bytes))) as [
  Uint8Array,
  Uint8Array,
]

export class MadeUpHome {
  readonly origin: string
  readonly link: string
  mood: HomeMood = 'pair'
  /** The names that phones gave. */
  readonly names: string[] = []
  /** Answers for files. */
  onFile: (head: StreamHead, stream: TunnelStream) => void = (_head, stream) => stream.reset()
  readonly #front: Front
  #latest: Tunnel | null = null

  private constructor(front: Front, homeKey: Uint8Array) {
    this.#front = front
    this.origin = front.phones
    this.link = formatFarLink({ origin: front.phones, route, homeKey, token })
  }

  static async open(): Promise<MadeUpHome> {
    const key = await importDhKey(crypto.getRandomValues(new Uint8Array(32)))
    let home: MadeUpHome | null = null
    const front = await openFront({
      web: { host: '127.0.0.1', port: 0, certificate: null, phones: null, guests: null },
      rendererDir: 'out/renderer',
      log: { warn: () => undefined },
      target: {
        refusal: () => (home?.mood === 'absent' ? 'absent' : null),
        take(link) {
          const clock = { monotonicMs: () => performance.now() }
          void acceptFar(link, { key, route, clock, decide: () => home!.#decide() }).then(
            (accepted) => accepted !== null && home!.#begin(accepted.tunnel),
          )
        },
      },
    })
    return (home = new MadeUpHome(front, key.publicKey))
  }

  /** The digits that the phone must show. */
  get digits(): string {
    return pairCode(token, this.#latest!.handshakeHash)
  }

  /** Says what became of the pairing. */
  say(verdict: object): void {
    this.#latest!.send('paired', Buffer.from(JSON.stringify(verdict)))
  }

  cut(): void {
    this.#latest?.close('cut')
  }

  close(): Promise<void> {
    return this.#front.close()
  }

  #decide(): FarAnswer {
    const { mood } = this
    if (mood === 'unknown' || mood === 'revoked' || mood === 'update') return { kind: 'refused', why: mood }
    const kind = mood === 'known' ? 'known' : 'pair'
    return { kind }
  }

  #begin(tunnel: Tunnel): void {
    this.#latest = tunnel
    tunnel.onOpen((head, stream) => this.onFile(head, stream))
    tunnel.onControl((_kind, body) => {
      this.names.push((JSON.parse(Buffer.from(body.subarray(32)).toString()) as { name: string }).name)
    })
  }
}
