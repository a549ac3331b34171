// A phone of Alice, which the command line at her home pairs through the station.
import type { Page } from '@playwright/test'
import { expect } from './seat.ts'
import type { World } from './world.ts'

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** Pairs the phone up to its first question, which offers a lock. */
export async function pairPhone(phone: Page, { alice }: World): Promise<void> {
  await alice.run(['phone', 'door', '--on', 'Cellar'])
  const { link } = await alice.run<{ link: string }>(['phone', 'add'])
  await phone.goto(link)
  const digits = phone.locator('.digits [aria-hidden]')
  await expect(digits).toBeVisible()
  await alice.run(['phone', 'confirm', (await digits.textContent())!])
  await phone.getByRole('button', { name: 'Go to the inbox' }).tap()
}

export const declineLock = (phone: Page): Promise<void> =>
  phone.getByRole('dialog').getByRole('button', { name: 'Not now' }).tap()
