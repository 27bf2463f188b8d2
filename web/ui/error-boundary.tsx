import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** What to show instead; `retry` draws the children again. */
  readonly fallback: (error: unknown, retry: () => void) => ReactNode;
}

/** Keeps an error of one part from taking the page with it. */
export class ErrorBoundary extends Component<Props, { readonly error: unknown; readonly hasFailed: boolean }> {
  override state = { error: null, hasFailed: false };

  static getDerivedStateFromError(error: unknown) {
    return { error, hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return this.props.fallback(this.state.error, () => this.setState({ error: null, hasFailed: false }));
  }
}
