import type { help as fr } from '../fr/help.ts'

export const help = {
  judgment: {
    title: 'Majority judgment, plainly told',
    description: 'How one votes, how it is counted, and where this method has its limits.',
    intro: 'Instead of picking one choice, you give each of them a grade. The result says what the majority thinks of each choice.',
    vote: {
      title: 'Voting',
      lines: [
        'Give each choice a grade, from the best to the worst. You may give the same grade several times.',
        'Say what you think: giving one choice “Très bien” takes nothing from the others.',
        'While the poll is open and its rules allow it, you may change. Nothing is shown before closing.',
      ],
    },
    count: {
      title: 'Counting',
      lines: [
        'For each choice, all its grades are put in order from the best to the worst. The one in the middle is its majority grade: a majority thinks the choice deserves at least this, and a majority thinks it deserves no more.',
        'If there are two in the middle, because the number of ballots is even, the lower of the two is taken.',
        'The choice with the best majority grade wins.',
      ],
    },
    tie: {
      title: 'Breaking ties',
      lines: [
        'When two choices have the same majority grade, one grade equal to it is removed from each, the new middle grade is looked at, and so on until they differ.',
        'Only two choices that received exactly the same grades stay tied; it is said, and no lot is drawn.',
        'The + or − beside a grade says where the rest leans: more people above, or more people below.',
      ],
    },
    example: {
      title: 'An example',
      sentence:
        'Five people grade a free shuttle: Très bien, Bien, Bien, Passable, À rejeter. The middle grade is the third: Bien. Three people out of five think the shuttle deserves at least “Bien”.',
      grades: ['Très bien', 'Bien', 'Bien', 'Passable', 'À rejeter'],
      middle: 'the middle grade',
    },
    good: {
      title: 'What it does well',
      lines: [
        'Two similar choices do not harm each other: each is judged for itself.',
        'Adding or removing a choice does not change the ranking of the others, if the grades stay the same.',
        'The result also tells when no choice is good enough: the best one may only be “Passable”.',
        'Exaggerating a grade gains less than with an average: beyond the middle, it changes nothing.',
      ],
    },
    limits: {
      title: 'Where it has its limits',
      lines: [
        'A choice that a majority prefers in a duel may lose. Majority judgment looks at the middle grade, not at duels.',
        'Turning up to vote may, in rare cases, harm your favourite: adding one ballot that favours two choices moves their middles differently. This is the no-show paradox.',
        'Two assemblies that each choose the same thing may, put together, choose another.',
        'One can still vote strategically, by pushing grades to the extremes. It pays less often, not never.',
        'With very few voters, or very divided opinions, one person may move the middle by two grades.',
        'Words matter: an unbalanced scale steers the answers. It is fixed before opening and does not move.',
      ],
    },
    open: {
      title: 'Voting by show of hands',
      lines: [
        'Here polls are by show of hands: after closing, members on the roll may see who gave which grade, if it counts 200 people at most. Before closing, nobody sees anything.',
        'Whoever hosts Préau has access to the database: at this level, the vote is no secret to them. To elect people or deal with a sensitive subject, this is not the right level.',
      ],
    },
    recount: {
      title: 'Recounting yourself',
      lines: [
        'Every result can be downloaded, and recounted in your browser or in a terminal with the same computation. The rule fits in one small file that anyone can read.',
      ],
    },
    sources: {
      title: 'Further reading',
      lines: [
        'Michel Balinski and Rida Laraki, Majority Judgment: Measuring, Ranking, and Electing, MIT Press, 2011.',
        'Dan S. Felsenthal and Moshé Machover, The Majority Judgement voting procedure: a critical evaluation, Homo Oeconomicus, 2008.',
      ],
    },
  },
  api: {
    title: 'The public API',
    description: 'Whatever these pages do, a program can do: the list of doors, what they take and what they give.',
    intro: 'These pages have no other means than this API: what they do, a program can do with the same rights.',
    machine: 'The same for machines (OpenAPI)',
    session: 'A session (the cookie “preau”) is needed',
    anyone: 'Without an account',
    takes: 'Takes',
    gives: 'Gives',
    refuses: 'Refuses',
    required: 'required',
    nothing: 'nothing',
    errors: {
      title: 'Errors',
      lines: [
        '400: malformed, with the names of the fields.',
        '401: a session is needed.',
        '404: does not exist, or is not shown to you.',
        '409: refused by a rule, with its reason.',
        '413 and 429: too large, too often.',
      ],
    },
    rooms: {
      installation: 'Installation',
      'sign-ins': 'Signing in',
      'sign-in-links': 'Signing in by link',
      me: 'Oneself',
      sessions: 'Sessions',
      session: 'Session',
      outbox: 'Mails',
      bodies: 'Movement and groups',
      invitations: 'Invitations',
      documents: 'Texts',
      'frozen-texts': 'Frozen texts',
      amendments: 'Amendments',
      threads: 'Threads',
      remarks: 'Remarks',
      polls: 'Polls',
      electorates: 'Rolls',
      'electorate-files': 'Files of people',
      'voting-links': 'Personal links',
      'voting-codes': 'Voting codes',
      'voting-link': 'Leaving a personal link',
      mailings: 'Mail to a roll',
      assemblies: 'General assemblies',
      proxies: 'Proxies',
      consultations: 'Consultations',
      other: 'The rest',
    } as Record<string, string>,
  },
} satisfies typeof fr
