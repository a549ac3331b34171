// What a phone did that stays without it: each act is listed when the phone is lost, and is undone by
// its opposite.
import { afterEach, expect, test } from 'vitest'
import { openFarDoor, TestPhone } from '../support/far-phone.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function makePhone() {
  const network = new MemoryNetwork()
  const [kim, mara] = [await Person.create('kim', network), await Person.create('mara', network)]
  closing.push(
    () => kim.remove(),
    () => mara.remove(),
  )
  await pair(kim, mara)
  const { links, door } = await openFarDoor(kim)
  closing.push(() => door.close())
  const { client, row } = await TestPhone.paired(kim, links)
  const acts = async () =>
    (await kim.do.phones.acts({ phone: row.phone }, calling)).map(({ call, about }) => `${call} ${about}`)
  const undoAll = async (): Promise<void> => {
    for (const { act, canUndo } of await kim.do.phones.acts({ phone: row.phone }, calling))
      if (canUndo) await kim.do.phones.undo({ act }, calling)
  }
  return { kim, mara, api: client.api, acts, undoAll }
}

test('what a phone changes is listed by its name, and undone by its opposite', async () => {
  const { kim, mara, api, acts, undoAll } = await makePhone()
  const own = await kim.do.searches.add({ name: 'Own', query: 'is:starred' }, calling)
  await api.searches.add({ name: 'Bills', query: 'subject:bill' })
  await api.searches.change({ search: 'Bills', query: 'subject:invoice' })
  await api.searches.remove({ search: own.search })
  await api.talks.settings({ with: 'mara', showsSeen: true })
  const group = await kim.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  await api.threads.mute({ group: 'Choir', muted: { until: null } })
  const ref = await mara.write(kim, 'Lunch', 'On Thursday?')
  await eventually(async () => (await kim.list()).length > 0, 'it arrives')
  await api.letters.read({ ref })
  await api.talks.react({ ref, text: 'yes' })
  const album = await api.albums.create({ title: 'Summer' })
  expect((await acts()).sort()).toEqual([
    'albums.create Summer',
    'searches.add Bills',
    'searches.change Bills',
    'searches.remove Own',
    'talks.react mara: Lunch',
    'talks.settings mara',
    'threads.mute Choir',
  ])
  await undoAll()
  expect(await kim.do.searches.list({}, calling)).toMatchObject([{ name: 'Own', query: 'is:starred' }])
  const { settings } = await kim.do.talks.stream({ with: 'mara', limit: 1 }, calling)
  expect(settings.showsSeen).toBe(false)
  expect((await kim.do.groups.show({ group: group.group }, calling)).muted).toBeNull()
  expect((await kim.do.letters.read({ ref, waitMs: 0 }, calling)).reactions).toEqual([])
  await expect(kim.do.albums.get({ album: album.album }, calling)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('reading, tidying and saving a draft leave no act, and words that are gone are not kept', async () => {
  const { kim, mara, api, acts } = await makePhone()
  const ref = await mara.write(kim, 'Lunch', 'On Thursday?')
  await eventually(async () => (await kim.list()).length > 0, 'it arrives')
  await api.letters.read({ ref })
  await api.letters.tidy({ refs: [ref], starred: true })
  await api.letters.mark({ ref, value: 'done' })
  const { draft } = await api.drafts.save({ to: ['mara'], subject: 'Secret words', text: 'More.' })
  expect(await acts()).toEqual([])
  await api.drafts.remove({ draft })
  expect(await acts()).toEqual(['drafts.remove mara'])
})
