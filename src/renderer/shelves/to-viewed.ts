// A listed file as the viewer takes it.
import type { ListedFile } from '../../core/contract/index.ts'
import type { ViewedFile } from '../files/viewed-file.ts'
import type { Formats } from '../messages/formats.ts'
import type { Messages } from '../messages/en/index.ts'
import type { App } from '../state/app.svelte.ts'
import { tellFile } from './shelf-words.ts'

export function toViewed(listed: ListedFile, app: App, words: { m: Messages; f: Formats }): ViewedFile {
  const { file, name, size, type, preview, facts } = listed
  return {
    file,
    name,
    size,
    type,
    preview: preview === null ? null : app.shell.files.address(preview),
    caption: [facts.caption, tellFile(listed, words), facts.camera].filter((part) => part !== null).join(' · '),
  }
}
