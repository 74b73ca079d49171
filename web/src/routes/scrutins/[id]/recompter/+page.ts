/** This page counts in the reader's browser: it is one of the two that need their code there. */
export const csr = true
