import { createContext } from "../../../server/context.ts"

export const dynamic = "force-dynamic"

/** 200 while the database answers, 503 otherwise. */
export async function GET(): Promise<Response> {
  try {
    await createContext().db.pool.query("select 1")
    return Response.json({ status: "ok" })
  } catch {
    return Response.json({ status: "database unreachable" }, { status: 503 })
  }
}
