import type { Metadata } from "next"
import Form from "next/form"
import { redirect } from "next/navigation"
import { getEnv } from "../../env.ts"
import { isAddress } from "../../format/hex.ts"
import { Button } from "../../ui/Button.tsx"
import { PageTitle } from "../../ui/PageTitle.tsx"
import { Panel } from "../../ui/Panel.tsx"
import { LazyAccountDesk } from "../../wallet/lazy.tsx"

export const metadata: Metadata = { title: "Account" }

type AccountStartProps = { readonly searchParams: Promise<{ address?: string | string[] }> }

export default async function AccountStartPage({ searchParams }: AccountStartProps) {
  const { address: given } = await searchParams
  const address = typeof given === "string" ? given.trim() : ""
  if (isAddress(address)) redirect(`/account/${address.toLowerCase()}`)
  const { CHAIN_ID: chainId, CONTRACTS: contracts } = getEnv()
  return (
    <>
      <PageTitle
        title="Account"
        lead="Rewards, stakes and claims of one address. Reading needs no wallet; claiming does."
      />
      <div className="grid items-start gap-6 md:grid-cols-2">
        <Panel title="Connect a wallet">
          <noscript>
            <p className="text-ink-soft text-sm">
              A wallet needs JavaScript. Enter an address to read without one.
            </p>
          </noscript>
          <LazyAccountDesk network={{ chainId, contracts }} />
        </Panel>
        <Panel title="Or read an address">
          <Form action="/account" className="grid gap-3">
            <label htmlFor="address" className="text-ink-soft text-sm">
              An address on the L2: 0x and 40 hex digits
            </label>
            <input
              id="address"
              name="address"
              required
              autoComplete="off"
              spellCheck={false}
              defaultValue={address}
              placeholder="0x…"
              aria-invalid={address !== ""}
              aria-describedby="address-problem"
              className="h-11 w-full rounded-xl border border-line-strong bg-paper px-4 font-mono text-sm placeholder:text-ink-faint focus:border-accent"
            />
            {address === "" ? null : (
              <p id="address-problem" role="alert" className="text-bad text-sm">
                That is not an address. It starts with 0x and has 40 hex digits after it.
              </p>
            )}
            <div>
              <Button type="submit" look="line">
                Show account
              </Button>
            </div>
          </Form>
        </Panel>
      </div>
    </>
  )
}
