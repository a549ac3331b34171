// Scenario `accounts`: a spy under another account of the machine, and one under the same account,
// beside an engine that starts and stops. They read process arguments, squat ports, replay what
// they saw, dial sockets and read files, in random order. Neither ever gets into the home.
import { homePaths } from '../../../src/core/index.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { Owner } from './owner.ts'
import { Spy } from './spy.ts'

const NOBODY = 65_534
const SESSION_CHARS = 16

interface Machine {
  trial: Trial
  owner: Owner
  spies: Spy[]
  /** The spy that holds a port, and the port. */
  squatter: { spy: Spy; port: number } | null
}

type Act = (machine: Machine, spy: Spy) => Promise<void>

export const accountsScenario: Scenario = {
  name: 'accounts',
  about: 'other accounts and programs of the machine beside the doors',
  steps: 80,
  findHindrance: () =>
    process.platform === 'linux' && process.getuid?.() === 0
      ? null
      : 'only root of Linux may be another account',
  async play(trial) {
    const owner = await Owner.arrive(trial)
    const spies = [await Spy.start(NOBODY), await Spy.start(0)]
    for (const spy of spies) trial.onEnd(() => spy.stop())
    const machine: Machine = { trial, owner, spies, squatter: null }
    while (trial.next()) {
      const name = trial.random.pickWeighted(weightsOf(machine))
      const spy = trial.random.pick(spies)
      trial.note(`${name}${name in spying ? (spy.isOther ? ' as another' : ' as the same') : ''}`)
      await acts[name](machine, spy)
      trial.count(name)
    }
    await owner.stop()
    await acts.starts(machine, spies[0]!)
    for (const spy of spies) await replayAll(machine, spy)
  },
}

const owning = {
  async starts({ owner, trial, squatter }) {
    const { link } = await owner.start(squatter?.port ?? null)
    if (owner.page !== null && trial.random.isSo(0.5)) {
      const isBack = await owner.comeBack()
      must(isBack !== owner.isCutOff, isBack ? 'a page returns to a taken port' : 'a page does not return')
      trial.count('pages that returned', Number(isBack))
      if (isBack) return
    }
    const other = await owner.findFileLink()
    const [first, second] = trial.random.isSo(0.5) ? [link, other] : [other, link]
    await owner.comeIn(first)
    // A used link may be visible to others, in a terminal's scrollback or a browser's history.
    owner.spend(first)
    if (trial.random.isSo(0.3)) await owner.comeIn(second)
  },

  stops: ({ owner }) => owner.stop(),

  /** An open tab keeps dialling after the engine has ended. */
  async 'page dials'({ owner, squatter }) {
    const isHome = owner.run !== null && (owner.isHome || !owner.isCutOff)
    const reached = await owner.dial().then(
      () => true,
      () => false,
    )
    must(reached === isHome, isHome ? 'a page is not let in' : 'a page takes another process for the engine')
    if (squatter === null || isHome) return
    const heard = await squatter.spy.do('takeHeard')
    judgeHeard(heard, owner)
    for (const text of heard) if (text.startsWith('{')) squatter.spy.frames.add(text)
    squatter.spy.remember(heard)
  },

  async 'page drops a file'({ owner, trial }) {
    owner.drop(owner.addressOf(`film-${trial.random.below(100)}`))
  },
} satisfies Record<string, Act>

const spying = {
  async looks({ owner, trial }, spy) {
    const texts = (await spy.do('look')).filter((text) => text.includes(owner.homeDir) || text.includes(':'))
    spy.remember(texts.filter((text) => owner.ports.some((port) => text.includes(`:${port}`))))
    judgeSecrets(texts, owner, 'stands in the arguments or the environment of a program')
    trial.count('arguments read', texts.length)
  },

  /** Takes a port of some earlier run, most often of the last one. */
  async squats(machine, spy) {
    const { owner, trial } = machine
    const port = trial.random.isSo(0.7) ? owner.ports.at(-1)! : trial.random.pick(owner.ports)
    const to = owner.run !== null && trial.random.isSo(0.5) ? owner.run.port : null
    if (await spy.do('squat', { port, to })) machine.squatter = { spy, port }
    trial.count(machine.squatter === null ? 'ports that were taken' : 'ports squatted')
  },

  async 'leaves the port'(machine) {
    await machine.squatter!.spy.do('leave')
    machine.squatter = null
  },

  'replays what it saw': (machine, spy) => replayAll(machine, spy),

  async 'asks the door'({ owner, trial }, spy) {
    const { port } = owner.run!
    const path = trial.random.pick(['/', '/session', '/file/export.zip', '/engine', '/file/x'])
    const method = trial.random.pick(['GET', 'POST', 'HEAD'])
    const host = trial.random.pick([`127.0.0.1:${port}`, `localhost:${port}`, 'evil.example', ''])
    const { status } = await spy.do('ask', { port, method, path, headers: host === '' ? {} : { host } })
    must(!spy.isOther || status === 'reset', `the door answers another account with ${status} on ${path}`)
    must(
      path === '/' || (status !== 200 && status !== 206),
      `the door gives ${path} to a process without a session`,
    )
  },

  async 'looks into the home'({ owner }, spy) {
    if (!spy.isOther) return
    const read = await spy.do('readBelow', { folder: owner.homeDir })
    must(read.length === 0, `another account reads ${read.join()}`)
    const { socket } = homePaths(owner.homeDir)
    must(!(await spy.do('dial', { path: socket })), 'another account dials the local socket')
  },
} satisfies Record<string, Act>

const acts: Record<keyof typeof owning | keyof typeof spying, Act> = { ...owning, ...spying }

/** Returns the weight of each act; 0 if it is impossible now. */
function weightsOf({ owner, squatter }: Machine): Record<keyof typeof acts, number> {
  const [isUp, isPaged] = [owner.run !== null, owner.page !== null]
  return {
    starts: isUp ? 0 : 4,
    stops: isUp ? 2 : 0,
    'page dials': isPaged ? 4 : 0,
    'page drops a file': isUp && isPaged ? 2 : 0,
    looks: isPaged ? 3 : 0,
    squats: squatter === null && isPaged ? 4 : 0,
    'leaves the port': squatter === null ? 0 : 1,
    'replays what it saw': isUp ? 5 : 0,
    'asks the door': isUp ? 3 : 0,
    'looks into the home': isPaged ? 1 : 0,
  }
}

function judgeSecrets(texts: readonly string[], { secrets }: Owner, where: string): void {
  for (const secret of secrets) must(!texts.some((text) => text.includes(secret)), `a secret ${where}`)
}

/** Checks that a page sends only its session and a nonce before the engine has proven itself. */
function judgeHeard(heard: readonly string[], owner: Owner): void {
  judgeSecrets(heard, owner, 'is sent to the process that took the port')
  for (const frame of heard.filter((text) => text.startsWith('{') && !text.includes('"proof"')))
    must(Object.keys(JSON.parse(frame) as object).join() === 'session,nonce', `a page sends ${frame}`)
}

/** Replays codes, passes and greetings, of this run and of earlier ones. */
async function replayAll(machine: Machine, spy: Spy): Promise<void> {
  const { owner, trial } = machine
  const { port } = owner.run!
  for (const body of [...spy.hexes, ...owner.usedCodes]) {
    const { status } = await spy.do('ask', { port, method: 'POST', path: '/session', body })
    must(status === (spy.isOther ? 'reset' : 401), `the door answers the code of a spy with ${status}`)
    trial.count('codes tried')
  }
  for (const path of spy.addresses) {
    // The person gives a program of the same account this address on purpose.
    if (!spy.isOther && path.includes(owner.page!.session)) continue
    const { status } = await spy.do('ask', { port, method: 'GET', path })
    must(
      status === (spy.isOther ? 'reset' : 401),
      `the address of a file is answered with ${status} to a spy`,
    )
    trial.count('addresses tried')
  }
  // Also where pages of earlier runs return.
  for (const greeted of new Set([port, owner.page!.port])) await greetAs(machine, spy, greeted)
}

/** Greets with seen frames, or with a session id from the address of a file. */
async function greetAs({ trial, owner }: Machine, spy: Spy, port: number): Promise<void> {
  const seen = [...spy.frames]
  // Its id is no secret, because the address of every file contains it.
  const sessions = new Set([...spy.hexes, owner.page!.session].filter((hex) => hex.length === SESSION_CHARS))
  const hellos = [
    ...seen.filter((frame) => frame.includes('"nonce"')),
    ...[...sessions].map((session) => JSON.stringify({ session, nonce: 'ab'.repeat(32) })),
  ]
  const proofs = seen.filter((frame) => frame.includes('"proof"'))
  for (const hello of hellos) {
    const next = trial.random.pick(['mirror', JSON.stringify({ proof: '0'.repeat(64) }), ...proofs])
    const answers = await spy.do('greet', { port, frames: [hello, next] })
    must(!answers.some((answer) => answer.includes('welcome')), 'a spy passes for a page')
    trial.count('greetings tried')
  }
}
