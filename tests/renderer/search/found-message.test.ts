// A message among the results of a search is shown in its talk, where it is marked.
import { screen, waitFor } from '@testing-library/svelte'
import { expect, test, vi } from 'vitest'
import SearchScreen from '../../../src/renderer/screens/SearchScreen.svelte'
import { Search } from '../../../src/renderer/state/search.svelte.ts'
import { renderInApp } from '../support/render.ts'
import { FakeTalk, refOf, said } from '../talk/talk-of-tests.ts'

// Without the editor the same words are in a plain field.
vi.mock('../../../src/renderer/editor/open-editor.ts', () => {
  throw new Error('not in this test')
})

HTMLElement.prototype.hidePopover ??= () => undefined

test('what was said is read in its talk, among what was said around it', async () => {
  const talk = new FakeTalk([said('a', 'Hello.'), said('b', 'Who has the key?'), said('c', 'I do.')])
  const found = talk.entries[1]!
  const ref = refOf(found)
  const { calls } = talk
  const { app } = renderInApp(
    SearchScreen,
    { query: 'key', ref },
    { ...calls, letters: { ...calls['letters'], search: () => [found.letter], summary: () => found.letter } },
  )
  app.route.go({ screen: 'search', query: 'key', ref })
  await waitFor(() => expect(app.noun(Search).pages.entries).toHaveLength(1))
  const entry = await screen.findByRole('article', { name: /Who has the key/ })
  await waitFor(() => expect(entry.classList).toContain('marked'))
  expect(screen.getByRole('article', { name: /I do/ }).classList).not.toContain('marked')
  expect(screen.queryByText('(no subject)')).toBeNull()
  // A phone shows the talk alone.
  const back = screen.getAllByRole('link', { name: 'Back to the list' })
  expect(back.map((link) => link.getAttribute('href'))).toContain('#/search?q=key')
})
