// Real processes for tests: bundles one TypeScript entry into a plain module and forks it.
// Only a process that is killed shows what a power cut destroys.
import { fork, type ChildProcess } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { build, type Plugin, type Rolldown } from 'vite'

/** The same from inside a bundle, although its file is in another folder of the project. */
export const projectDir = findProject(import.meta.dirname)
/** Inside the project, so that the bundle's bare imports find node_modules. */
const bundleDir = join(projectDir, 'node_modules/.cache/fumikura-tests')

const bundles = new Map<string, Promise<string>>()
const running = new Set<ChildProcess>()

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * Returns the path of a plain .mjs that contains `entryTs` (absolute, or relative to the project)
 * and all project code that it imports. Packages stay outside. Each test process builds it once.
 * The file name contains a hash of the content, so parallel test files do not overwrite each
 * other's bundle. Inside, `import.meta.url` is that of the bundle, not of the source.
 * `plugins` provide virtual modules, which have no file.
 */
export function bundleChild(entryTs: string, plugins: Plugin[] = []): Promise<string> {
  const entry = resolve(projectDir, entryTs)
  let bundle = bundles.get(entry)
  if (bundle === undefined) bundles.set(entry, (bundle = makeBundle(entry, plugins)))
  return bundle
}

/**
 * Forks `entryTs` under this Node with `args`. stdin, stdout and stderr are pipes; `child.send` and
 * `process.send` use an IPC channel. The end of the test process kills each child that still runs.
 */
export async function startChild(
  entryTs: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<ChildProcess> {
  const child = fork(await bundleChild(entryTs), args, {
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Returns the child's stdout, line by line. Includes the last line even if a kill cut it off. */
export function linesOf(child: ChildProcess): Interface {
  return createInterface({ input: child.stdout! })
}

/** Sends SIGKILL, like a power cut. Resolves when the process has ended and its output is read. */
export async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

/** Like `bundleChild`, but a CommonJS module whose name begins with `fumikura-fuzz`. */
export async function bundleFuzzTarget(entryTs: string): Promise<string> {
  return writeBundle(await bundle(resolve(projectDir, entryTs), 'cjs'), 'fumikura-fuzz', 'cjs')
}

function findProject(dir: string): string {
  return existsSync(join(dir, 'package.json')) ? dir : findProject(dirname(dir))
}

const isPackage = (id: string): boolean => !/^[.\0]/.test(id) && !isAbsolute(id)

async function makeBundle(entry: string, plugins: Plugin[]): Promise<string> {
  return writeBundle(await bundle(entry, 'esm', plugins), basename(entry, '.ts'), 'mjs')
}

async function bundle(entry: string, format: 'esm' | 'cjs', plugins: Plugin[] = []): Promise<string> {
  const result = (await build({
    root: projectDir,
    configFile: false,
    plugins,
    logLevel: 'warn',
    build: {
      ssr: entry,
      write: false,
      target: 'node20',
      minify: false,
      // Virtual modules of a plugin are bundled too.
      rolldownOptions: {
        external: (id) => isPackage(id) && !(plugins.length > 0 && id.startsWith('virtual:')),
        output: { format, codeSplitting: false },
      },
    },
  })) as Rolldown.RolldownOutput
  return result.output[0].code
}

async function writeBundle(code: string, name: string, ending: string): Promise<string> {
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16)
  const path = join(bundleDir, `${name}-${hash}.${ending}`)
  await mkdir(bundleDir, { recursive: true })
  const unfinished = `${path}.${randomUUID()}`
  await writeFile(unfinished, code)
  await rename(unfinished, path)
  return path
}
