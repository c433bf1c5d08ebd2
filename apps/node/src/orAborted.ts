/**
 * The result of `work`, or undefined when `signal` aborts first: what is still going on then is left to itself, and what it ends
 * with is nobody's business any more. For stopping without waiting for peers and providers.
 */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(undefined)
    if (signal.aborted) onAbort()
    signal.addEventListener("abort", onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort))
  })
}
