// The page that an invitation leads to, as somebody sees it who has nothing yet: with a script and
// without one, and what is pasted into the app afterwards.
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice')
})
test.afterAll(() => world.close())

test('an invitation leads to a page of the site, and its address is accepted as the link', async ({
  sit,
  browser,
}) => {
  const { url } = await world.alice.run<{ url: string }>(['site', 'on'])
  await world.alice.run(['site', '--web', url])
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/people`)
  await page.getByRole('button', { name: 'Create an invite link' }).click()
  const invitation = page.getByRole('region', { name: 'Your invitation' })
  await page.getByLabel(/^Your own words/).fill('Ben, shall we move the letters here?')
  await expect(invitation).toContainText(url)
  const text = await invitation.innerText()
  const address = /http\S+\/invite#\S+/.exec(text)?.[0] ?? ''
  expect(address).toContain(url)
  const link = await page.getByRole('textbox', { name: 'Invite link' }).inputValue()

  const guest = await browser.newContext({ locale: 'en-GB' })
  const visit = await guest.newPage()
  const faults: string[] = []
  visit.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await visit.goto(address)
  await expect(visit.getByRole('heading', { name: 'alice invites you to Fumikura' })).toBeVisible()
  await expect(visit.getByRole('textbox', { name: 'Your link' })).toHaveValue(link)
  await expect(visit.getByRole('link', { name: 'Open in Fumikura' })).toHaveAttribute('href', link)
  await expect(visit.getByText('Ben, shall we move the letters here?')).toBeVisible()
  await expect(visit.getByText(/^Then copy the whole address/)).toBeHidden()
  await visit.getByRole('button', { name: 'Copy the link' }).click()
  await expect(visit.getByRole('button', { name: 'Copied' })).toBeVisible()
  await visit.goto(`${url}invite`)
  await expect(visit.getByText(/is missing, so there’s no invitation in it/)).toBeVisible()
  expect(faults).toEqual([])
  await guest.close()

  const plain = await browser.newContext({ locale: 'ja-JP', javaScriptEnabled: false })
  const still = await plain.newPage()
  await still.goto(address)
  await expect(still.getByText(/#より後ろも含めて/)).toBeVisible()
  await plain.close()

  const phone = await browser.newContext({ locale: 'en-GB', userAgent: 'Mozilla/5.0 (iPhone) Mobile' })
  const held = await phone.newPage()
  await held.goto(address)
  await expect(held.getByText(/^Fumikura needs a computer/)).toBeVisible()
  await expect(held.getByRole('link', { name: 'Open in Fumikura' })).toBeHidden()
  await phone.close()

  const bob = await sit(await world.empty('bob'))
  await bob.getByRole('textbox', { name: 'Your name' }).fill('bob')
  await bob.getByRole('button', { name: 'Begin' }).click()
  await bob.getByRole('button', { name: 'I’ll do it later' }).click()
  await bob.getByRole('textbox', { name: 'Their link' }).fill(address)
  await bob.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(bob.getByRole('button', { name: 'Remove alice' })).toBeVisible({ timeout: 60_000 })

  const late = await browser.newContext({ locale: 'en-GB' })
  const second = await late.newPage()
  await second.goto(address)
  await expect(second.getByText(/^This link was used on .*\. Ask alice for a new one\.$/)).toBeVisible()
  await expect(second.getByRole('link', { name: 'Open in Fumikura' })).toBeHidden()
  await late.close()
})
