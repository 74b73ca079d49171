export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Words as XML 1.0, and HTML, may hold them: signs that mean something are named, those it forbids are left out. */
export const xml = (text: string) =>
  text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '')
    .replace(/[&<>"]/g, (sign) => signs[sign]!)
