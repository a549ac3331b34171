// kill -9 for an engine that shares the process of the storm. Its wires end and its files are
// copied in one turn of the event loop, so nothing that it does afterwards reaches anybody or stays
// on its disk.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { MemoryNetwork } from '../../support/memory-network.ts'
import { putBack, type HomeCopy } from '../disk/home-copy.ts'

interface Engine {
  readonly homeDir: string
  stop(): Promise<void>
}

/** Ends the engine. Its home is then as it was at the call. */
export async function killHome(network: MemoryNetwork, device: Uint8Array, engine: Engine): Promise<void> {
  network.unplug(device)
  const copy = copyNow(engine.homeDir)
  await engine.stop()
  await putBack(engine.homeDir, copy)
}

/**
 * RocksDB writes and removes files in threads of its own. A file that is removed between the list
 * and the copy was no longer needed for the files after it.
 */
function copyNow(dir: string): HomeCopy {
  const copy: HomeCopy = new Map()
  for (const name of readdirSync(dir, { recursive: true }) as string[]) {
    const path = join(dir, name)
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) copy.set(name, readFileSync(path))
  }
  return copy
}
