// The packed app for every system, around a stand-in for Electron's distribution: its files, its
// fuses, and that it runs. Tests that need the real runtime are in tests/electron.
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadBuilder } from '../../packing/builder.js'
import config from '../../packing/electron-builder.config.js'
import { readFuses, RELEASE_FUSES, SENTINEL } from '../../packing/fuses.js'
import {
  findFuseFile,
  findResources,
  judgePackedApp,
  NATIVE_PACKAGES,
  type PackedApp,
} from '../../packing/packed-app.js'
import { findMissingModules } from './packed-modules.ts'
import { makeStandIn } from './stand-in.ts'
import { unpackApp } from './unpack-app.ts'

const PACK_PATIENCE_MS = 240_000
const platforms = ['linux', 'win32', 'darwin'] as const
const OUTPUT_NAMES = {
  linux: { x64: 'linux-unpacked', arm64: 'linux-arm64-unpacked' },
  win32: { x64: 'win-unpacked', arm64: 'win-arm64-unpacked' },
  darwin: { x64: 'mac', arm64: 'mac-arm64' },
}
const targets = platforms.flatMap((platform) =>
  (['x64', 'arm64'] as const).map((arch) => ({ platform, arch })),
)

let folder: string

function packed({ platform, arch }: (typeof targets)[number]): PackedApp {
  return { dir: join(folder, 'packed', OUTPUT_NAMES[platform][arch]), platform, arch }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-pack-'))
  for (const platform of platforms) await makeStandIn(join(folder, platform), platform)
  const { Arch, build, Platform } = loadBuilder()
  await build({
    targets: new Map(
      [Platform.LINUX, Platform.WINDOWS, Platform.MAC].map((platform) => [
        platform,
        new Map([Arch.x64, Arch.arm64].map((arch) => [arch, ['dir']])),
      ]),
    ),
    projectDir: resolve(import.meta.dirname, '../..'),
    publish: 'never',
    config: {
      ...config,
      directories: { ...config.directories, output: join(folder, 'packed') },
      electronDist: ({ platformName }) => join(folder, platformName),
    },
  })
}, PACK_PATIENCE_MS)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(targets)('the app packed for $platform-$arch', (target) => {
  it('contains what it needs, with its own addons unpacked, and nothing else', async () => {
    expect(await judgePackedApp(packed(target))).toEqual([])
  })

  it('has the fuses of a release in every slice of its binary, and leaves unknown fuses alone', async () => {
    const binary = await readFile(findFuseFile(packed(target)))
    const wires = readFuses(binary)
    expect(wires).toEqual(Array(target.platform === 'darwin' ? 2 : 1).fill(RELEASE_FUSES))
    expect(binary.includes('\u0009010011001')).toBe(true)
  })

  it('contains the licence, and of the runtime’s languages only those of the app', async () => {
    const app = packed(target)
    const resources = findResources(app)
    expect(await readFile(join(resources, 'LICENSE.txt'), 'utf8')).toContain('GNU AFFERO')
    const names = await readdir(target.platform === 'darwin' ? resources : join(app.dir, 'locales'))
    const languages = names.map((name) => /^(.+)\.(?:lproj|pak)$/.exec(name)?.[1]).filter(Boolean)
    expect(languages.sort()).toEqual([target.platform === 'darwin' ? 'en' : 'en-US', 'ja'])
  })
})

it('the macOS app declares its links and the reason for local network access, and no camera', async () => {
  const { dir } = packed({ platform: 'darwin', arch: 'arm64' })
  const plist = await readFile(join(dir, 'Fumikura.app/Contents/Info.plist'), 'utf8')
  expect(plist).toMatch(/<key>CFBundleURLSchemes<\/key>\s*<array>\s*<string>fumikura<\/string>/)
  expect(plist).toMatch(/<key>NSBonjourServices<\/key>\s*<array>\s*<string>_fumikura\._tcp<\/string>/)
  expect(plist).toContain('NSLocalNetworkUsageDescription')
  expect(plist).not.toContain('NSCameraUsageDescription')
})

describe('the check of a packed app', () => {
  const target = { platform: 'win32', arch: 'arm64' } as const

  it('finds a reverted fuse, a changed archive, and an addon of another system', async () => {
    const app = { ...packed(target), dir: join(folder, 'spoilt') }
    await cp(packed(target).dir, app.dir, { recursive: true })
    const binary = await readFile(findFuseFile(app))
    binary.write('1', binary.indexOf(SENTINEL) + SENTINEL.length + 2, 'latin1')
    await writeFile(findFuseFile(app), binary)
    const archive = join(findResources(app), 'app.asar')
    const content = await readFile(archive)
    const name = content.indexOf('sodium-native.node')
    await writeFile(archive, content.fill('x', name, name + 1))
    expect(await judgePackedApp(app)).toEqual([
      'runAsNode is true and must be false',
      `${findFuseFile(app)} has no hash of this app.asar`,
      'node_modules/sodium-native/prebuilds/win32-arm64/xodium-native.node is not beside the archive',
      'node_modules/sodium-native/prebuilds/win32-arm64/sodium-native.node is beside the archive but not in its list',
    ])
    const wrong = await judgePackedApp({ ...packed(target), arch: 'x64' })
    expect(wrong).toHaveLength(2 * NATIVE_PACKAGES.length)
  })

  it('passes a correct app and fails a wrong one, as a command', async () => {
    const words = [packed(target).dir, target.platform]
    expect(await check([...words, target.arch])).toBe(0)
    expect(await check([...words, 'x64'])).toBe(1)
  })
})

describe('the app that was packed for this machine', () => {
  const target = targets.find(({ platform, arch }) => platform === process.platform && arch === process.arch)

  it.runIf(target !== undefined)(
    'finds all its modules inside the app, and its demo world opens',
    async () => {
      const tree = join(folder, 'tree')
      await unpackApp(join(findResources(packed(target!)), 'app.asar'), tree)
      expect(findMissingModules(tree)).toEqual([])
      // Runs engines, addons, network and page from the packed files, without Electron.
      const world = fork(join(tree, 'out/main/demo-world.js'), [join(tree, 'out/renderer')], {
        cwd: tree,
        execArgv: [],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      const exited = once(world, 'exit')
      const [{ url }] = (await once(world, 'message')) as [{ url: string }]
      const page = await fetch(url)
      expect([page.status, await page.text()]).toEqual([
        200,
        expect.stringContaining('<title>Fumikura</title>'),
      ])
      world.disconnect()
      expect(await exited).toEqual([0, null])
      // The search must find a pruned package, whichever module imports it.
      await rm(join(tree, 'node_modules/protomux'), { recursive: true })
      const missing = findMissingModules(tree)
      expect(missing).toContain('node_modules/hypercore/package.json: protomux')
      expect(missing.filter((line) => /^out.main.*: protomux$/.test(line))).not.toEqual([])
    },
  )

  it('lists in page-files.json exactly the files of the page', async () => {
    const rendererDir = resolve(import.meta.dirname, '../../out/renderer')
    const there = await readdir(rendererDir, { recursive: true, withFileTypes: true })
    const names = there
      .filter((entry) => entry.isFile() && entry.name !== 'page-files.json')
      .map((entry) => relative(rendererDir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    const listed: unknown = JSON.parse(await readFile(join(rendererDir, 'page-files.json'), 'utf8'))
    expect(listed).toEqual(names.sort())
    expect(names).toContain('index.html')
  })
})

async function check(words: string[]): Promise<number | null> {
  const child = spawn(
    process.execPath,
    [resolve(import.meta.dirname, '../../packing/check-packed.js'), ...words],
    {
      stdio: 'ignore',
    },
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}
