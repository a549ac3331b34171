// Names the mails that one press stops: those of a list, or those of a sender that offer a way out. A
// List-Id is a claim, so the name also has who vouches for it (docs/decisions/senders-of-mails.md).
import { utf8 } from '../base/index.ts'
import type { MailProof } from '../contract/index.ts'
import { foldAddress } from '../correspondents/index.ts'
import { hash } from '../seal/index.ts'
import type { AuthResults } from './auth-results.ts'
import type { ListFacts } from './list-facts.ts'
import type { HeadFacts } from './mail-facts.ts'
import { isSameDomain, signerOf } from './mail-proof.ts'

/**
 * Returns 32 bytes. Null for a mail of no list without a way out.
 * @param found the results that count (`findResults`)
 */
export function stopKeyOf(
  { list, from }: Pick<HeadFacts, 'list' | 'from'>,
  proof: MailProof,
  found: readonly AuthResults[],
): Uint8Array | null {
  const address = foldAddress(from[0]?.address ?? '')
  if (list === null) return null
  const whose = findSigner(list, found) ?? (proof.dmarc === 'pass' ? `from ${proof.domain}` : address)
  if (list.id === '' && address === '') return null
  const which = list.id === '' ? ['sender', address] : ['list', list.id]
  return hash('fumikura/mail-stop/1', utf8(JSON.stringify([...which, whose])))
}

/**
 * Many people write to a list that takes mails, and each mail is from one of them. Such a list is named
 * by the domain that signed for it, if the id is of that domain.
 */
function findSigner({ id, post }: ListFacts, found: readonly AuthResults[]): string | null {
  if (post === null) return null
  const signers = found
    .flatMap(({ results }) => results)
    .filter(({ method, result }) => method === 'dkim' && result === 'pass')
    .map(({ properties }) => signerOf(properties).toLowerCase())
  const signer = signers.find((domain) => isSameDomain(id, domain))
  return signer === undefined ? null : `list ${signer}`
}
