// A person who works by keyboard keeps their position when the focused element disappears.
import { afterEach, expect, test } from 'vitest'
import { borrowFocus, keepFocus } from '../../../src/renderer/shared/keep-focus.ts'

afterEach(() => document.body.replaceChildren())

/** Three rows with a button each; the second has the focus and opens a dialog. */
function ask(): { rows: HTMLButtonElement[]; end: () => void } {
  const holder = document.createElement('ul')
  const rows = ['one', 'two', 'three'].map((name) => {
    const row = document.createElement('button')
    row.textContent = name
    holder.append(row)
    return row
  })
  const dialog = document.createElement('dialog')
  const answer = document.createElement('button')
  document.body.append(holder)
  const stop = keepFocus('button')(holder)
  rows[1]!.focus()
  const giveBack = borrowFocus()
  dialog.append(answer)
  document.body.append(dialog)
  dialog.setAttribute('open', '')
  answer.focus()
  return {
    rows,
    end() {
      dialog.remove()
      giveBack()
      if (stop !== undefined) setTimeout(stop, 50)
    },
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10))

test('a row that leaves after its dialog moves the focus to the next row', async () => {
  const { rows, end } = ask()
  end()
  await settled()
  expect(document.activeElement).toBe(rows[1])
  rows[1]!.remove()
  await settled()
  expect(document.activeElement).toBe(rows[2])
})

test('a row that leaves before its dialog moves the focus to the next row too', async () => {
  const { rows, end } = ask()
  rows[1]!.remove()
  await settled()
  end()
  await settled()
  expect(document.activeElement).toBe(rows[2])
})
