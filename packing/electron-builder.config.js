// How the built app becomes an installer for each system. `npm run pack` and the workflow read it.
// A package contains out/ and its run-time dependencies: no source, no tests, and only the target's
// prebuilt addons.
import { finishPack } from './finish-pack.js'

const { env } = process
// A workflow passes a missing secret as an empty text. electron-builder takes it for a certificate.
for (const name of [
  'CSC_LINK',
  'CSC_NAME',
  'CSC_KEY_PASSWORD',
  'APPLE_ID',
  'APPLE_APP_SPECIFIC_PASSWORD',
  'APPLE_TEAM_ID',
])
  if (env[name] === '') Reflect.deleteProperty(env, name)

/** Windows also identifies our notifications by it, so the shell uses the same id. */
const APP_ID = 'org.fumikura.app'

/**
 * Prebuilds are named PLATFORM-ARCH in Node's words; electron-builder's own `${platform}` would be
 * the packing machine's. Each system needs the whole list: a list in the common part and one here
 * would be two sets, and a set with exclusions only includes everything else.
 * @param {NodeJS.Platform} platform
 */
const filesFor = (platform) => [
  'out/**',
  // Only the command line needs this file; the exporter contains the verifier's text.
  '!out/verifier',
  '!out/verifier/**',
  'package.json',
  `!**/prebuilds/!(${platform}-\${arch}){,/**/*}`,
  // Files for the runtime Bare, and the sources, types and build files of packages.
  '!**/*.{bare,map,ts,mts,cts,tsbuildinfo,c,cc,cpp,h,hpp,gyp,gypi,cmake}',
  '!**/{CMakeLists.txt,README*,readme*,Readme*,CHANGELOG*,HISTORY*,CONTRIBUTING*,SECURITY*}',
  '!node_modules/**/{test,tests,__tests__,bench,benchmark,example,examples,coverage,.github}{,/**/*}',
]

/**
 * A build with an update URL looks there for updates if the person wants that; other builds have no
 * updater. The URL needs the key that signs the lists: the host alone must not decide what is
 * installed.
 */
function findUpdates() {
  const { FUMIKURA_UPDATE_URL: url, FUMIKURA_UPDATE_KEY: key } = env
  if (!url) return null
  if (new URL(url).protocol !== 'https:') throw new Error('FUMIKURA_UPDATE_URL must be https')
  if (Buffer.from(key ?? '', 'base64').byteLength !== 32)
    throw new Error('FUMIKURA_UPDATE_KEY must be an Ed25519 key, 32 bytes in base64')
  return { url, key }
}

const updates = findUpdates()

/** Without a signing identity, a build for macOS is signed ad hoc (`-`). */
const isMacSigned = Boolean(env.CSC_LINK || env.CSC_NAME)

const ARCHS = /** @type {('x64' | 'arm64')[]} */ (['x64', 'arm64'])

/** @type {import('electron-builder').Configuration} */
export default {
  appId: APP_ID,
  productName: 'Fumikura',
  copyright: 'AGPL-3.0-only',
  // eslint-disable-next-line no-template-curly-in-string -- electron-builder's own macros
  artifactName: 'fumikura-${version}-${os}-${arch}.${ext}',
  directories: { output: 'dist', buildResources: 'packing' },
  // A deb needs a homepage and a maintainer. Publishers set their own by the environment.
  extraMetadata: {
    desktopName: 'fumikura.desktop',
    homepage: env.FUMIKURA_HOMEPAGE || 'https://fumikura.invalid',
    ...(updates === null ? {} : { updates }),
    author: { name: 'Fumikura', email: env.FUMIKURA_MAINTAINER || 'nobody@fumikura.invalid' },
  },
  // The addons are N-API and prebuilt, so nothing is compiled.
  npmRebuild: false,
  nodeGypRebuild: false,
  asar: { smartUnpack: false },
  // The system's loader opens addons and cannot read archives.
  asarUnpack: ['**/*.node'],
  disableAsarIntegrity: false,
  // Outside the archive, so that a person can read it.
  extraResources: [{ from: 'LICENSE', to: 'LICENSE.txt' }],
  electronLanguages: ['en-US', 'ja'],
  protocols: [{ name: 'Fumikura letter or invitation', schemes: ['fumikura'], role: 'Viewer' }],
  publish: updates === null ? null : [{ provider: 'generic', url: updates.url }],
  afterPack: finishPack,

  win: {
    target: { target: 'nsis', arch: ARCHS },
    icon: 'packing/icons/icon.ico',
    files: filesFor('win32'),
  },
  nsis: { buildUniversalInstaller: false },

  mac: {
    target: [
      { target: 'dmg', arch: ARCHS },
      { target: 'zip', arch: ARCHS },
    ],
    category: 'public.app-category.social-networking',
    icon: 'packing/icons/icon.icns',
    files: filesFor('darwin'),
    darkModeSupport: true,
    identity: isMacSigned ? undefined : '-',
    // The hardened runtime refuses the parts of an app that is signed ad hoc.
    hardenedRuntime: isMacSigned,
    entitlements: 'packing/entitlements.mac.plist',
    entitlementsInherit: 'packing/entitlements.mac.plist',
    extendInfo: {
      NSLocalNetworkUsageDescription: 'Fumikura finds the people you write to on your own network.',
      NSBonjourServices: ['_fumikura._tcp'],
      // Electron's default texts; the app uses none of these.
      NSCameraUsageDescription: null,
      NSMicrophoneUsageDescription: null,
      NSAudioCaptureUsageDescription: null,
      NSBluetoothAlwaysUsageDescription: null,
      NSBluetoothPeripheralUsageDescription: null,
    },
  },

  linux: {
    target: [
      { target: 'AppImage', arch: ARCHS },
      { target: 'deb', arch: ARCHS },
    ],
    executableName: 'fumikura',
    syncDesktopName: true,
    category: 'Network;InstantMessaging;Email',
    synopsis: 'A storehouse of letters: to send is to store',
    icon: 'packing/icons/linux',
    files: filesFor('linux'),
  },
}
