// Typing: a short signal to the connected devices of a talk. Nothing of it is stored, and it is
// shown only by choice, to those who show it too.
import { Emitter, equalBytes } from '../base/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { isOnePerson, type Audience } from '../store/index.ts'
import { findSettings } from './talk-settings.ts'

const METHOD = 'typing'
const KEY_BYTES = 32
const ANSWER_MS = 2000
const HEARD = Uint8Array.of(1)

interface Parts {
  ledger: Ledger
  peers: Peers
  /** True if this person and the other one are members of the group now. */
  isFellow: (group: Uint8Array, person: Uint8Array) => boolean
}

export class Typing {
  /** `typing`: this person is typing in the talk. It may come every few seconds. */
  readonly events = new Emitter<{ typing: { talk: Uint8Array; person: Uint8Array } }>()
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
    parts.peers.respond({
      name: METHOD,
      isForStrangers: false,
      maxRequestBytes: KEY_BYTES,
      handle: (peer, request) => {
        this.#receive(peer, request)
        return HEARD
      },
    })
  }

  /** A request without a group is about the talk of the two. */
  #receive({ person }: Peer, request: Uint8Array): void {
    if (person === null) return
    const isOfGroup = request.byteLength === KEY_BYTES
    if (isOfGroup ? !this.#parts.isFellow(request, person) : request.byteLength > 0) return
    const talk = isOfGroup ? Buffer.from(request) : person
    if (this.#isShown(talk)) this.events.emit('typing', { talk, person })
  }

  /** Signals to the connected devices of the talk that this person is typing, if they chose to. */
  signal({ kind, key }: Audience): void {
    if (!this.#isShown(key)) return
    const request = isOnePerson({ kind }) ? new Uint8Array(0) : key
    for (const peer of this.#parts.peers.list())
      if (peer.person !== null && this.#isOfTalk(kind, key, peer.person))
        void peer.request(METHOD, request, ANSWER_MS)
  }

  #isOfTalk(kind: Audience['kind'], key: Uint8Array, person: Uint8Array): boolean {
    return isOnePerson({ kind }) ? equalBytes(key, person) : this.#parts.isFellow(key, person)
  }

  #isShown(talk: Uint8Array): boolean {
    return findSettings(this.#parts.ledger, talk).showsTyping
  }
}
