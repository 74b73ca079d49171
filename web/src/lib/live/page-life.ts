import type { Live } from '#lib/live/provider.ts'

/**
 * What happens to a page: the network comes and goes, a phone sleeps and wakes, the page is put away and brought back. The answer
 * stops following.
 */
export function followPage(live: Live, unsaved: () => boolean): () => void {
  const following = new AbortController()
  const { signal } = following
  addEventListener('online', () => live.enter(), { signal })
  // A browser may be wrong about the network, and the server may be this very machine: it is tried again, not waited for.
  addEventListener('offline', () => live.doubt(), { signal })
  addEventListener('pagehide', () => live.leave(), { signal })
  addEventListener('pageshow', ({ persisted }) => persisted && live.enter(), { signal })
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && live.enter(), { signal })
  addEventListener('beforeunload', (event) => unsaved() && event.preventDefault(), { signal })
  return () => following.abort()
}
