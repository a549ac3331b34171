// Appends blocks that a blinded key signs. Hypercore signs only with a key pair that has a seed, so the
// signature is made here and given to it. Hypercore verifies it like that of a peer before it appends.
import type Hypercore from 'hypercore'
import { Mutex } from '../base/index.ts'
import { signMessage, type BlindedKeyPair } from '../seal/index.ts'
import { encodeSignature } from './block-proof.ts'

/** The next length is signed, so two appends to one core wait for each other. */
const turns = new WeakMap<Hypercore, Mutex>()

export async function appendSigned(
  core: Hypercore,
  blocks: readonly Uint8Array[],
  keys: BlindedKeyPair,
): Promise<void> {
  const turn = turns.get(core) ?? new Mutex()
  turns.set(core, turn)
  await turn.run(async () => {
    const batch = core.state.createTreeBatch()
    for (const block of blocks) batch.append(block)
    const signature = encodeSignature(signMessage(keys, batch.signable(core.key)))
    await core.append([...blocks], { signature })
  })
}
