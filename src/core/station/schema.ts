// The tables of a station in its ledger.
import type { Schema } from '../ledger/index.ts'
import { GATE_TABLES } from './gates-schema.ts'

export const stationSchema: Schema = { noun: 'station', steps: [GATE_TABLES] }
