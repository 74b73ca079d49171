declare module 'island:*' {
  const address: string
  export default address
}
