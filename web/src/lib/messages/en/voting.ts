import type { Messages } from '../index.ts'

export const voting: Messages['voting'] = {
  link: {
    title: (body) => `You are voting: ${body}`,
    sentTo: (masked) => `This link was sent to ${masked}. It votes in that person’s name.`,
    sheet: 'You are voting with the code of a sheet. It works once for each poll.',
    start: 'Begin',
    takes: (choices) => `${choices}, a grade for each: less than a minute.`,
    change: 'See your vote again',
    voted: 'Your ballot is in the box.',
    see: 'See the poll',
    opens: (instant) => `Voting opens ${instant}. Keep this link.`,
    closes: (instant) => `Until ${instant}, Paris time.`,
    closed: 'Voting is closed.',
    none: { title: 'No vote for now', sentence: 'Keep this link: it will be yours when a vote opens.' },
    notYou: 'Is this not you?',
    notYouSentence:
      'Someone else’s message was forwarded to you. Close this page: if you are on the roll, your own link is in your mailbox, or we send it again.',
    again: 'Get my own link',
    bad: {
      title: 'This link does not work',
      sentence: 'Your mail program may have cut it, or your name may have left the roll. Copy it whole, or type your code.',
      code: 'Type my code',
    },
  },
  code: {
    title: 'Vote with a code',
    intro: 'The code is in the message that was sent to you, or on the sheet that you were given.',
    who: 'Your e-mail address, or the number of your sheet',
    code: 'Your code',
    codeHint: 'Ten signs, for instance 7K3P9-QXM2R. Upper or lower case, it is the same.',
    submit: 'Continue',
    reasons: {
      'wrong-code': 'This code does not go with this address or number. Check both.',
      'sheet-used': 'This sheet has voted already: its code works once.',
    },
  },
  lost: {
    title: 'Get your link to vote',
    intro: 'Type the address at which the movement writes to you. Your personal link will be sent there.',
    email: 'Your e-mail address',
    submit: 'Send my link',
    done: 'Look in your mailbox',
    doneSentence:
      'If this address is on the roll, your link gets there within a minute. Nothing? Look in the junk folder, then try the other address you use.',
    other: 'Try another address',
    visitor: 'The people on the roll vote. The page itself is open to whoever has the link.',
    ask: 'On the roll, but without a link?',
    askLink: 'Get my link',
  },
  as: {
    link: (masked) => `You are voting with the link sent to ${masked}.`,
    sheet: 'You are voting with the code of a sheet.',
    notYou: 'This is not me',
  },
}
