// The text of an invite: the inviter's name, the device to dial, and a blind-pairing invite that only
// the inviter can make.
// People pass the link on by any channel they have.
import { bytesUpTo, key32, linkText, record, textUpTo, time, type EncodedBy } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { dhtNodesEncoding } from '../network/index.ts'
import { isName, MAX_NAME_BYTES } from '../identity/index.ts'

/** Sent, as text. */
export const inviteForm = record('invite', {
  person: key32,
  /** The inviter's claim, shown until their card arrives. */
  name: textUpTo(MAX_NAME_BYTES),
  device: key32,
  expiresAt: time,
  /** blind-pairing-core's encoded invite: seed and the discovery key of `person`. */
  invite: bytesUpTo(128),
  /** The nodes of the DHT that knew the device when the invite was made. */
  nodes: dhtNodesEncoding,
})
export type InviteLink = EncodedBy<typeof inviteForm>

const inviteText = linkText<InviteLink>('invite', inviteForm)

export function formatInvite(link: InviteLink): string {
  return inviteText.format(link)
}

/** @throws EngineError INVALID */
export function parseInvite(text: string): InviteLink {
  const invite = inviteText.parse(text)
  if (invite === null || !isName(invite.name) || !invite.nodes.every(isNode))
    throw new EngineError('INVALID', 'This is not an invite.')
  return invite
}

const isNode = ({ port }: InviteLink['nodes'][0]): boolean => port >= 1 && port <= 65_535
