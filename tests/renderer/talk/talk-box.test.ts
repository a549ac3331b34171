// The box of a talk: saying by keys, breaking a line, correcting, replying, going on as a letter.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { expect, test, vi } from 'vitest'
import { EngineError, type Attachment } from '../../../src/core/contract/index.ts'
import GroupPage from '../../../src/renderer/groups/GroupPage.svelte'
import { Talks } from '../../../src/renderer/state/talks.svelte.ts'
import { choir } from '../groups/groups-of-tests.ts'
import { renderInApp } from '../support/render.ts'
import { FakeTalk, mine, refOf, said } from './talk-of-tests.ts'

/** The id of the draft, under which the same words are said once. */
const ID = expect.stringMatching(/^[0-9a-f]{32}$/) as string

// Without the editor the same words are in a plain field.
vi.mock('../../../src/renderer/editor/open-editor.ts', () => {
  throw new Error('not in this test')
})

HTMLElement.prototype.hidePopover ??= () => undefined

function draw(talk: FakeTalk, more: Record<string, (input: never) => unknown> = {}) {
  const calls = talk.calls
  return renderInApp(
    GroupPage,
    { group: choir.group, part: 'posts' as const },
    { ...calls, talks: { ...calls['talks'], ...more } },
  )
}

const SCORE: Attachment = {
  ...{ file: 'score', name: 'score.txt', size: 5, type: 'text/plain', preview: null },
  facts: { place: null },
} as never

const box = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Write to Choir' })
const type = async (text: string) => fireEvent.input(await box(), { target: { value: text } })
const press = async (key: string, more: object = {}) => fireEvent.keyDown(await box(), { key, ...more })

test('Enter says it; Shift+Enter and an Enter of an input method do not', async () => {
  const talk = new FakeTalk([said('a', 'Hello')])
  draw(talk)
  await type('On my way ')
  await press('Enter', { shiftKey: true })
  await press('Enter', { isComposing: true })
  expect(talk.callsTo('say')).toEqual([])
  await press('Enter')
  await waitFor(() =>
    expect(talk.callsTo('say')).toEqual([{ with: choir.group, text: 'On my way', draft: ID }]),
  )
  expect((await box()).value).toBe('')
})

test('words that could not be said come back into the box', async () => {
  const say = () => Promise.reject(new EngineError('NO_SPACE', 'Full.'))
  const { app } = draw(new FakeTalk([said('a', 'Hello')]), { say })
  await type('On my way')
  await press('Enter')
  await waitFor(() => expect(app.toasts.shown).toHaveLength(1))
  await waitFor(async () => expect((await box()).value).toBe('On my way'))
})

test('an arrow up in the empty box corrects the last own words', async () => {
  const talk = new FakeTalk([mine('a', 'At seven.'), said('b', 'Fine.')])
  draw(talk)
  await screen.findByText('Fine.')
  await press('ArrowUp')
  await waitFor(async () => expect((await box()).value).toBe('At seven.'))
  await type('At eight.')
  await press('Enter')
  await waitFor(() =>
    expect(talk.callsTo('say')).toEqual([
      { with: choir.group, text: 'At eight.', replaces: refOf(talk.entries[0]!), draft: ID },
    ]),
  )
})

test('a reply names its original until Escape drops it', async () => {
  const talk = new FakeTalk([said('a', 'Who sings?')])
  draw(talk)
  const row = await screen.findByRole('article', { name: /Who sings/ })
  await fireEvent.focusIn(row)
  await fireEvent.click(within(row).getByRole('button', { name: 'Reply' }))
  expect(screen.getByText(/^Reply to Ana/)).toBeTruthy()
  await press('Escape')
  expect(screen.queryByText(/^Reply to Ana/)).toBeNull()
  await fireEvent.click(within(row).getByRole('button', { name: 'Reply' }))
  await type('I do.')
  await press('Enter')
  await waitFor(() => expect(talk.callsTo('say')[0]).toMatchObject({ replyTo: refOf(talk.entries[0]!) }))
})

test('“As a letter…” carries the words and the files into the composer', async () => {
  const talk = new FakeTalk([said('a', 'Hello')])
  const { app } = draw(talk)
  await type('It is longer than I thought.')
  const { composition } = app.noun(Talks).draft(choir.group)
  composition.change({ attachments: [SCORE] })
  await fireEvent.click(screen.getByRole('button', { name: 'As a letter…' }))
  await waitFor(() => expect(app.route.place).toMatchObject({ screen: 'compose', draft: composition.draft }))
  expect(talk.drafts).toMatchObject([
    {
      ...{ to: [choir.group], text: 'It is longer than I thought.', saying: null },
      attachments: [SCORE.file],
    },
  ])
  expect((await box()).value).toBe('')
})

test('what was taken back is a version without words, and says that it may have been read', async () => {
  const talk = new FakeTalk([mine('a', 'Oh no.')])
  const { app } = draw(talk)
  const row = await screen.findByRole('article', { name: /Oh no/ })
  await fireEvent.focusIn(row)
  await fireEvent.click(within(row).getByText('Take back'))
  const dialog = within(document.querySelector('dialog')!)
  expect(dialog.getByText(/They may have read it/)).toBeTruthy()
  await fireEvent.click(dialog.getByRole('button', { name: 'Take back', hidden: true }))
  await waitFor(() =>
    expect(talk.callsTo('say')).toEqual([{ with: choir.group, text: '', replaces: refOf(talk.entries[0]!) }]),
  )
  await waitFor(() =>
    expect(app.toasts.shown.map(({ text }) => text)).toEqual(['Taken back. They may have read it.']),
  )
})

test('words that are not said yet are a draft, which a new page and the other window show', async () => {
  const talk = new FakeTalk([said('a', 'Hello')])
  draw(talk)
  await type('Half a sent')
  await waitFor(() =>
    expect(talk.drafts).toMatchObject([{ text: 'Half a sent', to: [choir.group], saying: { asks: null } }]),
  )
  cleanup()
  const second = draw(talk)
  await waitFor(async () => expect((await box()).value).toBe('Half a sent'))
  const [kept] = talk.drafts
  talk.drafts[0] = { ...kept!, text: 'Half a sentence', savedAt: new Date(Date.now() + 1000).toISOString() }
  second.engine.tell({ type: 'draft-changed', ...talk.drafts[0], isNew: false })
  await waitFor(async () => expect((await box()).value).toBe('Half a sentence'))
  talk.drafts.length = 0
  second.engine.tell({ type: 'draft-changed', draft: kept!.draft, savedAt: null, isNew: false })
  await waitFor(async () => expect((await box()).value).toBe(''))
})

test('what is said ends its draft, and an emptied box leaves none', async () => {
  const talk = new FakeTalk([said('a', 'Hello')])
  draw(talk)
  await type('On my way')
  await waitFor(() => expect(talk.drafts).toHaveLength(1))
  const { draft } = talk.drafts[0]!
  await press('Enter')
  await waitFor(() => expect(talk.callsTo('say')).toEqual([{ with: choir.group, text: 'On my way', draft }]))
  await type('Or not')
  await waitFor(() => expect(talk.drafts).toHaveLength(1))
  await type('')
  await waitFor(() => expect(talk.drafts).toEqual([]))
})

test('an input method keeps its Enter, and nothing is said', async () => {
  const talk = new FakeTalk([said('a', 'Hello')])
  draw(talk)
  await type('にほん')
  await press('Enter', { keyCode: 229 })
  await press('Enter', { isComposing: true })
  expect((await box()).value).toBe('にほん')
  expect(talk.callsTo('say')).toEqual([])
})
