// The text of an invite: the device to dial, and a blind-pairing invite that only the inviter can
// make.
// People pass the link on by any channel they have. It is valid for one pairing.
import { bytesUpTo, key32, linkText, record, time, type Extended } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'

export interface InviteLink extends Extended {
  person: Uint8Array
  device: Uint8Array
  expiresAt: number
  /** blind-pairing-core's encoded invite: seed and the discovery key of `person`. */
  invite: Uint8Array
}

/** Sent, as text. */
export const inviteEncoding = record('invite', {
  person: key32,
  device: key32,
  expiresAt: time,
  invite: bytesUpTo(128),
})

const inviteText = linkText<InviteLink>('invite', inviteEncoding)

export function formatInvite(link: InviteLink): string {
  return inviteText.format(link)
}

/** @throws EngineError INVALID */
export function parseInvite(text: string): InviteLink {
  const invite = inviteText.parse(text)
  if (invite === null) throw new EngineError('INVALID', 'This is not an invite.')
  return invite
}
