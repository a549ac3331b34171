// The withdrawal record: "since that time this object is recalled, expired, held, or let go again",
// signed by the author's device.
// It is appended to the feed of its audience, so that readers learn it while the author is offline.
import { equalBytes, key32, oneOf, signedRecord, time, type EncodedBy } from '../base/index.ts'
import { isSignedBy, sign } from '../seal/index.ts'
import type { KeyPair } from '../seal/index.ts'

/** Persisted by position: append only. */
export const WITHDRAWAL_KINDS = ['recalled', 'expired', 'held', 'let-go'] as const

export type WithdrawalKind = (typeof WITHDRAWAL_KINDS)[number]

const DOMAIN = 'fumikura/withdrawal/1'
/** Persisted and sent. */
export const withdrawalForm = signedRecord('withdrawal', {
  objectId: key32,
  kind: oneOf(WITHDRAWAL_KINDS),
  /** ms since the epoch by the author's clock. */
  at: time,
  /** The author's device, which signs the record. */
  device: key32,
})
export type WithdrawalRecord = EncodedBy<typeof withdrawalForm>
export type Withdrawal = Pick<WithdrawalRecord, 'objectId' | 'kind' | 'at'>

export function signWithdrawal(facts: Withdrawal, signer: KeyPair): WithdrawalRecord {
  const { objectId, kind, at } = facts
  const signed = { objectId, kind, at, device: signer.publicKey }
  return { ...signed, signature: sign(DOMAIN, signer, withdrawalForm.unsigned.encode(signed)) }
}

/** True if the device that owns the feed of this record signed it. */
export function isWithdrawalGenuine(record: WithdrawalRecord, device: Uint8Array): boolean {
  if (!equalBytes(record.device, device)) return false
  return isSignedBy(DOMAIN, device, record.signature, withdrawalForm.unsigned.encode(record))
}
