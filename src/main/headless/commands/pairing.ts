// Commands to become contacts with somebody by a contact request (a knock).
import { EngineError, type Knock, type KnockResult, type KnockState } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { inviteCommands } from './invites.ts'

const knock = asking<KnockResult>({
  name: 'knock',
  usage: 'ADDRESS [-]',
  summary: 'send a contact request; they see only your name and one line, and decide',
  args: { min: 1, max: 1 },
  words: { text: { takes: 'rest', about: 'one line for them, at most 1,024 bytes' } },
  network: 'always',
  ask: async ({ given, typed, api }) =>
    api.knocks.send({ address: given.args[0]!, text: await typed.get('text'), waitMs: given.waitMs() }),
  show: showKnockResult,
})

const knocks = asking<Knock[]>({
  name: 'knocks',
  usage: '[--off | --on]',
  summary: 'contact requests to answer; with an option, turn contact requests off or on',
  options: {
    off: { kind: 'flag', about: 'turn them off: requests get no reply' },
    on: { kind: 'flag', about: 'allow them again' },
  },
  async ask({ given, api }) {
    if (given.isSet('off') && given.isSet('on'))
      throw new EngineError('INVALID', '--off and --on exclude each other.')
    if (given.isSet('off') || given.isSet('on')) await api.knocks.setEnabled({ enabled: given.isSet('on') })
    return api.knocks.list()
  },
  show: (list) =>
    list.length === 0
      ? 'No contact requests.'
      : showTable(list.map((one) => [one.knock, showTime(one.at), cleanLine(one.name), cleanLine(one.text)])),
})

const ANSWERS = ['yes', 'no', 'block'] as const

const answer = asking<KnockResult>({
  name: 'answer',
  usage: 'REQUEST yes|no|block',
  summary: 'accept or decline a contact request, or block the person who sent it',
  args: { min: 2, max: 2 },
  ask({ given, api }) {
    const [id = '', word = ''] = given.args
    const chosen = ANSWERS.find((one) => one === word)
    if (chosen === undefined) throw new EngineError('INVALID', 'The answer is yes, no or block.')
    return api.knocks.answer({ knock: id, answer: chosen })
  },
  show: showKnockResult,
})

const STATES: Readonly<Record<KnockState, string>> = {
  waiting: 'stored; it is delivered when they are online',
  delivered: 'delivered; now it is up to them',
  accepted: 'accepted; you can write to each other now',
  declined: 'declined',
  blocked: 'blocked',
  failed: 'not delivered; check the address, and try again later',
}

function showKnockResult({ knock: id, state }: KnockResult): string {
  return `${id}  ${STATES[state]}`
}

export const pairingCommands: Command[] = [...inviteCommands, knock, knocks, answer]
