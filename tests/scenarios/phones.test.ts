// A phone uses its home by the far door: it is paired, reads, writes, fetches, and is ended.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { EngineEvent, EventSource } from '../../src/core/contract/events.ts'
import { fetchBy, openFarDoor, TestPhone } from '../support/far-phone.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { calling, eventually, Person } from '../support/person.ts'
import { usePhoneHome } from '../support/phone-home.ts'

const { openHome: makeHome, closing } = usePhoneHome()

test('a phone whose digits are typed at home reads, writes and hears as the page does', async () => {
  const { kim, mara, links } = await makeHome()
  const { client, row } = await TestPhone.paired(kim, links)
  expect(row).toMatchObject({ rights: 'all', isOpen: true, push: false })
  const { api } = client
  expect(await api.phones.self()).toMatchObject({ phone: row.phone, home: 'kim', rights: 'all' })
  const heard: string[] = []
  api.events.subscribe(({ type }) => heard.push(type))
  const ref = await mara.write(kim, 'Lunch', 'On Thursday?')
  await eventually(() => heard.includes('letter-arrived'), 'the phone hears of it')
  expect(await api.letters.read({ ref })).toMatchObject({ text: 'On Thursday?' })
  await api.letters.send({ to: ['mara'], subject: 'Yes', text: 'At noon.', replyTo: ref })
  await eventually(async () => (await mara.list()).some(({ subject }) => subject === 'Yes'), 'it arrives')
})

test('a phone fetches ranges of files and stores one, and gets no export', async () => {
  const { kim, links } = await makeHome()
  const { tunnel } = await TestPhone.paired(kim, links)
  const bytes = randomBytes(1_500_000)
  const sealing = 'ab'.repeat(16)
  const headers = { 'content-length': `${bytes.length}` }
  const sent = await fetchBy(tunnel, `/file/?name=a.bin&sealing=${sealing}`, { headers, body: bytes })
  expect(sent.status).toBe(200)
  const { file } = JSON.parse(sent.body.toString()) as { file: string }
  const whole = await fetchBy(tunnel, `/file/${file}`)
  expect([whole.status, whole.body.equals(bytes)]).toEqual([200, true])
  const part = await fetchBy(tunnel, `/file/${file}`, { headers: { range: 'bytes=700000-799999' } })
  expect([part.status, part.body.equals(bytes.subarray(700_000, 800_000))]).toEqual([206, true])
  expect(part.headers['content-range']).toBe('bytes 700000-799999/1500000')
  const places = [
    '/file/.\\export.zip',
    '/file/%2e\\export.zip',
    '/file/export.zip',
    '/file/import',
    '/file/passing',
    '/',
    '/file/../engine',
    '/file/unknown',
  ]
  for (const path of places) expect((await fetchBy(tunnel, path)).status, path).toBe(404)
})

test('a revoked phone gets not a byte more, and its key opens nothing', async () => {
  const { kim, links } = await makeHome()
  const { phone, row, tunnel, client } = await TestPhone.paired(kim, links)
  const bytes = randomBytes(8_000_000)
  // The film is long enough that it cannot end before the revocation on a busy machine.
  const times = 10
  const { file } = await kim.files.add({
    ...{ name: 'film.bin', size: times * bytes.length, sealing: 'cd'.repeat(16) },
    body: (async function* () {
      for (let i = 0; i < times; i++) yield bytes
    })(),
  })
  let got = 0
  const reading = fetchBy(tunnel, `/file/${file}`, { onBytes: () => (got += 1) })
  await eventually(() => got > 2, 'the film comes')
  const storing = fetchBy(tunnel, `/file/?name=b.bin&sealing=${'ef'.repeat(16)}`, {
    headers: { 'content-length': '4000000' },
    body: bytes.subarray(0, 2_000_000),
  })
  const calls = [client.api.letters.list(), client.api.files.list()]
  const ended = Promise.allSettled([reading, storing, ...calls])
  await kim.do.phones.revoke({ phone: row.phone }, calling)
  const before = links.sent
  const states = (await ended).map(({ status }) => status)
  expect(states.slice(0, 2)).toEqual(['rejected', 'rejected'])
  expect(links.sent).toBe(before)
  expect(await kim.do.phones.list({}, calling)).toEqual([])
  await expect(phone.connect()).rejects.toThrow(/revoked/)
})

test('a phone that is revoked during its handshake is not served', async () => {
  const { kim, links } = await makeHome()
  const { phone, row, tunnel } = await TestPhone.paired(kim, links)
  tunnel.close('done')
  const connecting = Promise.allSettled([phone.connect(), phone.connect(), phone.connect()])
  await kim.do.phones.revoke({ phone: row.phone }, calling)
  for (const one of await connecting) {
    if (one.status === 'rejected') continue
    await expect(one.value.client.api.letters.list()).rejects.toMatchObject({ code: 'UNREACHABLE' })
  }
})

test('a second device on the link ends both, and other digits end the link', async () => {
  const { kim, links } = await makeHome()
  await kim.do.phones.setDoor({ isOn: true }, calling)
  const { link } = await kim.do.phones.add({ isReadOnly: false }, calling)
  const make = () => TestPhone.create((route) => links.dial(route).phone)
  const [own, thief] = [await make(), await make()]
  const first = await own.pair(link)
  await eventually(async () => (await kim.do.phones.waiting({}, calling)) !== null, 'one waits')
  const second = await thief.pair(link)
  expect([await first.verdict, await second.verdict]).toEqual([{ refused: 'used' }, { refused: 'used' }])
  expect(await kim.do.phones.waiting({}, calling)).toMatchObject({ isSecond: true })

  const again = await own.pair((await kim.do.phones.add({ isReadOnly: false }, calling)).link)
  await eventually(async () => (await kim.do.phones.waiting({}, calling)) !== null, 'it waits')
  const wrong = again.code === '000000' ? '000001' : '000000'
  await expect(kim.do.phones.confirm({ code: wrong }, calling)).rejects.toMatchObject({ code: 'INVALID' })
  expect(await again.verdict).toEqual({ refused: 'wrong' })
  await expect(kim.do.phones.confirm({ code: again.code }, calling)).rejects.toMatchObject({
    code: 'INVALID',
  })
  expect(await kim.do.phones.list({}, calling)).toEqual([])
})

test('what a phone sent is listed after it is lost, and is recalled by one act', async () => {
  const { kim, mara, links } = await makeHome()
  const { client, row } = await TestPhone.paired(kim, links)
  const { ref } = await client.api.letters.send({ to: ['mara'], subject: 'Send money', text: 'Today.' })
  const { draft } = await client.api.drafts.save({ to: ['mara'], subject: 'Again', text: 'Please.' })
  await client.api.drafts.send({ draft })
  await client.api.drafts.send({ draft })
  await mara.arrival(ref)
  await kim.do.phones.revoke({ phone: row.phone }, calling)
  const acts = await kim.do.phones.acts({ phone: row.phone }, calling)
  expect(acts.map(({ call, about }) => `${call} ${about}`).sort()).toEqual([
    'drafts.send mara: Again',
    'letters.send mara: Send money',
  ])
  for (const { act } of acts) await kim.do.phones.undo({ act }, calling)
  await eventually(
    async () => (await mara.list()).every(({ state }) => state === 'recalled'),
    'both are recalled',
  )
  expect(await kim.do.phones.acts({ phone: row.phone }, calling)).toEqual([])
})

test('a phone may not do what outlives it, and one that only answers begins nothing', async () => {
  const { kim, mara, links } = await makeHome()
  const { client } = await TestPhone.paired(kim, links)
  const { api } = client
  const file = { path: '/etc/passwd' }
  for (const call of [() => api.home.words(), () => api.files.add(file), () => api.phones.list()])
    await expect(call()).rejects.toMatchObject({ code: 'NOT_FROM_A_PHONE' })
  for (const call of [
    () => api.people.block({ person: 'mara' }),
    () => api.templates.setSignature({ text: 'Eve' }),
    () => api.letters.send({ to: ['public'], subject: 'Post', text: 'For all.' }),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'PHONE_LOCKED' })
  const { draft: post } = await api.drafts.save({ to: ['public'], subject: 'Post', text: 'For all.' })
  await expect(api.drafts.send({ draft: post })).rejects.toMatchObject({ code: 'PHONE_LOCKED' })
  expect(await api.drafts.get({ draft: post })).toMatchObject({ subject: 'Post' })

  const { client: reader } = await TestPhone.paired(kim, links, true)
  const ref = await mara.write(kim, 'Lunch', 'On Thursday?')
  await eventually(async () => (await kim.list()).length > 0, 'it arrives')
  expect(await reader.api.letters.read({ ref })).toMatchObject({ text: 'On Thursday?' })
  const letter = { to: ['mara'], subject: 'Hello', text: 'Words.' }
  await expect(reader.api.letters.send(letter)).rejects.toMatchObject({ code: 'NOT_FROM_A_PHONE' })
  await expect(reader.api.drafts.save(letter)).rejects.toMatchObject({ code: 'NOT_FROM_A_PHONE' })
  const { draft } = await api.drafts.save(letter)
  await expect(reader.api.drafts.send({ draft })).rejects.toMatchObject({ code: 'NOT_FROM_A_PHONE' })
  const said = { with: 'mara', text: 'Words.' }
  await expect(reader.api.talks.say(said)).rejects.toMatchObject({ code: 'NOT_FROM_A_PHONE' })
  expect(await reader.api.letters.send({ ...letter, replyTo: ref })).toMatchObject({ state: 'notified' })
})

test('an upload that is longer or shorter than it says is reset', async () => {
  const { kim, links } = await makeHome()
  const { tunnel } = await TestPhone.paired(kim, links)
  const store = (length: string) =>
    fetchBy(tunnel, `/file/?name=a&sealing=${'ab'.repeat(16)}`, {
      headers: { 'content-length': length },
      body: randomBytes(1000),
    })
  await expect(store('999')).rejects.toThrow('reset')
  await expect(store('1001')).rejects.toThrow('reset')
  expect((await store('abc')).status).toBe(404)
})

test('a phone that was revoked cannot spoil the link of another by its old route', async () => {
  const { kim, links } = await makeHome()
  const { row, phone: former } = await TestPhone.paired(kim, links)
  await kim.do.phones.revoke({ phone: row.phone }, calling)
  const { link } = await kim.do.phones.add({ isReadOnly: false }, calling)
  const thief = await former.again()
  expect((await thief.dial()).answer).toEqual({ kind: 'refused', why: 'unknown' })
  const own = await TestPhone.create((route) => links.dial(route).phone)
  await own.pair(link)
  await eventually(async () => (await kim.do.phones.waiting({}, calling)) !== null, 'it waits')
})

test('a closed door ends the link that waits for a phone', async () => {
  const { kim, links } = await makeHome()
  await kim.do.phones.setDoor({ isOn: true }, calling)
  const { link } = await kim.do.phones.add({ isReadOnly: false }, calling)
  await kim.do.phones.setDoor({ isOn: false }, calling)
  await kim.do.phones.setDoor({ isOn: true }, calling)
  const phone = await TestPhone.create((route) => links.dial(route).phone)
  await expect(phone.pair(link)).rejects.toThrow(/unknown/)
})

test('a device that proves twice loses its link', async () => {
  const { kim, links } = await makeHome()
  await kim.do.phones.setDoor({ isOn: true }, calling)
  const phone = await TestPhone.create((route) => links.dial(route).phone)
  const { verdict, tunnel } = await phone.pair((await kim.do.phones.add({ isReadOnly: false }, calling)).link)
  tunnel.send('pair', randomBytes(40))
  await expect(verdict).rejects.toThrow()
})

test('a link that comes while the home is closed is refused', async () => {
  const { kim, links } = await makeHome()
  const { phone, tunnel } = await TestPhone.paired(kim, links)
  tunnel.close('done')
  await kim.stop()
  await expect(phone.connect()).rejects.toThrow()
})

test('a first message can be copied, so it carries only what nobody learns of', async () => {
  const { kim, links } = await makeHome()
  const { phone, tunnel } = await TestPhone.paired(kim, links)
  tunnel.close('done')
  const read = JSON.stringify({ id: 1, call: 'letters.read', input: { ref: 'x' } })
  await expect(phone.dial([read])).rejects.toThrow()
  // These ask other homes.
  const archive = { id: 1, call: 'follows.archive', input: { who: 'x' } }
  await expect(phone.dial([JSON.stringify(archive)])).rejects.toThrow()
  const history = { id: 1, call: 'letters.history', input: { ref: 'x', waitMs: 1000 } }
  await expect(phone.dial([JSON.stringify(history)])).rejects.toThrow()
  const list = JSON.stringify({ id: 1, call: 'letters.list', input: {} })
  const { answer } = await phone.dial([list])
  expect(answer.kind).toBe('known')
})

test('a copy of a first message shows no phone; what only the phone can send does', async () => {
  const { kim, links } = await makeHome()
  const { phone, row, tunnel } = await TestPhone.paired(kim, links)
  const find = async () => (await kim.do.phones.list({}, calling))[0]!
  // It has sent nothing since it was paired.
  expect([row.seenAt, (await find()).isOpen]).toEqual([null, true])
  tunnel.close('done')
  await eventually(async () => !(await find()).isOpen, 'it has left')
  const told: string[] = []
  closing.push(kim.do.events.subscribe(({ type }) => told.push(type)))
  const list = JSON.stringify({ id: 1, call: 'letters.list', input: {} })
  const kept = new Promise<Uint8Array>((resolve) => (links.keep = resolve))
  void phone.dial([list])
  const first = await kept
  links.keep = null
  const copy = links.dial(links.routes[0]!)
  let answers = 0
  copy.phone.onMessage(() => answers++)
  copy.phone.send(first)
  await eventually(() => answers > 1, 'the copy is answered')
  expect(await find()).toMatchObject({ isOpen: false, seenAt: null })
  copy.cut()
  // Its calls ride in the first message, and it acknowledges their answers.
  const { tunnel: own } = await phone.dial([list])
  own.channel.onFrame(() => undefined)
  await eventually(async () => (await find()).seenAt !== null, 'it is seen')
  expect((await find()).isOpen).toBe(true)
  expect(told.filter((type) => type === 'phones-changed')).toHaveLength(1)
})

test('a closed door ends every phone, and the routes are shut', async () => {
  const { kim, links } = await makeHome()
  const { phone, tunnel } = await TestPhone.paired(kim, links)
  let reason = ''
  tunnel.onClose((why) => (reason = why))
  await kim.do.phones.setDoor({ isOn: false }, calling)
  await eventually(() => reason !== '', 'its tunnel ends')
  expect(links.routes).toEqual([])
  await expect(phone.connect()).rejects.toThrow()
})

test('the events of a home are numbered anew once another was open', async () => {
  const network = new MemoryNetwork()
  const [kim, mara] = [await Person.create('kim', network), await Person.create('mara', network)]
  closing.push(
    () => kim.remove(),
    () => mara.remove(),
  )
  let open = kim
  const listeners = new Set<(event: EngineEvent) => void>()
  const turnTo = (person: Person): void => {
    open = person
    for (const listener of [...listeners]) listener({ type: 'home-changed' })
  }
  const events: EventSource = {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const { links, door } = await openFarDoor(kim, { findPhones: () => open.home.phones, events })
  closing.push(() => door.close())
  const { phone, tunnel } = await TestPhone.paired(kim, links)
  tunnel.close('done')
  const first = (await phone.dial()).answer
  if (first.kind !== 'known') throw new Error('not known')
  const { run, event } = first.resumed!
  expect((await phone.dial([], { run, event })).answer).toMatchObject({ resumed: { how: 'current' } })
  turnTo(mara)
  turnTo(kim)
  expect((await phone.dial([], { run, event })).answer).toMatchObject({ resumed: { how: 'reread' } })
})

test('a network that uses up its handshakes keeps no phone of another network out', async () => {
  const { kim, links } = await makeHome()
  const { phone, tunnel } = await TestPhone.paired(kim, links)
  tunnel.close('done')
  const route = links.routes[0]!
  const reasons: string[] = []
  for (const network of ['198.51.100.0/24', '192.0.2.0/24'])
    for (let count = 0; count < 30; count++) {
      const { phone: end } = links.dial(route, network)
      end.onClose((reason) => reasons.push(reason))
      end.send(randomBytes(200))
    }
  await eventually(() => reasons.length === 60, 'all are refused')
  expect(reasons.filter((reason) => reason === 'too many at once')).toHaveLength(20)
  const { client } = await phone.connect()
  expect(await client.api.letters.list()).toEqual([])
})
