// The gallery: each card can be drawn, and no shared widget and no state of a letter is missing.
import { readdirSync, readFileSync } from 'node:fs'
import { fireEvent, screen, within } from '@testing-library/svelte'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { renderInApp } from '../support/render.ts'
import { CARDS } from './cards.ts'
import { CALLS } from './engine.ts'
import { STATES } from './letters.ts'
import OneLetter from './OneLetter.svelte'

const HERE = 'tests/renderer/gallery'
const SHARED = 'src/renderer/shared'

// They load on demand, which takes long on a busy machine.
beforeAll(() =>
  Promise.all([
    import('../../../src/renderer/letter/ThreadPane.svelte'),
    import('../../../src/renderer/author/AuthorPane.svelte'),
    import('../../../src/renderer/letter/AlbumNotice.svelte'),
  ]),
)

beforeEach(() => {
  // The DOM of these tests has no popovers.
  HTMLElement.prototype.hidePopover ??= () => undefined
})

test.each(CARDS.filter(({ name }) => name !== 'Letters'))(
  'the card $name shows its specimens',
  ({ Card }) => {
    renderInApp(Card, {}, CALLS)
    const empty = screen.getAllByRole('figure').filter((figure) => figure.children.length < 2)
    expect(empty.map((figure) => figure.textContent)).toEqual([])
  },
)

test('each dialog of the gallery opens', async () => {
  const { Card } = CARDS.find(({ name }) => name === 'Dialogs')!
  renderInApp(Card, {}, CALLS)
  for (const name of ['Dialog', 'wide Dialog', 'Confirm', 'harmless Confirm', 'FormDialog']) {
    await fireEvent.click(screen.getByRole('button', { name }))
    const dialog = document.querySelector('dialog')!
    expect(within(dialog).getByRole('heading', { hidden: true }).textContent).not.toBe('')
    const close = within(dialog)
      .getAllByRole('button', { hidden: true })
      .find((one) => /Close|Cancel/.test(one.textContent))
    await fireEvent.click(close!)
    expect(document.querySelector('dialog')).toBeNull()
  }
})

/** A sentence that only this state shows. */
const SAYS: Readonly<Record<string, RegExp>> = {
  sealed: /Ana will see/,
  'sealed, its author is away': /Open when Ben is back/,
  asking: /Getting the letter from Ana’s store/,
  waiting: /Ben is offline/,
  opened: /Bring the blue folder/,
  done: /Done by you|you said|done/i,
  urgent: /Urgent/i,
  recalled: /Recalled before you opened it/,
  held: /On hold/,
  expired: /expired/i,
  refused: /Daily limit reached/,
  altered: /ALTERED/,
  'not mine': /isn’t for you/,
  'of a group': /Choir/,
  public: /Bring the blue folder/,
  album: /Summer/,
  'own, sent': /Ana/,
  'own, held': /Release|held/i,
  'own, scheduled': /Jan 4/,
  'own, public': /readers aren’t counted/,
}

test.each(STATES)('a letter that is $name shows it', async (state) => {
  renderInApp(OneLetter, { of: state })
  const words = SAYS[state.name]!
  await screen.findAllByText(
    (_, element) => element?.matches('.pane') === true && words.test(element.textContent),
  )
})

test('every shared widget, and every row and section of a list, is in the gallery', () => {
  const drawn = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.svelte'))
    .map((path) => readFileSync(`${HERE}/${path}`, 'utf8'))
    .join('\n')
  const widgets = readdirSync(SHARED).filter((name) => name.endsWith('.svelte'))
  const wanted = [
    ...widgets.map((name) => `renderer/shared/${name}`),
    ...['inbox/LetterRow', 'inbox/ThreadRow', 'inbox/NewsRow', 'settings/ListSection'].map(
      (name) => `renderer/${name}.svelte`,
    ),
  ]
  expect(wanted.filter((path) => !drawn.includes(`/${path}'`))).toEqual([])
})
