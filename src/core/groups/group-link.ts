// The text of a link into a group: the group, the device that lets people in, and a token that only
// the owner can make.
// Many people may use it until it expires or is revoked. The link alone does not open anything.
import { fixedBytes, key32, linkText, record, textUpTo, time, type EncodedBy } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { isName } from '../identity/index.ts'
import { MAX_GROUP_NAME_BYTES } from './membership-record.ts'

export const TOKEN_BYTES = 16

/** Sent, as text. */
export const groupLinkForm = record('group link', {
  group: key32,
  /** The name when the link was made, shown to a person who looks at the link. */
  name: textUpTo(MAX_GROUP_NAME_BYTES),
  owner: key32,
  device: key32,
  token: fixedBytes(TOKEN_BYTES),
  expiresAt: time,
})
export type GroupLink = EncodedBy<typeof groupLinkForm>

const groupLinkText = linkText<GroupLink>('group', groupLinkForm)

export function formatGroupLink(link: GroupLink): string {
  return groupLinkText.format(link)
}

/** @throws EngineError INVALID */
export function parseGroupLink(text: string): GroupLink {
  const link = groupLinkText.parse(text)
  if (link === null || !isName(link.name)) throw new EngineError('INVALID', 'This is not a link to a group.')
  return link
}
