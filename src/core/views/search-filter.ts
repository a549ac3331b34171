// What a search asks for, and the SQL condition of each part on the rows of the index.
// A sealed letter is judged by its notice alone: the index has nothing else of it.
import type { SqlValue } from '../ledger/index.ts'
import { BOX_ROWS, boxCondition, isBin, type Bin, type Condition, type ListName } from './boxes.ts'
import { KEYS, listKeys } from './keys.ts'
import { hasLabel, hasLabelInBin } from './letter-labels.ts'
import { boxIndex, RARE_ROWS } from './letter-schema.ts'
import { stateCondition, type SearchState } from './letter-queries.ts'
import { anyMatch, matchFact, type SoughtWords } from './match-terms.ts'
import { matchPhrase } from './tokenizer.ts'

/**
 * A letter must match all groups, and any term of a group. A group without terms matches nothing.
 */
export interface SearchFilter {
  groups: readonly SearchTerm[][]
}

/** `isNot`: the letters that do not match. */
export type SearchTerm = Criterion & { isNot: boolean }

export type Criterion =
  /**
   * In the title, and in the text and the names of files if they can be read here. `named`: or a letter
   * has one of these facts, because its author or an addressee has the words in their name.
   */
  | ({ by: 'words' } & SoughtWords)
  /** Any of these is its author. */
  | { by: 'author'; persons: Uint8Array[] }
  /** Any of these persons or groups is an addressee. */
  | { by: 'addressee'; keys: Uint8Array[] }
  | { by: 'box'; box: ListName | Bin }
  | { by: 'state'; state: SearchState }
  | { by: 'label'; label: string }
  /** To any group, a reply to another letter, or with a file. */
  | { by: 'any-group' | 'reply' | 'file' }
  /** With a file whose name ends with one of these words, as far as its names can be read here. */
  | { by: 'file-kind'; endings: readonly string[] }
  /** ms since the epoch; `before` excludes it, `since` includes it. */
  | { by: 'before' | 'since'; at: number }
  /** By the bytes of the body and the files, as the notice states them. */
  | { by: 'larger' | 'smaller'; bytes: number }

/** True if the answer can change when a letter is opened, other than by its state. */
export function readsTexts({ groups }: SearchFilter): boolean {
  return groups
    .flat()
    .some((term) => term.by === 'file-kind' || (term.by === 'words' && term.phrase.column !== 'title'))
}

/** The table that a search reads: that of the lists, or that of the bins. */
export type SearchTable = 'letters' | 'binned'

export function conditionOf(term: SearchTerm, now: number, table: SearchTable): Condition {
  const { sql, params } = criterionCondition(term, now, table)
  return { sql: term.isNot ? `NOT (${sql})` : sql, params }
}

function criterionCondition(criterion: Criterion, now: number, table: SearchTable): Condition {
  switch (criterion.by) {
    case 'words':
      return asked(
        'id IN (SELECT rowid FROM letter_words WHERE letter_words MATCH ?)',
        anyMatch([matchPhrase(criterion.phrase), ...criterion.named.map(matchFact)]),
      )
    case 'author':
      if (criterion.persons.length === 0) return NOTHING
      return asked(`author IN (${KEYS})`, listKeys(criterion.persons))
    case 'addressee': {
      if (criterion.keys.length === 0) return NOTHING
      const theirs = `letter = id AND is_author = 0 AND person IN (${KEYS})`
      return asked(
        `EXISTS (SELECT 1 FROM letter_persons INDEXED BY letter_persons_by_letter WHERE ${theirs})`,
        listKeys(criterion.keys),
      )
    }
    case 'box':
      return isBin(criterion.box) && table === 'letters' ? NOTHING : boxCondition(criterion.box, now)
    case 'state':
      return stateCondition(criterion.state, now)
    case 'label':
      return (table === 'letters' ? hasLabel : hasLabelInBin)(criterion.label)
    case 'any-group':
      return asked('has_members = 1')
    case 'reply':
      return asked('is_reply = 1')
    case 'file':
      return asked('attached_count > 0')
    case 'file-kind':
      return asked(
        'id IN (SELECT rowid FROM letter_words WHERE letter_words MATCH ?)',
        criterion.endings.map((text) => matchPhrase({ text, column: 'files', isPrefix: false })).join(' OR '),
      )
    case 'before':
      return asked('at < ?', criterion.at)
    case 'since':
      return asked('at >= ?', criterion.at)
    case 'larger':
      return asked('all_bytes > ?', criterion.bytes)
    case 'smaller':
      return asked('all_bytes < ?', criterion.bytes)
  }
}

/** SQLite then reads no row at all. */
const NOTHING: Condition = { sql: '1 = 0', params: [] }

function asked(sql: string, ...params: SqlValue[]): Condition {
  return { sql, params }
}

/**
 * Returns a statement for the ids of all letters that match, and perhaps some more, if an index of
 * their own lists them. Null for any other term.
 */
export function listingOf(term: SearchTerm): Condition | null {
  if (term.isNot) return null
  switch (term.by) {
    case 'label':
      return asked('SELECT letter AS id FROM letter_labels WHERE label = ?', term.label)
    case 'author':
      return asked(listingOfPersons(1), listKeys(term.persons))
    case 'addressee':
      return asked(listingOfPersons(0), listKeys(term.keys))
    case 'box':
      return isBin(term.box) ? null : listingOfBox(term.box)
    case 'state':
      return LISTINGS_OF_STATES[term.state] ?? null
    case 'file':
      return listingOfRare('attaching')
    case 'any-group':
      return listingOfRare('grouped')
    case 'larger':
      return asked('SELECT id FROM letters INDEXED BY letters_by_bytes WHERE all_bytes > ?', term.bytes)
    case 'smaller':
      return asked('SELECT id FROM letters INDEXED BY letters_by_bytes WHERE all_bytes < ?', term.bytes)
    default:
      return null
  }
}

function listingOfPersons(isAuthor: 0 | 1): string {
  return `SELECT DISTINCT letter AS id FROM letter_persons WHERE person IN (${KEYS}) AND is_author = ${isAuthor}`
}

function listingOfBox(box: ListName): Condition {
  return asked(`SELECT id FROM letters INDEXED BY ${boxIndex(box, 'newest')} WHERE ${BOX_ROWS[box]}`)
}

function listingOfRare(name: keyof typeof RARE_ROWS): Condition {
  return asked(`SELECT id FROM letters INDEXED BY letters_${name} WHERE ${RARE_ROWS[name]}`)
}

/** A listing may have more letters than the state, because the condition is checked too. */
const LISTINGS_OF_STATES: Partial<Record<SearchState, Condition>> = {
  starred: listingOfBox('starred'),
  held: listingOfRare('unsent'),
  archived: listingOfBox('archive'),
  urgent: listingOfRare('urgent'),
  done: listingOfRare('done'),
  sealed: listingOfRare('unread'),
  unread: listingOfRare('unread'),
}
