// Counting the stored blocks of a core, also one that is closed meanwhile.
import { expect, test } from 'vitest'
import { coreKey, CoreShelf, countStoredBytes } from '../../../src/core/cores/index.ts'
import { coreManifest } from '../../../src/core/cores/core-key.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()

test('the bytes of stored blocks are counted, and the count of a closed core ends', async () => {
  const shelf = await CoreShelf.open({ directory: await makeFolder(), writeBufferBytes: 1 << 20 })
  try {
    const keyPair = createSigningKeyPair()
    const namespace = new Uint8Array(32)
    const key = coreKey(keyPair.publicKey, namespace)
    const core = await shelf.openOwn(key, coreManifest(keyPair.publicKey, namespace))
    const blocks = Array.from({ length: 5 }, () => Buffer.alloc(10))
    await core.append(blocks, { keyPair })
    await core.clear(1, 2)
    expect(await countStoredBytes(core, 0, 5)).toBe(40)
    const counting = countStoredBytes(core, 0, 5).catch(() => 0)
    await core.close()
    expect(await counting).toBeLessThanOrEqual(40)
    expect(await countStoredBytes(core, 0, 5)).toBe(0)
  } finally {
    await shelf.close()
  }
})
