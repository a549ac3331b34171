// The newest gate of an object for a person, as most tests ask for it.
import { listGatesFor, type GateRow } from '../../src/core/gates/index.ts'
import type { Rows } from '../../src/core/ledger/index.ts'

type Asked = Parameters<typeof listGatesFor>[1]

export const findGate = (rows: Rows, asked: Asked): GateRow | null => listGatesFor(rows, asked)[0] ?? null
