// Talks between real persons: said in a group and between two, answered, corrected, read in place.
import { goTo, goToGroup, makeGroup } from './support/audiences.ts'
import { faultsOf, LOOKS } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

test('what is said in a group arrives in place, is answered, reacted to and corrected', async ({ sit }) => {
  const page = await sit(world.alice)
  const other = await sit(world.bob)
  await makeGroup(page, 'Choir', ['bob'])
  await goToGroup(page, 'Choir')
  await goToGroup(other, 'Choir')
  await expect(other.getByText('alice added you to Choir')).toBeVisible()

  const box = page.getByRole('textbox', { name: 'Write to Choir' })
  await box.fill('Who can sing on Sunday?')
  await box.press('Enter')
  const question = other.getByRole('article', { name: /^alice.*Who can sing/ })
  await expect(question).toBeVisible()
  await question.hover()
  await question.getByRole('button', { name: 'React' }).click()
  await other.getByRole('menuitem', { name: 'yes' }).click()
  await expect(page.getByRole('button', { name: 'yes: bob' })).toBeVisible()

  await question.hover()
  await question.getByRole('button', { name: 'Reply' }).click()
  await other.keyboard.type('I can, if I get the score.')
  await other.keyboard.press('Enter')
  const answer = page.getByRole('article', { name: /^bob.*I can/ })
  await answer.getByRole('button', { name: /Who can sing/ }).click()
  await expect(page.getByRole('article', { name: /^You.*Who can sing/ })).toBeFocused()

  await page.locator('[data-composer=box] input[type=file]').setInputFiles({
    ...{ name: 'score.txt', mimeType: 'text/plain', buffer: Buffer.from('la la') },
  })
  await expect(page.getByText('score.txt')).toBeVisible()
  await box.fill('Here is the score.')
  await box.press('Enter')
  const given = other.getByRole('article', { name: /^alice.*Here is the score/ })
  await expect(given.getByRole('link', { name: /^See 1 file/ })).toBeVisible()

  await box.fill('At seven.')
  await box.press('Enter')
  await expect(other.getByRole('article', { name: /^alice.*At seven/ })).toBeVisible()
  await box.press('ArrowUp')
  await expect(box).toHaveText('At seven.')
  await box.fill('At eight.')
  await box.press('Enter')
  await expect(other.getByRole('article', { name: /^alice.*At eight/ })).toBeVisible()
  await expect(other.getByRole('article', { name: /At seven/ })).toHaveCount(0)
  await other.getByRole('button', { name: 'edited' }).click()
  await expect(other.getByRole('dialog').getByText('At seven.')).toBeVisible()
})

test('the box keeps what is not said, has the keys of the editor, and carries a file into a letter', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  const other = await sit(world.bob)
  await makeGroup(page, 'Tenors', ['bob'])
  await goToGroup(page, 'Tenors')
  await goToGroup(other, 'Tenors')
  const box = page.getByRole('textbox', { name: 'Write to Tenors' })
  await box.click()
  await page.keyboard.type('Please be ')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('early')
  await page.keyboard.press('Control+b')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('Doors open at six.')
  await expect
    .poll(async () => (await world.alice.run<{ text: string }[]>(['drafts'])).map(({ text }) => text))
    .toEqual(['Please be **early**\nDoors open at six.'])
  await page.reload()
  await expect(box).toContainText('Doors open at six.')
  await box.press('Enter')
  const said = other.getByRole('article', { name: /^alice.*Doors open/ })
  await expect(said.locator('strong')).toHaveText('early')
  await expect(box).toHaveText('Write to Tenors')

  await page.locator('[data-composer=box] input[type=file]').setInputFiles({
    ...{ name: 'parking.txt', mimeType: 'text/plain', buffer: Buffer.from('behind the hall') },
  })
  await box.fill('It is a longer story.')
  await page.getByRole('button', { name: 'As a letter…' }).click()
  const desk = page.getByRole('region', { name: 'New letter' })
  await expect(desk.getByText('parking.txt')).toBeVisible()
  await expect(desk.getByText('It is a longer story.')).toBeVisible()
})

test('a letter that was opened from the stream returns to it, and the stream has no faults @others', async ({
  sit,
}) => {
  await world.alice.send(['--to', 'Choir', '--subject', 'Seating plan', '--text', 'Basses at the left.'])
  const page = await sit(world.bob)
  await goToGroup(page, 'Choir')
  const sealed = page.getByRole('article', { name: /Seating plan/ })
  await sealed.getByRole('button', { name: 'Open' }).click()
  await sealed.getByRole('link', { name: 'Seating plan' }).click()
  await expect(page.getByText('Basses at the left.')).toBeVisible()
  await page.getByRole('link', { name: 'Choir', exact: true }).last().click()
  await expect(sealed).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
})

test('two talk as a tab of the person’s page, which is remembered @others', async ({ sit }) => {
  const page = await sit(world.alice, { ...LOOKS[1], locale: 'en-GB' })
  await goTo(page, 'people')
  await page.getByRole('link', { name: /bob/ }).click()
  await page.getByRole('link', { name: 'Talk', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Write to bob' })).toBeFocused()
  await page.keyboard.type('Are you there?')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article', { name: /Are you there/ })).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  await goTo(page, 'people')
  await page.getByRole('link', { name: /bob/ }).click()
  await expect(page.getByRole('article', { name: /Are you there/ })).toBeVisible()
})

test('a safety check asks each member, and its author sees who answered with which word', async ({ sit }) => {
  const page = await sit(world.alice)
  const other = await sit(world.bob)
  await makeGroup(page, 'Neighbours', ['bob'])
  await goToGroup(page, 'Neighbours')
  await goToGroup(other, 'Neighbours')
  await page.getByRole('button', { name: 'Urgent…' }).click()
  await page.getByRole('menuitem', { name: 'Ask if everyone is safe' }).click()
  // The ready sentence is selected, so what is typed replaces it.
  const selected = (): Promise<string> => page.evaluate(() => String(getSelection()))
  await expect.poll(selected).toBe('Are you safe? Please answer.')
  await page.keyboard.press('Enter')
  const check = other.getByRole('article', { name: /^alice.*Are you safe/ })
  await check.getByRole('button', { name: 'I’m safe' }).click()
  await expect(check.getByText('You answered “I’m safe”')).toBeVisible()
  const own = page.getByRole('article', { name: /^You.*Are you safe/ })
  await expect(own.getByText('1 of 1 answered')).toBeVisible()
  await expect(own.getByText('bob (I’m safe)')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
})

test('in the inbox a talk is its stream, where a safety check can be answered @others', async ({ sit }) => {
  const page = await sit(world.alice)
  const other = await sit(world.bob)
  await makeGroup(page, 'Street', ['bob'])
  await goToGroup(page, 'Street')
  // A press of the mouse on the group begins to write.
  await expect(page.getByRole('textbox', { name: 'Write to Street' })).toBeFocused()
  await page.getByRole('button', { name: 'Urgent…' }).click()
  await page.getByRole('menuitem', { name: 'Ask if everyone is safe' }).click()
  await page.keyboard.press('Enter')

  await goTo(other, 'inbox')
  const row = other.getByRole('link', { name: /^Street.*Are you safe/ })
  await expect(row).toBeVisible()
  // The page shows the first talk; that alone is no reading of it.
  const isNew = other.getByRole('listitem').filter({ has: row }).getByText('1 message')
  await expect(other.getByRole('article', { name: /^alice.*Are you safe/ })).toBeVisible()
  await expect(isNew).toHaveCount(1)
  await row.click()
  await expect(isNew).toHaveCount(0)
  const check = other.getByRole('article', { name: /^alice.*Are you safe/ })
  await check.getByRole('button', { name: 'I need help' }).click()
  await expect(check.getByText('You answered “I need help”')).toBeVisible()
  await expect(other.getByRole('link', { name: /^Street.*You answered “I need help”/ })).toBeVisible()
  const own = page.getByRole('article', { name: /^You.*Are you safe/ })
  await expect(own.getByText('bob (I need help)')).toBeVisible()

  await other.getByRole('textbox', { name: 'Write to Street' }).fill('The stairs are blocked.')
  await other.keyboard.press('Enter')
  await expect(page.getByRole('article', { name: /^bob.*The stairs are blocked/ })).toBeVisible()
  await other.keyboard.press('Escape')
  await expect(other.getByRole('article', { name: /^You.*The stairs are blocked/ })).toBeFocused()
  await other.keyboard.press('e')
  await expect(other.locator('.toast').filter({ hasText: 'Archived “Street”' })).toBeVisible()
  await other.keyboard.press('Control+z')
  await expect(row.or(other.getByRole('link', { name: /^Street.*The stairs/ }))).toBeVisible()
  expect(await faultsOf(other)).toEqual([])
})
