// People: pairing by invite and by knock, comparing the safety number, blocking; and the doctor's
// report.
import { faultsOf } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob', 'carol')
})
test.afterAll(() => world.close())

test('an invite made in one browser pairs when it is accepted in another', async ({ sit }) => {
  const dora = await world.empty('dora')
  await dora.run(['new', '--name', 'dora'])
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/people`)
  await page.getByRole('button', { name: 'Create an invite link' }).click()
  const link = await page.getByRole('textbox', { name: 'Invite link' }).inputValue()
  await expect(page.getByRole('img', { name: 'Invite link as a QR code' })).toBeVisible()

  const other = await sit(dora)
  await other.goto(`${dora.origin}/#/people`)
  await other.getByRole('textbox', { name: 'Link or address' }).fill(link)
  await other.getByRole('button', { name: 'Accept the invite' }).click()
  await expect(other.getByText('You and alice are contacts now.')).toBeVisible()
  await expect(page.getByText('You and dora are contacts now.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Write to dora' })).toBeVisible()
  await expect(page.getByRole('link', { name: /dora/ })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Invite link' })).toHaveCount(0)
})

test('an invite for several waits for one press, and both sides see the contact at once @others', async ({
  sit,
}) => {
  const guests = await Promise.all(['gina', 'hugo'].map((name) => world.empty(name)))
  for (const guest of guests) await guest.run(['new', '--name', guest.name])
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/people/new`)
  await page.getByRole('radio', { name: 'Several people' }).check()
  await page.getByRole('radio', { name: '30 days' }).check()
  await page.getByRole('button', { name: 'Create an invite link' }).click()
  const text = await page.getByRole('region', { name: 'Your invitation' }).innerText()
  expect(text).toContain('alice invites you to Fumikura')

  const pages = []
  for (const guest of guests) {
    const other = await sit(guest)
    await other.goto(`${guest.origin}/#/people`)
    await other.getByRole('textbox', { name: 'Link or address' }).fill(text)
    await other.getByRole('button', { name: 'Accept the invite' }).click()
    await expect(other.getByText('alice knows that you accepted, and decides.')).toBeVisible()
    pages.push(other)
  }
  await expect(page.getByRole('heading', { name: 'They came by your link' })).toBeVisible()
  expect(await faultsOf(page)).toEqual([])

  // The inbox says so too, and the row leads there.
  await page.goto(`${world.alice.origin}/#/inbox`)
  const row = page.getByRole('listitem').filter({ hasText: 'and wait for you' })
  await expect(row).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  await row.getByRole('link').click()
  await page.getByRole('button', { name: 'Accept all 2' }).click()
  await expect(page.getByText('You have 2 new contacts.')).toBeVisible()
  for (const other of pages) {
    await expect(other.getByText('You and alice are contacts now.')).toBeVisible()
    await expect(other.getByText('and decides.')).toHaveCount(0)
  }
  await page.goto(`${world.alice.origin}/#/inbox`)
  await expect(page.getByText('and wait for you')).toHaveCount(0)

  // A guest who had to wait has a row too. It is put away, and undo brings it back.
  const [other] = pages
  await other!.goto(`${guests[0]!.origin}/#/inbox`)
  const accepted = other!.getByRole('listitem').filter({ hasText: 'You’re contacts now.' })
  await expect(other!.getByRole('heading', { name: 'Select a letter' })).toBeVisible()
  await accepted.hover()
  await accepted.getByRole('button', { name: 'Archive' }).click()
  await expect(accepted).toHaveCount(0)
  await other!.getByRole('button', { name: 'Undo' }).click()
  await expect(accepted).toBeVisible()
})

test('a revoked invite pairs no one @others', async ({ sit }) => {
  const page = await sit(world.bob)
  await page.goto(`${world.bob.origin}/#/people`)
  await page.getByRole('textbox', { name: 'For whom?' }).fill('Fred')
  await page.getByRole('button', { name: 'Create an invite link' }).click()
  const link = await page.getByRole('textbox', { name: 'Invite link' }).inputValue()
  const [listed] = await world.bob.run<{ invite: string; forWhom: string | null }[]>(['invites'])
  expect(listed).toMatchObject({ invite: link, forWhom: 'Fred' })
  // A second link of the same minute differs in its name.
  const { id } = await world.bob.run<{ id: string }>(['invite'])
  await expect(page.getByRole('button', { name: `Revoke the invite: link ${id.slice(0, 4)}` })).toBeVisible()
  await page.getByRole('button', { name: 'Revoke the invite: for Fred' }).click()
  await expect(page.getByText('The invite is revoked. Nobody can use it now.')).toBeVisible()
  const fred = await world.empty('fred')
  await fred.run(['new', '--name', 'fred'])
  const { value } = await fred.home.run(['accept', link])
  // In the protocol only the inviter can distinguish a revoked invite from a used one.
  expect(value).toMatchObject({ error: { code: 'INVITE_USED' } })
  expect((await world.bob.run<{ name: string }[]>(['contacts'])).map(({ name }) => name)).not.toContain(
    'fred',
  )
})

test('both sides see the same safety number @others', async ({ sit }) => {
  const groups: string[][] = []
  for (const [me, other] of [
    [world.alice, 'bob'],
    [world.bob, 'alice'],
  ] as const) {
    const page = await sit(me)
    await page.goto(`${me.origin}/#/people`)
    await page.getByRole('region', { name: 'Contact list' }).getByRole('link', { name: other }).click()
    const digits = page.getByRole('region', { name: 'Safety number' }).getByRole('listitem')
    await expect(digits).toHaveCount(12)
    groups.push(await digits.allInnerTexts())
  }
  expect(groups[0]).toEqual(groups[1])
})

test('a stranger knocks with one line, and becomes a contact after consent', async ({ sit }) => {
  const eve = await world.empty('eve')
  await eve.run(['new', '--name', 'eve'])
  const { address } = await world.carol.run<{ address: string }>(['whoami'])
  const page = await sit(eve)
  await page.goto(`${eve.origin}/#/people`)
  await page.getByRole('textbox', { name: 'Link or address' }).fill(address)
  await page.getByRole('textbox', { name: 'One line for this person' }).fill('From the harbour')
  await page.getByRole('button', { name: 'Send contact request' }).click()
  await expect(page.getByText(/^Your request (was delivered|is stored)/)).toBeVisible()

  const door = await sit(world.carol)
  await door.goto(`${world.carol.origin}/#/people/requests`)
  await expect(door.getByRole('heading', { name: 'Someone who says they are eve' })).toBeVisible()
  await expect(door.getByText('“From the harbour”')).toBeVisible()
  await door.getByRole('button', { name: 'Accept the request from eve' }).click()
  await expect(door.getByRole('heading', { name: 'No requests' })).toBeVisible()
  await expect(page.getByRole('link', { name: /carol/ })).toBeVisible()
  await expect(page.getByText('You and carol are contacts now.')).toBeVisible()
  await page.getByRole('button', { name: 'Write to carol' }).click()
  await expect(page).toHaveURL(/#\/compose/)
})

test('blocking and forgetting first show their consequences', async ({ sit }) => {
  const page = await sit(world.bob)
  await page.goto(`${world.bob.origin}/#/people`)
  await page.getByRole('link', { name: /carol/ }).click()
  await page.getByRole('button', { name: 'Block' }).click()
  await expect(page.getByRole('dialog')).toContainText('You can unblock at any time')
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click()
  const isBlocked = page.getByText('Blocked. You receive nothing from this person, and they get no answer.')
  await expect(isBlocked).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(isBlocked).toHaveCount(0)
  await page.getByRole('button', { name: 'Block' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click()
  await page.getByRole('button', { name: 'Unblock' }).click()
  await expect(isBlocked).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(isBlocked).toBeVisible()
  await page.getByRole('button', { name: 'Remove contact' }).click()
  await expect(page.getByRole('dialog')).toContainText('What is still sealed can never be opened')
  await expect(page.getByRole('dialog')).toContainText('This person stays blocked.')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove contact' }).click()
  await expect(page.getByRole('link', { name: /carol/ })).toHaveCount(0)
  expect((await world.bob.run<{ name: string }[]>(['contacts'])).map(({ name }) => name)).not.toContain(
    'carol',
  )
  await page.goto(`${world.bob.origin}/#/settings`)
  const blocked = page.getByRole('region', { name: 'Blocked people' })
  await expect(blocked.getByRole('listitem')).toHaveCount(1)
  await blocked.getByRole('button', { name: 'Unblock carol' }).click()
  await expect(blocked.getByText('You haven’t blocked anyone.')).toBeVisible()
})

test('diagnostics show who is connected, and what needs attention @others', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/settings/diagnostics`)
  await expect(page.getByText('2 things need attention.')).toBeVisible()
  await expect(page.getByText(/contacts? (is|are) online\.$/)).toBeVisible()
  await page.getByText('Details').click()
  await expect(page.getByRole('row', { name: /^bob internet/ })).toBeVisible()
  await world.bob.goAway()
  await expect(page.getByRole('row', { name: /^bob internet/ })).toHaveCount(0)
  await world.bob.comeBack()
  await expect(page.getByRole('row', { name: /^bob internet/ })).toBeVisible()
})
