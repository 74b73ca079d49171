import type { Messages } from '../index.ts'

export const voting: Messages['voting'] = {
  link: {
    title: (body) => `You are voting: ${body}`,
    sentTo: (masked) => `This link was sent to ${masked}. It votes in that person’s name.`,
    sheet: 'You are voting with the code of a sheet. It works once per poll.',
    start: 'Start',
    takes: (choices) => `${choices}, a grade for each: less than a minute.`,
    change: 'Review your vote',
    voted: 'Your ballot is in the box.',
    see: 'See the poll',
    opens: (instant) => `Voting opens ${instant}. Keep this link.`,
    closes: (instant) => `Until ${instant}, Paris time.`,
    closed: 'Voting is closed.',
    none: { title: 'No vote for now', sentence: 'Keep this link: it will work when a vote opens.' },
    notYou: 'Not you?',
    notYouSentence:
      'Someone else’s message was forwarded to you. Close this page: if you are on the roll, your own link is in your inbox, or we can send it again.',
    again: 'Get my own link',
    bad: {
      title: 'This link does not work',
      sentence:
        'Your mail program may have cut it short, or your name may no longer be on the roll. Copy the whole link, or type your code.',
      code: 'Type my code',
    },
  },
  code: {
    title: 'Vote with a code',
    intro: 'The code is in the message you were sent, or on the sheet you were given.',
    who: 'Your email address, or the number of your sheet',
    code: 'Your code',
    codeHint: 'Ten characters, for example 7K3P9-QXM2R. Upper or lower case, it makes no difference.',
    submit: 'Continue',
    missing: { who: 'Enter your address, or the number of your sheet.', code: 'Enter your code.' },
    reasons: {
      'wrong-code': 'This code does not match this address or number. Check both.',
      'sheet-used': 'This sheet has already voted: its code works once.',
    },
  },
  lost: {
    title: 'Get your link to vote',
    intro: 'Type the address the movement writes to. Your personal link will be sent there.',
    email: 'Your email address',
    submit: 'Send my link',
    done: 'Check your inbox',
    doneSentence:
      'If this address is on the roll, your link will be there within a minute. Nothing? Check your spam folder, then try your other address.',
    other: 'Try another address',
    visitor: 'Only people on the roll vote. Anyone with the link can read this page.',
    notOnRoll: 'Your account is not on the roll of this poll.',
    ask: 'On the roll, but no link?',
    askLink: 'Get my link',
  },
  as: {
    link: (masked) => `You are voting with the link sent to ${masked}.`,
    sheet: 'You are voting with the code of a sheet.',
    notYou: 'This is not me',
  },
}
