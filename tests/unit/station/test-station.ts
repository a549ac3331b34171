// One station's gates over tables in memory, with a clock that the test sets, and customers whose
// devices it knows.
import { toHex } from '../../../src/core/base/index.ts'
import {
  accountOf,
  createGateOpenRequest,
  gateActForm,
  gateHandle,
  signAct,
  slotKeyPair,
  type AnsweredAct,
  type GateAct,
  type GateOpenAnswer,
  type PutGate,
} from '../../../src/core/station-records/index.ts'
import type { ActFacts } from '../../../src/core/station-records/act.ts'
import { createSigningKeyPair, type KeyPair } from '../../../src/core/seal/index.ts'
import { stationSchema } from '../../../src/core/station/index.ts'
import { Gates } from '../../../src/core/station/station-gates.ts'
import type { GateLimits, GateParts } from '../../../src/core/station/gates-parts.ts'
import { WatchedTransaction } from '../../support/query-plans.ts'
import { PlainLedger } from '../access/plain-ledger.ts'

export const DAY_MS = 24 * 60 * 60 * 1000
export const AT = 1_764_000_000_000
export const filled = (byte: number, length = 32): Uint8Array => Buffer.alloc(length, byte)

/** A person with a device, as stations know them. */
export interface Customer {
  person: Uint8Array
  device: KeyPair
}

export function customer(byte: number): Customer {
  return { person: filled(byte), device: createSigningKeyPair(filled(byte)) }
}

export class TestStation {
  readonly pair: KeyPair
  now = AT
  latest: number | null = null
  monotonicMs = 0
  limits: GateLimits = { gates: 100, releasesPerDay: 100 }
  checkpoints = 0
  /** Every statement of a write. */
  readonly statements = new Set<string>()
  /** Account by device, both in hex. */
  readonly devices = new Map<string, Uint8Array>()
  readonly ledger: GateParts['ledger']
  gates: Gates

  constructor(
    byte: number,
    ledger: PlainLedger | GateParts['ledger'] = new PlainLedger(':memory:', [stationSchema]),
  ) {
    this.pair = createSigningKeyPair(filled(byte))
    this.ledger = {
      get: (sql, ...params) => ledger.get(sql, ...params),
      all: (sql, ...params) => ledger.all(sql, ...params),
      write: (task) =>
        ledger.write((tx) => {
          const watched = new WatchedTransaction(tx)
          const result = task(watched)
          for (const sql of watched.statements) this.statements.add(sql)
          return result
        }),
      checkpoint: async () => {
        this.checkpoints++
        await ledger.checkpoint()
      },
    }
    this.gates = this.open()
  }

  /** Opens the gates again, as after a start of the process. */
  open(): Gates {
    return (this.gates = new Gates({
      ledger: this.ledger,
      station: this.pair,
      readTime: () => ({ now: this.now, latest: this.latest ?? this.now }),
      clock: { monotonicMs: () => this.monotonicMs },
      findAccount: (_rows, device) => this.devices.get(toHex(device)) ?? null,
      limitsOf: () => this.limits,
    }))
  }

  accountOf({ person }: Customer): Uint8Array {
    return accountOf(this.pair.publicKey, person)
  }

  join(one: Customer): void {
    this.devices.set(toHex(one.device.publicKey), this.accountOf(one))
  }

  async ask(one: Customer, handle: Uint8Array, slot: KeyPair): Promise<GateOpenAnswer> {
    const connection = { handshakeHash: filled(3, 64), station: this.pair.publicKey }
    const request = createGateOpenRequest({ account: this.accountOf(one), handle }, connection, slot)
    return this.gates.open(request, connection.handshakeHash)
  }

  async act(act: GateAct): Promise<AnsweredAct> {
    return (await this.gates.act([act]))[0]!
  }
}

/** A gate and its reader's slot key. Each number is another gate. */
export function gateOf(number: number, change: Partial<PutGate> = {}): { put: PutGate; slot: KeyPair } {
  const handle = gateHandle(filled(90), filled(91), number)
  const slot = slotKeyPair(filled(90), handle)
  const put: PutGate = {
    ...{ handle, number, place: 1, share: filled(number % 256, 81), key: slot.publicKey },
    roster: null,
    ...{ from: null, expires: null, until: AT + 90 * DAY_MS, isHeld: false },
    ...change,
  }
  return { put, slot }
}

/** An act of this customer; a burn as recalled unless it says more. */
export function actOf(by: Customer, handle: Uint8Array, change: Partial<ActFacts> = {}): GateAct {
  const kind = change.kind ?? 'burn'
  const why = kind === 'burn' ? 'recalled' : null
  return signAct({ handle, kind, seq: 1, why, value: null, key: null, ...change }, by.device)
}

export const bytesOf = (act: GateAct): Uint8Array => gateActForm.encode(act)
