// `fumikura://` links as the system hands them to us: parsed into one of four routes, or into nothing.
// Anyone can make the system open one, so a link only leads to a place; it never acts, and what it names is checked there again.
import type { AddressText, DeepRoute, GroupLinkText, InviteText, RefText } from '../../core/contract/index.ts'
import type { ElectronParts } from './electron-parts.ts'

/** z-base-32, the text form of everything in our links. */
const BODY = '[ybndrfg8ejkmcpqxot1uwisza345h769]'
const REF = new RegExp(`^fumikura://ref/${BODY}{6,600}$`)
const INVITE = new RegExp(`^fumikura://invite/${BODY}{16,4000}$`)
const PERSON = new RegExp(`^fumikura://person/${BODY}{16,4000}$`)
const GROUP = new RegExp(`^fumikura://group/${BODY}{16,4000}$`)

const LINK_SCHEME = 'fumikura'

/** Null for whatever is not exactly one of our links: no query, no fragment, no other case, nothing around it. */
export function parseDeepLink(text: string): DeepRoute | null {
  if (REF.test(text)) return { to: 'letter', ref: text as RefText }
  if (INVITE.test(text)) return { to: 'invite', link: text as InviteText }
  if (GROUP.test(text)) return { to: 'group', link: text as GroupLinkText }
  if (PERSON.test(text)) return { to: 'person', address: text as AddressText }
  return null
}

/** The first link among the arguments of a start; Windows and Linux hand it over so. */
export function findDeepLink(argv: readonly string[]): DeepRoute | null {
  for (const word of argv) {
    const route = parseDeepLink(word)
    if (route !== null) return route
  }
  return null
}

/**
 * Makes the system hand our links to this app. On Windows a link becomes a word of the command line: after `--` it cannot
 * pass for a switch of Electron's.
 */
export function takeLinks(
  app: Pick<ElectronParts['app'], 'setAsDefaultProtocolClient'>,
  { execPath, platform }: Pick<NodeJS.Process, 'execPath' | 'platform'>,
): void {
  if (platform === 'win32') app.setAsDefaultProtocolClient(LINK_SCHEME, execPath, ['--'])
  else app.setAsDefaultProtocolClient(LINK_SCHEME)
}
