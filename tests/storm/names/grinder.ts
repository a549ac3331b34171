// The grinder: a contact that follows the rules, except in the names of her letters and files,
// which her own engine would refuse.
import type { RefText } from '../../../src/core/contract/index.ts'
import { sealObject } from '../../../src/core/seal/index.ts'
import { encodeObject, type Link, type Ref } from '../../../src/core/store/index.ts'
import { isTitle } from '../../../src/core/feeds/notice.ts'
import { Mallory } from '../../support/mallory.ts'
import type { MemoryNetwork } from '../../support/memory-network.ts'
import type { Person } from '../../support/person.ts'
import { sumOf } from './grind.ts'

/** Large enough for a core of its own with several blocks. */
const LARGE_BYTES = 150_000

export class Grinder {
  /** Checksums of the attached files. */
  readonly files = new Set<string>()
  letters = 0
  readonly #mallory: Mallory
  readonly #bob: Person

  private constructor(mallory: Mallory, bob: Person) {
    this.#mallory = mallory
    this.#bob = bob
  }

  static async meet(network: MemoryNetwork, bob: Person): Promise<Grinder> {
    return new Grinder(await Mallory.pairWith(network, bob), bob)
  }

  /** Resolves when the letter has arrived. `contents` are the checksums of its files, in order. */
  async send(title: string, names: readonly string[]): Promise<{ ref: RefText; contents: string[] }> {
    const mallory = this.#mallory
    const links: Link[] = []
    const contents: string[] = []
    for (const [i, name] of names.entries()) {
      const size = this.letters === 0 && i === 0 ? LARGE_BYTES : 100 + i
      const body = Buffer.alloc(size, `file ${this.files.size} of ${title.length}`)
      links.push(await this.#attach(name, body))
      contents.push(sumOf(body))
      this.files.add(sumOf(body))
    }
    const plain = isTitle(title) ? title : 'ground'
    const made = await mallory.make([this.#bob], plain, 'see', undefined, { links })
    await mallory.announce(this.#bob, made, {
      mode: 'open',
      grant: mallory.grantFor(this.#bob, made),
    })
    this.letters++
    await this.#bob.arrival(made.refText)
    return { ref: made.refText as RefText, contents }
  }

  async #attach(name: string, body: Buffer): Promise<Link> {
    const mallory = this.#mallory
    const author = { person: mallory.person, device: mallory.device.publicKey }
    const type = 'application/octet-stream'
    const plaintext = encodeObject(
      {
        ...{ kind: 'file', title: name, at: 1, type, to: [], links: [], tags: [] },
        madeFor: { kind: 'self' },
      },
      body,
    )
    const { blocks, cipherRoot, keyCommit, contentKey, chunkCount } = await sealObject(author, plaintext)
    const core = await mallory.makeCore()
    await mallory.append(core, blocks)
    const ref: Ref = { cipherRoot, keyCommit, ...author, core: core.key, start: 0, chunkCount }
    return { rel: 'attach', ref, key: contentKey, label: { name, size: body.byteLength, type } }
  }

  remove(): Promise<void> {
    return this.#mallory.remove()
  }
}
