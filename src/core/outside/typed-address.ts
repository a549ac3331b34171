// What a person types for a mail address: `mara@example.org`, or `Mara <mara@example.org>`.
import { domainToASCII } from 'node:url'
import { isMailAddress } from '../mail/index.ts'
import type { MailAddress } from '../store/index.ts'

const WITH_NAME = /^([^<>]*)<([^<>\s]+)>$/u
const MAX_NAME_CHARS = 120

/** Null for a text that is no address. A domain of other scripts is returned in ASCII. */
export function parseTypedAddress(typed: string): MailAddress | null {
  const text = typed.trim()
  const named = WITH_NAME.exec(text)
  const [name, given] = named === null ? ['', text] : [named[1]!.replaceAll('"', '').trim(), named[2]!]
  const at = given.lastIndexOf('@')
  if (at === -1) return null
  const address = `${given.slice(0, at)}@${domainToASCII(given.slice(at + 1))}`
  return isMailAddress(address) ? { name: name.slice(0, MAX_NAME_CHARS), address } : null
}
