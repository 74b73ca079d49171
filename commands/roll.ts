// npm run roll -- POLL: computes the fingerprint of the roll of a vote among members anew, beside the one that was published when it opened.
import { connect } from '../db/connect.ts'
import { rollAnew } from '../server/polls/roll-anew.ts'
import { fail, fileArgument, withInstallation } from './installation.ts'

const poll = fileArgument('roll -- POLL')
const found = await withInstallation(async (where) => {
  const db = connect(where)
  return rollAnew(db, poll).finally(() => db.destroy())
}).catch(fail)
if (!found)
  fail(`the poll ${poll} has no roll of members: it has not opened, or takes a roll that was drawn up, whose listing is published`)
console.log(`${found.size} people\npublished when it opened  ${found.written}\nof the roll as stored now ${found.anew}`)
if (found.written !== found.anew) fail('the roll is not the one on which this poll opened')
console.log('the same')
