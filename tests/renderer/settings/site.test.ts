// The public site: on, off, its address, and a host without one.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { EngineError, type SiteState } from '../../../src/core/contract/index.ts'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import SiteSection from '../../../src/renderer/settings/SiteSection.svelte'
import { renderInApp } from '../support/render.ts'

const OFF: SiteState = { isOn: false, url: null, host: '127.0.0.1', port: 0, webAddress: null, trouble: null }
const ON: SiteState = {
  isOn: true,
  url: 'http://127.0.0.1:8123/',
  host: '127.0.0.1',
  port: 8123,
  webAddress: null,
  trouble: null,
}

test('the site is off until it is switched on, and then shows its address and who can reach it', async () => {
  const asked: unknown[] = []
  const site = { state: () => OFF, switchOn: (input: object) => (asked.push(input), ON) }
  renderInApp(SiteSection, {}, { site })
  expect(await screen.findByText('Off. Nobody can reach the site.')).toBeTruthy()
  await fireEvent.input(screen.getByLabelText('Port'), { target: { value: '8123' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Turn on' }))
  expect((await screen.findByLabelText<HTMLInputElement>('Address of the site')).value).toBe(ON.url)
  expect(screen.getByText('Only this computer can reach the site.')).toBeTruthy()
  expect(asked).toEqual([{ host: '127.0.0.1', port: 8123 }])
})

test('the site can be switched off again', async () => {
  renderInApp(SiteSection, {}, { site: { state: () => ON, switchOff: () => OFF } })
  await fireEvent.click(await screen.findByRole('button', { name: 'Turn off' }))
  expect(await screen.findByText('Off. Nobody can reach the site.')).toBeTruthy()
})

test('keeps an address on the web, and refuses any other text under its field', async () => {
  const setWebAddress = ({ address }: { address: string | null }) => {
    if (address === 'yuki') throw new EngineError('INVALID', 'No.', { details: { reason: 'web-address' } })
    return { ...ON, webAddress: address }
  }
  renderInApp(SiteSection, {}, { site: { state: () => ON, setWebAddress } })
  const field = await screen.findByLabelText<HTMLInputElement>('Address of this site on the web')
  await fireEvent.input(field, { target: { value: 'yuki' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Save the address' }))
  expect(await screen.findByText(/^Enter the address of the whole site/)).toBeTruthy()
  await fireEvent.input(field, { target: { value: 'https://yuki.example/' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Save the address' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Save the address' })).toBeNull())
  expect(field.value).toBe('https://yuki.example/')
})

test('an address on the web that leads nowhere, because the site is off, says so', async () => {
  const setWebAddress = ({ address }: { address: string | null }) => ({ ...OFF, webAddress: address })
  renderInApp(SiteSection, {}, { site: { state: () => OFF, setWebAddress } })
  const field = await screen.findByLabelText<HTMLInputElement>('Address of this site on the web')
  expect(screen.queryByText(/^The address is saved/)).toBeNull()
  await fireEvent.input(field, { target: { value: 'https://yuki.example/' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Save the address' }))
  expect(
    await screen.findByText('The address is saved. It leads nowhere until you turn the site on.'),
  ).toBeTruthy()
})

test('an invalid port is reported, and nothing is requested', async () => {
  renderInApp(SiteSection, {}, { site: { state: () => OFF } })
  await fireEvent.input(await screen.findByLabelText('Port'), { target: { value: '70000' } })
  expect(screen.getByText('Enter a number from 0 to 65535.')).toBeTruthy()
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Turn on' }).disabled).toBe(true)
})

test('a port that this account may not use is reported, and the typed text stays', async () => {
  const switchOn = () => {
    throw new EngineError('INVALID', 'Denied.', { details: { reason: 'denied' } })
  }
  renderInApp(SiteSection, {}, { site: { state: () => OFF, switchOn } })
  await fireEvent.input(await screen.findByLabelText('Port'), { target: { value: '80' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Turn on' }))
  expect(await screen.findByText('This account may not use this port. Choose one from 1024 on.')).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>('Port').value).toBe('80')
})

test('the reason is shown in the language of the page if the site is on but not served', async () => {
  renderInApp(SiteSection, {}, { site: { state: () => ({ ...ON, url: null, trouble: 'taken' }) } })
  expect(
    await screen.findByText(
      'The site is on, but can’t be shown. Another program uses this port. Choose another port.',
    ),
  ).toBeTruthy()
  setLocale('ja')
  expect(
    await screen.findByText(
      '公開サイトはオンですが、表示できません。このポートは、ほかのソフトが使っています。別のポートにしてください。',
    ),
  ).toBeTruthy()
})

test('a host without a site says so and offers no switch', async () => {
  const state = () => {
    throw new EngineError('INVALID', 'This engine knows no call site.state.')
  }
  renderInApp(SiteSection, {}, { site: { state } })
  await waitFor(() => expect(screen.getByText(/^You can’t turn the site on here\./)).toBeTruthy())
  expect(screen.queryByRole('button')).toBeNull()
})
