// Tasks of a person whose letter gets another gate: another rule begins the change, and the process
// kills itself right after the commit of one of its steps.
import type { CallContext, Handlers, RefText } from '../../src/core/contract/index.ts'
import { listGates } from '../../src/core/gates/gates.ts'
import type { OpenHome } from '../../src/core/open-home.ts'
import { objectId, parseRef } from '../../src/core/store/index.ts'

const calling: CallContext = { signal: new AbortController().signal }

/** The steps in their order. Each query finds a row as soon as the step is written. */
const FINDS = {
  wanted: 'SELECT 1 FROM gates_wanted LIMIT 1',
  dealt: "SELECT 1 FROM gates WHERE stage = 'new' LIMIT 1",
  'partly put': `SELECT 1 FROM gates g JOIN gate_places p ON p.gate = g.id
    WHERE g.stage = 'new' AND p.is_kept = 1 LIMIT 1`,
  announced: "SELECT 1 FROM gates WHERE stage = 'old' LIMIT 1",
  burned: `SELECT 1 FROM gate_pending_acts p JOIN gate_acts a ON a.handle = p.handle AND a.seq = p.seq
    WHERE a.kind = 'burn' LIMIT 1`,
} as const

export type RegatingStep = keyof typeof FINDS
export const REGATING_STEPS = Object.keys(FINDS) as RegatingStep[]

export function createRegatingTasks(handlers: Handlers, home: () => OpenHome) {
  return {
    /** The process does not live longer than until this step is written. */
    dieAt: (step: RegatingStep) => {
      const { ledger } = home().parts
      ledger.onCommit(() => {
        if (ledger.get(FINDS[step]) !== undefined) process.kill(process.pid, 'SIGKILL')
      })
    },
    /** Begins another set, so that every unopened letter gets another gate. */
    setDistrust: (distrust: number) =>
      handlers.stations.rule({ need: 2, distrust }, calling).then(() => undefined),
    /** The stages of the gates of a letter, the newest last. */
    stagesOf: (ref: RefText) =>
      listGates(home().parts.ledger, objectId(parseRef(ref)!)).map(({ stage }) => stage),
  }
}
