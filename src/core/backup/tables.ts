// Which tables of the ledger go into a backup: all but those named here, each with its reason.
// A test holds that every table of the ledger is named in one of the two lists, so that a new one is decided and not forgotten.
import type { LostKind } from '../contract/lost.ts'
import type { Rows } from '../ledger/index.ts'

/** Restored as they are; what the rows of each are about, for a person who misses some. */
const KINDS = {
  own_identity: 'own',
  own_box_keys: 'own',
  own_picture: 'own',
  own_cores: 'places',
  former_cores: 'places',
  rescued_blocks: 'contents',
  own_objects: 'places',
  kept_objects: 'places',
  kept_audiences: 'places',
  public_copies: 'places',
  pairs: 'people',
  former_feeds: 'people',
  group_eras: 'groups',
  group_feeds: 'groups',
  access_keys: 'openings',
  access_audiences: 'openings',
  access_grants: 'openings',
  access_releases: 'openings',
  access_pending_releases: 'openings',
  access_quotas: 'openings',
  access_states: 'openings',
  access_clock: 'openings',
  access_doubts: 'openings',
  access_heard: 'openings',
  core_readers: 'openings',
  received: 'letters',
  received_other_routes: 'letters',
  blocked_people: 'people',
  contacts: 'people',
  cards: 'people',
  person_devices: 'people',
  known_names: 'people',
  contact_settings: 'people',
  contact_pictures: 'people',
  acquaintances: 'people',
  knocks_in: 'people',
  policies: 'letters',
  drafts: 'drafts',
  own_marks: 'letters',
  asks_in: 'openings',
  rewritten_cores: 'people',
  tidy: 'letters',
  mail_letters: 'letters',
  archived_letters: 'letters',
  own_replies: 'letters',
  versions: 'letters',
  attached: 'files',
  groups: 'groups',
  group_record_cores: 'groups',
  group_leaves: 'groups',
  group_members: 'groups',
  group_removed: 'groups',
  group_departed: 'groups',
  group_cores: 'groups',
  group_superseded: 'groups',
  group_links: 'groups',
  follows: 'follows',
  public_cores: 'follows',
  archive_seen: 'follows',
  own_files: 'files',
  unlisted_files: 'files',
  file_versions: 'files',
  file_tags: 'files',
  placeless_copies: 'files',
  own_albums: 'files',
  collections: 'files',
  album_audiences: 'files',
  contacts_to_tell: 'people',
} as const satisfies Readonly<Record<string, LostKind>>

export const BACKED_UP: readonly string[] = Object.keys(KINDS)

/** What the rows of a table are about; null for a table of a newer program. */
export function kindOf(table: string): LostKind | null {
  return Object.hasOwn(KINDS, table) ? KINDS[table as keyof typeof KINDS] : null
}

/** Why each of the others is not. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  schema_versions: 'the list of the backup says it',
  commits: 'a restored ledger has a history of its own',
  intents: 'blocks are taken from their cores',
  bad_input: 'counts what was refused on this device',
  changes: 'the index of a restored home is made anew',
  archive_posts: 'a new device begins an archive of its own',
  archive_tags: 'a new device begins an archive of its own',
  archive_state: 'a new device begins an archive of its own',
  backup_files: 'says how far the files reach that this device writes',
  backup_held: 'says how far the files reach that this device writes',
  backup_passing: 'names of files that this device was writing',
  backup_settings: 'the folder is one of this machine',
  backup_lock:
    'comes back with the passphrase that was typed; a file under a former lock must not hold its key',
  invites: 'answered by the device that made them',
  accepted_invites: 'asked with the card of the device that asked',
  knocks_out: 'knocked by the device that waits for the answer',
  group_asks: 'answered by the device that was asked',
  group_joins: 'asked by the device that waits for the answer',
  public_feed: 'a new device begins a feed of its own',
  recovered: 'says how this home came to be',
  kept_files: 'says which files of others are on this disk',
  doomed_blocks: 'blocks that are to be cleared from this disk',
  space_facts: 'the room that is wanted on this disk',
  sealings: 'sealed for one device and one core',
}

/** Columns that never leave the device. */
const SECRET_COLUMNS = new Set(['device_secret', 'words'])

export interface TableShape {
  table: string
  columns: string[]
  /** Columns of its primary key, in order. */
  key: string[]
}

interface ColumnRow {
  name: string
  pk: number
}

/** The tables there are, in the order of their names. */
export function listTables(rows: Rows): string[] {
  const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
  return rows.all<{ name: string }>(sql).map(({ name }) => name)
}

export function shapeOf(rows: Rows, table: string): TableShape {
  const columns = rows.all<ColumnRow & Record<string, never>>(
    `SELECT name, pk FROM pragma_table_info(?)`,
    table,
  )
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  return {
    table,
    columns: columns.map(({ name }) => name).filter((name) => !SECRET_COLUMNS.has(name)),
    key: key.map(({ name }) => name),
  }
}
