// A public letter. It opens without a seal, reports nothing, and can be answered only if its author
// is a contact.
import { screen } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { PLAIN_POLICY, EngineError, type Addressee } from '../../../src/core/contract/index.ts'
import ThreadPane from '../../../src/renderer/letter/ThreadPane.svelte'
import { ANA, letter, ME, refOf } from '../inbox/letters.ts'
import { choir } from '../groups/groups-of-tests.ts'
import { contact } from '../compose/people-of-tests.ts'
import { thread } from '../inbox/threads.ts'
import { renderInApp } from '../support/render.ts'

const ref = refOf('island')
const EVERYONE: Addressee = { person: 'public', name: '' }
const TO_CHOIR: Addressee = { group: choir.group, name: 'Choir', person: null }
const ana = contact('Ana', { person: ANA.person })

interface Given {
  to?: Addressee
  isHere?: boolean
  isPublic?: boolean
  contacts?: unknown[]
  state?: 'sealed' | 'referenced'
}

function draw({
  to = EVERYONE,
  isHere = true,
  isPublic = false,
  contacts = [ana],
  state = 'sealed',
}: Given = {}) {
  const read: object[] = []
  let now: 'sealed' | 'referenced' = state
  const shown = {
    ref,
    from: ANA,
    to: [to],
    subject: 'From the island',
    text: 'The film is ready.',
    sentAt: '2026-11-24T10:42:00.000Z',
    links: [],
    tags: ['harbour'],
    verified: true,
    policy: OPEN,
    attachments: [],
    imported: null,
    replacedBy: null,
  }
  const gap = { ref, from: ANA, to: [to], subject: null, sentAt: shown.sentAt, code: 'SEALED' }
  const summary = () => letter('island', { ref, to: [to], policy: OPEN, state: now })
  const made = renderInApp(
    ThreadPane,
    { ref, isPublic, isLetter: true },
    {
      home: { status: () => ({ state: 'open' }) },
      people: { whoami: () => ME, contacts: () => contacts },
      groups: { list: () => [choir], requests: () => [] },
      threads: {
        get() {
          if (!isHere) throw new EngineError('NOT_FOUND', 'No notice.', { details: { author: ANA.person } })
          const entry = { summary: summary(), shown: now === 'sealed' ? gap : shown }
          return { summary: thread('island', { newest: summary() }), letters: [entry], earlier: null }
        },
      },
      letters: {
        summary,
        read: (input: object) => {
          read.push(input)
          now = 'referenced'
          return { ...shown, original: null }
        },
      },
    },
  )
  return { ...made, read }
}

const OPEN = { ...PLAIN_POLICY, mode: 'open' } as const

test('a public post is shown at once, without a seal', async () => {
  draw()
  expect(await screen.findByRole('heading', { name: 'From the island' })).toBeTruthy()
  expect(screen.getByText('to everyone')).toBeTruthy()
  expect(screen.getByText('harbour')).toBeTruthy()
  expect(document.querySelector('.unfolds')).toBeNull()
})

test('a post that only the archive names is shown at once too', async () => {
  draw({ isHere: false, isPublic: true })
  expect(await screen.findByRole('heading', { name: 'From the island' })).toBeTruthy()
})

test('a link to an object that is no post of an archive opens nothing until the person presses open', async () => {
  const { read } = draw({ isHere: false })
  expect(await screen.findByRole('heading', { name: 'A link to a letter by Ana' })).toBeTruthy()
  const buttons = screen.getAllByRole('button').map(({ textContent }) => textContent.trim())
  expect(buttons.indexOf('Send request')).toBeLessThan(buttons.indexOf('Open it'))
  expect(read).toEqual([])
})

test('a letter to a group keeps its seal until it is opened', async () => {
  const { read } = draw({ to: TO_CHOIR })
  expect(await screen.findByRole('button', { name: 'Open the letter' })).toBeTruthy()
  expect(read).toEqual([])
})

test('reading a public post reports nothing to its author, and a stranger’s post cannot be answered', async () => {
  draw({ contacts: [] })
  expect(await screen.findByText('To reply, become contacts with Ana first.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Done' })).toBeNull()
  expect(screen.queryByRole('button', { name: /^Reply/ })).toBeNull()
})

test('a reply to a group post is sent to the group if the reader may post there', async () => {
  draw({ to: TO_CHOIR, state: 'referenced' })
  expect(await screen.findByRole('button', { name: `Reply to ${choir.name}` })).toBeTruthy()
})
