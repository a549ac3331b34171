// The files of the store on a phone: the same addresses as everywhere, which the service worker answers
// through the tunnel.
import { EngineError } from '../../core/contract/index.ts'
import type { FarDoor } from './far-door.ts'
import { createPageFiles, type PageFiles } from './page-files.ts'

export function createFarFiles(door: FarDoor): PageFiles {
  return createPageFiles({
    hand: null,
    passFor: () => '',
    refuseUnlessSafe() {
      if (door.tunnel() === null) throw new EngineError('UNREACHABLE', 'The home is not connected.')
    },
  })
}
