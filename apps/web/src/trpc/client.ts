"use client"

import { createTRPCContext } from "@trpc/tanstack-react-query"
import type { AppRouter } from "../server/root.ts"

const context = createTRPCContext<AppRouter>()

export const TrpcProvider = context.TRPCProvider
export const useTrpc = context.useTRPC
