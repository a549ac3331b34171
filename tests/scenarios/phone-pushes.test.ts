// A phone whose page is not in view gets a message from its home through its push service, with as
// much of the letter as its person chose.
import { expect, test } from 'vitest'
import { ORIGIN, TestPhone } from '../support/far-phone.ts'
import { calling, eventually } from '../support/person.ts'
import { usePhoneHome } from '../support/phone-home.ts'
import { PushBrowser, PushService } from '../support/push-service.ts'

const { openHome, closing } = usePhoneHome()

async function makeHome(answers: number[] = []) {
  const service = await PushService.open(answers)
  closing.push(() => service.close())
  const { kim, mara, links } = await openHome({ pushNetwork: service.network })
  const pairPhone = () => TestPhone.paired(kim, links)
  const list = () => kim.do.phones.list({}, calling)
  const pushed = (path: string, count: number) =>
    eventually(() => service.at(path).length === count, `${count} messages at ${path}`)
  return { service, kim, mara, pairPhone, list, pushed }
}

test('each phone gets as much as its person chose, and all messages are of one length', async () => {
  const { service, kim, mara, pairPhone, list, pushed } = await makeHome()
  const browsers: PushBrowser[] = []
  for (const [at, words] of (['arrival', 'name', 'subject'] as const).entries()) {
    const { client } = await pairPhone()
    const browser = new PushBrowser(`${service.origin}/${at}`)
    const language = words === 'subject' ? 'ja' : 'en'
    const { subscription } = browser
    const own = await client.api.phones.setPush({ subscription, words, language })
    expect(own.push).toMatchObject({ endpoint: subscription.endpoint, words })
    expect(Buffer.from(own.push.key, 'base64url')).toHaveLength(65)
    await client.api.phones.showing({ isInView: false, isVisible: false })
    browsers.push(browser)
  }
  expect((await list()).map(({ push }) => push)).toEqual([true, true, true])
  const ref = await mara.write(kim, 'Lunch on Thursday', 'At noon?')
  for (const at of browsers.keys()) await pushed(`/${at}`, 1)
  const { boxes, news } = await kim.do.home.standing({}, calling)
  const badge = `${boxes.inbox.unreadThreads + news}`
  const shown = browsers.map((browser, at) => browser.show(service.at(`/${at}`)[0]!))
  expect(shown.map(({ notification: { title, body } }) => [title, body])).toEqual([
    ['A letter has arrived', ''],
    ['A letter from mara', ''],
    ['maraさんからの手紙', 'Lunch on Thursday'],
  ])
  expect(shown[0]).toMatchObject({
    web_push: 8030,
    notification: { app_badge: badge, tag: 'inbox', lang: 'en' },
  })
  const { navigate } = shown[0]!.notification
  expect(navigate).toBe(`${ORIGIN}/#/inbox/${encodeURIComponent(ref.replace('fumikura://ref/', ''))}`)
  expect(new Set(service.received.map(({ body }) => body.byteLength)).size).toBe(1)
})

test('no message for a page in view, for a muted thread, and after its end', async () => {
  const { service, kim, mara, pairPhone, list, pushed } = await makeHome()
  const { client, row } = await pairPhone()
  const { subscription } = new PushBrowser(`${service.origin}/a`)
  const marker = new PushBrowser(`${service.origin}/marker`)
  const other = await pairPhone()
  const arrival = { words: 'arrival', language: 'en' } as const
  await client.api.phones.setPush({ subscription, ...arrival })
  await other.client.api.phones.setPush({ subscription: marker.subscription, ...arrival })
  await other.client.api.phones.showing({ isInView: false, isVisible: false })

  const ref = await mara.write(kim, 'In view', 'Seen.')
  await pushed('/marker', 1)
  expect(service.at('/a')).toEqual([])

  await client.api.phones.showing({ isInView: false, isVisible: false })
  await kim.do.threads.mute({ ref, muted: { until: null } }, calling)
  await mara.write(kim, 'Muted', 'Again.', { replyTo: ref })
  await mara.write(kim, 'Hidden', 'Now.')
  await pushed('/a', 1)

  await kim.do.phones.revoke({ phone: row.phone }, calling)
  await mara.write(kim, 'Removed', 'Not there.')
  await pushed('/marker', 3)
  // One of a muted thread would have come in between.
  expect(service.at('/a')).toHaveLength(1)
  expect((await list()).map(({ push }) => push)).toEqual([true])
  await other.client.api.phones.setPush({ subscription: null, ...arrival })
  expect((await list()).map(({ push }) => push)).toEqual([false])
})

test('a phone that lost its line gets a message, and one that left its service none any longer', async () => {
  const { service, kim, mara, pairPhone, list, pushed } = await makeHome([503, 410])
  const { client, tunnel } = await pairPhone()
  const { subscription } = new PushBrowser(`${service.origin}/a`)
  await client.api.phones.setPush({ subscription, words: 'name', language: 'en' })
  tunnel.close('no line')
  await mara.write(kim, 'One', 'The service is busy.')
  await pushed('/a', 1)
  expect((await list()).map(({ push }) => push)).toEqual([true])
  await mara.write(kim, 'Two', 'The browser has left.')
  await eventually(async () => !(await list())[0]!.push, 'it is dropped')
  const { push } = await kim.do.doctor.report({}, calling)
  expect(push).toMatchObject({ phones: 0, last: { status: 410 } })
})

test('only a subscription at a known service is taken, and only from a phone', async () => {
  const { service, kim, pairPhone, list } = await makeHome()
  const { client } = await pairPhone()
  const { subscription } = new PushBrowser(`${service.origin}/a`)
  const more = { words: 'name', language: 'en' } as const
  const endpoint = 'https://169.254.169.254/latest'
  const p256dh = Buffer.alloc(65, 4).toString('base64url')
  for (const wrong of [
    { ...subscription, endpoint },
    { ...subscription, endpoint: `${service.origin.replace('localhost', '127.0.0.1')}/a` },
    { ...subscription, p256dh },
    { ...subscription, auth: 'short' },
  ])
    await expect(client.api.phones.setPush({ subscription: wrong, ...more })).rejects.toMatchObject({
      code: 'INVALID',
    })
  await expect(kim.do.phones.setPush({ subscription, ...more }, calling)).rejects.toMatchObject({
    code: 'INVALID',
  })
  expect((await list())[0]!.push).toBe(false)
})
