// The link that a phone opens once: where the page is, which home answers, and the token that pairs.
// All of it follows the `#`, so that the host of the page never gets it.
import { concatBytes } from '../base/index.ts'

const VERSION = 1

export interface FarLinkParts {
  /** The origin of the page. */
  origin: string
  route: Uint8Array
  /** The public far key of the home. */
  homeKey: Uint8Array
  token: Uint8Array
}

/** `ORIGIN/#p.` and, in base64url: version u8 ‖ route 16 ‖ home key 32 ‖ token 16. */
export function formatFarLink({ origin, route, homeKey, token }: FarLinkParts): string {
  const bytes = concatBytes(Uint8Array.of(VERSION), route, homeKey, token)
  return `${origin}/#p.${Buffer.from(bytes).toString('base64url')}`
}
