// Puts a cut mail together again, with the bytes that its server has. The result is what the server
// would give, byte for byte: the ranges that were kept and those that were left out cover it once.
import { EngineError } from '../contract/errors.ts'
import { readCut, type CutMail, type CutPart } from './cut-form.ts'

/** Returns the bytes of a part, in pieces of any size: `BODY[]<from.size>`. */
export type FetchCut = (part: CutPart) => AsyncIterable<Uint8Array>

/** @throws DAMAGED for a mail that is not cut, ALTERED if the server gives fewer or more bytes */
export async function* joinMail(mail: Uint8Array, fetch: FetchCut): AsyncGenerator<Uint8Array> {
  const { start, parts } = getCut(mail)
  let from = start
  for (const part of parts) {
    const [oursStart, oursEnd] = part.ours
    yield mail.subarray(from, oursStart)
    yield mail.subarray(oursEnd, part.at)
    yield* whole(part, fetch)
    from = part.at
  }
  yield mail.subarray(from)
}

async function* whole(part: CutPart, fetch: FetchCut): AsyncGenerator<Uint8Array> {
  let left = part.size
  for await (const piece of fetch(part)) {
    left -= piece.byteLength
    if (left < 0) throw altered()
    yield piece
  }
  if (left > 0) throw altered()
}

const altered = (): EngineError =>
  new EngineError('ALTERED', 'The server has this part of the mail in another size.')

/** @throws DAMAGED for a mail that is not cut */
function getCut(mail: Uint8Array): CutMail {
  const cut = readCut(mail)
  if (cut === null) throw new EngineError('DAMAGED', 'This mail is not a cut one.')
  return cut
}
