// From what a letter says of a file to what is shown of it. Pure.
import type { Attachment } from '../../core/contract/index.ts'
import type { ViewedFile } from '../state/viewing.svelte.ts'

export function toViewed(attachment: Attachment): ViewedFile {
  const { file, name, size, type, preview, facts } = attachment
  const { width, height, caption } = facts
  return { file, name, size, type, preview, width, height, facts, ...(caption === null ? {} : { caption }) }
}
