// Puts the blocks of a backup where they are found: whole cores of former devices under their old names, what else there is by its place.
// A core that is not whole cannot be proven to others; each of its blocks is still read here.
import { fromHex, toHex } from '../base/index.ts'
import type { ScannedBackup } from '../backup/index.ts'
import { CoreShelf, listFormerCores, refillCore, rescueBlock } from '../cores/index.ts'
import type { Ledger } from '../ledger/index.ts'

interface Options {
  ledger: Ledger
  directory: string
  writeBufferBytes?: number
}

const RESCUED_AT_ONCE = 64

/** How many blocks were put back. */
export async function restoreBlocks(
  backup: ScannedBackup,
  { ledger, ...shelfOptions }: Options,
): Promise<number> {
  const shelf = await CoreShelf.open(shelfOptions)
  try {
    /** Up to where each core is whole. */
    const refilled = new Map<string, number>()
    for (const former of listFormerCores(ledger)) {
      const isWhole = await refillCore(shelf, former, (position) => backup.readBlock(former.core, position))
      if (isWhole) refilled.set(toHex(former.core), former.length)
    }
    await shelf.flush()
    let count = 0
    for (const [core, blocks] of backup.blocks) {
      count += blocks.size
      // Behind what is proven may stand what a run wrote that was torn.
      const end = refilled.get(core) ?? 0
      const behind = [...blocks.keys()].filter((position) => position >= end)
      await rescue(backup, ledger, fromHex(core), behind)
    }
    return count
  } finally {
    await shelf.close()
  }
}

async function rescue(
  backup: ScannedBackup,
  ledger: Ledger,
  core: Uint8Array,
  positions: number[],
): Promise<void> {
  for (let i = 0; i < positions.length; i += RESCUED_AT_ONCE) {
    const some = positions.slice(i, i + RESCUED_AT_ONCE)
    const blocks = await Promise.all(some.map((position) => backup.readBlock(core, position)))
    await ledger.write((tx) => {
      for (const [at, block] of blocks.entries()) if (block !== null) rescueBlock(tx, core, some[at]!, block)
    })
  }
}
