import { LitElement } from 'lit';

/** A component without a shadow root, so that the page's styles and label references reach into it. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
