/** Ends open event streams when the process is asked to stop; without it the server would wait for every browser to leave. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: Next removes the branch from what is not for Node.js
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { stopWithSignals } = await import("./server/shutdown.ts")
    stopWithSignals()
  }
}
