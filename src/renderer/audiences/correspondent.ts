// The row of mail addresses: an ordinary mail goes there. Its providers read it, and nobody takes it
// back.
import Mail from '@lucide/svelte/icons/mail'
import type { Correspondent } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import { describeTimes, letterDesk, type AudienceRow, type Reader } from './row.ts'

export const correspondent: AudienceRow = {
  // A mail names its people as persons, by their keys. `entryFor` writes to their addresses.
  entryOf: () => null,
  Icon: Mail,
  standsAlone: false,
  isNoticed: true,
  isPublished: false,
  reports: false,
  hasVersions: false,

  readers: ({ correspondents = [] }) => correspondents.flatMap((one) => readerOf(addressText(one)) ?? []),
  read: readerOf,
  // A bare address is no name.
  called: ({ name }) => (name.includes('@') ? name : m.people.called(name)),
  titled: ({ name }) => name,

  desk: (content) => ({ ...letterDesk(content), subjectHint: '' }),
  describe(readers, content, now) {
    const names = f.list(readers.map(correspondent.called))
    const { policy } = content
    return [
      m.compose.audience.byMail(names, readers.length),
      ...describeTimes({ ...content, policy: { ...policy, expires: null } }, now),
    ]
  },

  shareTitle: () => m.sharing.dialog.title,
}

/** The form in which the engine writes an address with its name. '' without an address. */
export function addressText({ name, address = '' }: Pick<Correspondent, 'name' | 'address'>): string {
  const plain = name.replace(/[<>"]/gu, '').trim()
  return plain === '' || plain === address ? address : `${plain} <${address}>`
}

const WITH_NAME = /^(?<name>[^<>]*)<(?<address>[^<>\s]+)>$/u
/** The engine decides. This only tells an address from a name. */
const ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\.]+(?:\.[^\s@<>,;:"()[\]\\.]+)+$/u

function readerOf(typed: string): Reader | null {
  const text = typed.trim()
  const { name = '', address = text } = WITH_NAME.exec(text)?.groups ?? {}
  if (!ADDRESS.test(address)) return null
  const plain = name.replaceAll('"', '').trim()
  return {
    ...{ entry: addressText({ name: plain, address }), name: plain === '' ? address : plain, address },
    ...{ row: correspondent, contact: null, group: null },
  }
}
