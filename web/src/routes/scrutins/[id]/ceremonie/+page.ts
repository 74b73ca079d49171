/** Keys are made in the browsers of trustees: this page needs its code there. */
export const csr = true
