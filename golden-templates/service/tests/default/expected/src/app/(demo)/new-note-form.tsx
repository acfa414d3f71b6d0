"use client";

import { useActionState } from "react";

/** What was typed, and why it was refused. */
export interface Added {
  text: string;
  error?: string;
}

/** Also works without JavaScript: the browser sends the form, and the page comes back with the error. */
export function NewNoteForm({ add }: { add: (before: Added, form: FormData) => Promise<Added> }) {
  const [{ text, error }, action, isPending] = useActionState(add, { text: "" });
  return (
    <form className="new" action={action}>
      <label htmlFor="text">New note</label>
      <input
        id="text"
        name="text"
        required
        maxLength={1000}
        defaultValue={text}
        aria-invalid={Boolean(error)}
        aria-describedby={error ? "text-error" : undefined}
      />
      <button type="submit" disabled={isPending}>
        Add
      </button>
      {error ? (
        <p id="text-error" className="bad" role="alert">
          {error}
        </p>
      ) : null}
    </form>
  );
}
