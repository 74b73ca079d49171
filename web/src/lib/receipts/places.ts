import { toBase64Url } from './base64.ts'

/** Where a ballot is looked for on the board; the whole hash follows, which no server is sent. */
export const boardPlace = (pollId: string, print: { code: string; hex: string }) =>
  `/scrutins/${pollId}/tableau?suivi=${print.code}#${print.hex}`

/** Where another device opens a control: what opens a ballot stays after the #, which no server is sent. */
export const controlPlace = (pollId: string, code: Uint8Array) => `/scrutins/${pollId}/controler#${toBase64Url(code)}`
