// Every record that is stored for others or sent, with samples.
// Add each new record here, because a test fails without it.
import { gateRecords } from './gate-samples.ts'
import { groupRecords } from './group-samples.ts'
import { networkRecords } from './network-samples.ts'
import { objectRecords } from './object-samples.ts'
import { peopleRecords } from './people-samples.ts'
import { storeRecords } from './store-samples.ts'
import { stationRecords } from './station-samples.ts'
import type { StoredRecord } from './stored-record.ts'

export const records: StoredRecord[] = [
  ...objectRecords,
  ...peopleRecords,
  ...groupRecords,
  ...storeRecords,
  ...stationRecords,
  ...gateRecords,
  ...networkRecords,
]
