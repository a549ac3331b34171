// A listed file as the viewer takes it, with what is known of it below. Pure.
import type { ListedFile } from '../../core/contract/index.ts'
import type { Formats } from '../messages/formats.ts'
import type { Messages } from '../messages/en/index.ts'
import type { ViewedFile } from '../state/viewing.svelte.ts'
import { tellFile } from './shelf-words.ts'

export function toViewed(listed: ListedFile, words: { m: Messages; f: Formats }): ViewedFile {
  const { file, name, size, type, preview, facts } = listed
  const caption = [facts.caption, tellFile(listed, words), facts.camera].filter((part) => part !== null)
  return {
    file,
    name,
    size,
    type,
    preview,
    width: facts.width,
    height: facts.height,
    facts,
    caption: caption.join(' · '),
  }
}
