// Groups, in English: members, roles, posts, and the ways to join.
import type { GroupLink, GroupRole, GroupStyle, Membership } from '../../../core/contract/index.ts'

export const groups = {
  title: 'Groups',
  /** The name of a group in a sentence or in a list of names. */
  called: (name: string) => name,
  find: 'Find a group',
  noneFit: 'No group with that name.',
  new: 'New group',
  empty: 'No groups yet',
  emptyText: 'You store a letter to a group once, and every member can open it.',
  /** Label of the pane beside the list. */
  chosen: 'The chosen group',
  pick: 'Select a group',
  pickHint: 'Or create a new one. With a group link, you can ask to join.',
  back: 'Back to Groups',
  missing: 'This group isn’t here.',
  showGroup: (name: string) => `The group ${name}`,
  writeTo: (name: string) => `Write to the group ${name}`,

  members: (count: number, shown: string) => (count === 1 ? '1 member' : `${shown} members`),
  styles: {
    conversation: 'Conversation',
    announcements: 'Announcements',
    team: 'Team',
  } satisfies Record<GroupStyle, string>,
  styleHints: {
    conversation: 'Everyone can post.',
    announcements:
      'The people you choose can post. Everyone else reads, and replies to the person who posted.',
    team: 'Everyone can post; each member marks tasks done.',
  } satisfies Record<GroupStyle, string>,
  style: 'Kind of group',
  styleLater: 'This decides what new members can do. You can change each member’s role later.',
  ownedBy: (name: string) => `owned by ${name}`,
  ownedByYou: 'owned by you',
  myRole: {
    owner: 'you decide who is in it',
    poster: 'you can post',
    reader: 'you can read and reply',
  } satisfies Record<GroupRole, string>,
  since: (when: string) => `since ${when}`,
  memberships: {
    member: 'member',
    asked: 'waiting for approval',
    left: 'you left it',
    removed: 'you’re no longer in it',
  } satisfies Record<Membership, string>,
  asking: (count: number, shown: string) => (count === 1 ? '1 asks to join' : `${shown} ask to join`),
  askedTitle: 'Waiting for approval',
  asked: (owner: string) =>
    `You asked to join. ${owner} decides. Once they approve, you get everything posted from then on.`,
  leftTitle: 'You left this group',
  left: 'You get nothing new from this group. You keep what you’ve opened.',
  removedTitle: 'You’re no longer in this group',
  removed: 'The owner removed you. You get nothing new from this group, and keep what you’ve opened.',
  forget: 'Remove from the list',
  forgotten: (name: string) => `The group ${name} is no longer on your list.`,

  create: {
    title: 'New group',
    name: 'Name',
    nameHint: 'Members see the name. You can change it later.',
    action: 'Create group',
    busy: 'Creating the group…',
    done: (name: string) => `You created ${name}, and you’re its owner.`,
  },

  parts: { posts: 'Letters', members: 'Members', links: 'Group links', about: 'About' },
  partsLabel: 'Parts of this group',

  write: 'Write to the group',
  mayNotPost: (owner: string) =>
    `You can read here, and reply to anyone who posts. ${owner} decides who can post.`,
  postsLabel: (name: string) => `Letters to ${name}`,
  noPosts: 'No posts yet',
  noPostsText: 'Letters to this group appear here. Everyone who is a member at the time can open them.',

  membersSummary: (posters: string, online: string) => `${posters} can post · ${online} online`,
  findMember: 'Find a member',
  noMemberFits: 'No member with that name.',
  roles: {
    owner: 'owner',
    poster: 'can post',
    reader: 'can read and reply',
  } satisfies Record<GroupRole, string>,
  you: 'you',
  seesHistory: 'also sees earlier posts',
  online: 'online',
  memberMenu: (name: string) => `Actions for ${name}`,
  makePoster: 'Let them post',
  makeReader: 'Let them only read and reply',
  roleDone: {
    poster: (name: string) => `${name} can post.`,
    reader: (name: string) => `${name} can read and reply.`,
  },

  handOver: 'Make them the owner',
  handOverTitle: (name: string) => `Make ${name} the owner?`,
  handOverText: (name: string) =>
    `${name} will decide who is in the group, and you become a member who can post. Only ${name} can give it back.`,
  handOverAction: 'Hand over',
  handOverDone: (name: string) => `${name} owns the group now.`,

  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: (name: string) =>
    `${name} can no longer open anything new, or anything they haven’t opened yet. They keep what they’ve opened.`,
  removeDone: (name: string) => `${name} is no longer in the group.`,

  leave: 'Leave the group',
  leaveHint: 'You get nothing new from this group. You keep what you’ve opened.',
  leaveTitle: (name: string) => `Leave ${name}?`,
  leaveText:
    'You get nothing new, and can no longer open what you haven’t opened yet. To come back, ask the owner to add you.',
  leaveDone: (name: string) => `You left ${name}.`,
  ownerLeaves: 'To leave, make another member the owner first.',

  add: {
    action: 'Add people',
    title: 'Add people',
    text: 'These people become members at once, and can leave at any time.',
    find: 'Find a contact',
    everyoneIn: 'All your contacts are already members.',
    noContacts: 'You have no contacts yet. With a group link, people who aren’t your contacts can join.',
    history: 'New members may also read what was posted before',
    historyHint:
      'Otherwise new members can read only what is posted from now on. Nothing is copied either way.',
    chosen: (count: number) => (count === 0 ? 'Nobody chosen' : count === 1 ? '1 chosen' : `${count} chosen`),
    submit: (count: number) => (count > 1 ? `Add ${count} people` : 'Add'),
    done: (count: number, names: string) =>
      count > 3 ? `${count} people are in the group.` : `In the group: ${names}.`,
  },

  links: {
    title: 'Group links',
    text: 'Many people can join with one link, even if they aren’t your contacts. It works while Fumikura is running here.',
    lasts: 'Works for',
    lengths: { day: '1 day', week: '1 week', month: '30 days', year: '1 year' },
    approval: 'Ask me first',
    approvalHint: 'People who use the link wait until you let them in.',
    create: 'Create a link',
    creating: 'Creating a link…',
    label: 'Group link',
    none: 'No links yet.',
    list: 'Links you’ve created',
    states: {
      open: 'open',
      expired: 'expired',
      revoked: 'revoked',
    } satisfies Record<GroupLink['state'], string>,
    uses: (count: number, shown: string) =>
      count === 0 ? 'nobody has used it' : count === 1 ? '1 person joined' : `${shown} people joined`,
    made: (when: string) => `created ${when}`,
    until: (when: string) => `until ${when}`,
    needsYes: 'asks you first',
    revoke: 'Revoke',
    revokeOf: (when: string) => `Revoke the link created ${when}`,
    copyOf: (when: string) => `Copy the link created ${when}`,
    revoked: 'The link is revoked. Everyone who joined with it stays.',
  },

  requests: {
    title: 'Requests to join',
    none: 'No requests to join',
    line: (group: string, when: string) => `${group}, ${when}`,
    accept: 'Let in',
    refuse: 'Decline',
    acceptOf: (name: string) => `Let ${name} in`,
    blocked: 'You’ve blocked this person. Unblock them to let them in.',
    refuseOf: (name: string) => `Decline ${name}`,
    accepted: (name: string) => `${name} is in the group.`,
    refused: (name: string) => `You declined ${name}.`,
  },

  mute: {
    title: 'Mute',
    hour: 'For an hour',
    tomorrow: 'Until tomorrow',
    always: 'Until I unmute it',
    end: 'Unmute',
    told: 'Letters and messages of this group make no sound and don’t count.',
    urgent: 'Urgent ones still come.',
    is: 'Muted',
    isUntil: (when: string) => `Muted until ${when}`,
    isUntilTomorrow: 'Muted until tomorrow',
  },

  about: {
    picture: 'Picture',
    pictureHint: 'Members see the picture.',
    pictureSaved: 'The group has a new picture.',
    pictureRemoved: 'The picture is removed.',
    name: 'Name',
    nameSaved: 'The group has a new name.',
    styleSaved: 'From now on, new members get the role of this kind of group.',
    key: 'Group key',
  },

  join: {
    action: 'Join group',
    busy: 'Looking for its owner…',
    done: (name: string) => `You’re now in ${name}.`,
    asked: (name: string) => `You asked to join ${name}. Its owner decides.`,
  },
}
