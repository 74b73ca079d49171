import type { FastifyReply } from 'fastify'
import { formatsAside } from './aside.ts'
import type { Written } from './formats.ts'
import type { Format } from './kinds.ts'

/** The file of a text, made beside; the reply names it by the title, and by the version when it is one. */
export async function take(reply: FastifyReply, format: Format, text: Written, version?: number): Promise<Buffer> {
  const file = await formatsAside({ kind: 'write', format, text })
  if (!('file' in file)) throw new Error('a text was not written')
  reply.header('content-disposition', attachment(`${text.title}${version ? ` – version ${version}` : ''}`, format))
  return Buffer.from(file.file)
}

/** RFC 6266: a name in ASCII for old browsers, then the name itself (RFC 8187). Signs that a disk refuses are left out. */
export function attachment(title: string, format: Format): string {
  const name =
    title
      .replace(/[\\/:*?"<>|\p{C}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/^[. ]+/, '') || 'texte'
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’]/g, "'")
    .replace(/[^\x20-\x7e]+/g, '-')
    .replace(/[%;]/g, '-')
  const whole = encodeURIComponent(`${name}.${format}`).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}.${format}"; filename*=UTF-8''${whole}`
}
