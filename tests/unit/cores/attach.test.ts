// One end takes a core from the connection, and the other one asks for it again.
import { expect, test } from 'vitest'
import { coreKey, CoreShelf, openCoreChannel, type Core } from '../../../src/core/cores/index.ts'
import { coreManifest } from '../../../src/core/cores/core-key.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'
import { eventually } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { createWirePair } from '../../support/wire.ts'

const tempFolder = useTempFolders()
const alice = createSigningKeyPair()
const openShelf = async (): Promise<CoreShelf> =>
  CoreShelf.open({ directory: await tempFolder(), writeBufferBytes: 1 << 20 })

async function makeCore(shelf: CoreShelf, number: number): Promise<Core> {
  const namespace = Buffer.alloc(32, number)
  const core = await shelf.openOwn(
    coreKey(alice.publicKey, namespace),
    coreManifest(alice.publicKey, namespace),
  )
  await core.append([Buffer.from('one'), Buffer.from('two')], { keyPair: alice })
  return core
}

test('a core that one end detached can be attached again from the other end', async () => {
  const [author, reader] = [await openShelf(), await openShelf()]
  const written = await makeCore(author, 1)
  const refused = await makeCore(author, 2)
  const pair = await createWirePair(alice, createSigningKeyPair())
  let asked = 0
  const atAuthor = openCoreChannel(pair.alice.stream, async (key) => {
    if (Buffer.compare(key, written.discoveryKey) !== 0) return
    asked++
    atAuthor.attach(written)
  })
  const atReader = openCoreChannel(pair.bob.stream, async () => undefined)
  const read = await reader.openForeign(written.key)
  const neverRead = await reader.openForeign(refused.key)
  atReader.attach(read)
  atReader.attach(neverRead)
  expect(String(await read.get(0, { timeout: 5000 }))).toBe('one')
  expect(atReader.wasEnded(read)).toBe(false)

  atAuthor.detach(written)
  await eventually(() => atReader.wasEnded(read))
  expect(read.peers).toEqual([])
  atReader.attach(read)
  expect(String(await read.get(1, { timeout: 5000 }))).toBe('two')
  expect(asked).toBe(2)
  // What the other end never gave is not asked for again and again.
  expect(atReader.wasEnded(neverRead)).toBe(false)
  pair.cut()
  await Promise.all([author.close(), reader.close()])
})
