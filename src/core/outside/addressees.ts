// The mail addresses of a letter: those that it was written to, and those to which it was sent later
// because it did not reach one of them.
import { equalBytes } from '../base/index.ts'
import { correspondentKey, findCorrespondent } from '../correspondents/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { MailAddress, ObjectHeader } from '../store/index.ts'
import { listReaders } from './mail-queue.ts'

/** In the order of the letter; the later ones follow. */
export function listAddressees(
  rows: Rows,
  object: Uint8Array,
  { byMail }: Pick<ObjectHeader, 'byMail'>,
): (MailAddress & { key: Uint8Array })[] {
  const written = (byMail?.to ?? []).map(({ name, address }) => ({
    ...{ name, address },
    key: correspondentKey({ name, address }),
  }))
  const isWritten = (key: Uint8Array): boolean => written.some((one) => equalBytes(one.key, key))
  const later = listReaders(rows, object)
    .filter(({ correspondent }) => !isWritten(correspondent))
    .toSorted((a, b) => a.at - b.at)
  return [
    ...written,
    ...later.flatMap(({ correspondent: key }) => {
      const known = findCorrespondent(rows, key)
      return known === null ? [] : [{ ...known, key }]
    }),
  ]
}
