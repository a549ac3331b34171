// The first steps of a person who has only an address: a name, the words, someone to write to.
import type { Page } from '@playwright/test'
import { expect, test, World, type Person } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice')
})
test.afterAll(() => world.close())

async function begin(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Begin' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Your 24 words' })).toBeVisible()
}

async function readWords(page: Page): Promise<string[]> {
  const items = page.getByRole('list', { name: /24 words/ }).getByRole('listitem')
  await expect(items).toHaveCount(24)
  return (await items.allInnerTexts()).map((text) => text.replace(/^\d+\s*/, ''))
}

async function prove(page: Page, wordAt: (position: number) => string): Promise<void> {
  await page.getByRole('button', { name: 'I have written them down' }).click()
  const asked = page.getByText(/^Word \d+$/)
  await expect(asked).toHaveCount(3)
  for (const label of await asked.allInnerTexts()) {
    await page.getByLabel(label, { exact: true }).fill(wordAt(Number(label.replace(/\D/g, ''))))
  }
  await page.getByRole('button', { name: 'Confirm' }).click()
}

async function wordsProven(person: Person): Promise<boolean> {
  const refusal = await person.home.run(['words'])
  return refusal.code === 1
}

test('the inbox opens after the steps of a name, proven words and an invite', async ({ sit }) => {
  const dora = await world.empty('dora')
  const page = await sit(dora)
  expect(page.url()).toBe(`${dora.origin}/`)

  await begin(page, 'Dora')
  const words = await readWords(page)
  await prove(page, (position) => words[position - 1]!)
  await expect(page.getByRole('heading', { name: 'Nothing has arrived yet' })).toBeVisible()
  expect(await wordsProven(dora)).toBe(true)

  await page.getByRole('button', { name: 'Create an invite link' }).click()
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  const link = await page.locator('input[readonly]').inputValue()
  await world.alice.run(['accept', link])
  await expect(page.getByText('Accepted your invitation. You’re contacts now.')).toBeVisible()
  await expect(page.getByText('1 person online')).toBeVisible()
})

test('the page reminds of postponed words until they are proven', async ({ sit }) => {
  const emil = await world.empty('emil')
  const page = await sit(emil)
  await begin(page, 'Emil')
  await page.getByRole('button', { name: 'I’ll do it later' }).click()
  await page.reload()

  await page.getByRole('link', { name: 'Do it now' }).click()
  await page.getByRole('button', { name: 'Write them down' }).click()
  const words = await readWords(page)
  await prove(page, () => 'wrong')
  await expect(page.getByRole('alert')).toContainText('isn’t the word at that place')
  await page.getByRole('button', { name: 'Show the words again' }).click()
  await prove(page, (position) => words[position - 1]!)

  await expect(page.getByText('Your words are confirmed.')).toBeVisible()
  await expect(page.getByText('You haven’t written down your 24 words yet')).toBeHidden()
  expect(await wordsProven(emil)).toBe(true)
})

test('a pasted invite is accepted, and leads to writing', async ({ sit }) => {
  const fritz = await world.empty('fritz')
  const page = await sit(fritz)
  await begin(page, 'Fritz')
  await page.getByRole('button', { name: 'I’ll do it later' }).click()

  const { invite } = await world.alice.run<{ invite: string }>(['invite'])
  const link = page.getByRole('textbox', { name: 'Their link' })
  await link.fill('fumikura://invite/nonsense')
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(page.getByRole('alert')).toContainText('This link is incomplete or damaged.')
  await link.fill(` ${invite} `)
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(page.getByText('You and alice can write to each other now.')).toBeVisible()
  await expect(page).toHaveURL(/#\/compose/)
})

test('an invite of the first inbox can be revoked in People at once @others', async ({ sit }) => {
  const gerda = await world.empty('gerda')
  const page = await sit(gerda)
  await begin(page, 'Gerda')
  await page.getByRole('button', { name: 'I’ll do it later' }).click()
  await page.getByRole('button', { name: 'Create an invite link' }).click()
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  await page
    .getByRole('navigation', { name: 'Menu' })
    .getByRole('link', { name: /^People/ })
    .click()
  await page.getByRole('button', { name: /^Revoke the invite: link \w{4}$/ }).click()
  await expect(page.getByText('revoked', { exact: true })).toBeVisible()
})

test('a home created on the command line opens in its inbox @others', async ({ sit }) => {
  const page = await sit(world.alice)
  await expect(page).toHaveTitle(/Inbox · Fumikura/)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Inbox' })).toHaveAttribute('aria-current', 'page')
})
