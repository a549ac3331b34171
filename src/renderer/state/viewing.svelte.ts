// The viewer over all screens: its files, and which one is shown. One for the whole app. Reference:
// only the shown file is fetched.
import type { Component } from 'svelte'
import type { Attachment, FileFacts, FileId, ListedFile } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** The data of a file before its content is fetched, from any author. */
export interface ViewedFile {
  file: FileId
  name: string
  /** In bytes of the content. */
  size: number
  /** Media type by content. */
  type: string
  /**
   * A small picture of it, from the same store: shown in lists, and until the file itself is here.
   */
  preview?: FileId | null
  /** Displayed width in pixels, if known. */
  width?: number | null
  height?: number | null
  /** Facts of the file for where it cannot be previewed. */
  facts?: FileFacts
  /** The text below it. */
  caption?: string
  /** A part of a mail that is at its server: `size` is an estimate. */
  atServer?: true
  /** In a list of files: what it came with. */
  source?: ListedFile['source']
}

/** Converts an attachment of a letter for the viewer. */
export function toViewed({ file, name, size, type, preview, facts, atServer }: Attachment): ViewedFile {
  const { width, height, caption } = facts
  return {
    ...{ file, name, size, type, preview, width, height, facts },
    ...(caption !== null && { caption }),
    ...(atServer && { atServer }),
  }
}

/** An additional act for the shown file. */
export interface ViewerAct {
  label: string
  icon: Component<{ size?: number }>
  run: (file: ViewedFile) => unknown
}

export interface Shown {
  files: readonly ViewedFile[]
  at: number
  /** The owner of the store that holds them; null for this person's own store. */
  whose: string | null
  acts?: readonly ViewerAct[]
  /** The index of the first of `files` in a longer list, and the length of that list. */
  among?: { first: number; count: number }
  /** Called when another file is shown. */
  onturn?: (at: number) => void
}

/**
 * Reads a list again when the viewer closes, if it showed a file that was at a mail server: that is
 * here now. Call it where an effect may be created.
 */
export function readAfterFetching(viewing: Viewing, read: () => Promise<void>): void {
  let isFetched = false
  $effect(() => {
    const { shown } = viewing
    if (shown !== null) isFetched ||= shown.files[shown.at]?.atServer === true
    else if (isFetched) {
      isFetched = false
      void read()
    }
  })
}

export class Viewing {
  #shown = $state.raw<Shown | null>(null)

  constructor(_app: App) {
    // Leaving the screen closes the viewer.
    addEventListener('hashchange', () => this.close())
  }

  /** `app.noun(Viewing).show({ files, at, whose })` works from anywhere; it loads the viewer. */
  show(shown: Shown): void {
    if (shown.files[shown.at] !== undefined) this.#shown = shown
  }

  get shown(): Shown | null {
    return this.#shown
  }

  /** Shows another file; ignores an index outside the list. */
  turnTo(at: number): void {
    if (this.#shown?.files[at] === undefined) return
    this.#shown = { ...this.#shown, at }
    this.#shown.onturn?.(at)
  }

  /** Adds files of the same list that are loaded later; the shown file stays. */
  extend(files: readonly ViewedFile[], among: Shown['among']): void {
    const shown = this.#shown
    const at = files.findIndex(({ file }) => file === shown?.files[shown.at]?.file)
    if (shown === null || at === -1) return
    this.#shown = { ...shown, files, at, ...(among && { among }) }
  }

  close(): void {
    this.#shown = null
  }
}
