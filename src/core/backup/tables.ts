// Which tables of the ledger go into a backup: all but those named here, each with its reason.
// A test holds that every table of the ledger is named in one of the two lists, so that a new one is decided and not forgotten.
import type { Reader } from '../ledger/index.ts'

/** Restored as they are. */
export const BACKED_UP: readonly string[] = [
  'own_identity',
  'own_box_keys',
  'own_picture',
  'own_cores',
  'former_cores',
  'rescued_blocks',
  'own_objects',
  'kept_objects',
  'public_places',
  'pairs',
  'former_feeds',
  'group_eras',
  'group_feeds',
  'access_keys',
  'access_audiences',
  'access_grants',
  'access_releases',
  'access_quotas',
  'access_states',
  'access_clock',
  'access_doubts',
  'core_readers',
  'received',
  'received_otherwise',
  'contacts',
  'contact_devices',
  'former_devices',
  'known_names',
  'contact_settings',
  'contact_pictures',
  'acquaintances',
  'acquaintance_devices',
  'knocks_in',
  'own_letters',
  'drafts',
  'own_marks',
  'asks_in',
  'releases_untold',
  'rewritten_cores',
  'letter_tidy',
  'mail_letters',
  'archived_letters',
  'own_replies',
  'letter_versions',
  'attached',
  'groups',
  'group_record_cores',
  'group_leaves',
  'group_members',
  'group_removed',
  'group_departed',
  'group_cores',
  'follows',
  'public_cores',
  'archive_seen',
  'own_files',
  'unlisted_files',
  'file_versions',
  'file_tags',
  'placeless_copies',
  'own_albums',
  'collections',
  'album_audiences',
  'contacts_to_tell',
  // Only in files that an earlier version wrote.
  'access_arrivals',
]

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
  backup_settings: 'the folder is one of this machine',
  backup_lock:
    'comes back with the passphrase that was typed; a file under a former lock must not hold its key',
  invites: 'answered by the device that made them',
  accepted_invites: 'asked with the card of the device that asked',
  knocks_out: 'knocked by the device that waits for the answer',
  group_links: 'answered by the device that made them',
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
export function listTables(reader: Reader): string[] {
  const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
  return reader.all<{ name: string }>(sql).map(({ name }) => name)
}

export function shapeOf(reader: Reader, table: string): TableShape {
  const columns = reader.all<ColumnRow & Record<string, never>>(
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
