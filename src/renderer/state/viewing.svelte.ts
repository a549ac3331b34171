// The file that is looked at over everything else: which ones there are to turn through, and which is shown. One for the whole app.
// Reference: only what is shown is fetched.
import type { Component } from 'svelte'
import type { Attachment, FileFacts, FileId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** What is known of a file before a byte of it is fetched, whoever stored it. */
export interface ViewedFile {
  file: FileId
  name: string
  /** True bytes. */
  size: number
  /** Media type by content. */
  type: string
  /** A small picture of it, had by the same way: seen in lists, and until the file itself is here. */
  preview?: FileId | null
  /** As it is shown, in pixels, where that is known. */
  width?: number | null
  height?: number | null
  /** What it says of itself, for where it cannot be seen. */
  facts?: FileFacts
  /** Said below it. */
  caption?: string
}

/** What a letter says of a file, as it is shown. */
export function toViewed({ file, name, size, type, preview, facts }: Attachment): ViewedFile {
  const { width, height, caption } = facts
  return { file, name, size, type, preview, width, height, facts, ...(caption !== null && { caption }) }
}

/** Something else that can be done with the file that is shown. */
export interface ViewerAct {
  label: string
  icon: Component<{ size?: number }>
  run: (file: ViewedFile) => unknown
}

export interface Shown {
  files: readonly ViewedFile[]
  at: number
  /** Whose store they are in; null for one's own. */
  whose: string | null
  acts?: readonly ViewerAct[]
  /** Where the first of `files` is among more, and how many there are. */
  among?: { first: number; count: number }
  /** The one that is shown is another. */
  onturn?: (at: number) => void
}

export class Viewing {
  #shown = $state.raw<Shown | null>(null)

  constructor(_app: App) {
    // Whoever goes elsewhere looks at something else.
    addEventListener('hashchange', () => this.close())
  }

  /** `app.noun(Viewing).show({ files, at, whose })` from anywhere; the viewer is loaded then. */
  show(shown: Shown): void {
    if (shown.files[shown.at] !== undefined) this.#shown = shown
  }

  get shown(): Shown | null {
    return this.#shown
  }

  /** To another of them; beyond the first and the last there is nothing. */
  turnTo(at: number): void {
    if (this.#shown?.files[at] === undefined) return
    this.#shown = { ...this.#shown, at }
    this.#shown.onturn?.(at)
  }

  /** More of the same list are known by now; the one that is shown stays. */
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
