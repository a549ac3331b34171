// An own core that a blinded key signs: written, proven and opened again like any other.
import { afterEach, expect, test } from 'vitest'
import { blindPublicKey, randomBytes } from '../../../src/core/seal/index.ts'
import { coreKey, createProver, findWriter } from '../../../src/core/cores/index.ts'
import { openArchiveDevice, type ArchiveDevice } from '../../support/archive-parts.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
let device: ArchiveDevice
afterEach(() => device.close())

const [namespace, blinding] = [randomBytes(32), randomBytes(32)]

function write(count: number): Promise<Uint8Array> {
  const { ledger, ownCores } = device
  return ledger.write((tx) => {
    const core = ownCores.create(tx, 'feed', namespace, blinding)
    for (let i = 0; i < count; i++) ownCores.append(tx, core, (position) => Buffer.from(`block ${position}`))
    return core
  })
}

test('its key follows from the device, the secret and the namespace, and its blocks are proven', async () => {
  device = await openArchiveDevice(await makeFolder(), 1)
  const core = await write(100)
  const signer = blindPublicKey(device.keys.publicKey, blinding)
  expect(core).toEqual(coreKey(signer, namespace))
  expect(device.ownCores.keysOf(core).publicKey).toEqual(signer)
  const taken = await device.ownCores.openCore(core)
  await device.ownCores.drain()
  expect([taken.length, findWriter(taken)]).toEqual([100, signer])
  const proven = await device.ownCores.prove(core, 42)
  expect(createProver()(proven!)).toBe(true)
})

test('commits that follow each other at once are all appended, in their order', async () => {
  device = await openArchiveDevice(await makeFolder(), 1)
  let core = await write(1)
  const taken = await device.ownCores.openCore(core)
  await Promise.all(
    Array.from({ length: 40 }, async () => {
      core = await write(3)
      void device.ownCores.drain()
    }),
  )
  await device.ownCores.drain()
  expect(taken.length).toBe(121)
  for (const position of [0, 60, 120])
    expect(Buffer.from((await taken.get(position))!).toString()).toBe(`block ${position}`)
})

test('after a start it is repaired from the ledger under the same key', async () => {
  const folder = await makeFolder()
  device = await openArchiveDevice(folder, 1)
  const core = await write(5)
  await device.close()
  device = await openArchiveDevice(folder, 1)
  expect((await device.ownCores.openCore(core)).length).toBe(5)
  await write(2)
  await device.ownCores.drain()
  expect((await device.ownCores.openCore(core)).length).toBe(7)
})
