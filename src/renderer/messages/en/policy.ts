// How a letter is given, where that stands out: on its row, at its head, and where it is chosen.
export const policy = {
  urgent: 'Urgent',
  urgentHint: 'Its readers see that it’s urgent.',
}
