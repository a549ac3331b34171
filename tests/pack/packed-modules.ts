// Finds modules that a packed tree imports but does not contain, so that a pruned package fails
// here and not on a user's machine.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join, relative } from 'node:path'

interface Manifest {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** `from: module` for each import of our own files, and each dependency of a package, that is nowhere in the tree. */
export function findMissingModules(root: string): string[] {
  const own = filesNamed(join(root, 'out'), /\.c?js$/).flatMap((path) =>
    importsOf(readFileSync(path, 'utf8')).map((name) => ({ path, name })),
  )
  const theirs = filesNamed(join(root, 'node_modules'), /^package\.json$/).flatMap((path) =>
    dependenciesOf(path).map((name) => ({ path, name })),
  )
  return [...own, ...theirs]
    .filter(({ path, name }) => !holds(root, path, name))
    .map(({ path, name }) => `${relative(root, path)}: ${name}`)
}

function filesNamed(dir: string, name: RegExp): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** The bundler writes a static import on a line of its own; what is loaded later stands in parentheses. */
const IMPORTS =
  /^(?:import|export)\b[^"'\n]*["']([^"'\n]+)["'];?$|\b(?:import|require)\(["'`]([^"'`\n]+)["'`]\)/gm

function importsOf(code: string): string[] {
  const names = [...code.matchAll(IMPORTS)].map(([, atStart, later]) => atStart ?? later!)
  // A name that is put together when it is asked for says nothing here. Electron is the runtime's own, and in nobody's node_modules.
  return names.filter(
    (name) => !name.startsWith('.') && !name.includes('${') && !isBuiltin(name) && name !== 'electron',
  )
}

function dependenciesOf(path: string): string[] {
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(path, 'utf8')) as Manifest
  return Object.keys(dependencies).filter((name) => !(name in optionalDependencies))
}

/** Its package lies in a node_modules of the tree that Node would look into from there. */
function holds(root: string, path: string, name: string): boolean {
  const packageName = name.split('/', name.startsWith('@') ? 2 : 1).join('/')
  for (let dir = dirname(path); dir.startsWith(root); dir = dirname(dir))
    if (existsSync(join(dir, 'node_modules', packageName, 'package.json'))) return resolves(path, name)
  return false
}

/** Whether an entry of it can be found; a package is known by its manifest also where it has no main. */
function resolves(path: string, name: string): boolean {
  const require = createRequire(path)
  return [name, `${name}/package.json`].some((request) => {
    try {
      return require.resolve(request) !== ''
    } catch (error) {
      // Only for `import`, or not exported: it is there.
      return error instanceof Error && 'code' in error && error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'
    }
  })
}
