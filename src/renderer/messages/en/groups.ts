// Groups, in English: who is in one, who may do what, how one gets in, and what its members can read.
import type { GroupLink, GroupRole, GroupStyle, Membership } from '../../../core/contract/index.ts'

export const groups = {
  title: 'Groups',
  /** How a group is spoken of in the middle of a sentence, also within a list of names. */
  called: (name: string) => name,
  find: 'Find a group',
  noneFit: 'No group is called that.',
  new: 'New group',
  empty: 'No groups yet',
  emptyText: 'A letter to a group is stored once, and everyone in it can open it.',
  /** Of the pane beside the list. */
  chosen: 'The chosen group',
  pick: 'No group chosen',
  pickHint: 'Choose one from the list, or make one. With a link into a group you can ask to join it.',
  back: 'Back to Groups',
  backToGroup: 'Back to the group',
  missing: 'This group is not here.',
  showGroup: (name: string) => `The group ${name}`,
  writeTo: (name: string) => `Write to the group ${name}`,

  members: (count: number, shown: string) => (count === 1 ? '1 member' : `${shown} members`),
  styles: {
    conversation: 'Conversation',
    announcements: 'Announcements',
    team: 'Team',
  } satisfies Record<GroupStyle, string>,
  styleHints: {
    conversation: 'Everyone in it may write to all.',
    announcements: 'Those you choose write to all. The others read, and answer whoever wrote.',
    team: 'Everyone may write to all, and everyone sees to it that things get done: each says “done” for themselves.',
  } satisfies Record<GroupStyle, string>,
  style: 'What it is for',
  styleLater: 'Decides what somebody new may do. Each member can be given another role later.',
  ownedBy: (name: string) => `owned by ${name}`,
  ownedByYou: 'owned by you',
  myRole: {
    owner: 'you decide who is in it',
    poster: 'you may post',
    reader: 'you read and answer',
  } satisfies Record<GroupRole, string>,
  since: (when: string) => `since ${when}`,
  memberships: {
    member: 'member',
    asked: 'waiting for the owner’s yes',
    left: 'you left it',
    removed: 'you are not in it any more',
  } satisfies Record<Membership, string>,
  asking: (count: number, shown: string) => (count === 1 ? '1 asks to join' : `${shown} ask to join`),
  askedTitle: 'Waiting to be let in',
  asked: (owner: string) =>
    `You have asked to join. ${owner} decides; once they say yes, what is posted from then on comes to you.`,
  leftTitle: 'You left this group',
  left: 'Nothing new comes from it. What you opened stays yours.',
  removedTitle: 'You are not in this group any more',
  removed: 'Its owner removed you. Nothing new comes from it; what you opened stays yours.',
  forget: 'Take it off the list',
  forgotten: (name: string) => `${name} is off your list.`,

  create: {
    title: 'New group',
    name: 'Name',
    nameHint: 'Its members see it. You can change it later.',
    action: 'Make the group',
    busy: 'Making the group…',
    done: (name: string) => `${name} is made. You are its owner.`,
  },

  parts: { posts: 'Letters', members: 'Members', links: 'Joining', about: 'About' },
  partsLabel: 'Parts of this group',

  write: 'Write to the group',
  mayNotPost: (owner: string) =>
    `In this group you read. You can answer whoever wrote; ${owner} decides who may post.`,
  postsLabel: (name: string) => `Letters to ${name}`,
  noPosts: 'Nothing posted yet',
  noPostsText: 'What is posted to this group stands here. Everyone who is a member then can open it.',

  membersSummary: (posters: string, online: string) => `${posters} may post · ${online} connected now`,
  findMember: 'Find a member',
  noMemberFits: 'Nobody in it is called that.',
  roles: {
    owner: 'owner',
    poster: 'may post',
    reader: 'reads and answers',
  } satisfies Record<GroupRole, string>,
  you: 'you',
  seesHistory: 'also sees what was posted before',
  online: 'connected now',
  memberMenu: (name: string) => `What to do about ${name}`,
  makePoster: 'Let them post',
  makeReader: 'Let them only read and answer',
  roleDone: {
    poster: (name: string) => `${name} may post.`,
    reader: (name: string) => `${name} reads and answers.`,
  },

  handOver: 'Hand the group over to them',
  handOverTitle: (name: string) => `Hand the group over to ${name}?`,
  handOverText: (name: string) =>
    `From then on ${name} decides who is in it, and you are a member who may post. Only ${name} can give it back.`,
  handOverAction: 'Hand it over',
  handOverDone: (name: string) => `${name} owns the group now.`,

  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: (name: string) =>
    `${name} gets no key for anything more: what is posted from now on, and what they had not opened before. What they did open stays with them.`,
  removeDone: (name: string) => `${name} is not in the group any more.`,

  leave: 'Leave the group',
  leaveHint: 'Nothing new comes to you from it. What you opened stays yours.',
  leaveTitle: (name: string) => `Leave ${name}?`,
  leaveText:
    'Nothing new comes to you, and what you had not opened cannot be opened any more. To come back, its owner has to add you.',
  leaveDone: (name: string) => `You left ${name}.`,
  ownerLeaves: 'To leave, hand the group over to a member first.',

  add: {
    action: 'Add people',
    title: 'Add people',
    text: 'Whoever you add is in at once, and may leave whenever they like.',
    find: 'Find a contact',
    everyoneIn: 'All your contacts are in it already.',
    noContacts: 'You have no contacts yet. A link lets in people you are not paired with.',
    history: 'They may also read what was posted before',
    historyHint: 'Otherwise they read what is posted from now on. Nothing is copied either way.',
    chosen: (count: number) => (count === 0 ? 'Nobody chosen' : count === 1 ? '1 chosen' : `${count} chosen`),
    submit: (count: number) => (count > 1 ? `Add ${count} people` : 'Add'),
    done: (count: number, names: string) =>
      count > 3 ? `${count} people are in the group.` : `In the group: ${names}.`,
  },

  links: {
    title: 'Links into the group',
    text: 'A link lets in many, also people you are not paired with, for as long as you say. It works while Fumikura runs here.',
    lasts: 'Good for',
    lengths: { day: 'a day', week: 'a week', month: '30 days', year: 'a year' },
    approval: 'I say yes first',
    approvalHint: 'Whoever uses the link waits until you let them in.',
    create: 'Make a link',
    creating: 'Making a link…',
    label: 'Link into the group',
    none: 'No links yet.',
    list: 'Links made so far',
    states: {
      open: 'open',
      expired: 'expired',
      revoked: 'revoked',
    } satisfies Record<GroupLink['state'], string>,
    uses: (count: number, shown: string) =>
      count === 0 ? 'nobody has used it' : count === 1 ? '1 has joined by it' : `${shown} have joined by it`,
    made: (when: string) => `made ${when}`,
    until: (when: string) => `until ${when}`,
    needsYes: 'you say yes first',
    revoke: 'Revoke',
    revokeOf: (when: string) => `Revoke the link made ${when}`,
    copyOf: (when: string) => `Copy the link made ${when}`,
    revoked: 'The link is revoked. Whoever joined by it stays.',
  },

  requests: {
    title: 'Asks to join',
    none: 'Nobody asks to join just now.',
    line: (group: string, when: string) => `${group}, ${when}`,
    accept: 'Let in',
    refuse: 'Refuse',
    acceptOf: (name: string) => `Let ${name} in`,
    blocked: 'You have blocked this person. Unblock them first to let them in.',
    refuseOf: (name: string) => `Refuse ${name}`,
    accepted: (name: string) => `${name} is in the group.`,
    refused: (name: string) => `${name} is not let in.`,
  },

  about: {
    picture: 'Picture',
    pictureHint: 'Its members see it.',
    pictureSaved: 'The group has a new picture.',
    pictureRemoved: 'The group has no picture any more.',
    name: 'Name',
    nameSaved: 'The group has a new name.',
    styleSaved: 'Whoever joins from now on gets the role of this kind of group.',
    key: 'Group key',
  },

  join: {
    action: 'Join the group',
    busy: 'Looking for its owner…',
    done: (name: string) => `You are in ${name}.`,
    asked: (name: string) => `You have asked to join ${name}. Its owner decides.`,
  },
}
