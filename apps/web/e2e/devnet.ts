import { readFileSync } from "node:fs"
import process from "node:process"
import { z } from "zod"

const hex0x = z
  .string()
  .regex(/^0x[0-9a-fA-F]+$/)
  .transform((text) => text as `0x${string}`)

const schema = z.object({
  chainId: z.number().int(),
  l2RpcUrl: z.url(),
  webUrl: z.url(),
  contracts: z.object({ SessionToken: hex0x, NodeRegistry: hex0x, RewardsVault: hex0x, RewardPool: hex0x }),
  accounts: z.array(
    z.object({
      role: z.enum(["operator", "contributor", "user"]),
      address: hex0x,
      privateKey: hex0x,
      node: z.string().optional(),
    }),
  ),
})
export type Devnet = z.infer<typeof schema>

/** The running network these tests look at. @throws Error when DEVNET_JSON does not lead to one. */
export function readDevnet(): Devnet {
  const file = process.env["DEVNET_JSON"]
  if (file === undefined || file === "")
    throw new Error(
      "Set DEVNET_JSON to the devnet.json of a running network (npm start writes it into its data folder).",
    )
  return schema.parse(JSON.parse(readFileSync(file, "utf8")))
}

export function operatorOf({ accounts }: Devnet): Devnet["accounts"][number] {
  const operator = accounts.find(({ role }) => role === "operator")
  if (operator === undefined) throw new Error("devnet.json lists no operator account")
  return operator
}
