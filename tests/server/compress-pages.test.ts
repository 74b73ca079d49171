import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { compressPages } from '#server/compress-pages.ts'

const words = '<p>Chaque voix compte pareil.</p>\n'.repeat(400)
const asPage = (response: ServerResponse) => {
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.writeHead(201)
  response.write(words.slice(0, 5000))
  response.end(words.slice(5000))
}

/** What travels when a page is asked for by a browser that reads these encodings, in a rush or not. */
async function travels(accepted: string, { inRush = false, answer = asPage, method = 'GET' } = {}) {
  const server = createServer((asked, response) => {
    compressPages(asked, response, () => inRush)
    answer(response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  const headers = { connection: 'close', ...(accepted && { 'accept-encoding': accepted }) }
  const asked = request({ host: '127.0.0.1', port, method, headers }).end()
  const [page] = (await once(asked, 'response')) as [IncomingMessage]
  const bytes = Buffer.concat((await page.toArray()) as Buffer[])
  server.close()
  return { status: page.statusCode, encoding: page.headers['content-encoding'], vary: page.headers.vary, bytes }
}

describe('a page', () => {
  test('travels in the smallest form that its browser reads', async () => {
    const page = await travels('gzip, deflate, br, zstd')
    expect([page.status, page.encoding, page.vary]).toEqual([201, 'br', 'accept-encoding'])
    expect(brotliDecompressSync(page.bytes).toString()).toBe(words)
    const elder = await travels('gzip')
    expect(elder.encoding).toBe('gzip')
    expect(gunzipSync(elder.bytes).toString()).toBe(words)
  })

  test('travels in a rush in the form that costs least, and as brotli where nothing else is read', async () => {
    const page = await travels('gzip, deflate, br', { inRush: true })
    expect([page.status, page.encoding]).toEqual([201, 'gzip'])
    expect(gunzipSync(page.bytes).toString()).toBe(words)
    expect((await travels('br', { inRush: true })).encoding).toBe('br')
  })

  const packed = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'text/css', 'content-encoding': 'zstd' }).end('css')
  const picture = (response: ServerResponse) => response.setHeader('content-type', 'image/png').end('png')
  test.each([
    ['a browser that reads no encoding', '', {}, undefined, words],
    ['who asks for its head alone', 'br', { method: 'HEAD' }, undefined, ''],
    ['who takes a picture', 'br', { answer: picture }, undefined, 'png'],
    ['who takes what is packed already', 'gzip, br', { answer: packed }, 'zstd', 'css'],
  ])('goes as it is to %s', async (_, accepted, how, encoding, said) => {
    const page = await travels(accepted, how)
    expect([page.encoding, page.bytes.toString()]).toEqual([encoding, said])
  })
})
