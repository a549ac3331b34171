// How the built app becomes an installer for each system; `npm run pack` reads this, and so does the workflow.
// What is packed is out/ and what it needs at run time: no source, no tests, and of the prebuilt addons the target's own.
import { finishPack } from './finish-pack.js'

const { env } = process
// A workflow that lacks a secret hands over an empty one, which would be taken for a certificate.
for (const name of [
  'CSC_LINK',
  'CSC_NAME',
  'CSC_KEY_PASSWORD',
  'APPLE_ID',
  'APPLE_APP_SPECIFIC_PASSWORD',
  'APPLE_TEAM_ID',
])
  if (env[name] === '') Reflect.deleteProperty(env, name)

/** Also the id by which Windows knows our notifications: the shell says the same one. */
const APP_ID = 'org.fumikura.app'

/**
 * Prebuilds are named PLATFORM-ARCH as Node says it; electron-builder's own `${platform}` would be the machine that packs.
 * Whole for each system: a list in the common part and a second one here would be two sets, and the second, which
 * only leaves out, would take in everything else.
 * @param {NodeJS.Platform} platform
 */
const filesFor = (platform) => [
  'out/**',
  // The exporter has the verifier in itself; this one is for the command line.
  '!out/verifier',
  '!out/verifier/**',
  'package.json',
  `!**/prebuilds/!(${platform}-\${arch}){,/**/*}`,
  // Bare is another runtime, and what a package was compiled or checked from is of no use to it any more.
  '!**/*.{bare,map,ts,mts,cts,tsbuildinfo,c,cc,cpp,h,hpp,gyp,gypi,cmake}',
  '!**/{CMakeLists.txt,README*,readme*,Readme*,CHANGELOG*,HISTORY*,CONTRIBUTING*,SECURITY*}',
  '!node_modules/**/{test,tests,__tests__,bench,benchmark,example,examples,coverage,.github}{,/**/*}',
]

/**
 * A build that names a place looks there for updates if the person wants that; other builds have no updater.
 * The place needs the key that signs there: the host alone must not decide what is installed.
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

/** Whoever gives an identity signs with it; without one a build for macOS is signed for nobody in particular ("-"). */
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
  // What deb demands of a package; whoever publishes one puts their own.
  extraMetadata: {
    desktopName: 'fumikura.desktop',
    homepage: env.FUMIKURA_HOMEPAGE || 'https://fumikura.invalid',
    ...(updates === null ? {} : { updates }),
    author: { name: 'Fumikura', email: env.FUMIKURA_MAINTAINER || 'nobody@fumikura.invalid' },
  },
  // The addons are N-API and come built: nothing is compiled, for any target on any machine.
  npmRebuild: false,
  nodeGypRebuild: false,
  asar: { smartUnpack: false },
  // The system's loader opens these, and it knows nothing of archives.
  asarUnpack: ['**/*.node'],
  disableAsarIntegrity: false,
  // Where a person finds it, and not only a program.
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
    // It would refuse the parts of an app that nobody in particular has signed.
    hardenedRuntime: isMacSigned,
    entitlements: 'packing/entitlements.mac.plist',
    entitlementsInherit: 'packing/entitlements.mac.plist',
    extendInfo: {
      NSLocalNetworkUsageDescription: 'Fumikura finds the people you write to on your own network.',
      NSBonjourServices: ['_fumikura._tcp'],
      // Electron asks for these in its own name; nothing here uses them.
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
