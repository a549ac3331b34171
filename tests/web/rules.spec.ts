// Saved searches, rules, templates, the signature and reminders: from the search to the settings.
import type { Page } from '@playwright/test'
import { faultsOf, LOOKS, settle, usual } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  const { alice, bob } = world
  for (const subject of ['Invoice 1', 'Invoice 2', 'Lunch']) {
    const ref = await bob.send(['--to', 'alice', '--subject', subject, '--text', `The text of ${subject}.`])
    await alice.receives(ref)
  }
})
test.afterAll(() => world.close())

const rail = (page: Page) => page.getByRole('navigation', { name: 'Menu' })
const saved = (page: Page) => rail(page).getByRole('list', { name: 'Saved searches' })
const rows = (page: Page) => page.getByRole('list', { name: 'Inbox' }).getByRole('listitem')

const body = (page: Page) => page.getByRole('textbox', { name: 'Letter' })

async function search(page: Page, query: string): Promise<void> {
  await page.goto(new URL(`#/search?q=${encodeURIComponent(query)}`, page.url()).href)
  await expect(page.getByRole('searchbox')).toHaveValue(query)
}

test('a search is saved into the rail, renamed, moved and removed with undo', async ({ sit }) => {
  const page = await sit(world.alice)
  for (const [query, name] of [
    ['from:bob', 'From Bob'],
    ['invoice', 'Bills'],
  ] as const) {
    await search(page, query)
    await page.getByRole('button', { name: 'Save search' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.keyboard.press('Enter')
    await expect(saved(page).getByRole('link', { name })).toHaveAttribute('aria-current', 'page')
    await expect(page.getByRole('button', { name: 'Save search' })).toHaveCount(0)
  }
  await expect(saved(page).getByRole('link')).toHaveText(['From Bob', 'Bills'])
  await saved(page).getByRole('button', { name: 'More for “Bills”' }).click()
  await page.getByRole('menuitem', { name: 'Move up' }).click()
  await expect(saved(page).getByRole('link')).toHaveText(['Bills', 'From Bob'])
  await saved(page).getByRole('button', { name: 'More for “Bills”' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Money')
  await page.keyboard.press('Enter')
  await expect(saved(page).getByRole('link')).toHaveText(['Money', 'From Bob'])
  await saved(page).getByRole('button', { name: 'More for “From Bob”' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(saved(page).getByRole('link')).toHaveText(['Money'])
  const removed = page.locator('.toast').filter({ hasText: 'Saved search “From Bob” removed.' })
  await removed.getByRole('button', { name: 'Undo' }).click()
  await expect(saved(page).getByRole('link')).toHaveText(['Money', 'From Bob'])
})

test('a rule is made of a search, applied to what is there with undo, and shown on a letter', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await search(page, 'invoice')
  await page.getByRole('button', { name: 'Make a rule' }).click()
  const dialog = page.getByRole('dialog', { name: 'New rule' })
  await expect(dialog.getByText('2 letters match now.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Create rule' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Bills')
  await dialog.getByRole('textbox', { name: 'Add labels' }).fill('money, tax')
  await dialog.getByRole('switch', { name: 'Archive' }).check()
  await expect(dialog.getByText('Urgent letters stay in the inbox.')).toBeVisible()
  await dialog.getByRole('switch', { name: 'Apply to these 2 letters now' }).check()
  await dialog.getByRole('button', { name: 'Create rule' }).click()
  await expect(page.getByText('“Bills” changed 2 letters.')).toBeVisible()
  expect(await world.alice.run<unknown[]>(['list', '--box', 'archive'])).toHaveLength(2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect
    .poll(() => world.alice.run<unknown[]>(['list', '--box', 'archive']).then((list) => list.length))
    .toBe(0)

  const ref = await world.bob.send(['--to', 'alice', '--subject', 'Invoice 3', '--text', 'x', '--open'])
  await expect
    .poll(() => world.alice.run<unknown[]>(['list', '--box', 'archive']).then((list) => list.length))
    .toBe(1)
  await world.alice.run(['read', ref])
  await page.goto(new URL('#/archive', page.url()).href)
  await page.getByRole('list', { name: 'Archive' }).getByRole('link').first().click()
  await expect(page.getByText(/label “money”, .*label “tax”.* archive · by rule “Bills”/)).toBeVisible()
  await page.getByRole('button', { name: 'Undo what the rule “Bills” did to this letter' }).click()
  await expect(page.getByText(/by rule “Bills”/)).toHaveCount(0)
  expect(await world.alice.run<unknown[]>(['list', '--box', 'archive'])).toHaveLength(0)
})

test('the settings list rules, which can be turned off, edited and removed with undo @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await page.goto(new URL('#/settings/rules', page.url()).href)
  const section = page.getByRole('region', { name: 'Rules' })
  await expect(section.getByText('Bills', { exact: true })).toBeVisible()
  await section.getByRole('switch', { name: 'Rule “Bills” is on' }).uncheck()
  await expect
    .poll(() => world.alice.run<{ isOn: boolean }[]>(['rules']).then(([rule]) => rule?.isOn))
    .toBe(false)
  await section.getByRole('button', { name: 'More for “Bills”' }).click()
  await page.getByRole('menuitem', { name: 'Edit rule' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit rule' })
  await dialog.getByRole('textbox', { name: 'Letters that match' }).fill('is:nothing')
  await dialog.getByRole('button', { name: 'Save rule' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Letters that match' }).fill('subject:invoice')
  await dialog.getByRole('button', { name: 'Save rule' }).click()
  await expect(section.getByText('subject:invoice')).toBeVisible()
  await section.getByRole('button', { name: 'More for “Bills”' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(section.getByText('You have no rules yet.')).toBeVisible()
  const removed = page.locator('.toast').filter({ hasText: 'Rule “Bills” removed' })
  await removed.getByRole('button', { name: 'Undo' }).click()
  await expect(section.getByRole('switch', { name: 'Rule “Bills” is on' })).not.toBeChecked()
})

test('a template and the signature begin a letter, and a letter becomes a template', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.goto(new URL('#/settings/templates', page.url()).href)
  await page.getByRole('button', { name: 'New template' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Weekly')
  await dialog.getByRole('textbox', { name: 'Subject' }).fill('The week')
  await dialog.getByRole('textbox', { name: 'Text' }).fill('Done:')
  await dialog.getByRole('button', { name: 'Save template' }).click()
  await expect(page.getByRole('button', { name: 'Edit “Weekly”' })).toBeVisible()
  const signature = page.getByRole('region', { name: 'Signature' })
  await signature.getByRole('textbox').fill('Alice, harbour office')
  await signature.getByRole('button', { name: 'Save signature' }).click()
  await expect(page.getByText('Signature saved.')).toBeVisible()
  await signature.getByRole('textbox').fill('Alice')
  await signature.getByRole('button', { name: 'Save signature' }).click()
  await expect(page.getByText('Signature saved.')).toHaveCount(2)
  await page.keyboard.press('Control+z')
  await expect(signature.getByRole('textbox')).toHaveValue('Alice, harbour office')
  expect(await world.alice.run(['signature'])).toMatchObject({ text: 'Alice, harbour office' })

  await page.goto(new URL('#/compose', page.url()).href)
  const composer = page.getByRole('region', { name: 'New letter' })
  await expect(body(page)).toContainText('Alice, harbour office')
  await composer.getByRole('button', { name: 'Templates' }).click()
  await page.getByRole('menuitem', { name: 'Weekly' }).click()
  await expect(composer.getByRole('textbox', { name: 'Subject' })).toHaveValue('The week')
  await expect(body(page)).toContainText('Done:')
  await expect(body(page)).toContainText('Alice, harbour office')
  await composer.getByRole('button', { name: 'Templates' }).click()
  await page.getByRole('menuitem', { name: 'Save as template…' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Signed week')
  await page.getByRole('dialog').getByRole('button', { name: 'Save template' }).click()
  await expect(page.getByText('Template “Signed week” saved.')).toBeVisible()
  expect(await world.alice.run(['templates'])).toMatchObject([
    { name: 'Signed week', text: 'Done:' },
    { name: 'Weekly' },
  ])
  await page.getByRole('button', { name: 'Discard' }).click()
})

test('a reply begins with the signature if the person wants it, and the words come above it @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await page.goto(new URL('#/settings/templates', page.url()).href)
  await page.getByRole('switch', { name: 'Begin replies with it' }).check()
  const ref = await world.bob.send(['--to', 'alice', '--subject', 'Question', '--text', 'Well?', '--open'])
  await world.alice.receives(ref)
  await world.alice.run(['read', ref])
  await page.goto(new URL(`#/inbox/${ref.replace('fumikura://ref/', '')}`, page.url()).href)
  await page.getByRole('button', { name: 'Reply to bob' }).first().click()
  const reply = page.getByRole('textbox', { name: 'Reply' })
  await expect(reply).toContainText('Alice, harbour office')
  await page.keyboard.type('Yes.')
  await page.keyboard.press('Control+Enter')
  await expect
    .poll(async () => {
      const [sent] = await world.alice.run<{ ref: string; subject: string }[]>(['list', '--box', 'sent'])
      return sent?.subject === 'Re: Question' ? world.alice.run(['read', sent.ref]) : null
    })
    .toMatchObject({ text: 'Yes.\n\nAlice, harbour office\n' })
  await world.alice.run(['signature', '--in-replies', 'off'])
})

test('a letter that only has the signature leaves no draft @others', async ({ sit }) => {
  const page = await sit(world.alice)
  const before = await world.alice.run<unknown[]>(['list', '--box', 'drafts'])
  await page.goto(new URL('#/compose', page.url()).href)
  await expect(body(page)).toContainText('Alice, harbour office')
  await page.goto(new URL('#/inbox', page.url()).href)
  await expect(rows(page).first()).toBeVisible()
  expect(await world.alice.run<unknown[]>(['list', '--box', 'drafts'])).toHaveLength(before.length)
})

test('a sent letter gets a reminder, which can be cancelled', async ({ sit }) => {
  const page = await sit(world.alice)
  const ref = await world.alice.send(['--to', 'bob', '--subject', 'Well?', '--text', 'x'])
  await page.goto(new URL(`#/sent/${ref.replace('fumikura://ref/', '')}`, page.url()).href)
  await page.getByRole('toolbar').getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Remind me if nobody answers' }).click()
  const times = page.getByRole('dialog').getByRole('group', { name: 'Common times' })
  await times.getByRole('button', { name: /^1 week/ }).click()
  await expect(times.getByRole('button', { pressed: true })).toHaveText(/1 week/)
  await page.getByRole('dialog').getByRole('button', { name: 'Set reminder' }).click()
  await expect(page.getByText(/^Reminds you/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel reminder' }).click()
  await expect(page.getByText(/^Reminds you/)).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(page.getByText(/^Reminds you/)).toBeVisible()
})

for (const look of LOOKS)
  test(`the sections and the dialogs have no faults, ${usual(look.name)}`, async ({ sit }) => {
    const { name: _name, ...options } = look
    const page = await sit(world.alice, options)
    for (const part of ['rules', 'templates']) {
      await page.goto(new URL(`#/settings/${part}`, page.url()).href)
      await settle(page)
      expect(await faultsOf(page)).toEqual([])
    }
    await search(page, 'lunch')
    await settle(page)
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: look.locale === 'ja-JP' ? 'ルールにする' : 'Make a rule' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    expect(await faultsOf(page)).toEqual([])
  })
