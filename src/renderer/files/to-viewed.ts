// From what a letter says of a file to what is shown of it. Pure.
import type { Attachment } from '../../core/contract/index.ts'
import type { ViewedFile } from '../state/viewing.svelte.ts'

export function toViewed(attachment: Attachment): ViewedFile {
  const { file, name, size, type } = attachment
  return { file, name, size, type }
}
