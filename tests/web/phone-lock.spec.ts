// The lock of a phone, with the virtual authenticator of Chromium: what a locked phone shows, what
// opens it, and what becomes of the words that wait on it. Browsers make passkeys for names only,
// so the page is at localhost.
import type { BrowserContext, Locator, Page } from '@playwright/test'
import { findPorts } from '../support/mail-servers/daemon.ts'
import { faultsOf } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'
import { pairPhone, PHONE } from './support/phone.ts'
import { openStation, type Station } from './support/station.ts'

const WORDS = /Persimmons|boxes/
const PIN = '271828'

let world: World
let station: Station
let context: BrowserContext
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  const [port] = await findPorts(1)
  station = await openStation(world, ['--web', `127.0.0.1:${port}`, '--phones', `http://localhost:${port}`])
  const letter = ['--to', 'alice', '--subject', 'Persimmons', '--text', 'Two boxes are on their way.']
  await world.alice.receives(await world.bob.send(letter))
})
test.afterAll(async () => {
  await station.end('SIGKILL')
  await world.close()
})
test.afterEach(async () => {
  await context.close()
  for (const { phone } of await world.alice.run<{ phone: string }[]>(['phone', 'list']))
    await world.alice.run(['phone', 'revoke', phone])
})

/**
 * Returns what decides whether somebody is there whom the phone can see. Without anybody it waits.
 * It is never told that it sees a stranger: after that the virtual authenticator refuses everybody.
 */
async function addAuthenticator(
  phone: Page,
  hasPrf: boolean,
): Promise<(isThere: boolean) => Promise<unknown>> {
  await phone.addInitScript(countQuestions)
  const browser = await phone.context().newCDPSession(phone)
  await browser.send('WebAuthn.enable')
  const { authenticatorId } = await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasPrf },
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    },
  })
  return (enabled) => browser.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
}

/** Runs in the page: counts how often its browser was asked for a passkey. */
function countQuestions(): void {
  const ask = navigator.credentials.get.bind(navigator.credentials)
  const counted = Object.assign(window, { questions: 0 })
  navigator.credentials.get = (options) => {
    counted.questions++
    return ask(options)
  }
}

async function pair(phone: Page): Promise<Locator> {
  await pairPhone(phone, world)
  const offer = phone.getByRole('dialog', { name: 'Lock Fumikura on this phone?' })
  await expect(offer).toBeVisible()
  return offer
}

const rowOf = (phone: Page): Locator =>
  phone.getByRole('list', { name: 'Inbox' }).getByRole('link', { name: /Persimmons/ })
const unlockButton = (phone: Page): Locator => phone.getByRole('button', { name: 'Unlock', exact: true })
const lockOf = async (): Promise<string | null> =>
  (await world.alice.run<{ lock: string | null }[]>(['phone', 'list']))[0]!.lock

async function expectLocked(phone: Page): Promise<void> {
  await expect(phone.getByRole('heading', { name: 'Fumikura is locked' })).toBeVisible()
  expect(await phone.content()).not.toMatch(WORDS)
  expect(await phone.title()).toBe('Fumikura')
  expect(new URL(phone.url()).hash).toBe('')
}

/** What can be read of the sealed rows by the secret that is kept beside them; null without one. */
const hasSecret = (phone: Page): Promise<boolean> =>
  phone.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        const opening = indexedDB.open('fumikura.far')
        opening.onsuccess = () => {
          const found = opening.result.transaction('home').objectStore('home').get('cache')
          found.onsuccess = () => {
            opening.result.close()
            resolve(found.result !== undefined)
          }
        }
      }),
  )

test('a locked phone shows nothing, opens for its owner, and its lock can be changed and removed', async ({
  browser,
}) => {
  context = await browser.newContext(PHONE)
  const phone = await context.newPage()
  const setThere = await addAuthenticator(phone, true)
  const offer = await pair(phone)
  await offer.getByRole('button', { name: 'Face, finger or screen lock' }).tap()
  await expect(offer).toBeHidden()
  expect(await lockOf()).toBe('passkey')
  expect(await hasSecret(phone)).toBe(false)
  await rowOf(phone).tap()
  await phone.getByRole('button', { name: 'Open the letter' }).tap()
  const words = phone.getByRole('article').getByText('Two boxes are on their way.')
  await expect(words).toBeVisible()

  await phone.reload()
  await expectLocked(phone)
  await setThere(false)
  await unlockButton(phone).tap()
  // It would open at once if it were asked after its owner is back.
  await expect.poll(() => phone.evaluate('window.questions')).toBe(1)
  await expectLocked(phone)
  await setThere(true)
  await unlockButton(phone).tap()
  // It opens where it was.
  await expect(words).toBeVisible()
  await expect(phone.getByRole('dialog')).toHaveCount(0)

  await phone.evaluate(() => (location.hash = '#/settings/lock'))
  const section = phone.getByRole('region', { name: 'Lock', exact: true })
  await expect(section).toContainText('is sealed with it')
  await section.getByRole('button', { name: 'Change…' }).tap()
  const asked = phone.getByRole('dialog', { name: 'Is it you?' })
  await unlockButton(phone).tap()
  await expect(asked).toBeHidden()
  const change = phone.getByRole('dialog', { name: 'Another lock for this phone' })
  await change.getByRole('button', { name: 'Use a PIN' }).tap()
  await change.getByLabel('Choose six digits').pressSequentially(PIN)
  await change.getByLabel('The same six digits again').pressSequentially('000000')
  await expect(change.getByText('Those weren’t the same digits.')).toBeVisible()
  await change.getByLabel('Choose six digits').pressSequentially(PIN)
  await change.getByLabel('The same six digits again').pressSequentially(PIN)
  await expect(change).toBeHidden()
  await expect(section).toContainText('Locked with a PIN')
  expect(await lockOf()).toBe('pin')

  await phone.reload()
  await expectLocked(phone)
  const field = phone.getByLabel('PIN, six digits')
  await field.pressSequentially('000000')
  await expect(phone.getByText('4 tries are left')).toBeVisible()
  await field.pressSequentially(PIN)
  await expect(section).toContainText('Locked with a PIN')
  // What outlives the phone is done, as its owner was here just now.
  await phone.evaluate(() => (location.hash = '#/settings/profile'))
  const name = phone.getByLabel('Name', { exact: true })
  await name.fill('Alice at sea')
  await name.press('Enter')
  await expect
    .poll(async () => (await world.alice.run<{ name: string }>(['whoami'])).name)
    .toBe('Alice at sea')

  await phone.evaluate(() => (location.hash = '#/settings/lock'))
  await section.getByRole('button', { name: 'Remove…' }).tap()
  await phone.getByRole('button', { name: 'Remove the lock' }).tap()
  await expect(section).toContainText('No lock')
  expect(await lockOf()).toBe(null)
  await phone.reload()
  await expect(section).toContainText('No lock')
})

test('what waits on a locked phone is not lost @others', async ({ browser }) => {
  context = await browser.newContext(PHONE)
  const phone = await context.newPage()
  await addAuthenticator(phone, true)
  const offer = await pair(phone)
  await offer.getByRole('button', { name: 'Face, finger or screen lock' }).tap()
  await expect(offer).toBeHidden()
  await rowOf(phone).tap()
  await expect(phone.getByRole('toolbar')).toBeVisible()
  await world.alice.goAway()
  const line = phone.locator('.far-line:visible')
  await expect(line).toContainText('Your computer is asleep')
  await phone.getByRole('button', { name: 'Archive' }).tap()
  await expect(line).toContainText('1 waiting')

  await phone.reload()
  await expectLocked(phone)
  await unlockButton(phone).tap()
  await expect(line).toContainText('1 waiting')
  await expect(rowOf(phone)).toBeHidden()
  await world.alice.comeBack()
  await expect(line).toContainText('Your computer asks who you are.')
  await line.getByRole('button', { name: 'Unlock' }).tap()
  const asked = phone.getByRole('dialog', { name: 'Is it you?' })
  await asked.getByRole('button', { name: 'Unlock' }).tap()
  await expect(asked).toBeHidden()
  await expect(phone.locator('.far-line').first()).toBeEmpty()
  const subjects = async (box: string): Promise<unknown[]> =>
    (await world.alice.run<{ subject: string }[]>(['list', '--box', box])).map(({ subject }) => subject)
  await expect.poll(() => subjects('archive')).toEqual(['Persimmons'])

  // Its owner resets the lock at home while something waits here.
  await phone.evaluate(() => (location.hash = '#/archive'))
  await phone
    .getByRole('list', { name: 'Archive' })
    .getByRole('link', { name: /Persimmons/ })
    .tap()
  const back = phone.getByRole('toolbar').getByRole('button', { name: 'Move out of the archive' })
  await expect(back).toBeVisible()
  await world.alice.goAway()
  await expect(line).toContainText('Your computer is asleep')
  await back.tap()
  await expect(line).toContainText('1 waiting')
  await phone.goto('about:blank')
  await world.alice.comeBack()
  const [{ phone: id }] = await world.alice.run<[{ phone: string }]>(['phone', 'list'])
  await world.alice.run(['phone', 'reset-lock', id])
  await phone.goto(`${station.ready.phones}/`)
  await expect(phone.getByText('The lock was removed at your computer.')).toBeVisible()
  await unlockButton(phone).tap()
  await expect(rowOf(phone)).toBeVisible()
  await expect.poll(() => subjects('inbox')).toEqual(['Persimmons'])
  expect(await hasSecret(phone)).toBe(true)
})

test('five wrong PINs remove a phone, and nothing of it stays @others', async ({ browser }) => {
  context = await browser.newContext(PHONE)
  const phone = await context.newPage()
  const offer = await pair(phone)
  const faults = await faultsOf(phone)
  await offer.getByLabel('Choose six digits').pressSequentially(PIN)
  await offer.getByLabel('The same six digits again').pressSequentially(PIN)
  await expect(offer).toBeHidden()
  await phone.reload()
  await expectLocked(phone)
  for (const left of ['4 tries', '3 tries', '2 tries', 'One more']) {
    await phone.getByLabel('PIN, six digits').pressSequentially('000000')
    await expect(phone.getByText(left)).toBeVisible()
  }
  faults.push(...(await faultsOf(phone)))
  expect(faults).toEqual([])
  await phone.getByLabel('PIN, six digits').pressSequentially('000000')
  await expect(phone.getByText('This phone was removed at your computer.')).toBeVisible()
  expect(await world.alice.run(['phone', 'list'])).toEqual([])
})

test('a phone hides its page behind others, and is locked again after a quiet time @others', async ({
  browser,
}) => {
  context = await browser.newContext(PHONE)
  await context.clock.install()
  const phone = await context.newPage()
  await addAuthenticator(phone, false)
  const offer = await pair(phone)
  await offer.getByRole('button', { name: 'Face, finger or screen lock' }).tap()
  await expect(offer).toBeHidden()
  // This passkey gives no secret.
  expect(await hasSecret(phone)).toBe(true)
  await phone.evaluate(() => (location.hash = '#/settings/lock'))
  const section = phone.getByRole('region', { name: 'Lock', exact: true })
  await expect(section).toContainText('hidden, and not sealed')
  const show = (state: string): Promise<void> =>
    phone.evaluate((next) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => next })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await show('hidden')
  await expect(section).toBeHidden()
  await show('visible')
  await expect(section).toBeVisible()
  await show('hidden')
  await context.clock.fastForward('16:00')
  await expectLocked(phone)
})
