// Moved to src/, it runs before every route.
import { type NextRequest, NextResponse } from "next/server";

export function proxy({ nextUrl }: NextRequest): NextResponse {
  if (nextUrl.pathname === "/probes/proxy-fails") {
    throw new Error("thrown by the proxy");
  }
  return nextUrl.pathname === "/probes/moved" ? NextResponse.redirect(new URL("/", nextUrl)) : NextResponse.next();
}

export const config = { matcher: "/((?!_next/).*)" };
