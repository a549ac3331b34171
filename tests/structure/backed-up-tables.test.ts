// Every table of the ledger is either in a backup, or left out for a stated reason.
import { expect, test } from 'vitest'
import { BACKED_UP } from '../../src/core/backup/backup-tables.ts'
import { LEDGER_SCHEMAS } from '../../src/core/home-ledger.ts'

/** Tables that are not in a backup, with the reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  whereabouts: 'devices tell it again at their next wire',
  schema_versions: 'the list of the backup has the versions',
  commits: 'a restored ledger has its own history',
  intents: 'the blocks are in their cores',
  bad_input: 'counts what was refused on this device',
  changes: 'the index of a restored home is built again',
  daily_costs: 'counts what others cost in one day',
  archive_posts: 'a new device begins its own archive',
  archive_tags: 'a new device begins its own archive',
  archive_state: 'a new device begins its own archive',
  backup_files: 'describes the backup files of this device',
  backup_held: 'describes the backup files of this device',
  backup_passing: 'temporary names of backup files of this device',
  backup_settings: 'the folder is on this machine',
  backup_lock:
    'is restored from the typed passphrase; a file under an older lock must not contain the key of a newer one',
  invites: 'only the device that made an invite can answer it',
  invite_guests: 'only the device that was asked can answer',
  accepted_invites: 'the request has the card of the old device',
  knocks_out: 'the answer goes to the device that knocked',
  group_boxes: 'a restored device writes another core',
  group_asks: 'only the device that was asked can answer',
  group_joins: 'the answer goes to the device that asked',
  public_feed: 'a new device begins its own feed',
  recovered: 'describes the recovery of this home',
  kept_files: 'describes which files of others are on this disk',
  doomed_blocks: 'blocks to clear from this disk',
  space_facts: 'the quota of this disk',
  mail_secrets: 'a password never leaves the device; a restored home asks again',
  far_routes: 'a restored home is found by routes of its own, or two homes would answer one route',
  far_door: 'each device has its own door',
  sealings: 'the secrets are sealed for one device and one core',
}

function listDeclared(): string[] {
  const steps = LEDGER_SCHEMAS.flatMap((schema) => schema.steps).join('\n')
  return [...steps.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/g)].map(([, name]) => name!)
}

test('every table that a noun declares is backed up or left out with a reason', () => {
  const decided = new Set([...BACKED_UP, ...Object.keys(LEFT_OUT)])
  expect(
    listDeclared().filter((table) => !decided.has(table)),
    'name it in src/core/backup/backup-tables.ts, or above with a reason',
  ).toEqual([])
})

test('no table is listed twice or undeclared', () => {
  const decided = [...BACKED_UP, ...Object.keys(LEFT_OUT)]
  expect(new Set(decided).size).toBe(decided.length)
  const declared = new Set([...listDeclared(), 'schema_versions', 'commits'])
  expect(decided.filter((table) => !declared.has(table))).toEqual([])
})
