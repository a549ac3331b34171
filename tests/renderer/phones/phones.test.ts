// “Phones” in the settings: the door and why it is closed, adding a phone by its six digits, and what
// a lost one leaves behind.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { beforeEach, expect, test } from 'vitest'
import {
  EngineError,
  type Phone,
  type PhoneAct,
  type PhoneDoor,
  type WaitingPhone,
} from '../../../src/core/contract/index.ts'
import PhonesSection from '../../../src/renderer/settings/PhonesSection.svelte'
import { renderInApp } from '../support/render.ts'

const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Version/18.4 Mobile/15E148 Safari/604.1'
const HOST = 'https://cellar.example'
const ON: PhoneDoor = { door: 'on', station: 's1' as PhoneDoor['station'], host: HOST, page: null }
let door: PhoneDoor
let list: Phone[]
let waiting: WaitingPhone | null
let acts: PhoneAct[]
let asked: unknown[]
let refusal: EngineError | null
let needsPassphrase: boolean

const phone = (name: string): Phone => ({
  ...{
    phone: `id of ${name}` as Phone['phone'],
    name,
    browser: SAFARI,
    rights: 'read',
    lock: null,
    isOpen: true,
  },
  ...{ madeAt: '2026-12-01T08:00:00.000Z', seenAt: '2026-12-01T08:00:00.000Z', via: null, push: false },
})

beforeEach(() => {
  // The DOM of these tests has no popovers.
  HTMLElement.prototype.hidePopover ??= () => undefined
  door = ON
  list = []
  waiting = null
  acts = []
  asked = []
  refusal = null
  needsPassphrase = false
})

const phones = {
  door: () => door,
  list: () => list,
  waiting: () => waiting,
  setDoor(input: { isOn: boolean }) {
    if (refusal !== null) throw refusal
    return (door = input.isOn ? ON : { door: 'off', station: null, host: null, page: null })
  },
  add(input: unknown) {
    asked.push(input)
    if (needsPassphrase) throw new EngineError('PASSPHRASE_NEEDED', '')
    return { link: 'https://cellar.example/#p.abc', expiresAt: new Date(Date.now() + 600_000).toISOString() }
  },
  confirm(input: unknown) {
    asked.push(input)
    if (refusal !== null) throw refusal
    return phone('Kim’s phone')
  },
  cancel: () => void asked.push('cancel'),
  resetLock(input: unknown) {
    asked.push(input)
    return (list = list.map((one) => ({ ...one, lock: null })))
  },
  revoke(input: unknown) {
    asked.push(input)
    return (list = [])
  },
  acts: () => acts,
  undo: (input: unknown) => void asked.push(input),
}
const stations = {
  list: () => [{ station: 's1', name: 'Cellar', phones: 'https://cellar.example' }],
  rule: () => null,
}

const show = () => renderInApp(PhonesSection, {}, { phones, stations, home: { checkPassphrase: () => null } })
const digits = () => screen.findByLabelText<HTMLInputElement>('Type the six digits that the phone shows')

async function press(name: string): Promise<void> {
  await fireEvent.click(await screen.findByRole('button', { name }))
}

test('a closed door says what it needs', async () => {
  door = { door: 'off', station: null, host: null, page: null }
  refusal = new EngineError('NOT_FOUND', 'no station')
  show()
  await fireEvent.click(await screen.findByRole('switch', { name: 'Phones may reach this computer' }))
  expect(await screen.findByText(/Add one first/)).toBeTruthy()
  refusal = null
  await fireEvent.click(screen.getByRole('switch'))
  expect(await screen.findByText(/Cellar passes everything on and can’t read it/)).toBeTruthy()
})

test('a page that is not the one of this version is said beside the door', async () => {
  door = {
    ...ON,
    page: {
      host: ON.host!,
      at: '2026-12-01T08:00:00.000Z',
      state: 'changed',
      number: 1,
      paths: ['far.html'],
    },
  }
  show()
  expect(await screen.findByText(/The page from cellar.example isn’t the one of this version/)).toBeTruthy()
})

test('the sixth digit adds the phone that waits, however they are typed', async () => {
  waiting = { name: 'Kim', browser: SAFARI, expiresAt: '2026-12-01T08:10:00.000Z', isSecond: false }
  const { app } = show()
  await press('Add a phone')
  expect(await screen.findByText('Safari on iOS shows its digits now.')).toBeTruthy()
  await fireEvent.input(await digits(), { target: { value: '48２ 916' } })
  await waitFor(() => expect(asked).toEqual([{ isReadOnly: false }, { code: '482916' }]))
  expect(app.toasts.shown.at(-1)?.text).toBe('Kim’s phone can use your letters now.')
})

test('nobody can type digits before a phone shows them, and wrong ones need a new code', async () => {
  show()
  await press('Add a phone')
  expect((await digits()).disabled).toBe(true)
  waiting = { name: 'Kim', browser: SAFARI, expiresAt: '2026-12-01T08:10:00.000Z', isSecond: false }
  refusal = new EngineError('INVALID', 'wrong')
  await fireEvent.click(screen.getByRole('checkbox', { name: 'This phone may only read and answer' }))
  await waitFor(async () => expect((await digits()).disabled).toBe(false))
  await fireEvent.input(await digits(), { target: { value: '000000' } })
  expect(await screen.findByText('Those aren’t the digits. Show a new code.')).toBeTruthy()
  await press('Show a new code')
  await waitFor(() => expect(asked.at(-1)).toEqual({ isReadOnly: true }))
})

test('a second device on one code is said, and its digits cannot be typed', async () => {
  waiting = { name: 'Kim', browser: SAFARI, expiresAt: '2026-12-01T08:10:00.000Z', isSecond: true }
  show()
  await press('Add a phone')
  expect(await screen.findByText(/Another device used this code first/)).toBeTruthy()
  expect(screen.queryByRole('textbox')).toBeNull()
  await press('Cancel')
  expect(asked).toContain('cancel')
})

test('a lost phone is removed first, and what it changed can be undone', async () => {
  list = [phone('Kim’s phone')]
  const made = { at: '2026-12-01T08:00:00.000Z', canUndo: true }
  acts = [{ ...made, act: 'a1' as PhoneAct['act'], call: 'letters.send', about: 'Mum: Lunch' }]
  show()
  expect(await screen.findByText(/Safari on iOS · open now · reads and answers only/)).toBeTruthy()
  await fireEvent.click(screen.getByText('It’s lost…'))
  await press('Remove')
  await press('Undo: Sent: Mum: Lunch')
  expect(await screen.findByText('undone')).toBeTruthy()
  expect(asked).toEqual([{ phone: 'id of Kim’s phone' }, { act: 'a1' }])
})

test('the lock of a phone is named and can be reset, and a phone without one may get one', async () => {
  list = [{ ...phone('Kim’s phone'), lock: 'pin' }]
  const { app } = show()
  expect(await screen.findByText(/locked with a PIN/)).toBeTruthy()
  await fireEvent.click(screen.getByText('Reset the lock…'))
  await press('Reset the lock')
  await waitFor(() => expect(screen.queryByText(/locked with a PIN/)).toBeNull())
  await fireEvent.click(screen.getByText('Allow a lock'))
  await waitFor(() => expect(asked).toEqual([{ phone: 'id of Kim’s phone' }, { phone: 'id of Kim’s phone' }]))
  expect(app.toasts.shown.at(-1)?.text).toBe('Kim’s phone can set a lock within 10 minutes, in its settings.')
})

test('a phone that never came since it was added is shown as that', async () => {
  list = [{ ...phone('Kim’s phone'), isOpen: false, seenAt: null }]
  show()
  expect(await screen.findByText(/never used since it was added/)).toBeTruthy()
})

test('a code needs the passphrase of the home, and nothing stays open without it', async () => {
  needsPassphrase = true
  const { app } = show()
  await press('Add a phone')
  await waitFor(() => expect(app.proof.isAsked).toBe(true))
  app.proof.decline()
  await waitFor(() => expect(screen.queryByText('Type the six digits that the phone shows')).toBeNull())
  await press('Add a phone')
  await waitFor(() => expect(app.proof.isAsked).toBe(true))
  needsPassphrase = false
  await app.proof.give('right')
  expect(await digits()).toBeTruthy()
  await waitFor(() => expect(asked).toHaveLength(3))
})
