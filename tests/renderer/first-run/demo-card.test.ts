// The card of the demo world. It starts, opens at a press, and can be retried.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { EngineError } from '../../../src/core/contract/index.ts'
import DemoCard from '../../../src/renderer/first-run/DemoCard.svelte'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { renderInApp } from '../support/render.ts'

const m = en.firstRun

test('the demo card shows that the demo starts, and then a link that opens in a new tab', async () => {
  let answer: (opened: { url: string }) => void = () => undefined
  const open = () => new Promise<{ url: string }>((resolve) => (answer = resolve))
  renderInApp(DemoCard, {}, { demo: { open } })
  await fireEvent.click(screen.getByRole('button', { name: m.demoStart }))
  expect(screen.getByRole('button', { name: m.demoStarting }).getAttribute('aria-busy')).toBe('true')
  expect(screen.getByRole('status').textContent).toBe(m.demoWait)
  answer({ url: 'http://127.0.0.1:4444/#token=x' })
  const link = await screen.findByRole('link', { name: m.demoOpen })
  expect([link.getAttribute('href'), link.getAttribute('target'), link.getAttribute('rel')]).toEqual([
    'http://127.0.0.1:4444/#token=x',
    '_blank',
    'noopener noreferrer',
  ])
  await waitFor(() => expect(document.activeElement).toBe(link))
})

test('a failed start can be tried again', async () => {
  let isBroken = true
  const open = () => {
    if (isBroken) throw new EngineError('INTERNAL', 'x')
    return { url: 'http://127.0.0.1:4444/' }
  }
  renderInApp(DemoCard, {}, { demo: { open } })
  await fireEvent.click(screen.getByRole('button', { name: m.demoStart }))
  expect((await screen.findByRole('alert')).textContent.trim()).toBe(en.errors.INTERNAL)
  isBroken = false
  await fireEvent.click(screen.getByRole('button', { name: m.demoStart }))
  expect(await screen.findByRole('link', { name: m.demoOpen })).toBeTruthy()
})
