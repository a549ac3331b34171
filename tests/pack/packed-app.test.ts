// The check of a packed app: its findings for wrong lists and wrong binaries.
import { describe, expect, it } from 'vitest'
import { readFuses, RELEASE_FUSES } from '../../packing/fuses.js'
import { judgeFiles, NATIVE_PACKAGES } from '../../packing/packed-app.js'
import { fakeBinary } from './stand-in.ts'

const target = { platform: 'darwin', arch: 'arm64' } as const

function file(path: string, { unpacked = false, isHashed = true } = {}) {
  return { path, sizeBytes: 1, offset: unpacked ? null : 100, isHashed }
}

const whole = [
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
].map((path) => file(path))
const addons = NATIVE_PACKAGES.map((name) =>
  file(`node_modules/${name}/prebuilds/darwin-arm64/addon.node`, { unpacked: true }),
)

describe('the list of a packed app', () => {
  it('is correct with the app, its modules, and the addons of its own system', () => {
    expect(judgeFiles([...whole, ...addons, file('node_modules/ws/index.js')], target)).toEqual([])
  })

  it('is wrong if any file that the app needs is missing', () => {
    for (const missing of [...whole, ...addons]) {
      const rest = [...whole, ...addons].filter((one) => one !== missing)
      expect(judgeFiles(rest, target)).toHaveLength(1)
    }
  })

  it.each([
    ['a source', file('src/core/engine.ts'), 2],
    ['a test', file('tests/unit/x.test.js'), 1],
    ['a source map', file('out/main/index.js.map'), 1],
    ['a package that only the build needs', file('node_modules/vite/index.js'), 1],
    ['the runtime itself', file('node_modules/electron/index.js'), 1],
    ['an addon of another runtime', file('node_modules/x/prebuilds/darwin-arm64/x.bare'), 1],
    [
      'an addon of another machine',
      file('node_modules/x/prebuilds/darwin-x64/x.node', { unpacked: true }),
      1,
    ],
    ['an addon for iOS', file('node_modules/x/prebuilds/ios-arm64/x.node', { unpacked: true }), 1],
    ['an addon inside the archive', file('node_modules/x/prebuilds/darwin-arm64/x.node'), 1],
    ['a file that the runtime would not check', file('node_modules/ws/x.js', { isHashed: false }), 1],
  ])('is wrong with %s', (_what, extra, faults) => {
    expect(judgeFiles([...whole, ...addons, extra], target)).toHaveLength(faults)
  })
})

describe('the fuses of a binary', () => {
  it('are read in every slice, and in a fuse wire that is longer than the known one', () => {
    expect(readFuses(fakeBinary({ wire: '010011000', slices: 2 }))).toEqual([RELEASE_FUSES, RELEASE_FUSES])
  })

  it('are neither on nor off if the runtime has removed them or does not have them yet', () => {
    const [fuses] = readFuses(fakeBinary({ wire: 'r100' }))
    expect(fuses).toMatchObject({ runAsNode: null, enableCookieEncryption: true, onlyLoadAppFromAsar: null })
  })

  it('are none in a binary without a wire, and unknown in a wire of another version', () => {
    expect(readFuses(Buffer.from('no runtime'))).toEqual([])
    const newer = fakeBinary()
    newer[newer.indexOf('9tsX') + 4] = 2
    expect(() => readFuses(newer)).toThrow('version 2')
  })
})
