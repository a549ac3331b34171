// Checks a packed app on disk: its fuses, its archive's integrity, and that it contains all needed
// files and no others. The pack fails if a check fails; the workflow checks again before upload.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listAsar, readAsarHeader } from './asar-list.js'
import { findWrongFuses } from './fuses.js'

/** @typedef {{ dir: string, platform: 'linux' | 'win32' | 'darwin', arch: string }} PackedApp */

/** Every package with a native addon. The engine needs all of them to start. */
export const NATIVE_PACKAGES = [
  '@signalapp/sqlcipher',
  'fs-native-extensions',
  'quickbit-native',
  'rocksdb-native',
  'simdle-native',
  'sodium-native',
  'udx-native',
]

/** Other needed files: the app's processes, the page, and files that the shell reads. */
const NEEDED = [
  'package.json',
  'out/main/index.js',
  'out/main/engine-host.js',
  'out/main/demo-world.js',
  'out/preload/preload.cjs',
  'out/renderer/desktop.html',
  'out/renderer/page-files.json',
  'out/icons/icon.png',
  'out/icons/tray.png',
  'out/icons/tray-waiting.png',
  'out/icons/overlay.png',
]

const ALLOWED = /^(package\.json|out\/(main|preload|renderer|icons)\/.+|node_modules\/.+)$/
const UNWANTED =
  /\.(bare|map|ts|c|cc|cpp|h|exe|dll|dylib|so)$|^node_modules\/(electron|svelte|vite|typescript)\//

/**
 * @param {PackedApp} app
 * @returns {Promise<string[]>} one sentence per fault; empty if the app may be published
 */
export async function judgePackedApp(app) {
  const archive = join(findResources(app), 'app.asar')
  if (!existsSync(archive)) return [`There is no app.asar in ${app.dir}`]
  const files = await listAsar(archive)
  return [
    ...(await findWrongFuses(findFuseFile(app))),
    ...(await judgeIntegrity(app, archive)),
    ...judgeFiles(files, app),
    ...judgeUnpacked(files, `${archive}.unpacked`),
  ]
}

/**
 * @param {import('./asar-list.js').PackedFile[]} files
 * @param {Pick<PackedApp, 'platform' | 'arch'>} target
 */
export function judgeFiles(files, { platform, arch }) {
  const paths = new Set(files.map(({ path }) => path))
  const addons = files.filter(({ path }) => path.endsWith('.node'))
  const ownPrebuilds = `/prebuilds/${platform}-${arch}/`
  return [
    ...NEEDED.filter((path) => !paths.has(path)).map((path) => `${path} is missing`),
    ...NATIVE_PACKAGES.filter(
      (name) => !addons.some(({ path }) => path.startsWith(`node_modules/${name}${ownPrebuilds}`)),
    ).map((name) => `${name} has no addon for ${platform}-${arch}`),
    ...addons
      .filter(({ path }) => !path.includes(ownPrebuilds))
      .map(({ path }) => `${path} is for another system`),
    ...addons.filter(({ offset }) => offset !== null).map(({ path }) => `${path} is not unpacked`),
    ...files.filter(({ isHashed }) => !isHashed).map(({ path }) => `${path} has no hash`),
    ...files.filter(({ path }) => !ALLOWED.test(path)).map(({ path }) => `${path} is not allowed`),
    ...files.filter(({ path }) => UNWANTED.test(path)).map(({ path }) => `${path} is not wanted`),
  ]
}

/**
 * The runtime checks the archive by this hash of its header. On Linux it does not check yet.
 * @param {PackedApp} app
 * @param {string} archive
 */
async function judgeIntegrity(app, archive) {
  if (app.platform === 'linux') return []
  const { json } = await readAsarHeader(archive)
  const hash = createHash('sha256').update(json).digest('hex')
  const place =
    app.platform === 'win32' ? findFuseFile(app) : join(app.dir, 'Fumikura.app/Contents/Info.plist')
  return (await readFile(place)).includes(hash) ? [] : [`${place} has no hash of this app.asar`]
}

/**
 * The unpacked files beside the archive must be exactly those that the archive lists.
 * @param {import('./asar-list.js').PackedFile[]} files
 * @param {string} dir
 */
function judgeUnpacked(files, dir) {
  const said = new Set(files.filter(({ offset }) => offset === null).map(({ path }) => path))
  const there = new Set(namesUnder(dir))
  return [
    ...[...said].filter((path) => !there.has(path)).map((path) => `${path} is not beside the archive`),
    ...[...there]
      .filter((path) => !said.has(path))
      .map((path) => `${path} is beside the archive but not in its list`),
  ]
}

/** @param {string} dir */
function namesUnder(dir) {
  if (!existsSync(dir)) return []
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dir.length + 1)
        .replaceAll('\\', '/'),
    )
}

/** @param {PackedApp} app */
export function findResources({ dir, platform }) {
  return platform === 'darwin' ? join(dir, 'Fumikura.app/Contents/Resources') : join(dir, 'resources')
}

/** @param {PackedApp} app */
export function findFuseFile({ dir, platform }) {
  if (platform === 'linux') return join(dir, 'fumikura')
  if (platform === 'win32') return join(dir, 'Fumikura.exe')
  return join(dir, 'Fumikura.app/Contents/Frameworks/Electron Framework.framework/Electron Framework')
}
