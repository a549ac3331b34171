// Search while typing: one query after a pause, only the latest answer counts, and every end has a
// text.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { EngineError, type LetterSummary } from '../../../src/core/contract/index.ts'
import SearchPane from '../../../src/renderer/search/SearchPane.svelte'
import { Search } from '../../../src/renderer/state/search.svelte.ts'
import { bob } from '../compose/people-of-tests.ts'
import { letter } from '../inbox/letters.ts'
import { createApp, renderInApp } from '../support/render.ts'

type Answer = (input: { query: string }) => LetterSummary[] | Promise<LetterSummary[]>

function renderSearch(answer: Answer, query = '') {
  const asked: string[] = []
  const search: Answer = (input) => {
    asked.push(input.query)
    return answer(input)
  }
  const made = renderInApp(
    SearchPane,
    { query },
    {
      letters: { search },
      people: { contacts: () => [bob] },
      groups: { list: () => [], requests: () => [] },
    },
  )
  return { ...made, asked, field: screen.getByRole('searchbox', { name: 'Search your letters' }) }
}

const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } })

describe('the search', () => {
  it('takes every key from the start, before the results pane is there', async () => {
    const { asked, field } = renderSearch(() => [letter('The harbour')])
    expect(document.activeElement).toBe(field)
    await type(field, 'harbour')
    expect(screen.queryByRole('list', { name: 'Search' })).toBeNull()
    expect(await screen.findByRole('list', { name: 'Search' })).toBeTruthy()
    expect(asked).toEqual(['harbour'])
  })

  it('asks once after a pause, for all of the typed text', async () => {
    const { asked, field } = renderSearch(() => [letter('The harbour')])
    for (const value of ['h', 'ha', 'harbour']) await type(field, value)
    expect(await screen.findByText('1 result')).toBeTruthy()
    expect(asked).toEqual(['harbour'])
  })

  it('shows the answer to the latest query, even if an older answer arrives later', async () => {
    const { app } = createApp()
    const answers = new Map<string, (found: LetterSummary[]) => void>()
    const search = new Search({
      events: app.events,
      api: {
        letters: {
          search: ({ query }: { query: string }) => new Promise((resolve) => answers.set(query, resolve)),
        },
      },
    } as never)
    search.query = 'old'
    search.ask()
    search.query = 'new'
    search.ask()
    answers.get('new')!([letter('new')])
    answers.get('old')!([letter('old')])
    await waitFor(() => expect(search.pages.entries.map(({ subject }) => subject)).toEqual(['new']))
  })

  it('begins with chips, which become words in the field, and keeps the words behind a press', async () => {
    const { field } = renderSearch(() => [])
    expect(screen.queryByRole('button', { name: 'Add is:sealed to the search' })).toBeNull()
    ;(await screen.findByRole('button', { name: 'the words for it' })).click()
    expect(await screen.findByRole('button', { name: 'Add is:sealed to the search' })).toBeTruthy()
    ;(await screen.findByRole('button', { name: /Bob$/ })).click()
    await waitFor(() => expect((field as HTMLInputElement).value).toBe('from:Bob '))
  })

  it('says that the files of sealed letters of the same people cannot be searched', async () => {
    const { asked, field } = renderSearch(({ query }) =>
      query.startsWith('is:sealed') ? [letter('one'), letter('two')] : [],
    )
    await type(field, 'from:bob has:pdf')
    expect(await screen.findByText(/^2 sealed letters have files/)).toBeTruthy()
    expect(asked).toContain('is:sealed has:file from:bob')
  })

  it('offers the letters of a contact whose name is typed', async () => {
    const { asked, field } = renderSearch(({ query }) => (query.startsWith('from:') ? [letter('Notes')] : []))
    await type(field, 'bob spring')
    ;(await screen.findByRole('button', { name: 'From Bob' })).click()
    expect(await screen.findByText('1 result')).toBeTruthy()
    expect(asked.at(-1)).toBe('from:Bob spring')
    expect((field as HTMLInputElement).value).toBe('from:Bob spring')
    expect(screen.queryByRole('button', { name: 'From Bob' })).toBeNull()
  })

  it('shows the letters of a contact if no letter has the typed name', async () => {
    const { asked, field, app } = renderSearch(({ query }) =>
      query === 'from:Bob OR to:Bob' ? [letter('Notes')] : [],
    )
    await type(field, 'bob')
    expect(
      await screen.findByText('No letter has these words. These are the letters from and to Bob.'),
    ).toBeTruthy()
    expect(await screen.findByText('1 result')).toBeTruthy()
    expect(asked).toEqual(['bob', 'from:Bob OR to:Bob'])
    // Save and Make a rule take the query whose letters are shown.
    expect(app.noun(Search).shownQuery).toBe('from:Bob OR to:Bob')
    await type(field, 'tides')
    expect(await screen.findByRole('heading', { name: 'Nothing found' })).toBeTruthy()
    expect(screen.queryByText(/^No letter has these words/)).toBeNull()
    expect(app.noun(Search).shownQuery).toBe('tides')
  })

  it('says that a word with a colon was no filter', async () => {
    const { field } = renderSearch(() => [])
    await type(field, 'froom:ana')
    expect(await screen.findByText(/^froom: isn’t a filter/)).toBeTruthy()
    await type(field, 'https://harbour.example')
    await waitFor(() => expect(screen.queryByText(/isn’t a filter/)).toBeNull())
  })

  it('reports an unknown filter', async () => {
    renderSearch(() => {
      throw new EngineError('INVALID', 'is: cannot be blue; it can be: sealed.', {
        details: { operator: 'is:', value: 'blue', expects: 'word', known: 'sealed' },
      })
    }, 'is:blue')
    expect((await screen.findByRole('alert')).textContent).toContain(
      'is:blue isn’t possible. After is: you can write: sealed.',
    )
  })

  it('shows the letter at the cursor if the keys reach the end of the list without a selection', async () => {
    const { app, field } = renderSearch(() => [letter('The harbour')])
    await type(field, 'harbour')
    await screen.findByText('1 result')
    app.shortcuts.run('next')
    app.route.replace({ screen: 'search', query: 'harbour', ref: null })
    app.shortcuts.run('next')
    expect(app.route.place).toMatchObject({ screen: 'search', ref: letter('The harbour').ref })
  })

  it('leaves the Enter that ends a composition to the input method', async () => {
    const { app, field } = renderSearch(() => [letter('会議')])
    await type(field, '会議')
    expect(await screen.findByText('1 result')).toBeTruthy()
    await fireEvent.keyDown(field, { key: 'Enter', isComposing: true })
    expect(app.route.place).toMatchObject({ screen: 'search', ref: null })
    await fireEvent.keyDown(field, { key: 'Enter' })
    expect(app.route.place).toMatchObject({ screen: 'search', ref: letter('会議').ref })
  })
})
