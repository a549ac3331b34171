// Reads all that an attacker can of what they captured: subjects, bodies, notes, knocks and names of
// groups. With one half of the cryptography broken it must come back empty.
import { toHex } from '../../src/core/base/index.ts'
import { decodeReleaseAnswer, releaseRequestForm } from '../../src/core/access/release-request.ts'
import {
  feedRecordForm,
  epochSecretAt,
  feedKey,
  openFeedRecord,
  openGroupKey,
  pairSecrets,
  readGrantEpoch,
  recordKey,
  type FeedRecord,
} from '../../src/core/feeds/index.ts'
import { pairFeedKey } from '../../src/core/feeds/pair-secrets.ts'
import { openObject } from '../../src/core/seal/index.ts'
import { objectId } from '../../src/core/store/index.ts'
import { decodeObject } from '../../src/core/store/object-header.ts'
import { Attacker, type Broken } from './attacker.ts'
import { breakGroups, type BrokenEra } from './broken-groups.ts'
import { breakPairs } from './broken-pairs.ts'
import type { Captured } from './captured.ts'
import { joinShares, type KeptShare } from './kept-shares.ts'

const KINDS = ['bodies', 'subjects', 'notes', 'knocks', 'names'] as const
export type Texts = Record<(typeof KINDS)[number], Set<string>>

export const noTexts = (): Texts =>
  Object.fromEntries(KINDS.map((kind) => [kind, new Set<string>()])) as Texts

/** All texts in one list, each with its kind. */
export const listTexts = (texts: Texts): string[] =>
  KINDS.flatMap((kind) => [...texts[kind]].map((text) => `${kind}: ${text}`)).sort()

export interface Loot {
  captured: Captured
  /** The shares of gates that the attacker has. */
  shares: readonly KeptShare[]
  /** How many shares of one gate give its grant. */
  need: number
  /** Secrets of pairs from a stolen home. */
  pairs?: readonly Uint8Array[]
}

export class Attack {
  readonly texts = noTexts()
  /** The purposes of the KEM boxes and the domains of the small boxes that were opened. */
  readonly opened: Set<string>
  readonly #attacker: Attacker
  readonly #gateSecrets: Uint8Array[] = []
  readonly #read = new Set<string>()
  #eras: BrokenEra[] = []

  private constructor(attacker: Attacker) {
    this.#attacker = attacker
    this.opened = attacker.opened
  }

  static async run({ captured, shares, need, pairs = [] }: Loot, broken: Broken): Promise<Attack> {
    const attack = new Attack(new Attacker(captured, broken))
    await attack.#readPairs(pairs)
    await attack.#readGroups()
    await attack.#readReleases()
    for (const { handle, grant } of await joinShares(shares, need)) {
      const object = captured.objectOfGate.get(toHex(handle))
      if (object !== undefined) await attack.#tryGrant(object, grant)
    }
    return attack
  }

  async #readPairs(known: readonly Uint8Array[]): Promise<void> {
    const { pairs, knocks } = breakPairs(this.#attacker)
    for (const text of knocks) this.texts.knocks.add(text)
    for (const pair of [...known, ...pairs]) {
      const { namingSecret, epochSecret, gateSecret } = pairSecrets(pair, 0)
      this.#gateSecrets.push(gateSecret)
      for (const device of this.#attacker.captured.devices)
        await this.#readPairFeed(pairFeedKey(namingSecret, 0, device, 0), epochSecret, gateSecret)
    }
  }

  async #readPairFeed(core: Uint8Array, epochSecret: Uint8Array, gateSecret: Uint8Array): Promise<void> {
    const key = recordKey(epochSecret, core)
    for (const [position, block] of this.#blocksOf(core).entries()) {
      const record = openOrNull(key, core, position, block)
      if (record !== null)
        await this.#readRecord(record, (object, grant) => this.#openGrant([gateSecret], object, grant))
    }
  }

  #blocksOf(core: Uint8Array): Uint8Array[] {
    return this.#attacker.captured.cores.get(toHex(core))?.blocks ?? []
  }

  async #readGroups(): Promise<void> {
    const { eras, names } = breakGroups(this.#attacker)
    for (const name of names) this.texts.names.add(name)
    this.#eras = eras
    for (const era of eras)
      for (const device of this.#attacker.captured.devices)
        await this.#readGroupFeed(feedKey(era.namingSecret, era.era, device, 0), era)
  }

  async #readGroupFeed(core: Uint8Array, era: BrokenEra): Promise<void> {
    for (const [position, block] of this.#blocksOf(core).entries()) {
      const secret = epochSecretAt(era, Buffer.from(block).readUInt32LE())
      const record =
        secret === null ? null : openOrNull(recordKey(secret, core), core, position, block.subarray(4))
      if (record === null) continue
      const told = record.type === 'addressed' ? this.#openAddressed(era.group, record) : record
      if (told !== null) await this.#readRecord(told, (object, grant) => openGroupKey(secret!, object, grant))
    }
  }

  #openAddressed(group: Uint8Array, record: Extract<FeedRecord, { type: 'addressed' }>): FeedRecord | null {
    const { captured } = this.#attacker
    const places = captured.persons.map((from) => ({
      purpose: 'addressed' as const,
      place: [group, from, record.to],
    }))
    const opened = this.#attacker.openKem(places, record.sealed, captured.seeds(record.to))
    return opened === null ? null : feedRecordForm.decode(opened.plaintext)
  }

  async #readRecord(
    record: FeedRecord,
    open: (object: Uint8Array, grant: Uint8Array) => Uint8Array | null,
  ): Promise<void> {
    if (record.type === 'state' && record.note !== '') this.texts.notes.add(record.note)
    if (record.type !== 'notice') return
    const { ref, title, grant } = record.notice
    if (title !== null) this.texts.subjects.add(title)
    const object = objectId(ref)
    if (grant !== null && !this.#read.has(toHex(object))) await this.#readBody(object, open(object, grant))
  }

  async #readReleases(): Promise<void> {
    for (const { request, answer } of this.#attacker.captured.recording.callsOf('release')) {
      const said = decodeReleaseAnswer(answer)
      if (said.status === 'released')
        await this.#tryGrant(releaseRequestForm.decode(request).objectId, said.grant)
    }
  }

  /** Tries all secrets, of pairs and of groups. */
  async #tryGrant(object: Uint8Array, grant: Uint8Array): Promise<void> {
    if (this.#read.has(toHex(object))) return
    const key = this.#openGrant(this.#gateSecrets, object, grant) ?? this.#openForGroup(object, grant)
    await this.#readBody(object, key)
  }

  #openGrant(gateSecrets: readonly Uint8Array[], object: Uint8Array, grant: Uint8Array): Uint8Array | null {
    return this.#attacker.openGrant(gateSecrets, object, grant)
  }

  #openForGroup(object: Uint8Array, grant: Uint8Array): Uint8Array | null {
    const point = readGrantEpoch(grant)
    for (const era of this.#eras) {
      const secret = era.era === point?.era ? epochSecretAt(era, point.epoch) : null
      const key = secret === null ? null : openGroupKey(secret, object, grant)
      if (key !== null) return key
    }
    return null
  }

  async #readBody(object: Uint8Array, contentKey: Uint8Array | null): Promise<void> {
    const captured = this.#attacker.captured.objects.get(toHex(object))
    if (contentKey === null || captured === undefined) return
    const { ref, blocks } = captured
    const plaintext = await openObject({ ...ref, blocks, contentKey })
    const { header, body } = decodeObject(plaintext)
    this.texts.subjects.add(header.title)
    this.texts.bodies.add(Buffer.from(body).toString('utf8'))
    this.#read.add(toHex(object))
  }
}

/** Null for the feed of another audience. */
function openOrNull(...sealed: Parameters<typeof openFeedRecord>): FeedRecord | null {
  try {
    return openFeedRecord(...sealed)
  } catch {
    return null
  }
}
