// Finds modules that a packed tree imports but does not contain, so that a pruned package fails
// here and not on a user's machine.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join, relative } from 'node:path'

interface Manifest {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** `file: module` for each import of our files and each package's dependency that is missing. */
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

/** The bundler writes static imports on lines of their own; dynamic ones have parentheses. */
const IMPORTS =
  /^(?:import|export)\b[^"'\n]*["']([^"'\n]+)["'];?$|\b(?:import|require)\(["'`]([^"'`\n]+)["'`]\)/gm

function importsOf(code: string): string[] {
  const names = [...code.matchAll(IMPORTS)].map(([, atStart, later]) => atStart ?? later!)
  // A computed name cannot be checked. The runtime itself provides `electron`.
  return names.filter(
    (name) => !name.startsWith('.') && !name.includes('${') && !isBuiltin(name) && name !== 'electron',
  )
}

function dependenciesOf(path: string): string[] {
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(path, 'utf8')) as Manifest
  return Object.keys(dependencies).filter((name) => !(name in optionalDependencies))
}

/** True if Node would find the package in a node_modules of the tree, from this file. */
function holds(root: string, path: string, name: string): boolean {
  const packageName = name.split('/', name.startsWith('@') ? 2 : 1).join('/')
  for (let dir = dirname(path); dir.startsWith(root); dir = dirname(dir))
    if (existsSync(join(dir, 'node_modules', packageName, 'package.json'))) return resolves(path, name)
  return false
}

/** True if the module or the package's manifest resolves. A package may have no main. */
function resolves(path: string, name: string): boolean {
  const require = createRequire(path)
  return [name, `${name}/package.json`].some((request) => {
    try {
      return require.resolve(request) !== ''
    } catch (error) {
      // The package exists, but exports this name only for `import` or not at all.
      return error instanceof Error && 'code' in error && error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'
    }
  })
}
