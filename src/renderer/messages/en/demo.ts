// The demo world, in English: its bar, and its end.
export const demo = {
  label: 'Demo world',
  title: 'This is a demo.',
  text: 'Everyone here is invented, and nothing leaves this computer. Try anything: Bob and Carol will answer.',
  end: 'End the demo',
  ending: 'Ending the demo…',
  endedTitle: 'The demo has ended',
  endedText: 'Nothing of it is left on this computer. You can close this tab and go back to your own store.',
}
