// Judges a packed app as it lies on disk: its fuses, its archive's integrity, and that it holds what it needs and nothing else.
// The pack itself fails by it, and the workflow asks once more about what it is going to hand out.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listAsar, readAsarHeader } from './asar-list.js'
import { findWrongFuses } from './fuses.js'

/** @typedef {{ dir: string, platform: 'linux' | 'win32' | 'darwin', arch: string }} PackedApp */

/** Every package that comes with an addon of its own. The engine does not start without any one of them. */
export const NATIVE_PACKAGES = [
  '@signalapp/sqlcipher',
  'fs-native-extensions',
  'quickbit-native',
  'rocksdb-native',
  'simdle-native',
  'sodium-native',
  'udx-native',
]

/** What must be there besides: the app's processes, the page, and what the shell reads. */
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
 * @returns {Promise<string[]>} what is wrong, a sentence each; empty when it may go out
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
    ...files.filter(({ path }) => !ALLOWED.test(path)).map(({ path }) => `${path} has no business there`),
    ...files.filter(({ path }) => UNWANTED.test(path)).map(({ path }) => `${path} is not wanted`),
  ]
}

/**
 * Where the runtime checks the archive, it takes the hash of its header from here. On Linux it does not check yet.
 * @param {PackedApp} app
 * @param {string} archive
 */
async function judgeIntegrity(app, archive) {
  if (app.platform === 'linux') return []
  const { json } = await readAsarHeader(archive)
  const hash = createHash('sha256').update(json).digest('hex')
  const place =
    app.platform === 'win32' ? findFuseFile(app) : join(app.dir, 'Fumikura.app/Contents/Info.plist')
  return (await readFile(place)).includes(hash) ? [] : [`${place} does not know this app.asar`]
}

/**
 * What the archive says lies beside it, and what lies there, must be the same.
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
      .map((path) => `${path} lies beside the archive unknown to it`),
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
