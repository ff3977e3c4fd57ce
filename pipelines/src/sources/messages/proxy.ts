/** Programs that fetch the pictures of a message for the reader's provider, whether he reads it or not. */
const PROXIES = [
  /GoogleImageProxy/i,
  /ggpht\.com/i,
  /YahooMailProxy/i,
  /^Mozilla\/5\.0$/,
  /Barracuda|Mimecast|Proofpoint/i,
]

/** Whether a user agent is a proxy of mail. Apple's, since 2021, says no more than `Mozilla/5.0`. */
export const isProxy = (userAgent: string): boolean => PROXIES.some((proxy) => proxy.test(userAgent.trim()))

/** Whether the headers or the subject of an answer say that a machine wrote it (RFC 3834). */
export const isAutomatic = (autoSubmitted: string, subject = ''): boolean =>
  (autoSubmitted !== '' && autoSubmitted.toLowerCase() !== 'no') ||
  /^(auto(matic)?[ -]?(reply|response)|out of office|réponse automatique|absence)/i.test(subject.trim())
