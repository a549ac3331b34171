// A spy: a process under an account of its own, controlled line by line. It keeps all it has seen,
// to try it later.
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { bundleChild, killChild } from '../../support/child.ts'
import type { SpyActs } from './spy-child.ts'

type Told<Act extends keyof SpyActs> = Awaited<ReturnType<SpyActs[Act]>>
type Order<Act extends keyof SpyActs> = Parameters<SpyActs[Act]>

/** Session ids have 16 hex digits, secrets have more. */
const HEX = /[0-9a-f]{16,}/g
const ADDRESS = /\/file\/[^\s"\\]*pass=[0-9a-f]{64}/g

interface Waiting {
  resolve: (told: never) => void
  reject: (error: Error) => void
}

export class Spy {
  /** True if the spy runs under another account than the engine. */
  readonly isOther: boolean
  /** Texts that may be secrets. */
  readonly hexes = new Set<string>()
  /** Addresses of files with their passes. */
  readonly addresses = new Set<string>()
  /** Frames that pages sent to the spy. */
  readonly frames = new Set<string>()
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #orders = 0

  private constructor(child: ChildProcess, isOther: boolean) {
    this.#child = child
    this.isOther = isOther
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const { id, told } = JSON.parse(line) as { id: number; told: never }
      this.#waiting.get(id)?.resolve(told)
      this.#waiting.delete(id)
    })
    child.once('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The spy is gone.'))
    })
  }

  static async start(uid: number): Promise<Spy> {
    const entry = await bundleChild('tests/storm/accounts/spy-child.ts')
    const child = spawn(process.execPath, [entry, String(uid)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {},
    })
    const spy = new Spy(child, uid !== process.getuid?.())
    if ((await spy.do('uid')) !== uid) throw new Error('The spy has another account than it should.')
    return spy
  }

  do<Act extends keyof SpyActs>(act: Act, ...[order]: Order<Act>): Promise<Told<Act>> {
    const id = ++this.#orders
    const answer = new Promise<Told<Act>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
    })
    this.#child.stdin!.write(`${JSON.stringify({ id, act, order: order ?? null })}\n`)
    return answer
  }

  /** Keeps the parts of these texts that look like secrets, addresses or frames. */
  remember(texts: readonly string[]): void {
    for (const text of texts) {
      for (const hex of text.match(HEX) ?? []) this.hexes.add(hex)
      for (const address of text.match(ADDRESS) ?? []) this.addresses.add(address)
    }
  }

  stop(): Promise<void> {
    return killChild(this.#child)
  }
}
