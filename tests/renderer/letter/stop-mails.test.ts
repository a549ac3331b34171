// The press that stops the mails of a sender.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { EngineError, type RefText } from '../../../src/core/contract/index.ts'
import StopMails from '../../../src/renderer/letter/StopMails.svelte'
import { renderInApp } from '../support/render.ts'

const ref = 'fumikura://ref/sale' as RefText
const press = async (): Promise<void> => {
  await fireEvent.click(await screen.findByRole('button', { name: 'Stop these mails' }))
}

const ASKED_AT = '2026-11-26T09:00:00.000Z'
const ASKED =
  /^You asked this sender on Thursday,? .*26.* to stop\. If one comes after 10 days, it goes to Spam\.$/

test('one press asks once, and says when it was', async () => {
  const asked: unknown[] = []
  const unsubscribe = (input: unknown): unknown => {
    asked.push(input)
    return { by: 'request', host: 'shop.example', askedAt: ASKED_AT }
  }
  renderInApp(StopMails, { ref, stopsBy: 'request' }, { letters: { unsubscribe } })
  await screen.findByText(
    'The sender is told once that you want no more. If one comes after 10 days, it goes to Spam.',
  )
  expect(asked).toEqual([])
  await press()
  await screen.findByText(ASKED)
  expect(asked).toEqual([{ ref }])
  expect(screen.queryByRole('button', { name: 'Stop these mails' })).toBeNull()
})

test('a sender who was asked needs no second press, and can be taken again', async () => {
  const taken: unknown[] = []
  const takeAgain = (input: unknown): unknown => taken.push(input)
  const props = { ref, stopsBy: 'request' as const, stopAskedAt: ASKED_AT }
  const { app } = renderInApp(StopMails, props, { letters: { takeAgain } })
  await screen.findByText(ASKED)
  expect(screen.queryByRole('button', { name: 'Stop these mails' })).toBeNull()
  await fireEvent.click(screen.getByRole('button', { name: 'Take them again' }))
  await screen.findByRole('button', { name: 'Stop these mails' })
  expect(taken).toEqual([{ ref }])
  expect(app.toasts.shown.map(({ text }) => text)).toEqual([
    'These mails come to your inbox again. The sender isn’t told.',
  ])
})

test('a mail without a way out says that its sender was asked', async () => {
  renderInApp(StopMails, { ref, stopAskedAt: ASKED_AT }, {})
  await screen.findByText(ASKED)
})

test('where only a mail asks, the press opens its draft', async () => {
  const unsubscribe = () => ({
    by: 'mail',
    draft: 'ab'.repeat(16),
    address: 'out@shop.example',
    askedAt: null,
  })
  renderInApp(StopMails, { ref, stopsBy: 'mail' }, { letters: { unsubscribe } })
  await screen.findByText(/Only a mail can ask for it/)
  await press()
  await waitFor(() => expect(location.hash).toBe(`#/compose/${'ab'.repeat(16)}`))
})

test('a server that refuses is not taken for the own mail server', async () => {
  const unsubscribe = () => {
    throw new EngineError('MAIL_REFUSED', 'no')
  }
  const { app } = renderInApp(StopMails, { ref, stopsBy: 'request' }, { letters: { unsubscribe } })
  await press()
  await waitFor(() =>
    expect(app.toasts.shown.map(({ text }) => text).join()).toMatch(/sender’s server didn’t accept/),
  )
  screen.getByRole('button', { name: 'Stop these mails' })
})
