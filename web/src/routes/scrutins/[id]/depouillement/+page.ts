/** The board is added up in the trustee's browser, and their part made there: this page needs its code. */
export const csr = true
