/** The code of the worker as a text (web/one-file.ts puts it there). */
declare module 'preau:worker' {
  const code: string
  export default code
}
