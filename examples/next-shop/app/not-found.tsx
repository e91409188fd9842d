import { Notice } from '../components/notice';

/** An order that does not exist, and an order of somebody else: both look the same. */
export default function NotFoundPage() {
  return (
    <Notice title="There is no such page" kind="problem">
      <p>
        If you look for an order, open the link that you were given. An order’s number alone does not show its tickets.
      </p>
      <a className="button" href="/">
        To the store
      </a>
    </Notice>
  );
}
