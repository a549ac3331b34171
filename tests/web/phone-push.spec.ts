// A phone tells of new letters: its page asks once, home gets the subscription, and the worker shows
// each message. Chromium without a window has no push service, so a stand-in subscribes; the page, the
// worker, the station and the home are real.
import { createECDH, randomBytes } from 'node:crypto'
import type { BrowserContext, Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'
import { declineLock, pairPhone, PHONE } from './support/phone.ts'
import { openStation, type Station } from './support/station.ts'

let world: World
let station: Station
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  station = await openStation(world)
})
test.afterAll(async () => {
  await station.end('SIGKILL')
  await world.close()
})

/** A subscription at a known service. No letter arrives in this test, so nobody posts there. */
async function subscribeByStandIn(context: BrowserContext): Promise<void> {
  const keys = {
    p256dh: createECDH('prime256v1').generateKeys('base64url'),
    auth: randomBytes(16).toString('base64url'),
  }
  await context.addInitScript((given) => {
    let current: object | null = null
    const subscribe = (options: { applicationServerKey: Uint8Array<ArrayBuffer> }): object =>
      (current = {
        endpoint: 'https://fcm.googleapis.com/fcm/send/stand-in',
        options: { applicationServerKey: options.applicationServerKey.slice().buffer },
        toJSON: () => ({ keys: given }),
        unsubscribe: () => Promise.resolve((current = null) === null),
      })
    // Without a window Chromium says "denied" here, also of what it has granted.
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' })
    Object.assign(PushManager.prototype, {
      getSubscription: () => Promise.resolve(current),
      subscribe: (options: never) => Promise.resolve(subscribe(options)),
    })
  }, keys)
}

async function pair(phone: Page): Promise<void> {
  await pairPhone(phone, world)
  await declineLock(phone)
}

const isPushed = async (): Promise<boolean> =>
  (await world.alice.run<{ push: boolean }[]>(['phone', 'list']))[0]!.push

/** What the worker has shown. To show it ends a Chromium without a window. */
async function watchShown(context: BrowserContext): Promise<() => Promise<string[]>> {
  const [worker] = context.serviceWorkers()
  await worker!.evaluate(() => {
    const all: string[] = []
    Object.assign(globalThis, { shown: all })
    ServiceWorkerRegistration.prototype.showNotification = (title, options) => {
      all.push(`${title} (${(options!.data as { navigate: string }).navigate})`)
      return Promise.resolve()
    }
  })
  return () => worker!.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)
}

/** Gives the worker a message, as the browser does after it has opened its seal. */
async function deliver(phone: Page, data: string): Promise<void> {
  const browser = await phone.context().newCDPSession(phone)
  const registered = new Promise<string>((resolve) => {
    browser.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations
      if (one !== undefined) resolve(one.registrationId)
    })
  })
  await browser.send('ServiceWorker.enable')
  await browser.send('ServiceWorker.deliverPushMessage', {
    ...{ origin: station.ready.phones, registrationId: await registered, data },
  })
  await browser.detach()
}

test('a phone is asked once, shows each message, and stops when it is switched off', async ({ browser }) => {
  const context = await browser.newContext(PHONE)
  await context.grantPermissions(['notifications'], { origin: station.ready.phones })
  await subscribeByStandIn(context)
  const phone = await context.newPage()
  await pair(phone)
  const offer = phone.getByRole('dialog', { name: 'Shall this phone tell you about new letters?' })
  await expect(offer).toBeVisible()
  await offer.getByRole('button', { name: 'Tell me' }).tap()
  await expect(offer).toBeHidden()
  await expect.poll(isPushed).toBe(true)

  const shown = await watchShown(context)
  const address = `${station.ready.phones}/#/archive`
  const notification = { title: 'A letter from Kim', body: '', lang: 'en', tag: 'inbox', navigate: address }
  await deliver(phone, JSON.stringify({ web_push: 8030, notification }))
  await deliver(phone, 'no message of a home')
  await expect.poll(shown).toEqual([`A letter from Kim (${address})`, 'A letter has arrived (/#/inbox)'])

  await phone.evaluate(() => (location.hash = '#/settings/notifications'))
  await phone.getByRole('switch', { name: 'Tell me about new letters' }).tap()
  await expect.poll(isPushed).toBe(false)
  await context.close()
})
