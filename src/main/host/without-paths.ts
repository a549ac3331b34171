// What a page's door does not serve: calls that name places on this machine. Whoever got a script into the page could read any file
// by attaching it; the command line's socket is the owner's own.
import { EngineError, type DoorHandlers } from '../../core/contract/index.ts'

/** The same handlers, but for a page: what stores, saves, exports, checks or imports by a path is refused. */
export function withoutPaths(handlers: DoorHandlers): DoorHandlers {
  const refuse = async (): Promise<never> => {
    throw new EngineError('INVALID', 'A page names no places on this machine.')
  }
  return {
    ...handlers,
    files: { ...handlers.files, add: refuse, addFolder: refuse, save: refuse },
    portable: { ...handlers.portable, export: refuse, verify: refuse, import: refuse },
  }
}
