// Handlers for lists of letters: boxes, counts, search, tidy, and export of single letters.
import { endQuiet } from '../../accounts/index.ts'
import { equalBytes } from '../../base/index.ts'
import { resolveContact } from '../../contacts/index.ts'
import { EngineError } from '../../contract/errors.ts'
import {
  canBeSpam,
  type Bin,
  type LetterCounts,
  type LetterSummary,
  type RefText,
} from '../../contract/index.ts'
import { isGoneState } from '../../contract/reader-states.ts'
import { exportEml, exportMarkdown, type LetterToExport } from '../../export/index.ts'
import { lookUpVersions, openOwn, type Reference } from '../../delivery/index.ts'
import { countDrafts, listDrafts, type LetterParts } from '../../letters/index.ts'
import { noteTakenBack } from '../../mail/index.ts'
import { setBin, tidyObject } from '../../tidy/index.ts'
import { linkTo, objectId, type OpenedObject, type Ref } from '../../store/index.ts'
import { parseQuery, type LetterIndex } from '../../views/index.ts'
import { describeDrafts } from './describe-drafts.ts'
import { summarise } from './describe-letter.ts'
import { partyOf, personId, refText, resolveRef } from '../../contract-ids.ts'
import { nameFinder } from '../../name-finder.ts'
import { fillPage, resolveFilter } from './list-filter.ts'
import type { Serving } from '../serving.ts'

export const listingHandlers = {
  async list(home, { box, limit, before, order, only, person, label, audience, said }) {
    const { parts } = home
    const page = { order, limit, before: before ?? null }
    if (box === 'drafts') {
      const who = person === undefined ? null : resolveContact(parts.ledger, person).person
      const isNarrowed = only.length > 0 || label !== undefined || audience !== undefined
      return describeDrafts(home, isNarrowed ? [] : listDrafts(parts.ledger), who, page)
    }
    const { now } = parts.clockGuard.read()
    const filter = await resolveFilter(home, box, { only, person, label, audience, said })
    return fillPage(page, filter, async (next) => {
      const entries = await parts.index.list(box, now, filter, next)
      return entries.map((entry) => summarise(parts, entry))
    })
  },
  async search(home, { query, limit, before }) {
    const { parts } = home
    const filter = parseQuery(query, nameFinder(home), home.parts.clock.now())
    const { now } = parts.clockGuard.read()
    const entries = await parts.index.search(filter, now, { limit, before: before ?? null })
    return entries.map((entry) => summarise(parts, entry))
  },
  async summary({ parts }, { ref }) {
    return getSummary(parts, await resolveRef(parts, ref))
  },
  async gone({ parts }, { refs }) {
    const gone: RefText[] = []
    for (const ref of refs) if (await isGone(parts, ref)) gone.push(ref as RefText)
    return gone
  },
  async history({ parts }, { ref, waitMs = 0 }) {
    const resolved = await resolveRef(parts, ref)
    const versions = await lookUpVersions(parts, objectId(resolved), waitMs)
    const entries = await Promise.all(versions.map((object) => parts.index.find(object)))
    if (entries.every((entry) => entry === null)) throw noLetter(null)
    return entries.flatMap((entry) => (entry === null ? [] : [summarise(parts, entry)]))
  },
  async tidy({ parts }, { refs, snoozedUntil, ...order }) {
    const resolved = await Promise.all(refs.map((ref) => resolveRef(parts, ref)))
    for (const ref of resolved) await getSummary(parts, ref)
    const until = typeof snoozedUntil === 'string' ? Date.parse(snoozedUntil) : snoozedUntil
    await parts.ledger.write((tx) => {
      for (const ref of resolved) {
        tidyObject(tx, objectId(ref), { ...order, snoozedUntil: until })
        if (order.unread !== undefined) endQuiet(tx, objectId(ref))
      }
    })
    return Promise.all(resolved.map((ref) => getSummary(parts, ref)))
  },
  async bin({ parts }, { refs, bin }) {
    const resolved = await Promise.all(refs.map((ref) => resolveRef(parts, ref)))
    for (const ref of resolved) await checkBin(parts, ref, bin)
    await parts.ledger.write((tx) => {
      for (const object of resolved.map(objectId)) {
        if (bin === null) noteTakenBack(tx, object)
        setBin(tx, object, bin)
      }
    })
    const entries = await Promise.all(resolved.map((ref) => parts.index.findAnywhere(objectId(ref))))
    return entries.flatMap((entry) => (entry === null ? [] : [summarise(parts, entry)]))
  },
  async export({ parts, reference }, { ref, format }) {
    const resolved = await resolveRef(parts, ref)
    const letter = toExport(parts, resolved, await getOpened(parts, reference, resolved))
    return format === 'eml' ? exportEml(letter) : exportMarkdown(letter)
  },
} satisfies Partial<Serving<'letters'>>

export async function countLetters({ index, clockGuard, ledger }: LetterParts): Promise<LetterCounts> {
  const letters = await index.count(clockGuard.read().now)
  const drafts = { unread: 0, total: countDrafts(ledger), unreadThreads: 0 }
  return { boxes: { ...letters, drafts }, labels: await index.labels() }
}

/** @throws NOT_FOUND, INVALID */
async function checkBin({ index }: LetterParts, ref: Ref, bin: Bin | null): Promise<void> {
  const entry = await index.findAnywhere(objectId(ref))
  if (entry === null && !(await isUnfiled(index, objectId(ref)))) throw noLetter(null)
  // Out of all lists it would still be sent one day.
  if (bin !== null && entry?.isWaiting === true)
    throw new EngineError('INVALID', 'It is not sent yet; it can be recalled.')
  if (bin === 'spam' && (entry === null || !canBeSpam(entry)))
    throw new EngineError('INVALID', 'Only a mail can be spam; a person can be blocked.')
}

/** True for a letter that is in no list because it could not be filed. */
async function isUnfiled(index: LetterIndex, object: Uint8Array): Promise<boolean> {
  return (await index.listUnfiled()).some((unfiled) => equalBytes(unfiled.object, object))
}

/** @throws NOT_FOUND */
export async function getSummary(parts: LetterParts, ref: Ref): Promise<LetterSummary> {
  const entry = await parts.index.findAnywhere(objectId(ref))
  if (entry === null) throw noLetter(ref)
  return summarise(parts, entry)
}

async function isGone(parts: LetterParts, text: string): Promise<boolean> {
  const object = await resolveRef(parts, text).then(objectId, () => null)
  if (object === null) return true
  const entry = await parts.index.findAnywhere(object)
  if (entry === null) return true
  const { state } = summarise(parts, entry)
  return parts.store.findOwn(parts.ledger, object) === null && isGoneState(state)
}

/** Names the author whom the ref names. */
export function noLetter(ref: Ref | null): EngineError {
  const details = ref === null ? {} : { author: personId(ref.person) }
  return new EngineError('NOT_FOUND', 'There is no such letter here.', { details })
}

/**
 * Returns an own or opened letter. Exporting requests no release.
 * @throws SEALED
 */
async function getOpened(parts: LetterParts, reference: Reference, ref: Ref): Promise<OpenedObject> {
  const object = objectId(ref)
  if (parts.store.findOwn(parts.ledger, object) !== null) return openOwn(parts, object)
  const opened = await reference.findOpened(object)
  if (opened === null) throw new EngineError('SEALED', 'It was not opened yet.')
  return opened
}

function toExport(parts: LetterParts, ref: Ref, { header, body }: OpenedObject): LetterToExport {
  const reply = linkTo(header, 'reply')
  return {
    ref: refText(ref),
    from: partyOf(parts, ref.person),
    to: header.to.map((person) => partyOf(parts, person)),
    subject: header.title,
    text: Buffer.from(body).toString('utf8'),
    at: header.at,
    replyTo: reply === null ? null : refText(reply.ref),
    links: header.links.map(({ rel, ref, label }) => ({
      rel,
      ref: refText(ref),
      name: label?.name ?? null,
      path: null,
    })),
  }
}
