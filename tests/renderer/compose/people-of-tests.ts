// Contacts and readers for the tests of writing.
import type { Contact, PersonId } from '../../../src/core/contract/index.ts'

export function contact(name: string, more: Partial<Contact> = {}): Contact {
  return {
    person: `key-of-${name}` as PersonId,
    name,
    online: true,
    since: '2026-11-01T10:00:00.000Z',
    blocked: false,
    picture: null,
    devices: [],
    comparedAt: null,
    newDeviceAt: null,
    opensOnSelection: false,
    lastSeenAt: null,
    formerName: null,
    looksLike: [],
    ...more,
  }
}

export const alice = contact('Alice')
export const bob = contact('Bob')
export const carol = contact('Carol', { online: false })
