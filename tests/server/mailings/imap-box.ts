// A real mailbox: Debian's Dovecot, without privileges, in a folder of its own, on free ports of this machine.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { accountForPostgres } from '#db/embedded/account.ts'
import { findOrObtainDovecot } from '../../distribution.ts'
import { freePort } from '../../server-process.ts'

export type Box = Awaited<ReturnType<typeof openBox>>
const login = 'retours@preau.test'

/** A mailbox that is empty, and its two addresses: without encryption, and with a certificate that the file `authority` vouches for. */
export async function openBox() {
  const dovecot = findOrObtainDovecot()
  const folder = mkdtempSync(join(tmpdir(), 'preau-imap-'))
  chmodSync(folder, 0o755)
  const account = accountForPostgres() ?? undefined
  const [plain, tls] = [await freePort(), await freePort()]
  const authority = certificate(folder)
  const maildir = join(folder, 'mail')
  for (const path of ['', 'cur', 'new', 'tmp']) mkdirSync(join(maildir, path))
  writeFileSync(join(folder, 'dovecot.conf'), settings(folder, account, { plain, tls }))
  if (account) spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, folder])

  const server = spawn(dovecot, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'inherit', cwd: folder, ...account })
  await answers(plain, () => logOf(folder))
  const url = (scheme: string, port: number, password = 'secret') =>
    `${scheme}://${encodeURIComponent(login)}:${password}@localhost:${port}/INBOX`
  let number = 0
  return {
    login,
    authority,
    url: url('imap', plain),
    urlOf: (password: string, mailbox = 'INBOX') => url('imap', plain, password).replace('INBOX', mailbox),
    tlsUrl: url('imaps', tls),
    /** As the machine's mail server delivers: written aside, then moved in. */
    deliver(message: string | Buffer) {
      const name = `${Date.now()}.M${String(++number).padStart(6, '0')}P${process.pid}.localhost`
      writeFileSync(join(maildir, 'tmp', name), message)
      if (account) chownSync(join(maildir, 'tmp', name), account.uid, account.gid)
      renameSync(join(maildir, 'tmp', name), join(maildir, 'new', name))
    },
    /** The files in it: flags are at the end of their names. */
    names: () => files(maildir).map((file) => file.slice(maildir.length)),
    left: () => files(maildir).map((file) => readFileSync(file, 'latin1')),
    empty: () => files(maildir).forEach((file) => rmSync(file)),
    async close() {
      server.kill('SIGTERM')
      if (server.exitCode === null) await once(server, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

const files = (maildir: string) =>
  ['new', 'cur'].flatMap((part) => readdirSync(join(maildir, part)).map((name) => join(maildir, part, name)))

function settings(folder: string, account: { uid: number; gid: number } | undefined, { plain, tls }: { plain: number; tls: number }) {
  const name = (database: string, id: number) => readFileSync(database, 'utf8').split('\n').find((line) => line.split(':')[2] === String(id))!.split(':')[0] // prettier-ignore
  const own = account ?? { uid: userInfo().uid, gid: userInfo().gid }
  const [user, group] = [name('/etc/passwd', own.uid), name('/etc/group', own.gid)]
  const services = ['anvil', 'imap-login', 'stats'].map((service) => `service ${service} {\n  chroot =\n}`)
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = ${own.uid}
first_valid_gid = ${own.gid}
mail_location = maildir:${folder}/mail
mail_max_userip_connections = 50
auth_failure_delay = 0
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
passdb {
  driver = static
  args = user=${login} password=secret
}
userdb {
  driver = static
  args = uid=${own.uid} gid=${own.gid} home=${folder}
}
${services.join('\n')}
service imap-login {
  inet_listener imap {
    port = ${plain}
  }
  inet_listener imaps {
    port = ${tls}
  }
}
`
}

/** For localhost, signed by itself: it is its own authority. */
function certificate(folder: string): string {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert]) // prettier-ignore
  if (made.status !== 0) throw new Error(`A test needs openssl (Debian: apt-get install openssl): ${made.stderr}`)
  return cert
}

const logOf = (folder: string) => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : 'no log')

async function answers(port: number, log: () => string) {
  for (const start = Date.now(); Date.now() - start < 15_000; await new Promise((resolve) => setTimeout(resolve, 30))) {
    const socket = createConnection(port, '127.0.0.1')
    const greeted = await Promise.race([once(socket, 'data'), once(socket, 'error')]).then(
      ([told]) => Buffer.isBuffer(told),
      () => false,
    )
    socket.destroy()
    if (greeted) return
  }
  throw new Error(`dovecot did not start:\n${log()}`)
}
