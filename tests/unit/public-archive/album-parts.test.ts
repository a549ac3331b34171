// Parts of albums in an archive: separate from the posts, for later followers.
import { afterEach, expect, it } from 'vitest'
import type { ArchivePosition } from '../../../src/core/public-archive/index.ts'
import { giveCore, openArchiveDevice, type ArchiveDevice } from '../../support/archive-parts.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { makePost, newest, objectOf } from './posts.ts'

const WAIT_MS = 10_000
const makeFolder = useTempFolders()
const devices: ArchiveDevice[] = []
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close()
})

async function open(seed: number): Promise<ArchiveDevice> {
  const device = await openArchiveDevice(await makeFolder(), seed)
  devices.push(device)
  return device
}

it('parts are listed separately from posts, the latest first, without replaced and removed ones', async () => {
  const author = await open(1)
  const { own, ledger } = author
  await ledger.write((tx) => {
    own.put(tx, makePost(0))
    for (let n = 1; n <= 250; n++) own.putPart(tx, makePost(n, { title: '' }))
    own.putPart(tx, makePost(251, { replaces: objectOf(1) }))
  })
  await own.sync()
  await ledger.write((tx) => own.remove(tx, objectOf(2)))
  await own.sync()
  const reader = await open(2)
  const announced = { ...own.mark!, device: author.keys.publicKey }
  await giveCore(await author.ownCores.openCore(announced.core), author, reader)
  const found: number[] = []
  let before: ArchivePosition | null = null
  do {
    const page = await reader.foreign.parts(announced, { before, limit: 100 }, WAIT_MS)
    found.push(...page.entries.map(({ at }) => Math.round((at - makePost(0).at) / 60_000)))
    before = page.next
  } while (before !== null)
  expect(found).toEqual([251, ...Array.from({ length: 248 }, (_, i) => 250 - i)])
  const { entries, summary } = await reader.foreign.page(announced, newest, WAIT_MS)
  expect([entries.length, summary.total]).toEqual([1, 1])
})
