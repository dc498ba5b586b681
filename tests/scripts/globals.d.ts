/** What vis-network puts into the page; see its documentation. */
declare const vis: any;

/* The page's own elements are all HTML, of which the standard library of TypeScript knows nothing. */
interface ParentNode {
  querySelector(selectors: string): HTMLElement | null;
  querySelectorAll(selectors: string): NodeListOf<HTMLElement>;
}
interface Document {
  readonly activeElement: HTMLElement | null;
}
interface Element {
  closest(selectors: string): HTMLElement | null;
}
/** What tests, and whoever embeds the page, find on the box of the picture. */
interface HTMLElement {
  picture?: object;
  state?: object;
  tell?: (id: string, asked: string) => object;
}
