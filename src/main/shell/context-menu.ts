// The context menu: spelling in editable text, copy in other text. It is data, so that it can be
// tested.
import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import type { ShellWords } from './words/index.ts'

type Item = MenuItemConstructorOptions
type Params = Pick<
  ContextMenuParams,
  'dictionarySuggestions' | 'editFlags' | 'isEditable' | 'linkURL' | 'misspelledWord' | 'selectionText'
>

export interface ContextActs {
  replaceMisspelling: (word: string) => void
  learn: (word: string) => void
  copyText: (text: string) => void
}

/** Empty if there is nothing to offer. */
export function contextTemplate(params: Params, acts: ContextActs, words: ShellWords): Item[] {
  const groups = [spelling(params, acts, words), linkItems(params, acts, words), editing(params, words)]
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, i) => (i === 0 ? group : [{ type: 'separator' } as const, ...group]))
}

function spelling(
  { misspelledWord, dictionarySuggestions }: Params,
  acts: ContextActs,
  words: ShellWords,
): Item[] {
  if (misspelledWord === '') return []
  const guesses = dictionarySuggestions.map((word) => ({
    label: word,
    click: () => acts.replaceMisspelling(word),
  }))
  return [
    ...(guesses.length > 0 ? guesses : [{ label: words.noGuesses, enabled: false }]),
    { label: words.learnWord, click: () => acts.learn(misspelledWord) },
  ]
}

/** Only for links that leave the app; links within it are routes. */
function linkItems({ linkURL }: Params, { copyText }: ContextActs, words: ShellWords): Item[] {
  return /^(https?|mailto|fumikura):/.test(linkURL)
    ? [{ label: words.copyLink, click: () => copyText(linkURL) }]
    : []
}

function editing({ isEditable, editFlags, selectionText }: Params, words: ShellWords): Item[] {
  if (!isEditable) return selectionText.trim() === '' ? [] : [{ role: 'copy', label: words.copy }]
  return [
    { role: 'cut', label: words.cut, enabled: editFlags.canCut },
    { role: 'copy', label: words.copy, enabled: editFlags.canCopy },
    { role: 'paste', label: words.paste, enabled: editFlags.canPaste },
    { role: 'selectAll', label: words.selectAll, enabled: editFlags.canSelectAll },
  ]
}
