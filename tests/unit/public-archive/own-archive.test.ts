// Our own archive: the content of its lists, and its Hyperbee after different failures of its core.
import { afterEach, describe, expect, it } from 'vitest'
import { decodePosition, encodePosition, type ArchiveEntry } from '../../../src/core/public-archive/index.ts'
import { openArchiveDevice, type ArchiveDevice } from '../../support/archive-parts.ts'
import { copyParts } from '../../support/home-parts.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { makePost, newest, objectOf, titles } from './posts.ts'

const makeFolder = useTempFolders()
const open: ArchiveDevice[] = []
afterEach(async () => {
  for (const device of open.splice(0)) await device.close()
})

async function start(folder?: string): Promise<ArchiveDevice> {
  const device = await openArchiveDevice(folder ?? (await makeFolder()), 1)
  open.push(device)
  return device
}

async function stop(device: ArchiveDevice): Promise<string> {
  open.splice(open.indexOf(device), 1)
  await device.close()
  return device.folder
}

function put({ ledger, own }: ArchiveDevice, ...entries: ArchiveEntry[]): Promise<void> {
  return ledger.write((tx) => entries.forEach((entry) => own.put(tx, entry)))
}

/** Returns the titles that a reader of its Hyperbee sees. */
async function seen(device: ArchiveDevice, tag: string | null = null): Promise<string[]> {
  const { core, length } = device.own.mark!
  const announced = { core, length, device: device.keys.publicKey }
  return titles(await device.foreign.page(announced, { ...newest, tag }, 0))
}

describe('the lists of one’s own archive', () => {
  it('contain the added posts, newest first, page by page', async () => {
    const { ledger, own, ...device } = await start()
    await put({ ledger, own, ...device }, ...[2, 0, 1, 4, 3].map((n) => makePost(n)))
    const first = own.page(ledger, { ...newest, limit: 2 })
    expect(titles(first)).toEqual(['Post 4', 'Post 3'])
    const before = decodePosition(encodePosition(first.next!))
    const second = own.page(ledger, { ...newest, limit: 2, before })
    expect(titles(second)).toEqual(['Post 2', 'Post 1'])
    const last = own.page(ledger, { ...newest, limit: 2, before: second.next })
    expect([titles(last), last.next]).toEqual([['Post 0'], null])
  })

  it('contain the tags of posts, the most frequent first', async () => {
    const device = await start()
    await put(device, makePost(1, { tags: ['京都', 'tea'] }), makePost(2, { tags: ['tea'] }), makePost(3))
    const page = device.own.page(device.ledger, { ...newest, tag: 'tea' })
    expect(titles(page)).toEqual(['Post 2', 'Post 1'])
    expect(page.summary).toEqual({
      total: 3,
      tags: [
        { tag: 'tea', count: 2 },
        { tag: '京都', count: 1 },
      ],
    })
  })

  it('contain only the latest version; the earlier one is found by its object', async () => {
    const device = await start()
    const { ledger, own } = device
    await put(device, makePost(1, { tags: ['tea'] }))
    await put(device, makePost(2, { replaces: objectOf(1), tags: ['tea'] }))
    expect(titles(own.page(ledger, newest))).toEqual(['Post 2'])
    expect(titles(own.page(ledger, { ...newest, tag: 'tea' }))).toEqual(['Post 2'])
    expect(own.find(ledger, objectOf(1))).toMatchObject({ isReplaced: true, entry: { title: 'Post 1' } })
  })

  it('lose removed posts, and do not show the posts that those had replaced', async () => {
    const device = await start()
    const { ledger, own } = device
    await put(device, makePost(1), makePost(2, { replaces: objectOf(1), tags: ['tea'] }))
    await ledger.write((tx) => own.remove(tx, objectOf(2)))
    expect(own.page(ledger, newest)).toEqual({ entries: [], next: null, summary: { total: 0, tags: [] } })
    expect(own.find(ledger, objectOf(2))).toBeNull()
  })
})

describe('the Hyperbee of an archive', () => {
  it('has no core and no mark before the first post', async () => {
    const { own } = await start()
    await own.sync()
    expect(own.mark).toBeNull()
  })

  it('contains added, replaced and removed posts correctly', async () => {
    const device = await start()
    const { ledger, own, foreign } = device
    await put(device, makePost(1, { tags: ['tea'] }), makePost(2, { tags: ['tea'] }), makePost(3))
    await own.sync()
    expect([await seen(device), await seen(device, 'tea')]).toEqual([
      ['Post 3', 'Post 2', 'Post 1'],
      ['Post 2', 'Post 1'],
    ])
    await put(device, makePost(4, { replaces: objectOf(1) }))
    await ledger.write((tx) => own.remove(tx, objectOf(3)))
    await own.sync()
    expect([await seen(device), await seen(device, 'tea')]).toEqual([['Post 4', 'Post 2'], ['Post 2']])
    const announced = { ...own.mark!, device: device.keys.publicKey }
    expect((await foreign.find(announced, objectOf(1), 0))?.title).toBe('Post 1')
    expect((await foreign.find(announced, objectOf(2), 0))?.title).toBe('Post 2')
    expect(await foreign.find(announced, objectOf(3), 0)).toBeNull()
  })

  it('emits its mark once, and only when it is on the disk', async () => {
    const device = await start()
    const told: number[] = []
    device.own.events.on('moved', ({ length }) => told.push(length))
    await put(device, makePost(1))
    await Promise.all([device.own.sync(), device.own.sync()])
    expect(told).toEqual([device.own.mark!.length])
    await device.own.sync()
    expect(told).toHaveLength(1)
  })

  it('continues in the same core after a restart', async () => {
    const device = await start()
    await put(device, makePost(1))
    await device.own.sync()
    const { core } = device.own.mark!
    const again = await start(await stop(device))
    await put(again, makePost(2))
    await again.own.sync()
    expect(again.own.mark!.core).toEqual(core)
    expect(await seen(again)).toEqual(['Post 2', 'Post 1'])
  })

  it('writes after a restart what a crash prevented', async () => {
    const device = await start()
    await put(device, makePost(1))
    const again = await start(await stop(device))
    await again.own.sync()
    expect(await seen(again)).toEqual(['Post 1'])
  })

  it.each(['cores', 'ledger'] as const)(
    'starts another core after a power failure removed the end of the %s',
    async (lost) => {
      const kept = await makeFolder()
      const parts = lost === 'cores' ? (['cores'] as const) : (['mirror', 'ledger'] as const)
      const device = await start()
      await put(device, makePost(1))
      await device.own.sync()
      const folder = await stop(device)
      await copyParts(folder, kept, [...parts])
      const second = await start(folder)
      await put(second, makePost(2, { tags: ['tea'] }))
      await second.own.sync()
      const announced = second.own.mark!
      await stop(second)
      await copyParts(kept, folder, [...parts])
      const again = await start(folder)
      if (lost === 'ledger') await put(again, makePost(3))
      await again.own.sync()
      expect(again.own.mark!.core).not.toEqual(announced.core)
      expect(await seen(again)).toEqual(lost === 'cores' ? ['Post 2', 'Post 1'] : ['Post 3', 'Post 1'])
    },
  )

  it('starts another core if its core has the right length but other blocks', async () => {
    const device = await start()
    await put(device, makePost(1))
    await device.own.sync()
    const { core } = device.own.mark!
    await device.ledger.write((tx) => tx.run('UPDATE archive_state SET tree_hash = ?', Buffer.alloc(32, 1)))
    await device.own.sync()
    expect(device.own.mark!.core).not.toEqual(core)
    expect(await seen(device)).toEqual(['Post 1'])
  })

  it('starts another core if its core is frozen', async () => {
    const device = await start()
    await put(device, makePost(1), makePost(2))
    await device.own.sync()
    const { core } = device.own.mark!
    await device.ledger.write((tx) => tx.run(`UPDATE own_cores SET frozen = 'conflict' WHERE core = ?`, core))
    await device.own.sync()
    expect(await seen(device)).toEqual(['Post 2', 'Post 1'])
    expect(device.own.mark!.core).not.toEqual(core)
  })

  it('writes the secret key of the device to no file', async () => {
    const device = await start()
    await put(device, makePost(1))
    await device.own.sync()
    const core = await device.ownCores.openCore(device.own.mark!.core)
    expect((core as unknown as { core: { header: { keyPair: unknown } } }).core.header.keyPair).toBeNull()
  })
})
