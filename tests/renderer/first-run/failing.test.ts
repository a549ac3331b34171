// A home that has a person but cannot be opened is reported as such, and never as an empty one.
import { render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, expect, test, vi } from 'vitest'
import type { HomeStatus } from '../../../src/core/contract/index.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { ja } from '../../../src/renderer/messages/ja/index.ts'
import Root from '../../../src/renderer/screens/Root.svelte'
import { createApp } from '../support/render.ts'

const FAILING = { state: 'failing', person: null, name: null, wordsProven: null, keyring: 'clear' } as const
const LOCKED: HomeStatus = { ...FAILING, state: 'locked', keyring: 'passphrase' }

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['en', en],
  ['ja', ja],
] as const)('in %s it names the problem, and retries on request', async (locale, m) => {
  let status: HomeStatus = { ...FAILING, problem: 'NO_SPACE' }
  const retry = vi.fn(() => status)
  const { app } = createApp({ home: { status: () => status, retry } })
  app.settings.locale = locale
  render(Root, { app })
  await screen.findByRole('heading', { name: m.connection.failingTitle })
  expect(screen.getByText(m.errors.NO_SPACE)).toBeTruthy()
  expect(screen.queryByLabelText(m.firstRun.nameLabel)).toBeNull()

  status = { ...FAILING, problem: 'DAMAGED' }
  screen.getByRole('button', { name: m.common.retry }).click()
  await screen.findByText(m.errors.DAMAGED)
  status = LOCKED
  await waitFor(() => expect(app.home.status?.state).toBe('failing'))
  screen.getByRole('button', { name: m.common.retry }).click()
  await screen.findByRole('heading', { name: m.firstRun.unlockTitle })
  expect(retry).toHaveBeenCalledTimes(2)
})
