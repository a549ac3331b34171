// The workflows run on other machines, where a mistake costs an hour. They must be well-formed, pin
// every action to a commit, and call only existing scripts and files.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Step {
  uses?: string
  run?: string
}
interface Workflow {
  on: object
  permissions: object
  jobs: Record<string, { 'timeout-minutes': number; steps: Step[] }>
}

const projectDir = resolve(import.meta.dirname, '../..')
const folder = join(projectDir, '.github/workflows')
/** The YAML parser of electron-updater, so that the project needs no other. */
const yaml = createRequire(createRequire(import.meta.url).resolve('electron-updater'))('js-yaml') as {
  load(text: string): unknown
}

const { scripts } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

/** Returns the missing scripts and files that these lines call. */
function findMissing(lines: string): string[] {
  const called = [...lines.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, name]) => name!)
  const paths = [...lines.matchAll(/\bnode ([\w./-]+\.js)\b/g), ...lines.matchAll(/(?:^|\s)(\.ci\/\w+)/g)]
  return [
    ...called.filter((name) => name !== 'ci' && scripts[name] === undefined).map((name) => `npm run ${name}`),
    ...paths.map(([, path]) => path!).filter((path) => !existsSync(join(projectDir, path))),
  ]
}

describe.each(readdirSync(folder))('the workflow %s', (name) => {
  const workflow = yaml.load(readFileSync(join(folder, name), 'utf8')) as Workflow
  const jobs = Object.values(workflow.jobs)
  const steps = jobs.flatMap((job) => job.steps)

  it('has read permission only, and a time limit', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    for (const job of jobs) expect(job['timeout-minutes']).toBeLessThan(60)
  })

  it('pins every action to a commit', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? [])
    expect(actions.length).toBeGreaterThan(0)
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([])
  })

  it('calls only existing scripts and files', () => {
    expect(findMissing(steps.map(({ run }) => run ?? '').join('\n'))).toEqual([])
  })
})

it('the checker reports a missing script and a missing file', () => {
  const lines =
    'npm ci\nnpm run check\nnpm run gone -- --x\nnode bin/start.js\nnode bin/gone.js\n.ci/run\n.ci/gone'
  expect(findMissing(lines)).toEqual(['npm run gone', 'bin/gone.js', '.ci/gone'])
})
