// While a home is away, its station wakes its phones by messages that the home has left there. The
// station reads none of them, and the push service cannot tell them from others.
import { afterEach, expect, test } from 'vitest'
import { postPush } from '../../../src/main/host/push/index.ts'
import { comeBack, isDropped, join, knowsStations, useCustomers } from '../../support/customers.ts'
import { openFarDoor, TestPhone } from '../../support/far-phone.ts'
import { calling, eventually } from '../../support/person.ts'
import { PushBrowser, PushService } from '../../support/push-service.ts'
import type { TestStation } from '../../support/station.ts'

const { person, station, pair } = useCustomers()
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Kim, whose phone wants to be told, with a station; and mara, who writes. */
async function makeHome(answers: number[] = []) {
  const service = await PushService.open(answers)
  closing.push(() => service.close())
  const cellar = await station('cellar', {
    wakePatienceMs: 20,
    post: (post, signal) => postPush(post, { ...service.network, signal }),
  })
  const [kim, mara] = [await person('kim'), await person('mara')]
  await pair(kim, mara)
  await join(kim, cellar)
  await knowsStations(mara, kim)
  const serve = async () => {
    const { links, door } = await openFarDoor(kim, { pushNetwork: service.network })
    closing.push(() => door.close())
    return { links, close: () => door.close() }
  }
  const served = await serve()
  const { client, row } = await TestPhone.paired(kim, served.links)
  const browser = new PushBrowser(`${service.origin}/a`)
  const { subscription } = browser
  await client.api.phones.setPush({ subscription, words: 'subject', language: 'ja' })
  await hasWakes(cellar, 1)
  const goAway = async (): Promise<void> => {
    served.close()
    await kim.stop()
  }
  return { service, cellar, kim, mara, client, row, browser, serve, goAway }
}

const hasWakes = (cellar: TestStation, count: number): Promise<void> =>
  eventually(() => cellar.do.phones().wakes === count, `${count} phones to wake`)

test('while home is away the station wakes its phones, with a message that it cannot read', async () => {
  const { service, cellar, kim, mara, client, browser, goAway } = await makeHome()
  await client.api.phones.showing({ isInView: false, isVisible: false })
  const here = await mara.write(kim, 'Here', 'Home is on.')
  await kim.arrival(here)
  await eventually(() => service.received.length === 1, 'home itself posts a message')
  const card = kim.home.parts.identity
  await goAway()

  const away = await mara.write(kim, 'Lunch on Thursday', 'At noon?')
  await isDropped(mara, card)
  await eventually(() => service.received.length === 2, 'the station posts one')
  const [ofHome, ofStation] = service.received.map((push) => browser.show(push).notification)
  expect(ofHome).toMatchObject({ title: 'maraさんからの手紙', body: 'Here' })
  expect(ofStation).toMatchObject({ title: '手紙が届きました', body: '', lang: 'ja', tag: 'inbox' })
  expect(ofStation).not.toHaveProperty('app_badge')
  const [first, second] = service.received
  expect(second!.body.byteLength).toBe(first!.body.byteLength)
  expect(second!.headers).toMatchObject({
    ...{ ttl: first!.headers.ttl, topic: first!.headers.topic, urgency: first!.headers.urgency },
  })
  expect(second!.headers.authorization).toMatch(/^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=[\w-]{87}$/)
  expect(cellar.do.phones()).toMatchObject({ wakes: 1, posted: 1 })

  await comeBack(kim)
  await kim.arrival(away)
})

test('a browser that left its service is dropped, by the station and then by home', async () => {
  const { service, kim, mara, cellar, serve, goAway } = await makeHome([410])
  const card = kim.home.parts.identity
  await goAway()
  await mara.write(kim, 'One', 'Are you there?')
  await isDropped(mara, card)
  await hasWakes(cellar, 0)
  expect(service.received).toHaveLength(1)
  await comeBack(kim)
  await serve()
  const list = () => kim.do.phones.list({}, calling)
  await eventually(async () => !(await list())[0]!.push, 'home drops it')
})

test.each<[string, (home: Awaited<ReturnType<typeof makeHome>>) => Promise<unknown>]>([
  [
    'wants no messages',
    ({ client }) => client.api.phones.setPush({ subscription: null, words: 'name', language: 'en' }),
  ],
  ['was removed', ({ kim, row }) => kim.do.phones.revoke({ phone: row.phone }, calling)],
  ['may not come', ({ kim }) => kim.do.phones.setDoor({ isOn: false }, calling)],
])('the station forgets a phone that %s', async (_, act) => {
  const home = await makeHome()
  await act(home)
  await hasWakes(home.cellar, 0)
})
