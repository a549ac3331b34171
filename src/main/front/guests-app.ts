// The app of guests has its origin, so that it can be told and kept apart; it serves no letters yet.
import type { FrontApp } from './app.ts'

const TEXT = 'Letters by link are not served here yet.\n'
const HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'content-security-policy': `default-src 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

export const guestsApp: FrontApp = {
  async answer(request, response) {
    response.writeHead(404, HEADERS)
    response.end(request.method === 'HEAD' ? undefined : TEXT)
  },
}
