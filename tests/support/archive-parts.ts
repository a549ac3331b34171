// The cores and the ledger of one device, without the rest of a home.
// Tests write an archive with them, read another device's archive, and restart the device.
import { join } from 'node:path'
import { archiveSchema, ForeignArchive, OwnArchive } from '../../src/core/public-archive/index.ts'
import { silentLog, systemClock } from '../../src/core/base/index.ts'
import {
  coresSchema,
  CoreShelf,
  ForeignCores,
  openCoreChannel,
  OwnCores,
  type Core,
} from '../../src/core/cores/index.ts'
import { BadInput, diagnosticsSchema } from '../../src/core/diagnostics/index.ts'
import { openLedger, type Ledger } from '../../src/core/ledger/index.ts'
import { createSigningKeyPair, type KeyPair } from '../../src/core/seal/index.ts'
import { createWirePair } from './wire.ts'

export interface ArchiveDevice {
  folder: string
  keys: KeyPair
  ledger: Ledger
  shelf: CoreShelf
  ownCores: OwnCores
  foreignCores: ForeignCores
  badInput: BadInput
  own: OwnArchive
  foreign: ForeignArchive
  close(): Promise<void>
}

/** The same `seed` gives the same device key, so a test can open a folder again. */
export async function openArchiveDevice(folder: string, seed: number): Promise<ArchiveDevice> {
  const keys = createSigningKeyPair(Buffer.alloc(32, seed))
  const ledger = await openLedger({
    path: join(folder, 'ledger'),
    mirrorPath: join(folder, 'ledger.mirror'),
    key: Buffer.alloc(32, 7),
    schemas: [diagnosticsSchema, coresSchema, archiveSchema],
    log: silentLog,
    clock: systemClock,
  })
  const shelf = await CoreShelf.open({ directory: join(folder, 'cores'), writeBufferBytes: 1 << 20 })
  const ownCores = await OwnCores.open({ ledger, shelf, device: keys })
  const foreignCores = new ForeignCores(shelf)
  const badInput = new BadInput(ledger, systemClock)
  const own = new OwnArchive({ ledger, ownCores })
  const foreign = new ForeignArchive({ foreignCores, clock: systemClock, badInput })
  return {
    ...{ folder, keys, ledger, shelf, ownCores, foreignCores, badInput, own, foreign },
    async close() {
      await own.close()
      await badInput.write()
      await ownCores.close()
      await shelf.close()
      await ledger.close()
    },
  }
}

/** Replicates `core` from one device to another over a new wire. The returned function cuts it. */
export async function giveCore(core: Core, from: ArchiveDevice, to: ArchiveDevice): Promise<() => void> {
  const pair = await createWirePair(from.keys, to.keys)
  const nothing = async (): Promise<void> => undefined
  openCoreChannel(pair.alice.stream, nothing).attach(core)
  openCoreChannel(pair.bob.stream, nothing).attach(await to.foreignCores.openCore(core.key))
  return () => pair.cut()
}
