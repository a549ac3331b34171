// Decides which tables of the ledger are in a backup. Every table is in one of two lists, and the
// excluded ones have a reason.
// A test requires that each ledger table is in exactly one list, so a new table cannot be
// forgotten.
import type { LostKind } from '../contract/lost.ts'
import type { Rows } from '../ledger/index.ts'

/**
 * Tables that are restored as they are. The value tells the person what is missing if rows are
 * lost.
 */
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
  former_gate_secrets: 'people',
  told_words: 'letters',
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
  gate_stations: 'openings',
  gate_sets: 'openings',
  gate_set_places: 'openings',
  gate_letters: 'openings',
  gate_audiences: 'openings',
  gate_rows: 'openings',
  gate_shares: 'openings',
  gate_acts: 'openings',
  gate_pending_acts: 'openings',
  gate_pending_forgets: 'openings',
  gate_votes: 'openings',
  gates_wanted: 'openings',
  gate_lease: 'openings',
  gate_rosters: 'openings',
  removals: 'openings',
  roster_members: 'openings',
  core_readers: 'openings',
  received: 'letters',
  mail_out: 'letters',
  mail_out_readers: 'letters',
  mail_sent_ids: 'letters',
  received_other_routes: 'letters',
  blocked_people: 'people',
  contacts: 'people',
  cards: 'people',
  kem_keys: 'people',
  person_devices: 'people',
  known_names: 'people',
  correspondents: 'people',
  correspondent_words: 'people',
  contact_settings: 'people',
  contact_pictures: 'people',
  acquaintances: 'people',
  knocks_in: 'people',
  news: 'people',
  policies: 'letters',
  own_words: 'letters',
  deletions: 'letters',
  drafts: 'drafts',
  sent_drafts: 'drafts',
  templates: 'drafts',
  signature: 'own',
  own_marks: 'letters',
  collected_shares: 'letters',
  asks_in: 'openings',
  nudges: 'openings',
  rewritten_cores: 'people',
  reactions: 'letters',
  seen_marks: 'letters',
  fellow_states: 'letters',
  talk_settings: 'people',
  urgent_signals: 'letters',
  tidy: 'letters',
  mutes: 'letters',
  reminders: 'letters',
  saved_searches: 'own',
  rules: 'own',
  rule_queue: 'letters',
  rule_traces: 'letters',
  archived_letters: 'letters',
  own_replies: 'letters',
  mails: 'letters',
  mail_stops: 'letters',
  versions: 'letters',
  attached: 'files',
  groups: 'groups',
  group_record_cores: 'groups',
  group_errands: 'groups',
  group_answers: 'groups',
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
  contacts_to_notify: 'people',
  stations: 'own',
  station_cores: 'places',
  station_watches: 'people',
  station_drops: 'places',
  mailbox_told: 'people',
  handing_over: 'letters',
  mail_accounts: 'own',
  mail_addresses: 'own',
  mail_folders: 'places',
  mail_places: 'places',
  mail_parts: 'places',
  phones: 'own',
  phone_acts: 'own',
  far_key: 'own',
} as const satisfies Readonly<Record<string, LostKind>>

export const BACKED_UP: readonly string[] = Object.keys(KINDS)

/** Returns what the rows of a table are about; null for an unknown table of a newer program. */
export function kindOf(table: string): LostKind | null {
  return Object.hasOwn(KINDS, table) ? KINDS[table as keyof typeof KINDS] : null
}

/** Columns that never leave the device. */
const SECRET_COLUMNS = new Set(['own_identity.device_secret', 'own_identity.words'])

export interface TableShape {
  table: string
  columns: string[]
  /** Columns of the table's primary key, in order. */
  key: string[]
}

interface ColumnRow {
  name: string
  pk: number
}

/** Returns the tables there are, in the order of their names. */
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
    columns: columns.map(({ name }) => name).filter((name) => !SECRET_COLUMNS.has(`${table}.${name}`)),
    key: key.map(({ name }) => name),
  }
}
