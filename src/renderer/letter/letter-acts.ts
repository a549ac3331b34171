// The actions for any letter that this person reads or wrote: copy its link, forward, export,
// print.
// After the reference step. A link names a letter; it does not change who may open it.
import FileText from '@lucide/svelte/icons/file-text'
import Forward from '@lucide/svelte/icons/forward'
import Link from '@lucide/svelte/icons/link'
import Mail from '@lucide/svelte/icons/mail'
import Printer from '@lucide/svelte/icons/printer'
import type { Component } from 'svelte'
import type { LetterSummary, RefText } from '../../core/contract/index.ts'
import { titleOf } from '../inbox/row-words.ts'
import { m } from '../messages/messages.svelte.ts'
import type { Need } from '../shared/needs.ts'
import type { App } from '../state/app.svelte.ts'
import { composePlace } from '../state/place.ts'
import { linkTo, quotePassage } from './passage.ts'

/** The parts that an author's and a reader's view share. */
interface Shown {
  readonly ref: RefText
  readonly summary: LetterSummary | null
  /** Null if the text of the letter is not here. */
  readonly letter: unknown
}

/** An item of its menus. */
export interface LetterItem {
  label: string
  icon: Component<{ size?: number }>
  keys?: string
  needs?: Need
  run: () => unknown
}

export interface LetterActs {
  copyLink: () => Promise<unknown>
  /** With the words of a passage, or the link alone. */
  forward: (passage?: string) => void
  /** Call this function while a mouse button is down, in a desktop's window. */
  dragOut: () => Promise<void>
  /** For the menu of its bar, by what can be done now. */
  readonly items: LetterItem[]
}

/** `extra`: further items of this pane. */
export function createLetterActs(
  app: App,
  view: Shown,
  extra: () => readonly LetterItem[] = () => [],
): LetterActs {
  const keyOf = (id: 'copyLink' | 'forward'): string => app.shortcuts.keycaps(id)[0]!.join(' ')

  const copyLink = (): Promise<unknown> => app.copy(view.ref, m.letter.acts.linkCopied)

  function forward(passage = ''): void {
    const title = view.summary === null ? m.inbox.untitled : titleOf(view.summary)
    // Without a passage the link alone, because the words of the letter are its writer's.
    const text = passage === '' ? `${linkTo(view.ref, title)}\n` : quotePassage(view.ref, title, passage)
    app.route.go(composePlace({ subject: m.letter.acts.forwardSubject(title), text }))
  }

  async function save(format: 'eml' | 'markdown'): Promise<void> {
    await app.attempt(async () => {
      const file = await app.api.letters.export({ ref: view.ref, format })
      await app.shell.saveFile(file.name, file.type, file.text)
    })
  }

  async function dragOut(): Promise<void> {
    await app.attempt(async () => {
      const { name, text } = await app.api.letters.export({ ref: view.ref, format: 'eml' })
      app.shell.desktop?.dragFile(name, text)
    })
  }

  const linkItems = (): LetterItem[] => [
    { label: m.letter.acts.copyLink, icon: Link, keys: keyOf('copyLink'), run: copyLink },
    { label: m.letter.acts.forward, icon: Forward, keys: keyOf('forward'), run: () => forward() },
  ]
  const textItems = (): LetterItem[] => [
    { label: m.letter.acts.saveEml, icon: Mail, needs: 'letters.export', run: () => save('eml') },
    {
      label: m.letter.acts.saveMarkdown,
      icon: FileText,
      needs: 'letters.export',
      run: () => save('markdown'),
    },
    { label: m.letter.acts.print, icon: Printer, run: () => app.shell.print() },
  ]

  return {
    copyLink,
    forward,
    dragOut,
    get items() {
      return [...extra(), ...linkItems(), ...(view.letter === null ? [] : textItems())]
    },
  }
}
