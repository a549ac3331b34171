// The editor of a letter's text: CodeMirror, whose document is the Markdown itself. The compose
// step. docs/decisions/the-editor.md says why.
import { history, historyKeymap, standardKeymap } from '@codemirror/commands'
import { Annotation, EditorSelection, EditorState, Transaction, type Extension } from '@codemirror/state'
import { EditorView, keymap, placeholder, type Command } from '@codemirror/view'
import { look } from './look.ts'
import { letterMarkdown } from './markdown-language.ts'
import { findDifference, moveCaret } from './text-difference.ts'
import { styledText } from './styled-text.ts'
import { surroundings, type Surroundings } from './surroundings.ts'
import {
  continueList,
  dropTypedSign,
  linkSelection,
  makeLink,
  readStyle,
  toggleBold,
  toggleItalic,
  toggleList,
  wordsToLink,
  type TextStyle,
} from './text-commands.ts'

export interface EditorOptions extends Surroundings {
  host: HTMLElement
  text: string
  label: string
  hint: string
  onchange: (text: string) => void
  onstyle: (style: TextStyle) => void
  /** True if the event carries files, which the caller takes. `at`: where in the text. */
  onfiles: (event: ClipboardEvent | DragEvent, at: number) => boolean
  /**
   * Asks for the address of a link of these words, which are selected; '' for a link at the caret.
   */
  onlink: (words: string) => void
}

/** A place in the text, in characters from its beginning. */
export interface Place {
  at: number
}

export type TextCommand = 'bold' | 'italic' | 'list' | 'link'

/** The bar stays above the text, so a line is not scrolled below it. */
const BAR_PX = 48

const COMMANDS = { bold: toggleBold, italic: toggleItalic, list: toggleList }

/** A change that does not come from the person at this editor. */
const fromElsewhere = Annotation.define<boolean>()

export class TextEditor {
  readonly #view: EditorView
  readonly #link: Command
  /** Places that follow the changes of the text. */
  readonly #held = new Set<Place>()

  constructor(options: EditorOptions) {
    this.#link = linkCommand(options)
    // The root adopts the editor's style sheet. In the page's own root the editor would add an
    // element with styles, which the security policy forbids.
    const root = options.host.shadowRoot ?? options.host.attachShadow({ mode: 'open' })
    this.#view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({ doc: options.text, extensions: [extend(options), this.#followPlaces()] }),
    })
  }

  get text(): string {
    return this.#view.state.doc.toString()
  }

  get hasFocus(): boolean {
    return this.#view.hasFocus
  }

  focus(): void {
    this.#view.focus()
  }

  /** Sets the caret, in characters from the beginning. */
  select(from: number, to: number = from): void {
    const { length } = this.#view.state.doc
    this.#view.dispatch({ selection: EditorSelection.range(Math.min(from, length), Math.min(to, length)) })
  }

  /** Sets the caret to the end, before the last `rest` characters. */
  selectEnd(rest = 0): void {
    this.select(Math.max(0, this.#view.state.doc.length - rest))
  }

  run(command: TextCommand): void {
    this.#view.focus()
    if (command === 'link') this.#link(this.#view)
    else COMMANDS[command](this.#view)
  }

  /** Puts Markdown in the place of the selection. */
  insert(text: string): void {
    const { from, to } = this.#view.state.selection.main
    this.#view.dispatch({
      changes: { from, to, insert: text },
      selection: { anchor: from + text.length },
      userEvent: 'input.paste',
      scrollIntoView: true,
    })
  }

  /**
   * Puts Markdown on a line of its own, at a place that was kept. A caret there goes behind it; one
   * elsewhere stays.
   */
  insertBlock(text: string, place: Place): void {
    const { doc } = this.#view.state
    const line = doc.lineAt(Math.min(place.at, doc.length))
    const before = doc.sliceString(line.from, place.at).trim() === '' ? '' : '\n\n'
    const after = doc.sliceString(place.at, line.to).trim() === '' && line.number < doc.lines ? '' : '\n'
    const insert = before + text + after
    const { head, empty } = this.#view.state.selection.main
    this.#view.dispatch({
      changes: { from: place.at, insert },
      ...(empty && head === place.at && { selection: { anchor: head + insert.length } }),
      userEvent: 'input.paste',
      scrollIntoView: true,
    })
  }

  /** Keeps a place in the text while it changes; `release` ends that. */
  hold(at: number = this.#view.state.selection.main.head): { place: Place; release: () => void } {
    const place = { at }
    this.#held.add(place)
    return { place, release: () => this.#held.delete(place) }
  }

  #followPlaces(): Extension {
    return EditorView.updateListener.of(({ docChanged, changes }) => {
      if (docChanged) for (const place of this.#held) place.at = changes.mapPos(place.at, 1)
    })
  }

  /** Draws chips and pictures again, because what they show has changed. */
  refresh(): void {
    this.#view.dispatch({})
  }

  /** Takes a text that was changed elsewhere: only where it differs, so that the caret stays. */
  replace(text: string): void {
    const old = this.text
    if (old === text) return
    const { anchor, head } = this.#view.state.selection.main
    this.#view.dispatch({
      changes: findDifference(old, text),
      selection: { anchor: moveCaret(old, anchor, text), head: moveCaret(old, head, text) },
      annotations: [fromElsewhere.of(true), Transaction.addToHistory.of(false)],
    })
  }

  close(): void {
    this.#view.destroy()
  }
}

function linkCommand({ onlink }: EditorOptions): Command {
  return (view) => {
    const words = wordsToLink(view.state)
    if (words === null) return makeLink(view)
    onlink(words)
    return true
  }
}

function extend(options: EditorOptions): Extension {
  const { label, hint, onchange, onstyle, onfiles } = options
  return [
    // Only \n ends a line, so that a text with other ends is kept as it is.
    EditorState.lineSeparator.of('\n'),
    EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/gu, '\n')),
    history(),
    letterMarkdown,
    surroundings.of(options),
    styledText,
    look,
    placeholder(hint),
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    EditorView.scrollMargins.of(() => ({ top: BAR_PX })),
    EditorView.contentAttributes.of({
      'aria-label': label,
      spellcheck: 'true',
      autocorrect: 'on',
      autocapitalize: 'sentences',
      writingsuggestions: 'true',
    }),
    keymap.of([
      { key: 'Mod-b', run: toggleBold, preventDefault: true },
      { key: 'Mod-i', run: toggleItalic, preventDefault: true },
      { key: 'Mod-k', run: linkCommand(options), preventDefault: true },
      { key: 'Enter', run: continueList },
      ...historyKeymap.filter(({ key }) => key !== 'Mod-u'),
      // Tab stays free: it leads to the next control.
      ...standardKeymap,
    ]),
    EditorView.domEventHandlers({
      paste(event, view) {
        if (onfiles(event, view.state.selection.main.head)) return true
        const linked = linkSelection(view.state, event.clipboardData?.getData('text/plain').trim() ?? '')
        if (linked === null) return false
        event.preventDefault()
        view.dispatch({ ...linked, userEvent: 'input.paste' })
        return true
      },
      drop: (event, view) =>
        onfiles(event, view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.doc.length),
    }),
    EditorView.inputHandler.of((view, _from, _to, typed) => {
      const dropped = dropTypedSign(view.state, typed)
      if (dropped !== null) view.dispatch({ ...dropped, userEvent: 'input.type' })
      return dropped !== null
    }),
    EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
      const isOwn = !transactions.some((transaction) => transaction.annotation(fromElsewhere) === true)
      if (docChanged && isOwn) onchange(state.doc.toString())
      if (docChanged || selectionSet) onstyle(readStyle(state))
    }),
  ]
}
