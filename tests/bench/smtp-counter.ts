// A mail server that takes everything and counts whom it was given what (RFC 5321, the least of it), in a process of its own.
import { createServer } from 'node:net'

/** How often each message came, by its Message-ID; and whom any was for. */
const given = new Map<string, number>()
const people = new Set<string>()

const server = createServer((socket) => {
  socket.setNoDelay(true)
  let heard = ''
  let inMessage = false
  let to = ''
  socket.write('220 sink\r\n')
  socket.on('error', () => {})
  socket.on('data', (data) => {
    heard += data.toString('latin1')
    for (;;) {
      const end = inMessage ? heard.indexOf('\r\n.\r\n') : heard.indexOf('\r\n')
      if (end < 0) return
      const line = heard.slice(0, end)
      heard = heard.slice(end + (inMessage ? 5 : 2))
      if (inMessage) {
        inMessage = false
        // A long name goes on the line after its header (RFC 5322, 2.2.3).
        const id = /^Message-ID:\s*(\S+)/im.exec(line)?.[1] ?? to
        given.set(id, (given.get(id) ?? 0) + 1)
        people.add(to)
        socket.write('250 taken\r\n')
        continue
      }
      const word = line.slice(0, 4).toUpperCase()
      if (word === 'RCPT') to = /<([^>]*)>/.exec(line)?.[1] ?? ''
      if (word === 'QUIT') return void socket.end('221 bye\r\n')
      inMessage = word === 'DATA'
      socket.write(inMessage ? '354 go on\r\n' : '250 yes\r\n')
    }
  })
})
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as { port: number }).port }))

/** How many people were given something, how many messages came, and how many of them more than once. */
process.on('message', () => {
  const twice = [...given.values()].filter((times) => times > 1).length
  process.send!({ people: people.size, messages: given.size, twice })
})
