// Two plain peers on the private DHT: one that writes blocks, and one that is connected to it.
import { join } from 'node:path'
import type { Setting } from '../bench.ts'
import type { PlainPeerTasks } from './plain-peer.ts'
import { Worker } from './worker.ts'

export type PlainPeer = Worker<PlainPeerTasks>

export async function startPlainPair(
  setting: Setting,
  dht: string,
  sizes: { blocks: number; bytes: number; bulkBlocks: number },
): Promise<[writer: PlainPeer, reader: PlainPeer]> {
  const start = (name: string): Promise<PlainPeer> =>
    Worker.start(setting, 'plain-peer', [join(setting.folder, name), dht])
  const writer = await start('plain-writer')
  const reader = await start('plain-reader')
  await reader.run('connect', await writer.run('serve', sizes))
  return [writer, reader]
}
