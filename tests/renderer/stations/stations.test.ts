// “Who opens while I’m away”: the stations and their faults, the rule as a slider, and the
// dialogs, which say what an act deletes and what still opens.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte'
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
      phones: null,
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
  test: () => ({
    need: 1,
    openedMs: 412,
    stations: [
      { station: 'a', name: 'Shelf', answer: 'opened' },
      { station: 'b', name: 'Attic', answer: 'silent' },
    ],
  }),
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

test('without a station the switch asks who could be on', async () => {
  list = []
  show()
  const open = await screen.findByRole<HTMLInputElement>('switch')
  expect(open.checked).toBe(false)
  await fireEvent.click(open)
  expect(screen.getByText('Who could be on when this computer is off?')).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: /^I have a link/ }))
  expect(document.querySelector('dialog')!.textContent).toContain('Add a station')
  expect(screen.queryByRole('radio')).toBeNull()
})

test('switched off, it says first that the stations are left', async () => {
  show()
  const open = await screen.findByRole<HTMLInputElement>('switch')
  expect(open.checked).toBe(true)
  await fireEvent.click(open)
  expect([open.checked, asked]).toEqual([true, []])
  const dialog = within(document.querySelector('dialog')!)
  expect(dialog.getByText(/^You leave Shelf, Attic, and Office/)).toBeTruthy()
  await fireEvent.click(dialog.getByRole('button', { name: 'Leave', hidden: true }))
  await waitFor(() => expect(asked).toHaveLength(3))
  await waitFor(() => expect(open.checked).toBe(false))
})

test('the test letter names who opened it, how fast, and who did not answer', async () => {
  show()
  await fireEvent.click(await screen.findByRole('button', { name: 'Test it now' }))
  expect(
    await screen.findByText(/A test letter opened from Shelf in 0\.4 s, without this computer/),
  ).toBeTruthy()
  expect(screen.getByText('Attic didn’t answer. Shelf did, so letters open.')).toBeTruthy()
})

test('who compared the number of a station ticks it, and it stays ticked', async () => {
  const { app } = show()
  await fireEvent.click(
    await screen.findByRole('checkbox', { name: /Shelf No\. 4071 2298 1630 not compared yet/ }),
  )
  expect(app.settings.comparedStations).toEqual(['4071 2298 1630'])
})

test('each station says what it lacks, and its space', async () => {
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
})

test('a sentence of three numbers says what the slider means, and a choice is sent', async () => {
  show()
  expect(
    await screen.findByText('Any 2 of 3 open a letter. A recall is certain when all 3 have answered.'),
  ).toBeTruthy()
  await fireEvent.click(screen.getByRole('radio', { name: /^Any one of 3/ }))
  await waitFor(() => expect(asked).toEqual([{ need: 1, distrust: 0 }]))
  await fireEvent.click(screen.getByRole('radio', { name: /^Only all 3/ }))
  await waitFor(() => expect(asked.at(-1)).toEqual({ need: 3, distrust: 1 }))
  expect(await screen.findByText(/A recall is certain when 2 have answered\.$/)).toBeTruthy()
})

test('two stations open either or both; one has no slider', async () => {
  list = [station('Shelf'), station('Attic')]
  rule = ruleOf(2, { need: 2, distrust: 0 })
  show()
  const both = 'Only both together open a letter. A recall is certain when either has answered.'
  expect(await screen.findByText(both)).toBeTruthy()
  cleanup()
  list = [station('Shelf')]
  rule = ruleOf(1, { need: 1, distrust: 0 })
  show()
  expect(
    await screen.findByText('Shelf opens your letters. A recall is certain when it has answered.'),
  ).toBeTruthy()
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
