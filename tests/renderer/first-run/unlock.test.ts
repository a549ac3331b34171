// A locked home, and its passphrase.
import { screen, waitFor } from '@testing-library/svelte'
import { tick } from 'svelte'
import { expect, it, vi } from 'vitest'
import { EngineError } from '../../../src/core/contract/index.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'
import UnlockScreen from '../../../src/renderer/screens/UnlockScreen.svelte'
import { renderInApp } from '../support/render.ts'

const m = en.firstRun
const LOCKED = { state: 'locked', person: null, name: null, wordsProven: null, keyring: 'passphrase' }
const OPEN = { ...LOCKED, state: 'open', person: 'p1', name: 'Chiyo', wordsProven: true }

async function enter(passphrase: string): Promise<void> {
  const input = screen.getByLabelText<HTMLInputElement>(m.passphraseLabel)
  input.value = passphrase
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await tick()
  screen.getByRole('button', { name: m.unlock }).click()
}

it('a wrong passphrase is reported at its field, the right one opens the home', async () => {
  const unlock = vi.fn(({ passphrase }: { passphrase: string }) => {
    if (passphrase !== 'right') throw new EngineError('BAD_PASSPHRASE', '')
    return OPEN
  })
  const people = { whoami: () => ({ person: 'p1', device: 'd', name: 'Chiyo', address: 'a' }) }
  const { app } = renderInApp(UnlockScreen, {}, { home: { status: () => LOCKED, unlock }, people })
  await waitFor(() => expect(app.home.status?.state).toBe('locked'))
  await enter('wrong')
  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe(en.errors.BAD_PASSPHRASE))
  await waitFor(() =>
    expect(screen.getByRole('button', { name: m.unlock }).getAttribute('aria-busy')).toBeNull(),
  )
  await enter('right')
  await waitFor(() => expect(app.home.status?.state).toBe('open'))
})

it('the typed passphrase is hidden until the person shows it', async () => {
  renderInApp(UnlockScreen, {}, { home: { status: () => LOCKED } })
  const input = screen.getByLabelText<HTMLInputElement>(m.passphraseLabel)
  expect(input.type).toBe('password')
  screen.getByRole('button', { name: m.showPassphrase }).click()
  await tick()
  expect(input.type).toBe('text')
})
