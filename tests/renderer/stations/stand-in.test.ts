// This computer stands in for somebody: one switch, a person, and a letter with the link.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { beforeEach, expect, test } from 'vitest'
import { EngineError, type StandInState } from '../../../src/core/contract/index.ts'
import StandIn from '../../../src/renderer/stations/StandIn.svelte'
import { bob } from '../compose/people-of-tests.ts'
import { renderInApp } from '../support/render.ts'

const OFF: StandInState = { isOn: false, isRunning: false, customers: 0, bytes: 0 }
const LABEL = 'Let this computer stand in for somebody'
let state: StandInState
let asked: string[]

// The DOM of these tests has no popovers.
HTMLElement.prototype.hidePopover ??= () => undefined

beforeEach(() => {
  ;[state, asked] = [OFF, []]
})

function draw(read: () => StandInState = () => state) {
  const turned = (name: string, next: StandInState) => {
    asked.push(name)
    state = next
    return next
  }
  return renderInApp(
    StandIn,
    {},
    {
      standIn: {
        state: read,
        offer: () => {
          turned('offer', { ...OFF, isOn: true, isRunning: true })
          return { link: 'fumikura://station/x', number: '1', expiresAt: '2026-12-08T10:00:00.000Z' }
        },
        switchOff: () => turned('switchOff', OFF),
      },
      people: { contacts: () => [bob] },
    },
  )
}

test('the switch asks for whom, and a press on a person writes them a letter with the link', async () => {
  const { app } = draw()
  await fireEvent.click(await screen.findByRole('switch', { name: LABEL }))
  await fireEvent.click(await screen.findByRole('button', { name: /Bob/i }))
  await waitFor(() => expect(app.route.place.screen).toBe('compose'))
  expect(app.route.place).toMatchObject({ to: [bob.person], subject: 'My computer can stand in for yours' })
  expect((app.route.place as { text: string }).text).toContain('fumikura://station/x')
  expect(asked).toEqual(['offer'])
})

test('nothing is switched on before a person is chosen', async () => {
  draw()
  const toggle = await screen.findByRole('switch', { name: LABEL })
  await fireEvent.click(toggle)
  await screen.findByText('For whom?')
  await fireEvent.click(toggle)
  await waitFor(() => expect(screen.queryByText('For whom?')).toBeNull())
  expect(asked).toEqual([])
})

test('switching it off while it keeps letters of others asks first', async () => {
  state = { isOn: true, isRunning: true, customers: 2, bytes: 1_200_000_000 }
  draw()
  await screen.findByText('For 2 people, 1.2 GB of your disk now.')
  await fireEvent.click(screen.getByRole('switch', { name: LABEL }))
  expect(screen.getByText(/^The letters of 2 people then open only/)).toBeTruthy()
  expect(asked).toEqual([])
  await fireEvent.click(screen.getByRole('button', { name: 'Stop', hidden: true }))
  await waitFor(() => expect(asked).toEqual(['switchOff']))
})

test('a host that runs no station offers no switch', async () => {
  draw(() => {
    throw new EngineError('INVALID', 'There is no such call.')
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(screen.queryByRole('switch')).toBeNull()
})
