// Decides by signed cards, from the export and from this home, which devices belong to which
// person.
// A letter names its author. Only the signed card of that person proves that the device is theirs.
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { decodeCard, listDevices } from '../identity/index.ts'
import type { LetterParts } from '../letters/index.ts'
import type { Ref } from '../store/index.ts'
import { readLines } from './bag-lines.ts'
import type { FileSource } from './folder-source.ts'

const PATH = 'data/records/cards.jsonl'
const MAX_CARD_CHARS = 64 * 1024

export async function readCards(
  { identity, acquaintances, ledger }: LetterParts,
  source: FileSource,
  paths: readonly string[],
): Promise<(ref: Ref) => boolean> {
  const attested = new Set<string>()
  if (paths.includes(PATH))
    for await (const line of readLines(source, PATH)) for (const pair of pairsOn(line)) attested.add(pair)
  return ({ person, device }) => {
    if (attested.has(pairOf(person, device))) return true
    const card = equalBytes(person, identity.person) ? identity.card : acquaintances.findCard(ledger, person)
    return card !== null && listDevices(card.devices).some((one) => equalBytes(one, device))
  }
}

function pairsOn(line: string): string[] {
  try {
    const { card: text } = JSON.parse(line) as { card?: unknown }
    if (typeof text !== 'string' || text.length > MAX_CARD_CHARS) return []
    const card = decodeCard(Buffer.from(text, 'base64'))
    // Includes ended devices, because they belonged to the person when they wrote.
    return listDevices(card.devices).map((device) => pairOf(card.person, device))
  } catch (error) {
    if (error instanceof MalformedRecord || error instanceof SyntaxError) return []
    throw error
  }
}

function pairOf(person: Uint8Array, device: Uint8Array): string {
  return `${toHex(person)} ${toHex(device)}`
}
