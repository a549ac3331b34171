// Commands to become contacts with somebody by a contact request (a knock).
import { EngineError, type KnockResult, type KnockState } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, flag, oneOf, wait, words } from '../fields.ts'
import { cleanLine, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { inviteCommands } from './invites.ts'

const knock = calling('knocks.send', {
  name: 'knock',
  summary: 'send a contact request; they see only your name and one line, and decide',
  fields: {
    address: argument('ADDRESS'),
    text: words('rest', 'one line for them, at most 1,024 bytes'),
    waitMs: wait(),
  },
  show: showKnockResult,
})

const knocks = asking({
  name: 'knocks',
  usage: '[--off | --on]',
  summary: 'contact requests to answer; with an option, turn contact requests off or on',
  fields: { off: flag('turn them off: requests get no reply'), on: flag('allow them again') },
  async ask({ api, input: { off, on } }) {
    if (off && on) throw new EngineError('INVALID', '--off and --on exclude each other.')
    if (off || on) await api.knocks.setEnabled({ enabled: on })
    return api.knocks.list()
  },
  show: (list) =>
    list.length === 0
      ? 'No contact requests.'
      : showTable(list.map((one) => [one.knock, showTime(one.at), cleanLine(one.name), cleanLine(one.text)])),
})

const ANSWERS = ['yes', 'no', 'block'] as const

const answer = calling('knocks.answer', {
  name: 'answer',
  summary: 'accept or decline a contact request, or block the person who sent it',
  fields: {
    knock: argument('REQUEST'),
    answer: argument(ANSWERS.join('|')).to(oneOf(ANSWERS, 'The answer is yes, no or block.')),
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
