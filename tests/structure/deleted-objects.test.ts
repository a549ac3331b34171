// What a deletion leaves in the ledger. A new table that names an object must say here that a
// deletion clears it, or why it does not.
import { expect, it } from 'vitest'
import { LEDGER_SCHEMAS } from '../../src/core/home-ledger.ts'

/** Columns that hold the name of an object. */
const NAMES = new Set(['object', 'letter', 'file', 'album', 'replaces', 'reply_object', 'recalled_object'])

/** A row about a deleted object is gone, or has nothing of it but names, numbers and times. */
const CLEARED = new Set([
  ...['own_objects', 'public_copies', 'policies', 'versions', 'attached', 'asks_in', 'own_words', 'tidy'],
  'nudges',
  ...['reactions', 'fellow_states', 'seen_marks', 'reminders', 'own_replies', 'handing_over', 'sent_drafts'],
  ...['access_grants', 'gates_wanted', 'unlisted_files', 'own_files', 'placeless_copies', 'told_words'],
  ...['mail_out', 'mail_out_readers', 'mail_parts'],
  ...['collections', 'own_albums', 'album_audiences', 'archive_posts', 'archive_tags'],
])

const KEPT: Readonly<Record<string, string>> = {
  access_keys: 'who has it stays known; the key itself is destroyed',
  access_audiences: 'who has it stays known',
  access_releases: 'who has it stays known; the key in it is sealed to its reader',
  access_pending_releases: 'a restored home reads from the feed who has it; a record has no word',
  access_states: 'that a reader stated something stays known, without the note',
  access_doubts: 'a lost device may have released it',
  gate_letters: 'stations have not answered yet',
  changes: 'the index follows',
  deletions: 'until it is certain who has it; a row has no word',
  rule_queue: 'the rules have not looked yet; a row has no word',
  drafts: 'words that came back by a recall are a draft of their own, which the person deletes',
  mails: 'an import must not bring back a mail that was deleted; a row has hashes and ids',
  mail_places: 'a mail that was deleted here is still at its server, and is not fetched again',
  mail_sent_ids: 'a report or an answer may still name it; a row has hashes',
  received: 'of others',
  received_other_routes: 'of others',
  kept_objects: 'of others',
  kept_files: 'of others',
  own_marks: 'what this person stated about letters of others',
  collected_shares: 'of letters of others',
  urgent_signals: 'of letters of others',
  rule_traces: 'of letters of others',
  archived_letters: 'of an import, kept under refs of others',
  archive_seen: 'of posts of others',
  backup_files: 'describes the files of backups, which are not objects',
}

/** Other tables name a letter by its number, which means nothing without the row of that number. */
function listNaming(): string[] {
  const statements = LEDGER_SCHEMAS.flatMap((schema) => schema.steps).flatMap((step) => step.split(';'))
  return statements.flatMap((statement) => {
    const table = /CREATE TABLE (?:IF NOT EXISTS )?(\w+)/.exec(statement)?.[1]
    const columns = [...statement.matchAll(/\b(\w+) BLOB\b/g)].map(([, column]) => column!)
    return table !== undefined && columns.some((column) => NAMES.has(column)) ? [table] : []
  })
}

it('every table that names an object is cleared by a deletion, or named here with its reason', () => {
  expect(listNaming().sort()).toEqual([...CLEARED, ...Object.keys(KEPT)].sort())
})
