// The app of phones. It serves the files of the page, and upgrades a request to a link.
import { pagePolicy } from '../host/page-policy.ts'
import { servePage } from '../host/page.ts'
import type { FrontApp } from './app.ts'
import { FarSockets, type FarSocketsOptions } from './far-sockets.ts'
import { refuse } from './listener.ts'
import { PackedFiles } from './packed-files.ts'

export interface PhonesAppOptions extends FarSocketsOptions {
  /** The built renderer; may be missing. */
  rendererDir: string
}

const ENTRY = 'far.html'

export function createPhonesApp(
  origin: string,
  options: PhonesAppOptions,
): FrontApp & { sockets: FarSockets } {
  const sockets = new FarSockets(options)
  const packed = new PackedFiles()
  // Older browsers do not count wss: as 'self'.
  const headers = {
    ...pagePolicy(`'self' ${origin.replace(/^http/, 'ws')}`),
    'x-frame-options': 'DENY',
  }
  return {
    sockets,
    async answer(request, response) {
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return refuse(response, 405, { ...headers, allow: 'GET, HEAD' })
      response.setHeaders(new Map(Object.entries(headers)))
      await servePage(request, response, options.rendererDir, {
        entry: ENTRY,
        pack: (path, accepted) => packed.pack(path, accepted),
      })
    },
    upgrade: (request, stream, head, address) => sockets.upgrade(request, stream, head, address),
    close: () => sockets.close(),
  }
}
