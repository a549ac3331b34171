// Acts with audiences in the page, by mouse: creating a group, writing to one, keeping a note,
// publishing.
import { expect, type Locator, type Page } from '@playwright/test'
import type { Person } from './world.ts'

/** Goes to a screen of the app in the open tab. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `#/${place}`)
}

/** Makes a group with these contacts, and ends on the list of its members. */
export async function makeGroup(page: Page, name: string, members: readonly string[]): Promise<void> {
  await goTo(page, 'groups')
  await page.getByRole('button', { name: 'New group' }).first().click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  for (const member of members) await page.getByRole('checkbox', { name: member }).check()
  await page.getByRole('button', { name: 'Create group' }).click()
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
  await page.getByRole('link', { name: /^Members/ }).click()
  await expect(page.getByRole('list', { name: 'Members' }).getByRole('listitem')).toHaveCount(
    members.length + 1,
  )
}

/** Opens the page of a group, once the person is a member. */
export async function goToGroup(page: Page, name: string): Promise<void> {
  await goTo(page, 'groups')
  await page.getByRole('link', { name: new RegExp(`^\\S* ?${name}`) }).click()
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
}

export function row(page: Page, list: string, title: string): Locator {
  return page.getByRole('list', { name: list, exact: true }).getByRole('link', { name: new RegExp(title) })
}

export interface Written {
  subject: string
  text: string
  tags?: readonly string[]
}

/** Fills the open composer, and sends by the button with that name. */
export async function write(
  page: Page,
  { subject, text, tags = [] }: Written,
  action: string,
): Promise<void> {
  await page.getByRole('textbox', { name: 'Subject' }).fill(subject)
  await page.getByRole('textbox', { name: 'Letter' }).fill(text)
  for (const tag of tags) {
    await page.getByRole('textbox', { name: 'Tags' }).fill(tag)
    await page.keyboard.press('Enter')
  }
  await page.getByRole('button', { name: action, exact: true }).click()
}

/** Publishes posts by the command line, in any order. */
export async function publish(person: Person, subjects: readonly string[]): Promise<void> {
  await Promise.all(
    subjects.map((subject) => person.send(['--to', 'public', '--subject', subject, '--text', subject])),
  )
}
