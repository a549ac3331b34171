// A stand-in for Electron's distribution, as far as electron-builder reads one. The packed app
// cannot start, but its files, fuses and integrity are real. The runtime itself cannot be
// downloaded everywhere.
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PackedApp } from '../../packing/packed-app.js'
import { loadFromBuilder } from '../../packing/builder.js'
import { SENTINEL } from '../../packing/fuses.js'

/** Electron's defaults, and one unknown fuse more, because newer runtimes have longer wires. */
const FRESH_WIRE = '101100011'

/** The fuse wire is in the middle of a binary; a universal binary has one per slice. */
export function fakeBinary({ wire = FRESH_WIRE, slices = 1 } = {}): Buffer {
  const padding = Buffer.alloc(4096, 0x90)
  const slice = Buffer.concat([
    padding,
    Buffer.from(SENTINEL),
    Buffer.from([1, wire.length]),
    Buffer.from(wire),
    padding,
  ])
  return Buffer.concat(Array.from({ length: slices }, () => slice))
}

/** Makes `dir` look like an unpacked Electron for this system. */
export async function makeStandIn(dir: string, platform: PackedApp['platform']): Promise<void> {
  if (platform === 'darwin') return makeMac(dir)
  await makeLocales(join(dir, 'locales'), ['en-US.pak', 'fr.pak', 'ja.pak'])
  await mkdir(join(dir, 'resources'), { recursive: true })
  if (platform === 'linux') await writeFile(join(dir, 'electron'), fakeBinary(), { mode: 0o755 })
  else await writeFile(join(dir, 'electron.exe'), fakeWindowsBinary())
}

/** Adds one language that the pack must remove. */
async function makeLocales(dir: string, names: string[]): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const name of names) await writeFile(join(dir, name), '')
}

/** The used part of `resedit`, a dependency of electron-builder and not of ours. */
interface ResourceEditor {
  NtExecutable: {
    createEmpty(
      is32Bit: boolean,
      isDll: boolean,
    ): { setExtraData(data: ArrayBuffer): void; generate(): ArrayBuffer }
  }
  NtExecutableResource: {
    from(executable: object): { entries: object[]; outputResource(executable: object): void }
  }
  Resource: {
    VersionInfo: {
      createEmpty(): {
        setStringValues(language: { lang: number; codepage: number }, values: Record<string, string>): void
        outputToResourceEntries(entries: object[]): void
      }
    }
  }
}

/** Makes a real executable without code. electron-builder uses the same library to add the hash. */
function fakeWindowsBinary(): Buffer {
  const { NtExecutable, NtExecutableResource, Resource } = loadFromBuilder('resedit') as ResourceEditor
  const executable = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(executable)
  const version = Resource.VersionInfo.createEmpty()
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' })
  version.outputToResourceEntries(resources.entries)
  resources.outputResource(executable)
  executable.setExtraData(new Uint8Array(fakeBinary()).buffer)
  return Buffer.from(executable.generate())
}

const HELPERS = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'].map((kind) => `Electron Helper${kind}`)

async function makeMac(dir: string): Promise<void> {
  const contents = join(dir, 'Electron.app/Contents')
  const framework = join(contents, 'Frameworks/Electron Framework.framework')
  const locales = ['en.lproj', 'fr.lproj', 'ja.lproj']
  await makeBundle(contents, 'Electron')
  for (const name of HELPERS) await makeBundle(join(contents, `Frameworks/${name}.app/Contents`), name)
  await makeLocales(join(contents, 'Resources'), locales)
  await makeLocales(join(framework, 'Versions/A/Resources'), locales)
  await writeFile(join(framework, 'Versions/A/Electron Framework'), fakeBinary({ slices: 2 }))
  await symlink('Versions/A/Electron Framework', join(framework, 'Electron Framework'))
}

async function makeBundle(contents: string, name: string): Promise<void> {
  const program = join(contents, 'MacOS', name)
  await mkdir(dirname(program), { recursive: true })
  await writeFile(program, '', { mode: 0o755 })
  await writeFile(
    join(contents, 'Info.plist'),
    `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
  <key>CFBundleExecutable</key><string>${name}</string>
  <key>CFBundleName</key><string>${name}</string>
  <key>CFBundleIconFile</key><string>electron.icns</string>
  <key>NSCameraUsageDescription</key><string>This app needs access to the camera</string>
</dict></plist>
`,
  )
}
