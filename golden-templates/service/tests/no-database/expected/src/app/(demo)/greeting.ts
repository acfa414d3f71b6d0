import * as z from "zod";

/** The demo is for developers. In production, the page shows only the name, description, owner and status. */
export const isOpen = process.env.DD_ENV !== "production";

export const Greeting = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(100, "Use at most 100 characters."),
});

export function greet({ name }: z.infer<typeof Greeting>): string {
  return `Hello, ${name}!`;
}
