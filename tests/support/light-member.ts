// A member of a large group who is no whole engine: a device with its own wire and store, that follows its author’s feed and asks for keys.
// Its identity, its wire, what it fetches, opens and checks are the real ones; it has no ledger, and relays nothing to others.
import {
  checkAnswer,
  createReleaseRequest,
  decodeReleaseAnswer,
  encodeReleaseRequest,
} from '../../src/core/access/index.ts'
import {
  EPOCH_BYTES,
  epochSecretAt,
  feedKey,
  openFeedRecord,
  openGroupKey,
  recordKey,
  type EraSecrets,
  type Notice,
} from '../../src/core/feeds/index.ts'
import { decodeGossip, HEARD } from '../../src/core/groups/gossip-message.ts'
import { objectId } from '../../src/core/store/index.ts'
import { makeIdentity, RawPeer, type RawIdentity } from './raw-peer.ts'
import { eventually } from './person.ts'
import type { MemoryNetwork } from './wire.ts'

export class LightMember {
  readonly identity: RawIdentity
  readonly #peer: RawPeer
  #secrets: EraSecrets | null = null
  #author: Uint8Array | null = null
  #feed: Awaited<ReturnType<RawPeer['wantCore']>> | null = null

  private constructor(identity: RawIdentity, peer: RawPeer) {
    this.identity = identity
    this.#peer = peer
  }

  static async join(network: MemoryNetwork, name: string): Promise<LightMember> {
    const identity = await makeIdentity(name)
    return new LightMember(identity, await RawPeer.join(network, identity.device))
  }

  /** From now on it follows the feed that this device writes in that era. */
  async follow(author: Uint8Array, secrets: EraSecrets): Promise<void> {
    this.#author = author
    this.#secrets = secrets
    // Told that something stands in it, it asks for the feed that it can compute.
    this.#peer.answers.set('group', async (bytes) => {
      if (decodeGossip(bytes).heads.length === 0) return Uint8Array.of(HEARD)
      this.#feed ??= await this.#peer.wantCore(feedKey(secrets.namingSecret, secrets.era, author, 0))
      return Uint8Array.of(HEARD)
    })
    await this.#peer.dial(author, 60_000)
  }

  /** The notice at this place, once it has come; opened as any reader opens it. */
  async readNotice(position: number, timeoutMs = 60_000): Promise<Notice> {
    await eventually(() => (this.#feed?.length ?? 0) > position, timeoutMs, 'a member gets the notice')
    const feed = this.#feed!
    const block = (await feed.get(position, { timeout: timeoutMs }))!
    const epoch = Buffer.from(block.buffer, block.byteOffset, EPOCH_BYTES).readUInt32LE()
    const key = recordKey(epochSecretAt(this.#secrets!, epoch)!, feed.key)
    const record = openFeedRecord(key, feed.key, position, block.subarray(EPOCH_BYTES))
    if (record.type !== 'notice') throw new Error(`a ${record.type}, and no notice`)
    return record.notice
  }

  /** Asks for the key, and checks that it was released to it by this author. */
  async open(notice: Notice): Promise<Uint8Array> {
    const author = this.#author!
    const object = objectId(notice.ref)
    const request = createReleaseRequest(object, this.#peer.handshakeHash(author), this.identity.device)
    const answer = decodeReleaseAnswer(
      (await this.#peer.ask(author, 'release', encodeReleaseRequest(request), 60_000))!,
    )
    if (answer.status !== 'released') throw new Error(`refused: ${answer.status}`)
    checkAnswer(answer.record, { objectId: object, person: this.identity.person, releaser: author })
    const { audience } = notice
    const epoch = audience.kind === 'group' ? audience.epoch : 0
    return openGroupKey(epochSecretAt(this.#secrets!, epoch)!, object, answer.grant)!
  }

  remove(): Promise<void> {
    return this.#peer.remove()
  }
}
