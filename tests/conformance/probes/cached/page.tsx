export const revalidate = 1;

export default function Page() {
  return <p>{new Date().toISOString()}</p>;
}
