// Writes contacts (vCard and records), groups, drafts and cards into the bag.
import { equalBytes, toText } from '../base/index.ts'
import { listMembers, type GroupRow } from '../groups/index.ts'
import { encodeCard, findPictureType, listDevices } from '../identity/index.ts'
import { listDrafts, type LetterParts } from '../letters/index.ts'
import type { Bag } from './bag.ts'
import { mailboxOf } from './export-names.ts'
import { jsonLine } from './records.ts'
import { writeVcard } from './vcard.ts'

export async function writePeople(parts: LetterParts, bag: Bag): Promise<void> {
  const { addressBook, ledger } = parts
  for (const contact of addressBook.list()) {
    const { person, name, since, isBlocked, comparedAt, card } = contact
    const id = toText(person)
    const picture = pictureUrl(addressBook.findPicture(ledger, contact))
    await bag.append('contacts.vcf', writeVcard({ id, name, picture, sinceMs: since }))
    const devices = listDevices(card.devices).map(toText)
    await bag.append(
      'records/contacts.jsonl',
      jsonLine({ id, name, since: timeOf(since), isBlocked, comparedAt: timeOf(comparedAt), devices }),
    )
  }
}

function pictureUrl(bytes: Uint8Array | null): string | null {
  const type = bytes === null ? null : findPictureType(bytes)
  return type === null ? null : `data:image/${type};base64,${Buffer.from(bytes!).toString('base64')}`
}

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

export async function writeGroups(parts: LetterParts, groups: readonly GroupRow[], bag: Bag): Promise<void> {
  for (const { groupId, name, style, owner, membership } of groups) {
    const members = listMembers(parts.ledger, groupId)
    const persons = members.map(({ person, role }) => ({ ...mailboxOf(parts, person), role }))
    const isOwn = equalBytes(owner, parts.identity.person)
    const record = {
      id: toText(groupId),
      name,
      style,
      owner: toText(owner),
      isOwn,
      membership,
      members: persons,
    }
    await bag.append('records/groups.jsonl', jsonLine(record))
  }
}

export async function writeDrafts({ ledger }: LetterParts, bag: Bag): Promise<void> {
  for (const { id: _, savedAt, ...draft } of listDrafts(ledger))
    await bag.append('records/drafts.jsonl', jsonLine({ ...draft, savedAt: timeOf(savedAt) }))
}

/**
 * Writes the cards of all authors, signed by their persons. They prove which devices belong to
 * whom.
 */
export async function writeCards(parts: LetterParts, authors: Iterable<Uint8Array>, bag: Bag): Promise<void> {
  const { identity, acquaintances, ledger } = parts
  for (const person of authors) {
    const isMe = equalBytes(person, identity.person)
    const card = isMe ? identity.card : acquaintances.findCard(ledger, person)
    if (card === null) continue
    const text = Buffer.from(encodeCard(card)).toString('base64')
    await bag.append('records/cards.jsonl', jsonLine({ id: toText(person), name: card.name, card: text }))
  }
}
