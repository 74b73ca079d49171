// Asks a running Node, by its inspector, to collect garbage and to say what is left.

export async function liveMemory(port: number): Promise<{ resident: number; used: number }> {
  const [target] = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as { webSocketDebuggerUrl: string }[]
  const socket = new WebSocket(target!.webSocketDebuggerUrl)
  await new Promise((resolve, reject) => ((socket.onopen = resolve), (socket.onerror = reject)))
  let id = 0
  const call = (method: string, params = {}) =>
    new Promise<{ result?: { value: unknown } }>((resolve) => {
      const mine = ++id
      socket.addEventListener('message', ({ data }) => {
        const answer = JSON.parse(String(data)) as { id: number; result: { result?: { value: unknown } } }
        if (answer.id === mine) resolve(answer.result)
      })
      socket.send(JSON.stringify({ id: mine, method, params }))
    })
  for (let i = 0; i < 3; i++) await call('HeapProfiler.collectGarbage')
  const { result } = await call('Runtime.evaluate', { expression: 'process.memoryUsage()', returnByValue: true })
  socket.close()
  const { rss, heapUsed, external } = result!.value as NodeJS.MemoryUsage
  return { resident: rss, used: heapUsed + external }
}
