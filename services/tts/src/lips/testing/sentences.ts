/** English of all kinds: short and long, with pauses and without, with many closed lips. */
export const englishSentences = [
  'Bob and Pam popped by to pick up the puppy and a big box of apples.',
  'My mother bakes bread every morning, but on Sundays she makes pancakes with blueberries.',
  'How are you?',
  'Please put the paper cup back into the box before you leave.',
  'The quick brown fox jumps over the lazy dog, and nobody minds that it does so in the evening.',
  'Open the window, please; the room is much too warm for such a long conversation.',
  'I do not think that this is a good idea.',
  'We have moved the meeting to Friday afternoon, because five people could not come.',
];
