// A shelf that closes while a received block is being written. Without a wait,
// hypercore would then read from a closed core, and its rejection would be
// unhandled. Found as an unhandled rejection while a home closed.
import type Hypercore from 'hypercore'
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { coreKey, CoreShelf, openCoreChannel } from '../../../src/core/cores/index.ts'
import { coreManifest } from '../../../src/core/cores/core-key.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { createWirePair } from '../../support/wire.ts'

const tempFolder = useTempFolders()
const WRITE_BUFFER_BYTES = 1 << 20
const SLOW_MS = 200

/** Makes every write of a core slow, and reports whether one is in progress. */
function slowDown({ core: { state } }: Hypercore): () => boolean {
  const written = state as typeof state & { flush(): Promise<boolean> }
  const flush = written.flush.bind(state)
  written.flush = async () => {
    const isFlushed = await flush()
    await delay(SLOW_MS)
    return isFlushed
  }
  return () => state.mutex.locked
}

test('close() waits for a block that is being written', async () => {
  const stray: unknown[] = []
  const onStray = (error: unknown): void => void stray.push(error)
  process.on('unhandledRejection', onStray)
  const [alice, bob] = [createSigningKeyPair(), createSigningKeyPair()]
  const namespace = Buffer.alloc(32, 7)
  const author = await CoreShelf.open({ directory: await tempFolder(), writeBufferBytes: WRITE_BUFFER_BYTES })
  const reader = await CoreShelf.open({ directory: await tempFolder(), writeBufferBytes: WRITE_BUFFER_BYTES })
  const written = await author.openOwn(
    coreKey(alice.publicKey, namespace),
    coreManifest(alice.publicKey, namespace),
  )
  await written.append([Buffer.from('one'), Buffer.from('two')], { keyPair: alice })
  const read = await reader.openForeign(written.key)
  const pair = await createWirePair(alice, bob)
  openCoreChannel(pair.alice.stream, async () => undefined).attach(written)
  openCoreChannel(pair.bob.stream, async () => undefined).attach(read)

  await read.get(0)
  const isWriting = slowDown(read)
  const next = read.get(2).catch(() => null)
  await written.append([Buffer.from('three')], { keyPair: alice })
  while (!isWriting()) await turn()
  // Hypercore waits for a received block only while its peer is connected.
  pair.cut()
  while (read.peers.length > 0) await turn()

  await reader.close()
  await Promise.all([next, author.close()])
  await delay(2 * SLOW_MS)
  process.off('unhandledRejection', onStray)
  expect(stray).toEqual([])
})
