// What a phone did that stays without it: each act is listed when the phone is lost, and is undone by
// its opposite. A phone that was stolen cannot empty the store.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Client } from '../../src/core/contract/index.ts'
import { fetchBy, TestPhone } from '../support/far-phone.ts'
import { PLAIN_POLICY as PLAIN } from '../../src/core/contract/index.ts'
import { calling, eventually } from '../support/person.ts'
import { usePhoneHome } from '../support/phone-home.ts'

const { openHome } = usePhoneHome()

async function makePhone() {
  const { kim, mara, links } = await openHome()
  const { client, row, tunnel } = await TestPhone.paired(kim, links)
  const acts = async () =>
    (await kim.do.phones.acts({ phone: row.phone }, calling)).map(({ call, about }) => `${call} ${about}`)
  const undoAll = async (): Promise<void> => {
    for (const { act, canUndo } of await kim.do.phones.acts({ phone: row.phone }, calling))
      if (canUndo) await kim.do.phones.undo({ act }, calling)
  }
  return { kim, mara, api: client.api, tunnel, acts, undoAll }
}

async function refusalOf(call: () => Promise<unknown>): Promise<unknown> {
  return call().then(
    () => null,
    (error: unknown) => (error as { code?: string }).code,
  )
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

test('a file that a phone stored is listed, and deleted by undo', async () => {
  const { kim, tunnel, acts, undoAll } = await makePhone()
  const bytes = randomBytes(1000)
  const store = () =>
    fetchBy(tunnel, `/file/?name=note.bin&sealing=${'ab'.repeat(16)}`, {
      headers: { 'content-length': '1000' },
      body: bytes,
    })
  expect((await store()).status).toBe(200)
  // Its content is known already.
  expect((await store()).status).toBe(200)
  expect(await acts()).toEqual(['files.add note.bin'])
  await undoAll()
  expect(await kim.do.files.list({ limit: 10 }, calling)).toEqual([])
})

test('a phone deletes at most twenty times an hour, in however many calls at once', async () => {
  const { kim, api } = await makePhone()
  const save = async (subject: string) => (await api.drafts.save({ subject, text: 'Words.' })).draft
  const drafts = await Promise.all(Array.from({ length: 25 }, (_, at) => save(`Draft ${at}`)))
  const codes = await Promise.all(drafts.map((draft) => refusalOf(() => api.drafts.remove({ draft }))))
  expect(codes.filter((code) => code === null)).toHaveLength(20)
  expect(codes.filter((code) => code === 'QUOTA')).toHaveLength(5)
  expect(await kim.do.drafts.list({}, calling)).toHaveLength(5)
})

type Api = Client['api']

async function makeReader() {
  const { kim, mara, links } = await openHome({ others: ['noa'] })
  const { client, tunnel } = await TestPhone.paired(kim, links, true)
  const ref = await mara.write(kim, 'Lunch', 'On Thursday?')
  await eventually(async () => (await kim.list()).length > 0, 'it arrives')
  const api: Api = client.api
  return { kim, api, tunnel, ref }
}

test('a phone that only answers reaches nobody but the author and the readers of a letter', async () => {
  const { kim, api, ref } = await makeReader()
  const letter = { subject: 'Yes', text: 'At noon.', replyTo: ref }
  expect(await refusalOf(() => api.letters.send({ ...letter, to: ['noa'] }))).toBe('NOT_FROM_A_PHONE')
  expect(await refusalOf(() => api.letters.send({ ...letter, to: ['mara', 'noa'] }))).toBe('NOT_FROM_A_PHONE')
  expect(await refusalOf(() => api.letters.send({ ...letter, to: ['self'] }))).toBe('NOT_FROM_A_PHONE')
  expect(await refusalOf(() => api.talks.say({ with: 'noa', text: 'Hm.', replyTo: ref }))).toBe(
    'NOT_FROM_A_PHONE',
  )
  const { draft } = await api.drafts.save({ ...letter, to: ['noa'] })
  expect(await refusalOf(() => api.drafts.send({ draft }))).toBe('NOT_FROM_A_PHONE')
  const sent = await kim.do.letters.send(
    { to: ['noa'], subject: 'Old', text: 'Words.', policy: { ...PLAIN, mode: 'open' } },
    calling,
  )
  const newer = { ...letter, to: ['mara'], replaces: sent.ref }
  expect(await refusalOf(() => api.letters.send(newer))).toBe('NOT_FROM_A_PHONE')
  expect(await api.letters.send({ ...letter, to: ['mara'] })).toMatchObject({ state: 'notified' })
})

test('a phone that only answers leaves other drafts and files alone', async () => {
  const { kim, api, tunnel, ref } = await makeReader()
  const { draft } = await kim.do.drafts.save(
    { to: ['noa'], typed: [], subject: 'Mine', text: 'Words.', tags: [], policy: PLAIN },
    calling,
  )
  const words = { subject: 'Mine', text: 'Other words.', to: ['mara'], replyTo: ref }
  expect(await refusalOf(() => api.drafts.remove({ draft }))).toBe('NOT_FROM_A_PHONE')
  expect(await refusalOf(() => api.drafts.save({ ...words, draft }))).toBe('NOT_FROM_A_PHONE')
  expect(await refusalOf(() => api.drafts.save({ ...words, draft, begins: true }))).toBe('NOT_FROM_A_PHONE')
  expect(await refusalOf(() => api.drafts.save({ subject: 'New', to: ['mara'] }))).toBe('NOT_FROM_A_PHONE')
  expect(await kim.do.drafts.get({ draft }, calling)).toMatchObject({ text: 'Words.' })

  const secret = Buffer.from('secret')
  const { file } = await kim.files.add({
    ...{ name: 'secret.txt', size: secret.length, sealing: 'cd'.repeat(16) },
    body: (async function* () {
      yield secret
    })(),
  })
  const answer = { ...words, attachments: [file] }
  expect(await refusalOf(() => api.letters.send(answer))).toBe('NOT_FROM_A_PHONE')
  expect(
    await refusalOf(() => api.talks.say({ with: 'mara', text: 'x', replyTo: ref, attachments: [file] })),
  ).toBe('NOT_FROM_A_PHONE')
  expect(await refusalOf(() => api.drafts.save(answer))).toBe('NOT_FROM_A_PHONE')
  expect(await refusalOf(() => api.files.describe({ file, width: 1 }))).toBe('NOT_FROM_A_PHONE')
  expect(await refusalOf(() => api.files.cancel({ sealing: 'cd'.repeat(16) }))).toBe('NOT_FROM_A_PHONE')

  const stored = await fetchBy(tunnel, `/file/?name=own.txt&sealing=${'ef'.repeat(16)}`, {
    headers: { 'content-length': '3' },
    body: Buffer.from('own'),
  })
  const own = (JSON.parse(stored.body.toString()) as { file: string }).file
  const saved = await api.drafts.save({ ...words, attachments: [own] })
  await api.drafts.save({ ...words, text: 'Again.', attachments: [own], draft: saved.draft })
  expect(await api.drafts.send({ draft: saved.draft })).toMatchObject({ state: 'notified' })
})
