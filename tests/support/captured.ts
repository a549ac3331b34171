// What somebody has captured of a network: the wires, the blocks of all cores and objects that went
// over them, the public keys of everybody, and all secret seeds. An attack uses of the seeds only
// the half that it has broken.
import IdentityKey from 'keet-identity-key'
import { toHex } from '../../src/core/base/index.ts'
import { deriveKey } from '../../src/core/seal/index.ts'
import { objectId, parseRef, type Ref } from '../../src/core/store/index.ts'
import type { Person } from './person.ts'
import type { Recording } from './recording.ts'

export interface OwnedSeed {
  person: Uint8Array
  seed: Uint8Array
}

export interface CapturedCore {
  key: Uint8Array
  kind: string
  blocks: Uint8Array[]
}

export interface CapturedObject {
  ref: Ref
  blocks: Uint8Array[]
}

export class Captured {
  readonly recording: Recording
  readonly cores = new Map<string, CapturedCore>()
  readonly objects = new Map<string, CapturedObject>()
  /** The object of each gate, by its handle: a present to those who cannot compute handles. */
  readonly objectOfGate = new Map<string, Uint8Array>()
  readonly #seeds = new Map<string, OwnedSeed>()
  readonly #rootSeeds = new Map<string, Uint8Array>()
  readonly #persons = new Map<string, Uint8Array>()
  readonly #devices = new Map<string, Uint8Array>()
  readonly #tags = new Map<string, Uint8Array>()
  readonly #inviteKeys = new Map<string, Uint8Array>()

  constructor(recording: Recording) {
    this.recording = recording
  }

  /** Call it before a home ends, and after all that is to be read. */
  async take(person: Person): Promise<void> {
    const { parts } = person.home
    const { identity, ledger } = parts
    add(this.#persons, identity.person)
    add(this.#devices, identity.device.publicKey)
    add(this.#tags, identity.addressTag)
    for (const { seed } of ledger.all<{ seed: Uint8Array }>('SELECT secret AS seed FROM own_box_keys'))
      this.#seeds.set(toHex(seed), { person: identity.person, seed })
    for (const { key } of ledger.all<{ key: Uint8Array }>('SELECT public_key AS key FROM invites'))
      add(this.#inviteKeys, key)
    const gates = 'SELECT handle, object FROM gates'
    for (const { handle, object } of ledger.all<{ handle: Uint8Array; object: Uint8Array }>(gates))
      this.objectOfGate.set(toHex(handle), object)
    await this.#takeCores(person)
  }

  async #takeCores({ home: { ownCores } }: Person): Promise<void> {
    for (const { core: key, kind, length } of ownCores.list()) {
      if (kind !== 'feed' && kind !== 'group') continue
      const known = this.cores.get(toHex(key)) ?? { key, kind, blocks: [] }
      this.cores.set(toHex(key), known)
      for (let at = known.blocks.length; at < length; at++) known.blocks.push((await ownCores.read(key, at))!)
    }
  }

  /** Takes the sealed blocks of an object. Call it before a recall, which deletes them. */
  async takeObject({ home }: Person, refText: string): Promise<void> {
    const ref = parseRef(refText)!
    const blocks = (await home.parts.store.readBlocks(ref, 0))!
    this.objects.set(toHex(objectId(ref)), { ref, blocks })
  }

  /** Takes the seed that the words of a person give. Backups are sealed to it. */
  async takeWords(words: readonly string[]): Promise<void> {
    const root = await IdentityKey.from({ mnemonic: words.join(' ') })
    const { secretKey } = root.identityKeyPair
    add(this.#rootSeeds, deriveKey('fumikura/person-box/1', secretKey.subarray(0, 32)))
  }

  get persons(): Uint8Array[] {
    return [...this.#persons.values()]
  }

  get devices(): Uint8Array[] {
    return [...this.#devices.values()]
  }

  get inviteKeys(): Uint8Array[] {
    return [...this.#inviteKeys.values()]
  }

  get rootSeeds(): Uint8Array[] {
    return [...this.#rootSeeds.values()]
  }

  /** Of one person, or of all. */
  seeds(person?: Uint8Array): Uint8Array[] {
    const all = [...this.#seeds.values()]
    const wanted = person === undefined ? null : toHex(person)
    return all.filter((one) => wanted === null || toHex(one.person) === wanted).map(({ seed }) => seed)
  }

  /** The seeds of all knock keys. */
  get knockSeeds(): Uint8Array[] {
    return this.seeds().flatMap((seed) =>
      [...this.#tags.values()].map((tag) => deriveKey('fumikura/knock-key/1', seed, tag)),
    )
  }
}

function add(map: Map<string, Uint8Array>, bytes: Uint8Array): void {
  map.set(toHex(bytes), Buffer.from(bytes))
}
