// Loads the page's late parts: panes, viewers, workers. They are code from the page's own address.
// Once the engine has ended, another program on its port could serve other code.
import { EngineError } from '../../core/contract/index.ts'

let isSafe: () => boolean = () => true

/** Call this function once, from an entry whose address another program could take over. */
export function loadPartsOnlyWhile(check: () => boolean): void {
  isSafe = check
}

/** @throws UNREACHABLE while the page does not know which program would answer */
export function refuseUnsafeParts(): void {
  if (!isSafe()) throw new EngineError('UNREACHABLE', 'Nothing is loaded while the engine is away.')
}

/**
 * Every late import must use it.
 * @throws UNREACHABLE, and any error of the import
 */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  refuseUnsafeParts()
  return load()
}
