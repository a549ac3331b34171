// Urgent messages in a talk: what their readers are asked, what their author sees, and how one says
// something urgent.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Asks, Party, TalkEntry } from '../../../src/core/contract/index.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { ja } from '../../../src/renderer/messages/ja/index.ts'
import { isSafe } from '../../../src/renderer/talk/safety-words.ts'
import GroupPage from '../../../src/renderer/groups/GroupPage.svelte'
import { BEN, ME } from '../inbox/letters.ts'
import { alice, bob } from '../compose/people-of-tests.ts'
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

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
})

const answer = ({ person, name }: Party, note: string | null): TalkEntry['answers'][number] => ({
  ...{ person, name, value: 'confirmed', note, at: '2026-11-25T10:00:00.000Z' },
})

const asking = (entry: TalkEntry, asks: Asks): TalkEntry => ({
  ...entry,
  letter: { ...entry.letter, asks },
})

function draw(talk: FakeTalk) {
  const marked: object[] = []
  const mark = (input: object) => (marked.push(input), { ...input, state: 'confirmed' })
  const calls = talk.calls
  renderInApp(
    GroupPage,
    { group: choir.group, part: 'posts' as const },
    { ...calls, letters: { ...calls['letters'], mark } },
  )
  return marked
}

test('a safety check offers three words, and the chosen one goes to its author', async () => {
  const check = asking(said('a', 'Are you safe?'), 'safety')
  const marked = draw(new FakeTalk([check]))
  await fireEvent.click(await screen.findByRole('button', { name: 'I’m hurt' }))
  expect(marked).toEqual([{ ref: refOf(check), value: 'confirmed', note: 'I’m hurt' }])
})

test('a message of which its author reminds says when it was first said', async () => {
  const nudged = { nudgedAt: '2026-11-25T12:00:00.000Z' }
  draw(new FakeTalk([asking(said('a', 'The hall is closed.', nudged), 'confirmation')]))
  expect(await screen.findByText(/^Reminder of .*24.* at/)).toBeTruthy()
})

test('an urgent message is confirmed by one press, without a word', async () => {
  const urgent = asking(said('a', 'The hall is closed.'), 'confirmation')
  const marked = draw(new FakeTalk([urgent]))
  await fireEvent.click(await screen.findByRole('button', { name: 'Confirm' }))
  expect(marked).toEqual([{ ref: refOf(urgent), value: 'confirmed' }])
})

test('who has answered sees their own word, and nothing to press', async () => {
  const check = { ...asking(said('a', 'Are you safe?'), 'safety'), answers: [answer(ME, 'I’m safe')] }
  draw(new FakeTalk([check]))
  expect(await screen.findByText('You answered “I’m safe”')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'I’m safe' })).toBeNull()
})

test('its author sees how many confirmed, and who with which word', async () => {
  const check = { ...asking(mine('a', 'Are you safe?'), 'safety'), answers: [answer(BEN, 'I’m safe')] }
  draw(new FakeTalk([check]))
  expect(await screen.findByText(/1 of \d+ answered/)).toBeTruthy()
  expect(screen.getByText('Ben (I’m safe)')).toBeTruthy()
})

test('who needs help comes first and apart, in whichever language they answered', async () => {
  const emi = { person: 'emi' as typeof BEN.person, name: 'Emi' }
  const answers = [answer(BEN, 'I’m safe'), answer(emi, '助けが必要です')]
  draw(new FakeTalk([{ ...asking(mine('a', 'Are you safe?'), 'safety'), answers }]))
  const words = await screen.findAllByText(/^(Ben|Emi) \(/)
  expect(words.map(({ textContent }) => textContent)).toEqual(['Emi (助けが必要です)', 'Ben (I’m safe)'])
})

const silent = (...parties: Party[]): NonNullable<TalkEntry['silence']> => ({
  count: parties.length,
  canRemind: parties.length,
  readers: parties.map((party) => ({
    ...{ ...party, state: 'notified' as const, at: null, arrivedAt: null, note: null, stations: null },
    ...{ history: [], remindedAt: null, canRemind: true },
  })),
  last: null,
  againAt: null,
})

test.each(['safety', 'confirmation'] as const)(
  'the author who asks for a %s sees who has not answered, and reminds them by one press',
  async (asks) => {
    const three = silent(alice, bob, BEN)
    const check = { ...asking(mine('a', 'The hall is closed.'), asks), silence: three }
    const talk = new FakeTalk([check])
    const nudged: object[] = []
    const calls = talk.calls
    const nudge = (input: object) => (nudged.push(input), { reminded: [], waiting: [], againAt: null })
    const props = { group: choir.group, part: 'posts' as const }
    renderInApp(GroupPage, props, { ...calls, letters: { ...calls['letters'], nudge } })
    expect(await screen.findByText(`not yet: ${alice.name}, ${bob.name}, and Ben`)).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'Remind the 3' }))
    expect(nudged).toEqual([{ ref: refOf(check) }])
  },
)

test('where members share their answers, a reader sees how many confirmed and who has not', async () => {
  const urgent = asking(said('a', 'The hall is closed.'), 'confirmation')
  const letter = { ...urgent.letter, confirmed: { count: 1, of: 3 } }
  draw(new FakeTalk([{ ...urgent, letter, answers: [answer(bob, null)] }]))
  expect(await screen.findByText(/^1 of 3 confirmed · not yet: you/)).toBeTruthy()
})

test('nobody is looked for once all have answered', async () => {
  const answers = [answer(alice, 'I’m safe'), answer(bob, 'I’m safe')]
  draw(new FakeTalk([{ ...asking(mine('b', 'Are you safe?'), 'safety'), answers, silence: silent() }]))
  expect(await screen.findByText('2 of 2 answered')).toBeTruthy()
  expect(screen.queryByText(/^not yet/)).toBeNull()
  expect(screen.queryByRole('button', { name: /^Remind/ })).toBeNull()
})

test('each language has the word that needs no help', () => {
  expect([en, ja].map(({ talk }) => isSafe(talk.urgent.safetyWords[0]!))).toEqual([true, true])
  const others = [en, ja].flatMap(({ talk }) => talk.urgent.safetyWords.slice(1))
  expect(others.some(isSafe)).toBe(false)
})

test('the box says an urgent message, with a sentence of its own for a safety check', async () => {
  const talk = new FakeTalk([said('a', 'Hello')])
  draw(talk)
  const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Write to Choir' })
  await fireEvent.click(await screen.findByText('Ask if everyone is safe'))
  expect(box.value).toBe('Are you safe? Please answer.')
  expect(screen.getByText('Urgent. Everyone is asked if they’re safe.')).toBeTruthy()
  // What is typed replaces the sentence.
  await waitFor(() => expect([box.selectionStart, box.selectionEnd]).toEqual([0, box.value.length]))
  await fireEvent.keyDown(box, { key: 'Enter' })
  await waitFor(() =>
    expect(talk.callsTo('say')).toEqual([
      { with: choir.group, text: 'Are you safe? Please answer.', asks: 'safety', draft: ID },
    ]),
  )
  await fireEvent.input(box, { target: { value: 'As usual' } })
  // A press while the first message is still being said does nothing.
  await waitFor(async () => {
    await fireEvent.keyDown(box, { key: 'Enter' })
    expect(talk.callsTo('say').at(-1)).toEqual({ with: choir.group, text: 'As usual', draft: ID })
  })
})

test('an urgent message is a sheet of its own until it is answered', async () => {
  const urgent = asking(said('b', 'The hall is closed.'), 'confirmation')
  const done = { ...asking(said('c', 'All is well.'), 'confirmation'), answers: [answer(ME, null)] }
  draw(new FakeTalk([said('a', 'Hello.'), urgent, done]))
  const sheet = async (words: string) => (await screen.findByText(words)).closest('article')!
  expect((await sheet('Hello.')).classList).not.toContain('pressing')
  const pressing = await sheet('The hall is closed.')
  expect(pressing.classList).toContain('pressing')
  // It follows words of the same person, and shows its face all the same.
  expect(pressing.querySelector('.head')?.textContent).toMatch(/Urgent/)
  expect((await sheet('All is well.')).classList).not.toContain('pressing')
})
