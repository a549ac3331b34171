// Opens a controlled letter in one round trip: the request for the key also asks for the blocks. They
// come with the key or not at all, so a released key never lacks its ciphertext.
// This is a part of reference.
import { APART } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import type { CarriedBlocks } from '../cores/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import type { Peer } from '../network/index.ts'
import { positionsOf, type Ref } from '../store/index.ts'
import { askForBoth, askForRelease, type AskedBoth, type AskedRelease } from './ask-for-release.ts'
import { checkRewritten, fetchBlocks, isAmong, type Wait } from './fetch-blocks.ts'
import type { DeliveryParts } from './parts.ts'

/** The blocks of a longer letter are fetched apart, because an answer has a limit. */
export const MAX_OPENED_BYTES = 80 * 1024

type Parts = Pick<
  DeliveryParts,
  | 'ledger'
  | 'identity'
  | 'clock'
  | 'store'
  | 'foreignCores'
  | 'audiences'
  | 'peers'
  | 'authorStations'
  | 'addressBook'
  | 'badInput'
>

/** How much of a core is known here. */
interface KnownLength {
  fork: number
  length: number
}

/** The answer of the releaser, and the blocks unless it refused. */
export type AskedLetter =
  | { refusal: Extract<AskedRelease, { refusal: unknown }>['refusal'] }
  | { contentKey: Uint8Array; evidence: Uint8Array[]; blocks: Uint8Array[] }

/**
 * Asks for key and blocks together, if that is possible. Otherwise fetches the blocks first, because
 * a released key counts as opened even if the ciphertext never arrives.
 * @throws as `fetchBlocks` and `askForRelease`; NO_SPACE
 */
export async function askForLetter(
  parts: Parts,
  peer: Peer,
  { object, notice }: ReceivedLetter,
  wait: Wait,
): Promise<AskedLetter> {
  const { ref, size } = notice
  const fetch = (): Promise<Uint8Array[]> => fetchBlocks(parts, ref, isAmong([ref.person]), wait)
  const both = size > MAX_OPENED_BYTES ? APART : await askInOne(parts, peer, { object, ref, size }, wait)
  if (both !== APART) {
    if ('refusal' in both) return both
    const blocks = await storeCarried(parts, ref, both.blocks)
    if (blocks === null && (await isUnchanged(parts, ref, both.known)))
      parts.badInput.count('release-blocks', peer.device)
    const { contentKey, evidence } = both
    return { contentKey, evidence, blocks: blocks ?? (await fetch()) }
  }
  const blocks = await fetch()
  const asked = await askForRelease(parts, peer, object, wait.waitMs)
  return 'refusal' in asked ? asked : { ...asked, blocks }
}

/** APART if the blocks are here already. */
async function askInOne(
  parts: Parts,
  peer: Peer,
  { object, ref, size }: { object: Uint8Array; ref: Ref; size: number },
  { waitMs }: Wait,
): Promise<(Exclude<AskedBoth, typeof APART> & { known: KnownLength }) | typeof APART> {
  const { store, foreignCores } = parts
  if ((await store.readBlocks(ref, 0)) !== null) return APART
  checkRewritten(parts, ref)
  await store.checkCoreOwner(ref)
  await foreignCores.checkRoom(size)
  const known = await foreignCores.knownLength(ref.core)
  const both = await askForBoth(parts, peer, { object, known: { core: ref.core, ...known } }, waitMs)
  return both === APART ? APART : { ...both, known }
}

/**
 * Blocks that were asked for at another length of the core fit no longer, and nobody did wrong: another
 * letter of this author came meanwhile.
 */
async function isUnchanged({ foreignCores }: Parts, ref: Ref, known: KnownLength): Promise<boolean> {
  const { fork, length } = await foreignCores.knownLength(ref.core)
  return fork === known.fork && length === known.length
}

/** Returns the blocks, if they are those of the object and fit what is known of its core. */
async function storeCarried(
  { store, foreignCores }: Parts,
  ref: Ref,
  carried: CarriedBlocks | null,
): Promise<Uint8Array[] | null> {
  const positions = positionsOf(ref)
  const isMeant =
    carried !== null &&
    equalBytes(carried.core, ref.core) &&
    (carried.manifest === null || equalBytes(carried.manifest.signer, ref.device)) &&
    carried.blocks.length === positions.length &&
    carried.blocks.every(({ position }, nth) => position === positions[nth])
  if (!isMeant || !(await foreignCores.addCarried(carried))) return null
  return store.readBlocks(ref, 0)
}
