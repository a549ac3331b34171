// The file that opens the nouns reads from top to bottom: it names no noun before that is open.
// A function given to a lower noun asks `above.now`, which throws until all nouns are open.
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { readSources } from './source.ts'

const PATH = 'src/core/open-nouns.ts'

/** Uses of a `const` before the end of its declaration, also in functions that run later. */
function findEarlyUses(text: string): string[] {
  const file = ts.createSourceFile(PATH, text, ts.ScriptTarget.Latest, true)
  const openAt = new Map<string, number>()
  const early: string[] = []
  const each = (node: ts.Node, look: (node: ts.Node) => void): void => {
    look(node)
    node.forEachChild((child) => each(child, look))
  }
  each(file, (node) => {
    if (!ts.isVariableDeclaration(node)) return
    each(node.name, (name) => {
      if (ts.isIdentifier(name) && !isPropertyName(name)) openAt.set(name.text, node.end)
    })
  })
  each(file, (node) => {
    if (!ts.isIdentifier(node) || isPropertyName(node) || isDeclared(node)) return
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
    if (node.pos < (openAt.get(node.text) ?? 0)) early.push(`${PATH}:${line} ${node.text}`)
  })
  return early
}

/** `a` in `x.a`, `{ a: x }` and `({ a: x }) =>`. */
function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertySignature(parent)) &&
      parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  )
}

function isDeclared(node: ts.Identifier): boolean {
  const { parent } = node
  const isName =
    ts.isVariableDeclaration(parent) ||
    ts.isBindingElement(parent) ||
    ts.isParameter(parent) ||
    ts.isImportSpecifier(parent)
  return isName && parent.name === node
}

describe(PATH, () => {
  it('names no noun before it is open', () => {
    const [[, text] = ['', '']] = readSources(['src/core'], /^open-nouns\.ts$/, 'flat')
    expect(text).toContain('openNouns')
    expect(findEarlyUses(text)).toEqual([])
  })
})

describe('the search for early uses', () => {
  it.each([
    ['const a = open(() => b)\nconst b = 1', [`${PATH}:1 b`]],
    ['const a = open({ b })\nconst b = 1', [`${PATH}:1 b`]],
    ['const a = open(() => a.find())', [`${PATH}:1 a`]],
    ['const { b } = open(() => c.b)\nconst c = 1', [`${PATH}:1 c`]],
    ['const a = open({ b: (x) => x.b })\nconst b = a', []],
  ])('judges %j', (text, uses) => {
    expect(findEarlyUses(text)).toEqual(uses)
  })
})
