import { createServer } from "node:http"
import type { FakeAppchain } from "./fakeAppchain.ts"

export type Served = { readonly url: string; readonly stop: () => Promise<void> }

/** Puts a fake network on a real port, for processes of their own. */
export async function serveFake(chain: FakeAppchain): Promise<Served> {
  const server = createServer(async (request, response) => {
    const answer = await chain.fetch(`http://node${request.url}`, { signal: new AbortController().signal })
    response.writeHead(answer.status, { "content-type": "application/json" })
    response.end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
