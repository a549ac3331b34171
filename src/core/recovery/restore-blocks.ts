// Restores the blocks of a backup: complete cores of former devices as cores, all other blocks in a
// table, by position.
// An incomplete core cannot be proven to others, but each of its blocks can still be read here.
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

/** Returns how many blocks the backup has. */
export async function restoreBlocks(
  backup: ScannedBackup,
  { ledger, ...shelfOptions }: Options,
): Promise<number> {
  const shelf = await CoreShelf.open(shelfOptions)
  try {
    /** The length of each core that is complete. */
    const refilled = new Map<string, number>()
    for (const former of listFormerCores(ledger)) {
      const isWhole = await refillCore(shelf, former, (position) => backup.readBlock(former.core, position))
      if (isWhole) refilled.set(toHex(former.core), former.length)
    }
    await shelf.flush()
    let count = 0
    for (const [core, blocks] of backup.blocks) {
      count += blocks.size
      // After the proven length there may be blocks of an interrupted run.
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
