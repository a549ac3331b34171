// The text of an invite: the inviter's name, the device to dial, and a blind-pairing invite that only
// the inviter can make.
// People pass the link on by any channel they have.
import {
  bytesUpTo,
  key32,
  linkText,
  record,
  textUpTo,
  time,
  type EncodedBy,
  type Extended,
} from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { dhtNodesEncoding } from '../network/index.ts'
import { isName, MAX_NAME_BYTES } from '../identity/index.ts'

export interface InviteLink extends Extended {
  person: Uint8Array
  /** The inviter's claim, shown until their card arrives. */
  name: string
  device: Uint8Array
  expiresAt: number
  /** The nodes of the DHT that knew the device when the invite was made. */
  nodes: EncodedBy<typeof dhtNodesEncoding>
  /** blind-pairing-core's encoded invite: seed and the discovery key of `person`. */
  invite: Uint8Array
}

/** Sent, as text. */
export const inviteForm = record('invite', {
  person: key32,
  name: textUpTo(MAX_NAME_BYTES),
  device: key32,
  expiresAt: time,
  invite: bytesUpTo(128),
  nodes: dhtNodesEncoding,
})

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
