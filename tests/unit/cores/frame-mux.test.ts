// The size of frames on a wire. A core that is fetched at full speed sends at most
// one block per frame.
import ProtomuxRPC from 'protomux-rpc'
import { expect, test } from 'vitest'
import { coreKey, CoreShelf, openCoreChannel } from '../../../src/core/cores/index.ts'
import { coreManifest } from '../../../src/core/cores/core-key.ts'
import {
  allowFrames,
  PEER_FRAME_BYTES,
  STRANGER_FRAME_BYTES,
} from '../../../src/core/network/wires/frame-guard.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { createWirePair } from '../../support/wire.ts'
import { until } from '../../support/until.ts'

const tempFolder = useTempFolders()
const BLOCKS = 60
/** The block of a chunk, with its tag and the prefix of an object. */
const BLOCK_BYTES = 65_536 + 16 + 160

test('no frame exceeds the limit of a peer, for any number of requested blocks', async () => {
  const lengths: number[] = []
  const [alice, bob] = [createSigningKeyPair(), createSigningKeyPair()]
  const namespace = Buffer.alloc(32, 7)
  const author = await CoreShelf.open({ directory: await tempFolder(), writeBufferBytes: 1 << 20 })
  const reader = await CoreShelf.open({ directory: await tempFolder(), writeBufferBytes: 1 << 20 })
  const written = await author.openOwn(
    coreKey(alice.publicKey, namespace),
    coreManifest(alice.publicKey, namespace),
  )
  await written.append(
    Array.from({ length: BLOCKS }, () => Buffer.from(randomBytes(BLOCK_BYTES))),
    { keyPair: alice },
  )
  const fetched = await reader.openForeign(written.key)
  const pair = await createWirePair(alice, bob)
  for (const { stream } of [pair.alice, pair.bob]) {
    allowFrames(stream, true)
    const write = stream.write.bind(stream)
    stream.write = (bytes) => {
      lengths.push(bytes.byteLength)
      return write(bytes)
    }
  }
  const channels = [pair.alice, pair.bob].map(({ stream }) => openCoreChannel(stream, async () => undefined))
  channels[0]!.attach(written)
  channels[1]!.attach(fetched)
  const blocks = await Promise.all(Array.from({ length: BLOCKS }, (_, at) => fetched.get(at)))
  expect(blocks.map((block) => block?.byteLength)).toEqual(Array(BLOCKS).fill(BLOCK_BYTES))
  expect(Math.max(...lengths)).toBeLessThan(PEER_FRAME_BYTES)
  // A frame without a block also fits the limit of a stranger.
  expect(Math.max(...lengths.filter((length) => length < BLOCK_BYTES))).toBeLessThan(STRANGER_FRAME_BYTES)
  pair.cut()
  await Promise.all([author.close(), reader.close()])
})

test('a batch ends at its limit', async () => {
  const [alice, bob] = [createSigningKeyPair(), createSigningKeyPair()]
  const pair = await createWirePair(alice, bob)
  const { mux } = openCoreChannel(pair.alice.stream, async () => undefined)
  const rpc = new ProtomuxRPC(mux, { protocol: 'test' })
  const other = new ProtomuxRPC(openCoreChannel(pair.bob.stream, async () => undefined).mux, {
    protocol: 'test',
  })
  const answers: number[] = []
  other.respond('count', (value) => Uint8Array.of(answers.push(value?.byteLength ?? 0)))
  await rpc.request('count', Buffer.alloc(1))
  const lengths: number[] = []
  const write = pair.alice.stream.write.bind(pair.alice.stream)
  pair.alice.stream.write = (bytes) => {
    lengths.push(bytes.byteLength)
    return write(bytes)
  }
  mux.cork()
  const asked = Array.from({ length: 100 }, () => rpc.request('count', Buffer.alloc(10_000)))
  mux.uncork()
  await Promise.all(asked)
  expect(answers).toHaveLength(101)
  expect(lengths.length).toBeGreaterThan(1)
  expect(Math.max(...lengths)).toBeLessThan(STRANGER_FRAME_BYTES)
  rpc.destroy()
  other.destroy()
  pair.cut()
})

test('a stranger can open only a limited number of channels', async () => {
  const [alice, bob] = [createSigningKeyPair(), createSigningKeyPair()]
  const pair = await createWirePair(alice, bob)
  const near = openCoreChannel(pair.alice.stream, async () => undefined).mux
  // No channel is answered for a while, so all stay open.
  openCoreChannel(pair.bob.stream, () => new Promise(() => undefined))
  for (let i = 0; i < 400 && !pair.alice.stream.destroyed; i++)
    near.createChannel({ protocol: 'hypercore/alpha', id: Buffer.from(randomBytes(32)) })?.open()
  await until(() => expect(pair.bob.stream.destroyed).toBe(true))
  pair.cut()
})
