// The files of a letter, as its row counts and names them: linked ones, and those inside a mail.
import { listFileNames, sumAttached } from '../delivery/index.ts'
import type { MailOrigin, ObjectHeader } from '../store/index.ts'
import type { LetterEntry } from '../views/index.ts'

type Filed = Pick<ObjectHeader, 'links'> & { origin?: MailOrigin | undefined }

/** Files inside a mail count too. They are a part of it, so they are no larger than the mail. */
export function attachedIn(
  { origin, links }: Filed,
  author: Uint8Array,
  mailBytes: number,
): LetterEntry['attached'] {
  const { count, bytes } = sumAttached({ links }, author)
  const within = origin?.files ?? []
  const withinBytes = within.reduce((sum, { size }) => Math.min(mailBytes, sum + size), 0)
  return { count: count + within.length, bytes: bytes + withinBytes }
}

export function namesOfFiles({ origin, links }: Filed, author: Uint8Array): string[] {
  return [...listFileNames({ links }, author), ...(origin?.files ?? []).map(({ name }) => name)]
}
