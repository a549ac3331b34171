// Reads the source files for the structure tests: their text, imports, names and uses of the clock.
// It parses the code, because a search would also find imports in comments.
import { readFileSync, readdirSync } from 'node:fs'
import { join, posix, resolve, sep } from 'node:path'
import ts from 'typescript'

/** Parsing all files takes some 2 s, and ten times that on a busy machine. */
export const READS_ALL = { timeout: 180_000 }

const projectDir = resolve(import.meta.dirname, '../..')

/** Project path with forward slashes (`src/core/seal/hash.ts`) → text. */
export type Sources = ReadonlyMap<string, string>

export interface Import {
  /** As written in the code. */
  specifier: string
  /** The project path of a relative specifier; null for a package. */
  path: string | null
  /** A type import, which the compiler erases. */
  isTypeOnly: boolean
  /** `import 'x'`: an import only for its side effect. */
  isBare: boolean
  line: number
}

type Found = Pick<Import, 'specifier' | 'isTypeOnly' | 'isBare'>

/**
 * Returns all files below `folders` whose name matches; with `flat`, only those directly inside.
 */
export function readSources(
  folders: readonly string[],
  name: RegExp,
  depth: 'deep' | 'flat' = 'deep',
): Sources {
  return new Map(folders.flatMap((folder) => readFolder(folder, name, depth)))
}

function readFolder(folder: string, name: RegExp, depth: 'deep' | 'flat'): [string, string][] {
  return readdirSync(join(projectDir, folder), { recursive: depth === 'deep', withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(projectDir.length + 1).replaceAll(sep, '/'), readFileSync(path, 'utf8')])
}

export function findImports(path: string, text: string): Import[] {
  const imports: Import[] = []
  walk(path, text, (node, line) => {
    const read = readImport(node)
    if (read !== null) imports.push({ ...read, path: resolveFrom(path, read.specifier), line })
  })
  return imports
}

/** Returns the lines that read the machine's clock. */
export function findClockReads(path: string, text: string): number[] {
  const lines: number[] = []
  walk(path, text, (node, line) => {
    if (readsClock(node)) lines.push(line)
  })
  return lines
}

/** A string or template of a file. */
export interface Text {
  /** As written, with `${…}` for each expression. */
  text: string
  line: number
  /** The names in its expressions. */
  names: string[]
  /** The name of the constant with this value; null for other texts. */
  constant: string | null
}

export function findTexts(path: string, text: string): Text[] {
  const texts: Text[] = []
  walk(path, text, (node, line) => {
    const read = readText(node)
    if (read !== null) texts.push({ ...read, line, constant: constantOf(node) })
  })
  return texts
}

function readText(node: ts.Node): Pick<Text, 'text' | 'names'> | null {
  if (ts.isStringLiteralLike(node)) return { text: node.text, names: [] }
  if (!ts.isTemplateExpression(node)) return null
  const names = node.templateSpans.map(({ expression }) => expression.getText())
  const spans = node.templateSpans.map(({ literal }, i) => `\${${names[i]!}}${literal.text}`)
  return { text: node.head.text + spans.join(''), names }
}

export interface Name {
  name: string
  line: number
}

/** Returns every identifier in a file. */
export function findNames(path: string, text: string): Name[] {
  const names: Name[] = []
  walk(path, text, (node, line) => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.push({ name: node.text, line })
  })
  return names
}

/** Returns every text in a comparison by `===`, `!==`, or a case of a switch. */
export function findComparisons(path: string, text: string): Name[] {
  const found: Name[] = []
  walk(path, text, (node, line) => {
    const isComparison =
      ts.isBinaryExpression(node) &&
      (node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
        node.operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken)
    const sides = isComparison ? [node.left, node.right] : ts.isCaseClause(node) ? [node.expression] : []
    for (const side of sides) if (ts.isStringLiteral(side)) found.push({ name: side.text, line })
  })
  return found
}

function constantOf({ parent }: ts.Node): string | null {
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : null
}

/** The file that was parsed last: a rule often asks for several things in one file. */
let parsed: { path: string; text: string; file: ts.SourceFile } | null = null

function parse(path: string, text: string): ts.SourceFile {
  if (parsed?.path !== path || parsed.text !== text) {
    const script = scriptOf(path, text)
    const file = ts.createSourceFile(path, script, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
    parsed = { path, text, file }
  }
  return parsed.file
}

function walk(path: string, text: string, visit: (node: ts.Node, line: number) => void): void {
  const file = parse(path, text)
  const step = (node: ts.Node): void => {
    visit(node, file.getLineAndCharacterOfPosition(node.getStart()).line + 1)
    ts.forEachChild(node, step)
  }
  step(file)
}

/** Returns a component's scripts, on their original lines; the whole text of any other file. */
function scriptOf(path: string, text: string): string {
  if (!path.endsWith('.svelte')) return text
  let script = ''
  for (const match of text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)) {
    const start = match.index + match[0].indexOf('>') + 1
    script += '\n'.repeat(countLines(text.slice(0, start)) - countLines(script)) + match[1]!
  }
  return script
}

function countLines(text: string): number {
  return text.split('\n').length - 1
}

function readImport(node: ts.Node): Found | null {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause
    return found(node.moduleSpecifier, {
      isTypeOnly: clause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
      isBare: !clause,
    })
  }
  if (ts.isExportDeclaration(node)) return found(node.moduleSpecifier, { isTypeOnly: node.isTypeOnly })
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return found(node.argument.literal, { isTypeOnly: true })
  }
  if (ts.isCallExpression(node) && isLoading(node.expression)) return found(node.arguments[0], {})
  return null
}

function isLoading(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
}

function found(specifier: ts.Node | undefined, kind: Partial<Found>): Found | null {
  if (!specifier || !ts.isStringLiteralLike(specifier)) return null
  return { isTypeOnly: false, isBare: false, ...kind, specifier: specifier.text }
}

function resolveFrom(path: string, specifier: string): string | null {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null
}

/** `Date.now`, `performance.now`, `Date()` and `new Date()`; `new Date(time)` only converts. */
function readsClock(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text === 'now' && isNamed(node.expression, 'Date', 'performance')
  }
  if (ts.isNewExpression(node)) return isNamed(node.expression, 'Date') && !node.arguments?.length
  return ts.isCallExpression(node) && isNamed(node.expression, 'Date')
}

function isNamed(node: ts.Node, ...names: string[]): boolean {
  return ts.isIdentifier(node) && names.includes(node.text)
}
