// A knock by a device without an engine: it asks for the knock key, seals, and sends.
import { knockForm, sealKnock, type Knock } from '../../src/core/contacts/knock.ts'
import { pairOfferForm } from '../../src/core/contacts/pair-agreement.ts'
import { randomBytes } from '../../src/core/seal/index.ts'
import type { Person } from './person.ts'
import type { RawPeer } from './raw-peer.ts'

type Sent = Pick<Knock, 'card' | 'kemKey'> & Partial<Knock> & { tag?: Uint8Array }

/** Returns the answer, after the knock was opened. */
export async function knockAt(peer: RawPeer, to: Person, sent: Sent): Promise<Uint8Array | null> {
  const bytes = await sealedFor(peer, to, sent)
  const answer = await peer.ask(to.device, 'knock', bytes)
  await to.home.knocks.untilOpened()
  return answer
}

const knockKeys = new WeakMap<Person, Uint8Array>()

/** Asks for the key once, because a stranger may send few requests on a wire. */
export async function sealedFor(
  peer: RawPeer,
  to: Person,
  { tag, card, kemKey, ...more }: Sent,
): Promise<Uint8Array> {
  const knockKey = knockKeys.get(to) ?? (await peer.ask(to.device, 'knock-key', new Uint8Array(0)))!
  knockKeys.set(to, knockKey)
  const { nonce = randomBytes(32), text = 'hello', at = 1, extensions } = more
  const knock = knockForm.encode({ card, kemKey, nonce, text, at, extensions })
  return sealKnock(knockKey, tag ?? to.home.parts.identity.addressTag, knock)
}

/** An offer to pair, as a guest sends it. */
export function offerOf(card: Uint8Array, kemKey: Uint8Array): Uint8Array {
  return pairOfferForm.encode({ card, kemKey, nonce: randomBytes(32), known: null })
}
