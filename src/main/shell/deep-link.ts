// Parses `fumikura://` links from the system into one of four routes, or null.
// Anyone can make the system open a link, so a link only opens a screen; it never acts, and the
// screen checks what the link names.
import type { AddressText, DeepRoute, GroupLinkText, InviteText, RefText } from '../../core/contract/index.ts'
import type { ElectronParts } from './electron-parts.ts'

/** z-base-32, the text form of all data in these links. */
const BODY = '[ybndrfg8ejkmcpqxot1uwisza345h769]'
const REF = new RegExp(`^fumikura://ref/${BODY}{6,600}$`)
const INVITE = new RegExp(`^fumikura://invite/${BODY}{16,4000}$`)
const PERSON = new RegExp(`^fumikura://person/${BODY}{16,4000}$`)
const GROUP = new RegExp(`^fumikura://group/${BODY}{16,4000}$`)

const LINK_SCHEME = 'fumikura'

/**
 * Null unless the text is exactly one link: no query, no fragment, no upper case, nothing around
 * it.
 */
export function parseDeepLink(text: string): DeepRoute | null {
  if (REF.test(text)) return { to: 'letter', ref: text as RefText }
  if (INVITE.test(text)) return { to: 'invite', link: text as InviteText }
  if (GROUP.test(text)) return { to: 'group', link: text as GroupLinkText }
  if (PERSON.test(text)) return { to: 'person', address: text as AddressText }
  return null
}

/**
 * Returns the first link among the command-line arguments; Windows and Linux pass links this way.
 */
export function findDeepLink(argv: readonly string[]): DeepRoute | null {
  for (const word of argv) {
    const route = parseDeepLink(word)
    if (route !== null) return route
  }
  return null
}

/**
 * Registers this app for `fumikura://` links. On Windows a link becomes a command-line argument;
 * after `--` Electron cannot read it as a switch.
 */
export function registerLinks(
  app: Pick<ElectronParts['app'], 'setAsDefaultProtocolClient'>,
  { execPath, platform }: Pick<NodeJS.Process, 'execPath' | 'platform'>,
): void {
  if (platform === 'win32') app.setAsDefaultProtocolClient(LINK_SCHEME, execPath, ['--'])
  else app.setAsDefaultProtocolClient(LINK_SCHEME)
}
