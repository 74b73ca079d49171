import { encode } from 'uqr'
import { describe, expect, test } from 'vitest'
import { fromBase64, fromBase64Url, toBase64Url } from '../../web/src/lib/receipts/base64.ts'
import { bytesOfFile, fileText } from '../../web/src/lib/receipts/files.ts'
import { qrModules } from '../../web/src/lib/receipts/qr.ts'

describe('a QR code of ours', () => {
  const textOf = (length: number) => Array.from({ length }, (_, at) => String.fromCharCode(97 + ((at * at * 7 + length) % 26))).join('')

  test.each([1, 14, 15, 26, 42, 106, 122, 180, 213, 214, 260, 334, 400, 500, 600, 666])(
    'of %i letters is one that uqr makes too',
    (length) => {
      const ours = JSON.stringify(qrModules(textOf(length)))
      const theirs = [0, 1, 2, 3, 4, 5, 6, 7].map((maskPattern) =>
        JSON.stringify(encode(textOf(length), { ecc: 'M', boostEcc: false, border: 0, maskPattern }).data),
      )
      expect(theirs).toContain(ours)
    },
  )

  test('holds accents as UTF-8, and refuses what is too long', () => {
    const theirs = [0, 1, 2, 3, 4, 5, 6, 7].map((maskPattern) =>
      JSON.stringify(encode('reçu d’Élie', { ecc: 'M', boostEcc: false, border: 0, maskPattern }).data),
    )
    expect(theirs).toContain(JSON.stringify(qrModules('reçu d’Élie')))
    expect(() => qrModules('x'.repeat(667))).toThrow(RangeError)
  })
})

describe('bytes that people carry', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, at) => (at * 37) % 256)

  test('come back from an address and from a file', () => {
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes)
    const text = fileText('CONTROL', ['Contrôle', 'Scrutin abc'], bytes)
    expect(bytesOfFile('CONTROL', text)).toEqual(bytes)
    expect(bytesOfFile('CONTROL', text.replace(/\n/g, '\r\n'))).toEqual(bytes)
  })

  test('are nothing when they are something else', () => {
    expect([fromBase64('é'), fromBase64Url('a+b'), bytesOfFile('RECEIPT', 'bonjour')]).toEqual([null, null, null])
  })
})
