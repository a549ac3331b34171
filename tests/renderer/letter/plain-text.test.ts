// The words of a mail: as they were written, with links, and with what they quote folded.
import { describe, expect, it } from 'vitest'
import { renderPlain } from '../../../src/renderer/letter/plain-text.ts'

async function render(...lines: string[]): Promise<HTMLElement> {
  const root = document.createElement('div')
  root.append(await renderPlain(lines.join('\n')))
  return root
}

const told = (root: HTMLElement): string[] =>
  Array.from(root.children, (block) => `${block.tagName.toLowerCase()}: ${block.textContent}`)

describe('renderPlain()', () => {
  it('is no Markdown and no HTML', async () => {
    const root = await render('# One', '*two* `three` <b>four</b>', '', '- five', '    six')
    expect(told(root)).toEqual(['p: # One\n*two* `three` <b>four</b>\n\n- five\n    six'])
  })

  it('links addresses, and words with their target', async () => {
    const root = await render(
      'See https://a.example/b. And [here](https://evil.example/c) [x](javascript:alert(1))',
    )
    const links = Array.from(root.querySelectorAll('a'), (link) => [
      link.getAttribute('href'),
      link.textContent,
    ])
    expect(links).toEqual([
      ['https://a.example/b', 'https://a.example/b'],
      ['https://evil.example/c', 'here evil.example'],
    ])
    expect(root.textContent).toContain('b. And')
  })

  it('folds what is quoted below an answer, with the line above it', async () => {
    const root = await render(
      'Yes.',
      '',
      'On Monday, 30 Nov 2026 at 10:00,',
      'Mara wrote:',
      '> Tea?',
      '>',
      '> > Or milk?',
      '-- ',
      'Jun',
    )
    expect(told(root)[0]).toBe('p: Yes.')
    expect(root.querySelector('details blockquote')!.textContent).toBe(
      'On Monday, 30 Nov 2026 at 10:00,\nMara wrote:\nTea?\n\n> Or milk?',
    )
    expect(told(root).at(-1)).toBe('p: -- \nJun')
  })

  it('shows a short quote between the words of an answer, and folds a long one', async () => {
    const short = await render('> Tea?', 'Yes.', '> Milk?', 'No.')
    expect(told(short)).toEqual(['blockquote: Tea?', 'p: Yes.', 'blockquote: Milk?', 'p: No.'])
    const long = await render(...Array<string>(20).fill('> words'), 'Yes.')
    expect(Array.from(long.children, ({ tagName }) => tagName)).toEqual(['DETAILS', 'P'])
  })

  it('folds all below the line of a program', async () => {
    const root = await render('Yes.', '-----Original Message-----', 'From: Mara', 'Tea?')
    expect(told(root)[0]).toBe('p: Yes.')
    expect(root.querySelectorAll('details')).toHaveLength(1)
    expect(root.children).toHaveLength(2)
  })
})
