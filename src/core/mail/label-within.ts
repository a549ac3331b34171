// The name and the type of a file inside a mail, as every list and pane shows them.
import { claimedType, safeFileName, typeOfContent } from '../files/index.ts'
import type { MailFile } from '../store/index.ts'
import { MAIL_TYPE } from './mail-thread.ts'
import type { FileWithin } from './read-mail.ts'

/**
 * A mail within a mail has no signature of its own and looks like text. Only the outer mail
 * declares its type.
 */
export function labelWithin({
  name,
  type,
  start,
  isHere,
}: Pick<FileWithin, 'name' | 'type' | 'start'> & { isHere: boolean }): { name: string; type: string } {
  const safe = safeFileName(name)
  if (!isHere) return { name: safe, type: claimedType(safe, type) }
  return { name: safe, type: type === MAIL_TYPE ? type : typeOfContent(start, name) }
}

/** Returns what the header of the mail has of the file. */
export function toMailFile({ name, size, type, start, picture, atServer, isListed }: FileWithin): MailFile {
  return {
    ...{ name, size, type: labelWithin({ name, type, start, isHere: atServer === null }).type },
    ...{ width: picture?.width ?? null, height: picture?.height ?? null },
    ...{ section: atServer?.section ?? null, isListed },
  }
}
