// The parts of the page that are loaded late: panes, readers, workers. They are code, and come from the page's own address:
// once the engine is gone, whoever takes its port could give us theirs instead.
import { EngineError } from '../../core/contract/index.ts'

let isSafe: () => boolean = () => true

/** Set once, by an entry whose address somebody else could get. */
export function loadPartsOnlyWhile(check: () => boolean): void {
  isSafe = check
}

/** @throws UNREACHABLE while it is not known who would answer */
export function refuseUnsafeParts(): void {
  if (!isSafe()) throw new EngineError('UNREACHABLE', 'Nothing is loaded while the engine is away.')
}

/** Every late import goes through here. @throws UNREACHABLE, and whatever the import throws */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  refuseUnsafeParts()
  return load()
}
