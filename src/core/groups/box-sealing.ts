// The costly half of sealing to members: to read who has a box, to agree with a pair key, and to
// encapsulate to a KEM key. It is done in slices before the transaction, so that a thousand boxes
// hold no other work.
import { equalBytes, toHex, turn } from '../base/index.ts'
import type { GroupRow } from './group-row.ts'
import type { MemberBoxes } from './member-boxes.ts'
import { agreeOnce, encapsulate, hashKemKey, type Agreed, type Encapsulated } from '../seal/index.ts'

type RecordPoint = Pick<GroupRow, 'core' | 'number'>

export class BoxSealing {
  #read: (RecordPoint & { boxes: MemberBoxes }) | null = null
  readonly #agreed = new Map<string, Agreed>()
  readonly #encapsulated = new Map<string, Encapsulated>()

  /** @throws MalformedRecord if a key is not usable */
  async prepare(pairKeys: readonly Uint8Array[], kemKeys: readonly Uint8Array[]): Promise<void> {
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

  /** Keeps the boxes that were read for the record after this one. */
  remember({ core, number }: RecordPoint, boxes: MemberBoxes): void {
    this.#read = { core, number, boxes }
  }

  /** Null if they were not read, or a record was written since. */
  boxesOf({ core, number }: RecordPoint): MemberBoxes | null {
    const read = this.#read
    return read?.number === number && equalBytes(read.core, core) ? read.boxes : null
  }

  /** Drops what was prepared and not used. */
  clear(): void {
    this.#read = null
    this.#agreed.clear()
    this.#encapsulated.clear()
  }
}

function taken<T>(prepared: Map<string, T>, id: string): T | undefined {
  const found = prepared.get(id)
  prepared.delete(id)
  return found
}
