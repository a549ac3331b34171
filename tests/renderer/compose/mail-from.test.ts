// From which own address a letter to mail addresses is, and the signature that follows it.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { beforeEach, expect, test, vi } from 'vitest'
import type { AccountAddress, Draft, RefText } from '../../../src/core/contract/index.ts'
import ComposePane from '../../../src/renderer/compose/ComposePane.svelte'
import { findSignature, replaceSignature } from '../../../src/renderer/state/letter-signature.ts'
import { BLANK } from '../../../src/renderer/state/letter-content.ts'
import { composePlace, type ComposePlace } from '../../../src/renderer/state/place.ts'
import { letter } from '../inbox/letters.ts'
import { account } from '../mail/accounts-of-tests.ts'
import { renderInApp } from '../support/render.ts'
import { alice } from './people-of-tests.ts'

// The plain field stays, as without the editor.
vi.mock('../../../src/renderer/editor/open-editor.ts', () => {
  throw new Error('not loaded')
})

const MARA = 'Mara <mara@bakery.example>'
const HOME: AccountAddress = { address: 'emi@home.example', name: 'Emi', signature: 'Emi\nQuay 4' }
const WORK: AccountAddress = {
  address: 'office@quay.example',
  name: 'Emi Mori',
  signature: 'Emi Mori, Quay Ltd.',
}
const PLAIN: AccountAddress = { address: 'plain@home.example', name: '', signature: '' }
const USUAL = { text: 'Yours, Emi', inNew: true, inReplies: false }

let own: AccountAddress[]
let cameTo: string | null
let kept: Partial<Draft> | null
let maxBytes: number | null
let sent: string[]
let saved: { from: string | null; text: string }[]

beforeEach(() => {
  own = [HOME, WORK, PLAIN]
  cameTo = kept = maxBytes = null
  sent = []
  saved = []
})

function open(place: Partial<ComposePlace>): void {
  const answered = letter('Order', { from: { ...alice, person: 'mara' as never } })
  renderInApp(
    ComposePane,
    { place: composePlace(place) },
    {
      accounts: {
        list: () => [
          account('off@home.example', { state: 'off' }),
          account('reads@home.example', { outgoing: null }),
          ...own.map(({ address }) => account(address, { maxBytes })),
        ],
        addresses: ({ account: id }: { account: string }) =>
          own.filter(({ address }) => id === `id of ${address}`),
      },
      drafts: {
        send: ({ draft }: { draft: string }) => {
          sent.push(draft)
          return { ref: 'fumikura://ref/sent', state: 'stored', undoMs: 0 }
        },
        save: (input: (typeof saved)[number]) => {
          saved.push(input)
          return { draft: 'd', savedAt: '2026-11-24T12:00:00.000Z' }
        },
        get: () => ({
          ...BLANK,
          draft: 'd',
          typed: [],
          readers: [],
          savedAt: '2026-11-24T12:00:00.000Z',
          ...kept,
        }),
      },
      letters: { summary: () => answered, answerTo: () => ({ sender: [MARA], all: [MARA], from: cameTo }) },
      people: { contacts: () => [alice] },
      groups: { list: () => [] },
      templates: { list: () => [], signature: () => USUAL },
    },
  )
}

const text = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Letter' })
const from = (): HTMLSelectElement => screen.getByRole('combobox', { name: 'From' })
const choose = (address: string) => fireEvent.change(from(), { target: { value: address } })
const shows = (words: string) => waitFor(() => expect(text().value).toBe(words))

test('the signature of the chosen address stands in the letter, in the place of the usual one', async () => {
  open({ to: [MARA], text: 'Eight loaves.' })
  await waitFor(() => expect(from().value).toBe(HOME.address))
  expect([...from().options].map(({ text: shown }) => shown)).toEqual([
    'Emi <emi@home.example>',
    'Emi Mori <office@quay.example>',
    'plain@home.example',
  ])
  await shows('Eight loaves.\n\nEmi\nQuay 4\n')
  await fireEvent.input(text(), { target: { value: 'Nine loaves.\n\nEmi\nQuay 4\n' } })
  await choose(WORK.address)
  await shows('Nine loaves.\n\nEmi Mori, Quay Ltd.\n')
  await choose(PLAIN.address)
  await shows('Nine loaves.\n\nYours, Emi\n')
  await waitFor(() => expect(saved.at(-1)).toMatchObject({ from: PLAIN.address, text: text().value }))
})

test('a signature that was changed stays when the address changes', async () => {
  open({ to: [MARA], text: 'Eight loaves.' })
  await shows('Eight loaves.\n\nEmi\nQuay 4\n')
  await fireEvent.input(text(), { target: { value: 'Eight loaves.\n\nEmi\nQuay 5\n' } })
  await choose(WORK.address)
  await waitFor(() => expect(saved.at(-1)?.from).toBe(WORK.address))
  expect(text().value).toBe('Eight loaves.\n\nEmi\nQuay 5\n')
})

test('with one address there is nothing to choose, and its signature is there', async () => {
  own = [WORK]
  open({ to: [MARA] })
  await shows('\n\nEmi Mori, Quay Ltd.\n')
  expect(screen.queryByRole('combobox', { name: 'From' })).toBeNull()
  // Nobody has written anything.
  expect(saved).toEqual([])
})

test('a letter to a contact has no From, and keeps the usual signature', async () => {
  open({ to: [alice.person], text: 'Hello.' })
  await shows('Hello.\n\nYours, Emi\n')
  expect(screen.queryByRole('combobox', { name: 'From' })).toBeNull()
  await fireEvent.input(screen.getByRole('combobox', { name: 'To' }), { target: { value: MARA } })
  await fireEvent.keyDown(screen.getByRole('combobox', { name: 'To' }), { key: 'Enter' })
  await shows('Hello.\n\nEmi\nQuay 4\n')
})

test('an answer goes from the address that the mail came to, in any case of its letters', async () => {
  cameTo = 'Office@Quay.example'
  open({ to: [MARA], replyTo: 'fumikura://ref/order' as RefText })
  await shows('\n\nEmi Mori, Quay Ltd.\n')
  expect(from().value).toBe(WORK.address)
})

test('a draft keeps its address, and gets no second signature', async () => {
  kept = { to: [MARA], from: WORK.address, text: 'Eight.\n\nEmi Mori, Quay Ltd.\n' }
  open({ draft: 'd' as never })
  await waitFor(() => expect(from().value).toBe(WORK.address))
  expect(text().value).toBe(kept.text)
  await choose(HOME.address)
  await shows('Eight.\n\nEmi\nQuay 4\n')
})

test('a draft without a signature gets none', async () => {
  kept = { to: [MARA], from: 'gone@home.example', text: 'Eight.' }
  open({ draft: 'd' as never })
  await waitFor(() => expect(from().value).toBe(HOME.address))
  await choose(WORK.address)
  await waitFor(() => expect(saved.map((one) => one.from)).toContain(WORK.address))
  expect(text().value).toBe('Eight.')
})

test('a mail that its server would refuse is not sent, and both sizes are said before', async () => {
  maxBytes = 20_000_000
  const facts = { caption: null, takenAt: null, camera: null, width: null, height: null, place: null }
  const file = { file: 'f', name: 'film.mp4', type: 'video/mp4', size: 15_000_000, preview: null, facts }
  kept = { to: [MARA], text: 'Film.', attachments: [file as never] }
  open({ draft: 'd' as never })
  const said =
    'With its files this mail has about 21 MB. home.example takes 20 MB at most, so take some files out.'
  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe(said))
  expect(screen.getByText(/A mail carries a copy of each/)).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Send' }))
  await fireEvent.click(screen.getByRole('button', { name: /^Remove film.mp4/ }))
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  expect(sent).toEqual([])
  await fireEvent.click(screen.getByRole('button', { name: 'Send' }))
  await waitFor(() => expect(sent).toHaveLength(1))
})

test('a signature is found and replaced only on lines of its own, at the end', () => {
  const replace = (words: string, before: string) =>
    replaceSignature({ text: words, unwritten: before }, 'New')?.text
  expect(
    [
      ['Hi.\n\nEmi\n', 'Emi'],
      ['Emi', '\n\nEmi\n'],
      ['Hi.\nEmi  ', 'Emi'],
      ['Call Emi', 'Emi'],
      ['Hi.\n\nEmi\n\nPS.', 'Emi'],
      ['Hi.', ''],
      ['New', 'New'],
    ].map(([words, before]) => replace(words!, before!)),
  ).toEqual(['Hi.\n\nNew\n', '\n\nNew\n', 'Hi.\n\nNew\n', undefined, undefined, 'Hi.\n\nNew\n', undefined])
  expect(findSignature('Hi.\n\nEmi\n', ['', 'Mori', 'Emi'])).toBe('Emi')
  expect(findSignature('Hi.', ['', 'Emi'])).toBeNull()
})

test('no signature takes the place of one', () => {
  expect(replaceSignature({ text: 'Hi.\n\nEmi\n', unwritten: 'Emi' }, '')).toEqual({
    text: 'Hi.',
    unwritten: '',
  })
})
