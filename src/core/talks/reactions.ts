// Reactions: a short word of a person about a letter, which all readers of the same feed see. A
// person has one reaction to a letter; the newest counts, and an empty one takes it back.
// After reference. The letter itself does not change.
import { loadAudiences } from '../access/index.ts'
import { equalBytes, utf8 } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { refuseBlocked, type DeliveryParts } from '../delivery/index.ts'
import { hasWords, isTitle, MAX_REACTION_BYTES } from '../feeds/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { isPublished, keyOf, type Audience } from '../store/index.ts'
import { touch } from '../views/index.ts'

interface ReactionRow {
  person: Uint8Array
  text: string
  at: number
}

type Parts = Pick<
  DeliveryParts,
  'ledger' | 'identity' | 'store' | 'inbox' | 'clock' | 'audiences' | 'addressBook'
>

/**
 * Resolves when the reaction is on disk and in the feeds. An empty text takes it back.
 * @throws INVALID, TOO_LARGE, NOT_FOUND, SEALED, NOT_A_READER, BLOCKED
 */
export async function react(parts: Parts, object: Uint8Array, text: string): Promise<void> {
  checkText(text)
  const { ledger, identity, clock } = parts
  await ledger.write((tx) => {
    const audiences = listAudiences(tx, parts, object)
    const n = (findReaction(tx, object, identity.person)?.n ?? 0) + 1
    const record = { object, n, text, at: clock.now() }
    const reached = audiences.filter(({ kind, key }) =>
      parts.audiences[kind].append(tx, key, { type: 'reaction', ...record }),
    )
    const [first] = reached
    if (first === undefined) throw new EngineError('NOT_A_READER', 'Nobody of its readers can be reached.')
    keepReaction(tx, { ...record, person: identity.person, talk: first.key })
  })
}

function checkText(text: string): void {
  if (!isTitle(text)) throw new EngineError('INVALID', 'A reaction is one line.')
  if (utf8(text).byteLength > MAX_REACTION_BYTES)
    throw new EngineError('TOO_LARGE', `A reaction has at most ${MAX_REACTION_BYTES} bytes.`)
}

/**
 * The audiences that learn of a reaction: of an own letter all, of another one its author or group.
 */
function listAudiences(rows: Rows, parts: Parts, object: Uint8Array): Audience[] {
  const { store, inbox } = parts
  if (store.findOwn(rows, object) !== null)
    return loadAudiences(rows, object).flatMap(({ audience, noticedAt }) =>
      noticedAt === null || isPublished(audience) ? [] : [audience],
    )
  const received = inbox.find(rows, object)
  if (received === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  const { author, notice, openedAt } = received
  // In a group, the others see the reaction too.
  if (!('group' in notice.audience)) refuseBlocked(parts, rows, author)
  if (openedAt === null && !hasWords(notice)) throw new EngineError('SEALED', 'Open it before you answer it.')
  if (isPublished(notice.audience)) return []
  return [{ kind: notice.audience.kind, key: talkOf(received) }]
}

interface Kept extends ReactionRow {
  object: Uint8Array
  n: number
  talk: Uint8Array
}

/** A record that is not newer than the known one changes nothing. */
export function keepReaction(tx: Transaction, { object, person, n, text, at, talk }: Kept): void {
  const { changes } = tx.run(
    `INSERT INTO reactions VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (object, person) DO UPDATE
       SET n = excluded.n, text = excluded.text, at = excluded.at, talk = excluded.talk
       WHERE excluded.n > reactions.n`,
    ...[object, person, n, text, at, talk],
  )
  if (changes > 0) touch(tx, object)
}

function findReaction(rows: Rows, object: Uint8Array, person: Uint8Array): { n: number } | null {
  const sql = 'SELECT n FROM reactions WHERE object = ? AND person = ?'
  return rows.get<{ n: number }>(sql, object, person) ?? null
}

/**
 * Returns the reactions to a letter, the oldest first. A reaction in a group may come before its
 * letter, so only those count that came where the letter did.
 */
export function listReactions(
  rows: Rows,
  { inbox }: Pick<Parts, 'inbox'>,
  object: Uint8Array,
): ReactionRow[] {
  const received = inbox.find(rows, object)
  const found = rows.all<ReactionRow & { talk: Uint8Array; [column: string]: unknown }>(
    "SELECT person, text, at, talk FROM reactions WHERE object = ? AND text != '' ORDER BY at, person",
    object,
  )
  // Of an own letter the audiences were checked when the reaction came.
  return received === null ? found : found.filter(({ talk }) => equalBytes(talk, talkOf(received)))
}

function talkOf({ notice, author }: ReceivedLetter): Uint8Array {
  return 'group' in notice.audience ? keyOf(notice.audience) : author
}
