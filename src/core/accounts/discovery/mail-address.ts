// The two parts of a mail address that a person typed.
// Each part goes on into names of DNS, addresses of pages and commands of servers, so an address
// that is not plain is refused here.
import { domainToASCII } from 'node:url'
import { EngineError } from '../../contract/errors.ts'

export interface AddressParts {
  /** As typed: a server may tell cases apart. */
  local: string
  /** In A-labels and lower case. */
  domain: string
}

const MAX_LOCAL_BYTES = 64
/** The characters of a dot-string, and letters of any script (RFC 5321, 4.1.2; RFC 6531, 3.3). */
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~.]+$/u
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** @throws INVALID */
export function parseAddress(typed: string): AddressParts {
  const text = typed.trim()
  const at = text.lastIndexOf('@')
  const local = text.slice(0, Math.max(0, at)).normalize('NFC')
  const domain = hostName(text.slice(at + 1))
  if (at < 1 || domain === null || !isLocalPart(local))
    throw new EngineError('INVALID', 'This is no mail address.')
  return { local, domain }
}

function isLocalPart(local: string): boolean {
  return LOCAL.test(local) && Buffer.byteLength(local) <= MAX_LOCAL_BYTES
}

/** Returns a name of DNS in A-labels and lower case. Null for anything else, also an IP address. */
export function hostName(raw: string): string | null {
  if (raw.length > 253 || /[\s/\\@:?#%[\]]/.test(raw)) return null
  const ascii = domainToASCII(raw).replace(/\.$/, '')
  const labels = ascii.split('.')
  if (ascii.length > 253 || !labels.every((label) => LABEL.test(label))) return null
  // The last label of a number is an IPv4 address in one of its spellings.
  return /^[0-9]+$/.test(labels.at(-1)!) ? null : ascii
}

/** As `hostName`, but null for a name of this device or of a local network, which no domain may give. */
export function publicHostName(raw: string): string | null {
  const name = hostName(raw)
  return name === null || !name.includes('.') || isWithin(name, 'localhost') || isWithin(name, 'local')
    ? null
    : name
}

/** True for `domain` and the names below it. */
export function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`)
}
