// The tables of the letter index. They are rebuilt from the ledger, so after a change of this
// schema the index starts empty.
// Each page of a box, in any order and with any filter, is read from one index, so its cost does
// not grow with the number of letters.
import type { Schema } from '../ledger/index.ts'
import { BOX_ROWS, isBin, LISTS, type Bin, type ListName } from './boxes.ts'
import { EXPIRING } from './letter-queries.ts'
import { SORT_ORDERS, type Order } from './list-pages.ts'
import { WORD_COLUMNS, WORD_TOKENIZER } from './tokenizer.ts'

/** Returns the SQL index for a box in an order. */
export function boxIndex(box: ListName, order: Order): string {
  return `letters_${box}_by_${SORT_ORDERS[order].columns[0]}`
}

/** Returns what a list is read from. In its conditions, `listed` is the letter. */
export function listedFrom(box: ListName | Bin, order: Order): string {
  return isBin(box) ? 'FROM binned AS listed' : `FROM letters AS listed INDEXED BY ${boxIndex(box, order)}`
}

/**
 * Columns that lists are filtered by are in the index too, so that SQLite skips other rows without
 * reading them.
 */
const NARROWING =
  'side, state, expires_at, is_starred, is_urgent, snoozed_until, is_archived, is_replaced, is_unread, is_said, thread'

/** What the conditions of boxes and the facts of a thread use, so that rows need not be read. */
const OF_THREADS = `${NARROWING}, text_from, needs_me, is_waiting, author, in_group, attached_count, attached_bytes`

const boxIndices = LISTS.flatMap((box) =>
  (['newest', 'largest'] as const).map((order) => {
    // A page of the inbox asks of each letter in which row it is.
    const row = box === 'inbox' && order === 'newest' ? ', in_group, talk' : ''
    const columns = `${SORT_ORDERS[order].columns.join(', ')}, ${NARROWING}${row}`
    return `CREATE INDEX ${boxIndex(box, order)} ON letters (${columns}) WHERE ${BOX_ROWS[box]};`
  }),
)

/** What the conditions of searches use. */
const ASKED = `
  at, ${NARROWING}, needs_me, is_waiting, author, has_members, is_mail, attached_count, is_reply, all_bytes`

/**
 * Letters of which a person may have few. Their indexes list them without reading the others.
 */
export const RARE_ROWS = {
  urgent: 'is_urgent = 1',
  unsent: 'is_waiting = 1',
  done: "state = 'done'",
  unread: "(state = 'sealed' OR is_unread = 1)",
  attaching: 'attached_count > 0',
  grouped: 'has_members = 1',
} as const

/** What the counts of boxes ask of a letter that time changes. */
const COUNTED = `
  thread, talk, in_group, side, state, expires_at, is_archived, is_starred, is_urgent, is_unread, is_bulk, is_waiting, needs_me, is_replaced`

const rareIndices = Object.entries(RARE_ROWS).map(
  ([name, rows]) => `CREATE INDEX letters_${name} ON letters (id) WHERE ${rows};`,
)

const LETTER_COLUMNS = `
  id INTEGER PRIMARY KEY, object BLOB NOT NULL UNIQUE, ref_start TEXT NOT NULL, side TEXT NOT NULL, at INTEGER NOT NULL,
  size INTEGER NOT NULL, author BLOB NOT NULL, state TEXT NOT NULL, expires_at INTEGER, is_waiting INTEGER NOT NULL,
  needs_me INTEGER NOT NULL, is_archived INTEGER NOT NULL, is_starred INTEGER NOT NULL, is_urgent INTEGER NOT NULL,
  snoozed_until INTEGER NOT NULL, is_replaced INTEGER NOT NULL, is_unread INTEGER NOT NULL, thread INTEGER NOT NULL,
  talk BLOB, is_said INTEGER NOT NULL, in_group INTEGER NOT NULL, has_members INTEGER NOT NULL, is_mail INTEGER NOT NULL, is_bulk INTEGER NOT NULL, is_reply INTEGER NOT NULL, all_bytes INTEGER NOT NULL, attached_count INTEGER NOT NULL, attached_bytes INTEGER NOT NULL, reply_object BLOB, text_from TEXT NOT NULL, excerpt TEXT, facts TEXT NOT NULL, entry TEXT NOT NULL`

export const letterIndexSchema: Schema = {
  noun: 'letter-index',
  steps: [
    `CREATE TABLE letters (${LETTER_COLUMNS}) STRICT;
     -- The letters in bins. They share the ids, words and persons, and are in no thread.
     CREATE TABLE binned (${LETTER_COLUMNS}, bin TEXT NOT NULL) STRICT;
     CREATE INDEX binned_by_at ON binned (bin, at, object);
     CREATE INDEX binned_by_size ON binned (bin, size, at, object);
     CREATE INDEX binned_by_ref ON binned (ref_start);
     ${boxIndices.join('\n     ')}
     CREATE INDEX letters_by_reply ON letters (reply_object, at) WHERE reply_object IS NOT NULL;
     CREATE INDEX letters_by_thread ON letters (thread, at, object, ${OF_THREADS});
     -- A group is one row of the inbox, which is summed up along this index.
     CREATE INDEX letters_by_talk ON letters (talk, at, object, ${OF_THREADS}) WHERE talk IS NOT NULL;
     -- The threads of letters that are only known because another letter names them, and of talks.
     CREATE TABLE thread_names (name BLOB PRIMARY KEY, thread INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE INDEX thread_names_by_thread ON thread_names (thread);
     CREATE INDEX letters_by_ref ON letters (ref_start);
     CREATE INDEX letters_by_at ON letters (at, object);
     -- All that searches ask of a row, in a tenth of its bytes.
     CREATE INDEX letters_for_search ON letters (id, ${ASKED});
     ${rareIndices.join('\n     ')}
     -- The letters that the counts of boxes add or take away as time passes.
     CREATE INDEX letters_by_return ON letters (snoozed_until, ${COUNTED}) WHERE snoozed_until > 0 AND is_archived = 0;
     CREATE INDEX letters_by_expiry ON letters (expires_at, snoozed_until, ${COUNTED}) WHERE ${EXPIRING};
     -- Counts change in the transaction that changes a letter. A row of the inbox is the key of a group or
     -- the number of a thread. It is here while it has an unread letter in the box.
     CREATE TABLE box_counts (box TEXT PRIMARY KEY, total INTEGER NOT NULL, unread INTEGER NOT NULL, unread_rows INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE unread_rows (row ANY NOT NULL, box TEXT NOT NULL, letters INTEGER NOT NULL, urgent INTEGER NOT NULL, PRIMARY KEY (row, box)) STRICT, WITHOUT ROWID;
     CREATE TABLE label_counts (label TEXT PRIMARY KEY, letters INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE INDEX letters_by_bytes ON letters (all_bytes);
     -- Every entry names the first files.
     -- A group, the public and oneself have keys here, as persons have.
     CREATE TABLE letter_persons (
       person BLOB NOT NULL, letter INTEGER NOT NULL, is_author INTEGER NOT NULL, PRIMARY KEY (person, letter, is_author)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX letter_persons_by_letter ON letter_persons (letter);
     -- In the order of lists, with what lists ask of a letter (letter-labels.ts).
     CREATE TABLE letter_labels (
       label TEXT NOT NULL, at INTEGER NOT NULL, object BLOB NOT NULL, letter INTEGER NOT NULL, size INTEGER NOT NULL,
       side TEXT NOT NULL, state TEXT NOT NULL, expires_at INTEGER, snoozed_until INTEGER NOT NULL, is_archived INTEGER NOT NULL,
       is_starred INTEGER NOT NULL, is_urgent INTEGER NOT NULL, is_replaced INTEGER NOT NULL, is_unread INTEGER NOT NULL,
       is_said INTEGER NOT NULL, is_waiting INTEGER NOT NULL, needs_me INTEGER NOT NULL, thread INTEGER NOT NULL,
       talk BLOB, in_group INTEGER NOT NULL, author BLOB NOT NULL, text_from TEXT NOT NULL, PRIMARY KEY (label, at, object)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX letter_labels_by_letter ON letter_labels (letter, label);
     CREATE INDEX letter_labels_by_thread ON letter_labels (thread, label);
     CREATE INDEX letter_labels_by_group ON letter_labels (talk, label) WHERE in_group = 1;
     -- secure-delete removes the words from the pages of the index, instead of only marking them as
     -- deleted.
     -- For that FTS5 needs the same words again when the letter can no longer be read: they are
     -- stored here, compressed if they are long.
     CREATE VIRTUAL TABLE letter_words USING fts5(${WORD_COLUMNS.join(', ')}, facts, content='', tokenize='${WORD_TOKENIZER}');
     INSERT INTO letter_words (letter_words, rank) VALUES ('secure-delete', 1);
     -- Lists the words of the full-text index.
     CREATE VIRTUAL TABLE letter_terms USING fts5vocab(letter_words, instance);
     CREATE TABLE letter_texts (
       letter INTEGER PRIMARY KEY, words ANY NOT NULL, different INTEGER NOT NULL, removed INTEGER NOT NULL
     ) STRICT;
     -- Letters that could not be filed, or only by their title (unfiled.ts).
     CREATE TABLE unfiled (object BLOB PRIMARY KEY, filed_by TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
     CREATE TABLE applied (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT;`,
  ],
}
