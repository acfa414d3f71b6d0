"use client";

export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <main>
      <title>Something went wrong</title>
      <h1>Something went wrong</h1>
      <p role="alert">The page failed to load. Nothing you did caused this.</p>
      {error.digest ? (
        <p>
          If it happens again, report it and quote <code>{error.digest}</code>.
        </p>
      ) : null}
      <p className="actions">
        <button type="button" onClick={retry}>
          Try again
        </button>
        <a href="/">Go to the start page</a>
      </p>
    </main>
  );
}
