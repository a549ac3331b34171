// What a home can still read of its own feeds, with the secrets in its ledger.
import { inflateRawSync } from 'node:zlib'
import {
  feedRecordForm,
  findSecret,
  openFeedRecord,
  pairSecrets,
  recordKey,
  EPOCH_BYTES,
  type FeedRecord,
} from '../../src/core/feeds/index.ts'
import type { Person } from './person.ts'

/** Returns every text in the own feeds, of pairs, groups and the public, one after the other. */
export async function readOwnFeeds({ home }: Person): Promise<string> {
  const texts: string[] = []
  for (const { core: key, kind } of home.ownCores.list()) {
    if (kind !== 'feed') continue
    const core = await home.ownCores.openCore(key)
    for (let at = 0; at < core.length; at++) {
      const block = await core.get(at, { wait: false })
      if (block !== null) texts.push(...listOpened(home, key, at, block).map(textOf))
    }
  }
  return texts.join('\n')
}

/** By every secret of the ledger. */
function listOpened(
  { parts }: Person['home'],
  core: Uint8Array,
  at: number,
  block: Uint8Array,
): FeedRecord[] {
  const { ledger, feeds } = parts
  const pairs = feeds
    .list(ledger)
    .map(({ pairSecret, era }) => recordKey(pairSecrets(pairSecret, era).epochSecret, core))
  const ofPairs = pairs.map((key) => () => openFeedRecord(key, core, at, block))
  const eras = ledger.all<{ group: Uint8Array; era: number; epoch: number }>(
    'SELECT group_id AS "group", era, epoch FROM group_eras',
  )
  const ofGroups = eras.flatMap(({ group, era, epoch }) =>
    Array.from({ length: epoch + 1 }, (_, one) => () => {
      const secret = findSecret(ledger, group, { era, epoch: one })
      if (secret === null) throw new Error('an epoch of before')
      return openFeedRecord(recordKey(secret, core), core, at, block.subarray(EPOCH_BYTES))
    }),
  )
  return [...ofPairs, ...ofGroups, () => feedRecordForm.decode(block)].flatMap((open) => {
    try {
      return [open()]
    } catch {
      return []
    }
  })
}

function textOf(record: FeedRecord): string {
  if (record.type !== 'notice') return JSON.stringify(record)
  const { words } = record.notice
  if (words === null) return JSON.stringify(record)
  const { coding, bytes } = words.body
  const body = coding === 'deflate' ? inflateRawSync(bytes).toString() : Buffer.from(bytes).toString()
  return `${JSON.stringify(record)}\n${body}`
}
