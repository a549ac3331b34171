// Reads the text of a letter or a template from a file.
import { readFile, stat } from 'node:fs/promises'
import { EngineError } from '../../../core/contract/index.ts'
import { decodeText } from '../prompt.ts'

/** The largest text of a letter; the engine checks it again. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024

/** @throws TOO_LARGE, INVALID */
export async function readTextFile(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size > MAX_TEXT_BYTES)
      throw new EngineError('TOO_LARGE', `${file} has more than ${MAX_TEXT_BYTES} bytes.`)
    return decodeText(await readFile(file), file)
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    throw new EngineError('INVALID', `${file} cannot be read.`, { cause })
  }
}
