/** This page opens a ballot in the reader's browser, where the code that opens it stays. */
export const csr = true
