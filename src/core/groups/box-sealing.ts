// The costly half of sealing to members: to read who has a box, to encapsulate to a KEM key, and to
// seal the secrets of a new era to each member. It is done in slices before the transaction, so that
// a thousand boxes hold no other work.
import { equalBytes, toHex, turn } from '../base/index.ts'
import type { EraSecrets } from '../feeds/index.ts'
import { encapsulate, hashKemKey, randomBytes, type Encapsulated } from '../seal/index.ts'
import type { GroupRow } from './group-row.ts'
import type { MemberBox, MemberBoxes } from './member-boxes.ts'
import type { SecretsBox } from './membership-record.ts'

type RecordPoint = Pick<GroupRow, 'core' | 'number'>

/** The next era of a group, whose boxes are sealed before its record is written. */
interface NextEra {
  secrets: EraSecrets
  /** By person, in hex. */
  boxes: ReadonlyMap<string, SecretsBox>
}

interface Ahead extends RecordPoint {
  boxes: MemberBoxes
  next: NextEra | null
}

export class BoxSealing {
  #ahead: Ahead | null = null
  readonly #encapsulated = new Map<string, Encapsulated>()

  /** @throws MalformedRecord if a key is not usable */
  async prepare(kemKeys: readonly Uint8Array[]): Promise<void> {
    for (const kemKey of kemKeys) {
      this.#encapsulated.set(toHex(hashKemKey(kemKey)), encapsulate(kemKey))
      await turn.pass()
    }
  }

  /** Each encapsulation serves one box. */
  encapsulate(kemKey: Uint8Array): Encapsulated {
    const id = toHex(hashKemKey(kemKey))
    const prepared = this.#encapsulated.get(id)
    this.#encapsulated.delete(id)
    return prepared ?? encapsulate(kemKey)
  }

  /** Keeps the boxes that were read for the record after this one. */
  remember({ core, number }: RecordPoint, boxes: MemberBoxes): void {
    this.#ahead = { core, number, boxes, next: null }
  }

  /**
   * Draws the secrets of the era after this record, and seals them to all who have a box. The record
   * leaves out the boxes of those whom it removes.
   */
  async sealNextEra(row: GroupRow, seal: (box: MemberBox, secrets: EraSecrets) => SecretsBox): Promise<void> {
    const secrets = newEra(row)
    const boxes = new Map<string, SecretsBox>()
    for (const [id, box] of this.boxesOf(row) ?? []) {
      boxes.set(id, seal(box, secrets))
      await turn.pass()
    }
    const ahead = this.#find(row)
    if (ahead !== null) ahead.next = { secrets, boxes }
  }

  /** The secrets of the next era, with the boxes that were sealed before. */
  nextEra(row: GroupRow): NextEra {
    return this.#find(row)?.next ?? { secrets: newEra(row), boxes: new Map() }
  }

  /** Null if they were not read, or a record was written since. */
  boxesOf(row: RecordPoint): MemberBoxes | null {
    return this.#find(row)?.boxes ?? null
  }

  /** Drops what was prepared and not used. */
  clear(): void {
    this.#ahead = null
    this.#encapsulated.clear()
  }

  #find({ core, number }: RecordPoint): Ahead | null {
    const ahead = this.#ahead
    return ahead?.number === number && equalBytes(ahead.core, core) ? ahead : null
  }
}

function newEra({ era }: GroupRow): EraSecrets {
  return { era: era + 1, epoch: 0, namingSecret: randomBytes(32), epochSecret: randomBytes(32) }
}
