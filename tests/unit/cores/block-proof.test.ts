// Proofs of blocks, made while other blocks are being appended to the same core.
import { afterEach, expect, test } from 'vitest'
import type { Transaction } from '../../../src/core/ledger/index.ts'
import { createProver } from '../../../src/core/cores/index.ts'
import { openArchiveDevice, type ArchiveDevice } from '../../support/archive-parts.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
let device: ArchiveDevice
afterEach(() => device.close())

/** More blocks than one append takes, so that the last ones are still in the ledger. */
const MANY = 3000

function write(core: Uint8Array | null, count: number): Promise<Uint8Array> {
  const { ledger, ownCores } = device
  return ledger.write((tx: Transaction) => {
    const key = core ?? ownCores.create(tx, 'object')
    for (let i = 0; i < count; i++) ownCores.append(tx, key, (position) => Buffer.from(`block ${position}`))
    return key
  })
}

/** Opens a core with one block, because opening a core appends its first blocks. */
async function openCore(): Promise<Uint8Array> {
  device = await openArchiveDevice(await makeFolder(), 1)
  const core = await write(null, 1)
  await device.ownCores.drain()
  return core
}

test('prove() appends a committed block before it proves it', async () => {
  const core = await openCore()
  await write(core, MANY)
  const proven = await device.ownCores.prove(core, MANY)
  expect(createProver()(proven!)).toBe(true)
  expect(Buffer.from(proven!.block).toString()).toBe(`block ${MANY}`)
})

test('readSigned() covers all committed blocks', async () => {
  const core = await openCore()
  await write(core, MANY)
  expect((await device.ownCores.readSigned(core))?.length).toBe(MANY + 1)
})

test('prove() answers while blocks are appended to the core', async () => {
  const core = await openCore()
  const isProven = createProver()
  for (let round = 0; round < 50; round++) {
    const proving = device.ownCores.prove(core, 0)
    const writing = write(core, 2)
    const proven = await proving
    expect(proven === null ? null : isProven(proven)).toBe(true)
    await writing
  }
})
