// Every record that is stored for others or sent, with samples. One that is added to the engine is added here: a test says so.
import { groupRecords } from './group-samples.ts'
import { objectRecords } from './object-samples.ts'
import { peopleRecords } from './people-samples.ts'
import { storeRecords } from './store-samples.ts'
import type { StoredRecord } from './stored-record.ts'

export const records: StoredRecord[] = [...objectRecords, ...peopleRecords, ...groupRecords, ...storeRecords]
