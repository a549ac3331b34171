// The key of a correspondent. Two spellings of one address are one person.
import { domainToASCII } from 'node:url'
import { utf8 } from '../base/index.ts'
import { hash } from '../seal/index.ts'
import type { MailAddress } from '../store/index.ts'

/**
 * Returns 32 bytes. An address may be missing, and then the name is all that is known. Without
 * either it is nobody, who has a key too.
 */
export function correspondentKey({ name, address }: MailAddress): Uint8Array {
  return address === ''
    ? hash('fumikura/correspondent-name/1', utf8(name))
    : hash('fumikura/correspondent/1', utf8(foldAddress(address)))
}

/**
 * Case differs between programs in both parts, although the standard lets the first part
 * distinguish it (RFC 5321, 2.4). No provider does. A domain is compared in A-labels.
 */
export function foldAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(0, at)).normalize('NFC').toLowerCase()
  return at === -1 ? address.normalize('NFC').toLowerCase() : `${local}@${foldDomain(address.slice(at + 1))}`
}

export function foldDomain(domain: string): string {
  return domainToASCII(domain) || domain.normalize('NFC').toLowerCase()
}
