// The secrets of a home, none of which may be in the plain bytes of a wire, a station or a backup.
import { epochSecretAt, pairSecrets, type EraSecrets } from '../../src/core/feeds/index.ts'
import { deriveKey } from '../../src/core/seal/index.ts'
import type { Person } from './person.ts'

/** Every secret of the ledger, with those that follow from it. */
export function secretsOf({ home }: Person): Uint8Array[] {
  const { ledger, identity } = home.parts
  const column = (sql: string): Uint8Array[] =>
    ledger.all<{ secret: Uint8Array | null }>(sql).flatMap(({ secret }) => secret ?? [])
  const pairs = column('SELECT pair_secret AS secret FROM pairs')
  const seeds = column('SELECT secret FROM own_box_keys')
  const eras = ledger.all<EraSecrets & Record<string, never>>(
    'SELECT era, naming_secret AS namingSecret, epoch, epoch_secret AS epochSecret FROM group_eras',
  )
  return [
    ...pairs,
    ...pairs.flatMap((secret) => Object.values(pairSecrets(secret, 0)) as Uint8Array[]),
    ...seeds,
    ...seeds.map((seed) => deriveKey('fumikura/pair-key/1', seed)),
    ...seeds.map((seed) => deriveKey('fumikura/own-records/1', seed)),
    ...seeds.map((seed) => deriveKey('fumikura/knock-key/1', seed, identity.addressTag)),
    ...column('SELECT substr(device_secret, 1, 32) AS secret FROM own_identity'),
    ...eras.map(({ namingSecret }) => namingSecret),
    ...eras.flatMap((era) => [era.epochSecret, epochSecretAt(era, era.epoch + 1)!]),
    ...column('SELECT content_key AS secret FROM access_keys'),
  ]
}
