// Spam and trash: what can go there from a list, what leads back, and undo.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { Bin, LetterSummary } from '../../../src/core/contract/index.ts'
import { createThreadActs } from '../../../src/renderer/inbox/tidy-acts.ts'
import ThreadTools from '../../../src/renderer/letter/ThreadTools.svelte'
import { createApp, renderInApp } from '../support/render.ts'
import { letter, refOf } from './letters.ts'
import { thread } from './threads.ts'

const MAIL = { kind: 'mail' as const }

/** An app whose engine has these letters in one thread, and what it was asked to move. */
function appWith(letters: readonly LetterSummary[]) {
  const { calls, moved } = engineOf(letters)
  return { ...createApp(calls), moved }
}

function engineOf(letters: readonly LetterSummary[]) {
  const moved: [refs: readonly string[], bin: Bin | null][] = []
  const calls = {
    threads: { get: () => ({ letters: letters.map((summary) => ({ summary })) }) },
    letters: {
      bin: ({ refs, bin }: { refs: string[]; bin: Bin | null }) => {
        moved.push([refs, bin])
        return []
      },
    },
  }
  return { calls, moved }
}

const actsOn = (app: ReturnType<typeof appWith>['app'], newest: LetterSummary) =>
  createThreadActs(
    app,
    () => [thread('x', { newest })],
    () => undefined,
  )

describe('what can go into a bin', () => {
  const { app } = appWith([])
  const offered = (newest: LetterSummary) => {
    const { remove, spam, putBack, bin } = actsOn(app, newest)
    const names = Object.entries({ remove, spam, putBack }).filter(([, act]) => act !== undefined)
    return [names.map(([name]) => name), bin]
  }

  it('is any letter into the trash, and a mail into the spam', () => {
    expect(offered(letter('x'))).toEqual([['remove'], null])
    expect(offered(letter('x', MAIL))).toEqual([['remove', 'spam'], null])
  })

  it('comes back from both, and goes from the spam into the trash', () => {
    expect(offered(letter('x', { ...MAIL, bin: 'spam' }))).toEqual([['remove', 'putBack'], 'spam'])
    expect(offered(letter('x', { ...MAIL, bin: 'trash' }))).toEqual([['putBack'], 'trash'])
  })
})

it('undo puts each letter back into the bin that it was in', async () => {
  const letters = [letter('a', { bin: 'spam' }), letter('b')]
  const { app, moved } = appWith(letters)
  await actsOn(app, letters[0]!).remove!()
  await waitFor(() => expect(moved).toEqual([[[refOf('a'), refOf('b')], 'trash']]))
  await app.toasts.undoLatest()
  await waitFor(() =>
    expect(moved.slice(1)).toEqual([
      [[refOf('a')], 'spam'],
      [[refOf('b')], null],
    ]),
  )
})

it('an own answer stays when the mail is marked as spam', async () => {
  const letters = [letter('mail', MAIL), letter('answer')]
  const { app, moved } = appWith(letters)
  await actsOn(app, letters[0]!).spam!()
  await waitFor(() => expect(moved).toEqual([[[refOf('mail')], 'spam']]))
})

it('the tools of a mail in the spam lead out of it, also by the key that led there', async () => {
  const mail = letter('x', { ...MAIL, bin: 'spam' })
  const { calls, moved } = engineOf([mail])
  const { app } = renderInApp(ThreadTools, { thread: thread('x', { newest: mail }) }, calls)
  expect(screen.queryByRole('button', { name: 'Archive' })).toBeNull()
  await fireEvent.click(screen.getByRole('button', { name: 'Not spam' }))
  await waitFor(() => expect(moved).toEqual([[[refOf('x')], null]]))
  app.shortcuts.run('spam')
  await waitFor(() => expect(moved).toHaveLength(2))
  app.shortcuts.run('remove')
  await waitFor(() => expect(moved.at(-1)).toEqual([[refOf('x')], 'trash']))
})
