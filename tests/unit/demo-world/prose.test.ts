// Texts of letters lose the margin that they have in the source.
import { expect, it } from 'vitest'
import { prose } from '../../../src/main/demo-world/story/prose.ts'

it('prose() joins the lines of a paragraph, and leaves paragraphs, lists and tables unchanged', () => {
  const source =
    'One line\nand its end.\n\nTwo:\n\n- a\n- b\n\n1. c\n2. d\n\n| e |\n|---|\n| f |\n\nEnd\nof it.\n'
  const letter =
    'One line and its end.\n\nTwo:\n\n- a\n- b\n\n1. c\n2. d\n\n| e |\n|---|\n| f |\n\nEnd of it.\n'
  expect(prose(source)).toBe(letter)
})
