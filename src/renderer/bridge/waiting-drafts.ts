// The drafts of a phone while some of their words wait on it: what home has, or the memory, with what was
// written since.
import {
  EngineError,
  PLAIN_POLICY,
  type Attachment,
  type Contact,
  type Draft,
  type DraftId,
  type GroupSummary,
  type Invoke,
  type Letter,
  type RefText,
} from '../../core/contract/index.ts'
import { asIfDone, showDraft } from './as-if-done.ts'
import { draftOf, timeOf, type Waiting } from './waiting-calls.ts'

type Saved = Extract<Waiting, { call: 'drafts.save' }>

/**
 * What waits of a draft, else what home or the memory has.
 * @param waiting also what home refused
 * @throws NOT_FOUND
 */
export async function readDraft(draft: DraftId, waiting: readonly Waiting[], read: Invoke): Promise<Draft> {
  const ofIt = waiting.filter((one) => draftOf(one) === draft)
  const ends = ({ call, refusal }: Waiting): boolean =>
    refusal === null && (call === 'drafts.remove' || call === 'talks.say')
  if (ofIt.some(ends)) throw new EngineError('NOT_FOUND', 'It waits to be removed.')
  const known = read('drafts.get', { draft }) as Promise<Draft>
  const saved = ofIt.find(isSaved)
  if (saved === undefined) return known
  return showDraft(await known.catch(() => makeDraft(saved, read)), [saved])
}

/** The drafts of home, and those that it does not have yet. */
export async function listDrafts(going: readonly Waiting[], read: Invoke): Promise<Draft[]> {
  const listed = (await read('drafts.list', undefined).catch((error: unknown) => {
    if (going.length === 0) throw error
    return []
  })) as Draft[]
  const isKnown = (draft: DraftId): boolean =>
    listed.some((one) => one.draft === draft) || going.some((one) => !isSaved(one) && draftOf(one) === draft)
  const begun = going.filter(isSaved).filter(({ input }) => !isKnown(input.draft))
  const own = await Promise.all(begun.map(({ input }) => readDraft(input.draft, going, read)))
  return [...own, ...(asIfDone('drafts.list', undefined, listed, going) as Draft[])]
}

const isSaved = (one: Waiting): one is Saved => one.call === 'drafts.save'

/** A draft that home does not have yet, with the files of the letter that it answers or replaces. */
async function makeDraft(saved: Saved, read: Invoke): Promise<Draft> {
  const { draft, to = [], replyTo, replaces } = saved.input
  const [contacts, groups, ...letters] = await Promise.all([
    readAll<Contact>('people.contacts', read),
    readAll<GroupSummary>('groups.list', read),
    findLetter(replyTo, read),
    findLetter(replaces, read),
  ])
  const readers = to.map((entry) => {
    const group = groups.find((one) => one.group === entry)
    if (group !== undefined) return { group: entry, name: group.name, person: null }
    const contact = contacts.find(({ person }) => person === entry)
    return { person: entry, name: contact?.name ?? entry }
  })
  return {
    ...{ draft, to: [], typed: [], subject: '', text: '', replyTo: null, replaces: null, saying: null },
    ...{ tags: [], remindAfterMs: null, from: null, policy: PLAIN_POLICY, savedAt: timeOf(saved) },
    attachments: letters.flatMap((letter): readonly Attachment[] => letter?.attachments ?? []),
    readers: readers as Draft['readers'],
  }
}

function readAll<One>(call: string, read: Invoke): Promise<One[]> {
  return read(call, undefined).catch(() => []) as Promise<One[]>
}

/** Null if the memory does not have it. */
async function findLetter(ref: RefText | string | undefined, read: Invoke): Promise<Letter | null> {
  if (ref === undefined) return null
  return read('letters.read', { ref, waitMs: 0 }).catch(() => null) as Promise<Letter | null>
}
