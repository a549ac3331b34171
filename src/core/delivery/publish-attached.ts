// Small files of an own object for anyone: their sealed blocks are written once more, outside of private cores.
// Between compose or share, and notify; only an audience whose members are not known needs it.
import { isPublic } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Rows } from '../ledger/index.ts'
import { objectId, type Link, type PublishedBlock } from '../store/index.ts'
import { listAttaching } from './attached-rows.ts'
import { attachmentsOf } from './attachments.ts'
import type { DeliveryParts } from './parts.ts'

/**
 * Files for a letter to everyone: a small one's sealed block is written once more where anyone finds it, and the link says that place; a
 * large one's core is given to anyone as it is. @throws DAMAGED
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
    if (ref === null) throw new EngineError('NOT_YOURS', 'Only one’s own files can be published.')
    published.push({ ...link, ref })
  }
  return published
}

/** The sealed blocks of the small files of an own letter, to be written behind it where anyone comes. @throws DAMAGED */
export async function readSmallAttached(
  { store, ledger, identity }: Pick<DeliveryParts, 'store' | 'ledger' | 'identity'>,
  letter: Uint8Array,
): Promise<PublishedBlock[]> {
  const header = store.findOwn(ledger, letter)?.header
  const attachments = header === undefined ? [] : attachmentsOf(header, identity.person)
  const small = attachments.filter(({ ref }) => ref.chunkCount === 1)
  return Promise.all(
    small.map(async ({ ref }) => {
      // It may have moved since the link was made.
      const own = store.findOwn(ledger, objectId(ref))
      const block = own === null ? null : await store.readBlock(own.ref, 0, 0)
      if (block === null) throw new EngineError('DAMAGED', 'A block of this file is missing here.')
      return { object: objectId(ref), block }
    }),
  )
}

/** Whether all files of an own letter lie where anyone can be told to look: behind its one block, or in cores of their own. */
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

/** True if an object that is still public attaches this file. */
export function isPublicElsewhere(rows: Rows, file: Uint8Array): boolean {
  return listAttaching(rows, file).some((letter) => isPublic(rows, letter))
}
