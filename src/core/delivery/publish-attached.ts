// Publishes the small attached files of an own object: copies their sealed blocks from private
// cores to a public core.
// It runs in compose or share, before notify. Only an audience whose members are unknown needs it.
import { isPublic } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Rows } from '../ledger/index.ts'
import { objectId, type Link, type PublishedBlock } from '../store/index.ts'
import { listAttaching } from './attached-rows.ts'
import { attachmentsOf } from './attachments.ts'
import type { DeliveryParts } from './parts.ts'

/**
 * Prepares attached files for a public letter. The sealed block of a one-block file is copied to
 * the public core, and its link points there. A larger file has its own core, which is given to
 * anyone as it is.
 * @throws DAMAGED, NOT_YOURS
 */
export async function publishAttached(
  { store, ledger }: Pick<DeliveryParts, 'store' | 'ledger'>,
  links: readonly Link[],
): Promise<Link[]> {
  const published: Link[] = []
  for (const link of links) {
    const object = objectId(link.ref)
    const block = link.ref.chunkCount > 1 ? null : await store.readBlock(link.ref, 0, 0)
    if (link.ref.chunkCount === 1 && block === null)
      throw new EngineError('DAMAGED', 'A block of this file is missing here.')
    if (block !== null) await ledger.write((tx) => store.publish(tx, object, block))
    const ref = store.findPublicRef(ledger, object)
    if (ref === null) throw new EngineError('NOT_YOURS', 'You can publish only your own files.')
    published.push({ ...link, ref })
  }
  return published
}

/**
 * The sealed blocks of the one-block files of an own letter, to be copied right behind the letter
 * in the public core.
 * @throws DAMAGED
 */
export async function readSmallAttached(
  { store, ledger, identity }: Pick<DeliveryParts, 'store' | 'ledger' | 'identity'>,
  letter: Uint8Array,
): Promise<PublishedBlock[]> {
  const header = store.findOwn(ledger, letter)?.header
  const attachments = header === undefined ? [] : attachmentsOf(header, identity.person)
  const small = attachments.filter(({ ref }) => ref.chunkCount === 1)
  return Promise.all(
    small.map(async ({ ref }) => {
      // The file may have moved to another core since the link was made.
      const own = store.findOwn(ledger, objectId(ref))
      const block = own === null ? null : await store.readBlock(own.ref, 0, 0)
      if (block === null) throw new EngineError('DAMAGED', 'A block of this file is missing here.')
      return { object: objectId(ref), block }
    }),
  )
}

/**
 * True if a public reader can find all files of an own letter: right behind its single block, or
 * where its links already point.
 */
export function canPublishAttached(
  rows: Rows,
  { store, identity }: Pick<DeliveryParts, 'store' | 'identity'>,
  letter: Uint8Array,
): boolean {
  const own = store.findOwn(rows, letter)
  if (own === null || own.ref.chunkCount === 1) return true
  return attachmentsOf(own.header, identity.person).every(({ ref }) => {
    const open = store.findPublicRef(rows, objectId(ref))
    return open !== null && equalBytes(open.core, ref.core)
  })
}

/** True if another object that is still public attaches this file. */
export function isPublicElsewhere(rows: Rows, file: Uint8Array): boolean {
  return listAttaching(rows, file).some((letter) => isPublic(rows, letter))
}
