// The text of an invite: the device to dial, and a blind-pairing invite that only the inviter can
// make.
// People pass the link on by any channel they have. It is valid for one pairing.
import {
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  key32,
  parseText,
  record,
  time,
  toText,
  type Extended,
} from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'

export interface InviteLink extends Extended {
  person: Uint8Array
  device: Uint8Array
  expiresAt: number
  /** blind-pairing-core's encoded invite: seed and the discovery key of `person`. */
  invite: Uint8Array
}

const PREFIX = 'fumikura://invite/'

/** Sent, as text. */
export const inviteEncoding = record('invite', {
  person: key32,
  device: key32,
  expiresAt: time,
  invite: bytesUpTo(128),
})

export function formatInvite(link: InviteLink): string {
  return PREFIX + toText(encodeRecord(inviteEncoding, link))
}

/** @throws EngineError INVALID */
export function parseInvite(text: string): InviteLink {
  const trimmed = text.trim()
  const bytes = trimmed.startsWith(PREFIX) ? parseText(trimmed.slice(PREFIX.length)) : null
  try {
    if (bytes !== null) return decodeRecord(inviteEncoding, bytes)
  } catch {
    // The error below covers this case too.
  }
  throw new EngineError('INVALID', 'This is not an invite.')
}
