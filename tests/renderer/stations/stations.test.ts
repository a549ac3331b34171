// “Who opens while I’m away”: the stations and their faults, the rule as a slider, and the
// dialogs, which say what an act deletes and what still opens.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { beforeEach, expect, test } from 'vitest'
import { EngineError, type JoinedStation, type StationRule } from '../../../src/core/contract/index.ts'
import StationsSection from '../../../src/renderer/settings/StationsSection.svelte'
import { ruleOf } from '../../../src/renderer/stations/rule-stops.ts'
import { renderInApp } from '../support/render.ts'

const GB = 1_000_000_000
let list: JoinedStation[]
let rule: StationRule | null
let asked: unknown[]
let refusal: EngineError | null

function station(name: string, changes: Partial<JoinedStation> = {}): JoinedStation {
  return {
    ...{ station: `id of ${name}` as JoinedStation['station'], number: '4071 2298 1630', name },
    ...{ online: true, heardAt: '2026-11-28T08:00:00.000Z', bytes: 41 * GB, limit: 200 * GB },
    ...{
      handedOver: 12,
      waiting: 0,
      recalls: 0,
      full: false,
      fenced: false,
      isCustomer: true,
      egress: 0,
      egressLimit: 5e10,
    },
    ...changes,
  }
}

beforeEach(() => {
  // The DOM of these tests has no popovers.
  HTMLElement.prototype.hidePopover ??= () => undefined
  list = ['Shelf', 'Attic', 'Office'].map((name) => station(name))
  rule = ruleOf(3, { need: 2, distrust: 1 })
  asked = []
  refusal = null
})

const stations = {
  list: () => list,
  rule(wanted: { need?: number; distrust?: number }) {
    if (wanted.need !== undefined) {
      asked.push(wanted)
      rule = ruleOf(rule!.n, wanted as { need: number; distrust: number })
    }
    return rule
  },
  add(input: { link: string; name?: string }) {
    asked.push(input)
    if (refusal !== null) throw refusal
    list = [...list, station(input.name ?? 'Cellar')]
    return { station: 'id', name: input.name ?? 'Cellar' }
  },
  rename(input: { station: string; name: string }) {
    asked.push(input)
    list = list.map((one) => (one.station === input.station ? { ...one, name: input.name } : one))
    return input
  },
  leave(input: { station: string }) {
    asked.push(input)
    list = list.filter((one) => one.station !== input.station)
    return { station: input.station, name: '', told: true }
  },
}

const show = () => renderInApp(StationsSection, {}, { stations })

const rowOf = async (name: string): Promise<HTMLElement> =>
  (await screen.findByText(name, { selector: 'bdi' })).closest('li')!

async function choose(name: string, item: RegExp): Promise<HTMLElement> {
  await fireEvent.click(await screen.findByRole('button', { name: `More about ${name}` }))
  const row = within(await rowOf(name))
  await fireEvent.click(row.getByRole('menuitem', { name: item, hidden: true }))
  return document.querySelector('dialog')!
}

test('without a station it says what that means, and offers to add one', async () => {
  list = []
  show()
  expect(await screen.findByText(/opens only while this computer is on/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Add a station…' })).toBeTruthy()
  expect(screen.queryByRole('radio')).toBeNull()
})

test('each station has its number, what it lacks, and its space', async () => {
  list = [
    station('Shelf'),
    station('Attic', { online: false, waiting: 2, handedOver: 10, bytes: 180 * GB }),
    station('Cellar', { online: false, recalls: 1 }),
    station('Office', { fenced: true }),
    station('Box', { full: true }),
    station('Loft', { isCustomer: false }),
    station('Barn', { egress: 50 * GB }),
  ]
  show()
  const shelf = within(await rowOf('Shelf'))
  expect(shelf.getByText('No. 4071 2298 1630')).toBeTruthy()
  expect(shelf.getByText('Has all 12 letters')).toBeTruthy()
  expect(shelf.getByRole('meter', { name: 'Space at Shelf' })).toBeTruthy()
  const attic = within(await rowOf('Attic'))
  expect(attic.getByText(/^It last answered/)).toBeTruthy()
  expect(attic.getByText('2 letters are waiting for it')).toBeTruthy()
  expect(attic.getByText('180 GB of 200 GB · nearly full')).toBeTruthy()
  const cellar = within(await rowOf('Cellar'))
  expect(cellar.getByText('1 recall is waiting for it')).toBeTruthy()
  expect(cellar.getByText('Has all 12 letters')).toBeTruthy()
  expect(within(await rowOf('Office')).getByText(/^Was put back to an older copy/)).toBeTruthy()
  expect(within(await rowOf('Box')).getByText(/^Takes no more/)).toBeTruthy()
  expect(within(await rowOf('Loft')).getByText(/^Doesn’t know you any longer/)).toBeTruthy()
  expect(within(await rowOf('Barn')).getByText(/^Has sent as much to your readers today/)).toBeTruthy()
  expect(screen.getByText('5 of 7 online')).toBeTruthy()
})

test('the slider shows what opens and what a recall needs, and a choice is sent with its cheats', async () => {
  show()
  const chosen = await screen.findByRole('radio', { name: /^2 of 3/, checked: true })
  expect(document.getElementById(chosen.getAttribute('aria-describedby')!)!.textContent).toMatch(
    /opening needs 2.*a recall needs 3.*even if one of them cheats/s,
  )
  expect(screen.getByRole('img', { name: '2 to open, 3 to recall' })).toBeTruthy()
  await fireEvent.click(screen.getByRole('radio', { name: '1 of 3' }))
  await waitFor(() => expect(asked).toEqual([{ need: 1, distrust: 0 }]))
  expect(await screen.findByText('if you trust all 3')).toBeTruthy()
  expect(screen.queryByText(/^Together/)).toBeNull()
  await fireEvent.click(screen.getByRole('radio', { name: '3 of 3' }))
  await fireEvent.click(await screen.findByRole('radio', { name: 'None' }))
  await waitFor(() => expect(asked.at(-1)).toEqual({ need: 3, distrust: 0 }))
})

test('the table marks the row of today by the stations that answer', async () => {
  list = [station('Shelf'), station('Attic', { fenced: true }), station('Office')]
  show()
  const now = await screen.findByText('now')
  expect(now.closest('tr')!.textContent).toMatch(/one is off.*open.*certain when it’s back/s)
})

test('one station has no slider, and a sentence instead', async () => {
  list = [station('Shelf')]
  rule = ruleOf(1, { need: 1, distrust: 0 })
  show()
  expect(await screen.findByText(/nothing to choose/)).toBeTruthy()
  expect(screen.queryByRole('radio')).toBeNull()
})

test('a pasted link adds a station; a refusal appears under the link', async () => {
  refusal = new EngineError('INVITE_USED', '')
  show()
  await fireEvent.click(await screen.findByRole('button', { name: 'Add a station…' }))
  const dialog = within(document.querySelector('dialog')!)
  await fireEvent.input(dialog.getByLabelText('Link of the station'), {
    target: { value: ' fumikura://station/x ' },
  })
  await fireEvent.click(dialog.getByRole('button', { name: 'Add', hidden: true }))
  expect(await dialog.findByText(/^This link was used before/)).toBeTruthy()
  refusal = null
  await fireEvent.input(dialog.getByLabelText(/^Your name for it/), { target: { value: 'Loft' } })
  await fireEvent.click(dialog.getByRole('button', { name: 'Add', hidden: true }))
  expect(await rowOf('Loft')).toBeTruthy()
  expect(asked.at(-1)).toMatchObject({ link: 'fumikura://station/x', name: 'Loft' })
})

test('a station gets another name', async () => {
  show()
  const dialog = within(await choose('Attic', /^Rename/))
  const field = dialog.getByLabelText<HTMLInputElement>('Name')
  expect(field.value).toBe('Attic')
  await fireEvent.input(field, { target: { value: 'Loft' } })
  await fireEvent.click(dialog.getByRole('button', { name: 'Save', hidden: true }))
  expect(await rowOf('Loft')).toBeTruthy()
})

test('leaving says first what is deleted, and how letters open afterwards', async () => {
  show()
  const dialog = within(await choose('Attic', /^Leave/))
  expect(dialog.getByText(/12 letters \(41 GB\), and its part of the key/)).toBeTruthy()
  expect(dialog.getByText(/^Letters that nobody has opened move to your other 2 stations first/)).toBeTruthy()
  expect(dialog.getByText('New letters will open with 1 of 2.')).toBeTruthy()
  expect(asked).toEqual([])
  await fireEvent.click(dialog.getByRole('button', { name: 'Leave', hidden: true }))
  await waitFor(() => expect(asked).toMatchObject([{ station: 'id of Attic' }]))
  await waitFor(() => expect(screen.queryByText('Attic', { selector: 'bdi' })).toBeNull())
})

test('leaving the only station says that letters then wait for this computer', async () => {
  list = [station('Shelf', { online: false })]
  rule = ruleOf(1, { need: 1, distrust: 0 })
  show()
  const dialog = within(await choose('Shelf', /^Leave/))
  expect(dialog.getByText(/open only while this computer is on/)).toBeTruthy()
  expect(dialog.getByText(/deletes everything when it hears of it/)).toBeTruthy()
})

test('a station that is away can be destroyed by the word of the person, who reads the risk first', async () => {
  list = [station('Shelf'), station('Attic', { online: false })]
  rule = ruleOf(2, { need: 1, distrust: 0 })
  show()
  const row = within(await rowOf('Shelf'))
  expect(row.queryByRole('menuitem', { name: /destroyed/, hidden: true })).toBeNull()
  const dialog = within(await choose('Attic', /destroyed/))
  expect(dialog.getByText(/If a copy of it turns up/)).toBeTruthy()
  await fireEvent.click(dialog.getByRole('button', { name: 'It’s destroyed', hidden: true }))
  await waitFor(() => expect(asked).toMatchObject([{ station: 'id of Attic', lost: true }]))
})
