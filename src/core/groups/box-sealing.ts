// The costly half of sealing to members: to agree with a pair key, and to encapsulate to a KEM key.
// It is done in slices before the transaction, so that a thousand boxes hold no other work.
import { toHex, Turn } from '../base/index.ts'
import { agreeOnce, encapsulate, hashKemKey, type Agreed, type Encapsulated } from '../seal/index.ts'

export class BoxSealing {
  readonly #agreed = new Map<string, Agreed>()
  readonly #encapsulated = new Map<string, Encapsulated>()

  /** @throws MalformedRecord if a key is not usable */
  async prepare(pairKeys: readonly Uint8Array[], kemKeys: readonly Uint8Array[]): Promise<void> {
    const turn = new Turn()
    for (const kemKey of kemKeys) {
      this.#encapsulated.set(toHex(hashKemKey(kemKey)), encapsulate(kemKey))
      await turn.pass()
    }
    for (const pairKey of pairKeys) {
      this.#agreed.set(toHex(pairKey), agreeOnce(pairKey))
      await turn.pass()
    }
  }

  /** Each agreement serves one box. */
  agree(pairKey: Uint8Array): Agreed {
    return taken(this.#agreed, toHex(pairKey)) ?? agreeOnce(pairKey)
  }

  encapsulate(kemKey: Uint8Array): Encapsulated {
    return taken(this.#encapsulated, toHex(hashKemKey(kemKey))) ?? encapsulate(kemKey)
  }

  /** Drops what was prepared and not used. */
  clear(): void {
    this.#agreed.clear()
    this.#encapsulated.clear()
  }
}

function taken<T>(prepared: Map<string, T>, id: string): T | undefined {
  const found = prepared.get(id)
  prepared.delete(id)
  return found
}
