// Loads electron-builder for callers outside this folder: it is installed here, not in the root.
import { createRequire } from 'node:module'

const requireHere = createRequire(import.meta.url)

/** @typedef {typeof import('electron-builder')} Builder */

/** @returns {Builder} @throws MODULE_NOT_FOUND before `npm run pack:install` */
export const loadBuilder = () => /** @type {Builder} */ (requireHere('electron-builder'))

/**
 * Loads a package that electron-builder depends on.
 * @param {string} name
 * @returns {unknown}
 */
export function loadFromBuilder(name) {
  const requireBuilder = createRequire(requireHere.resolve('electron-builder'))
  return createRequire(requireBuilder.resolve('app-builder-lib'))(name)
}
