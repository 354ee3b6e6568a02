import { Component, type ReactNode } from "react";
import { copy } from "../copy";
import { Button } from "../look/Button";
import { Notice } from "../look/Notice";
import styles from "./App.module.css";

interface PaneBoundaryProps {
  children: ReactNode;
  /** A new value gives the pane another try. */
  of?: string;
}

/** Keeps the rest of the window alive when one pane stops working. */
export class PaneBoundary extends Component<PaneBoundaryProps, { failure: Error | null }> {
  override state: { failure: Error | null } = { failure: null };

  static getDerivedStateFromError(failure: Error) {
    return { failure };
  }

  override componentDidUpdate(before: PaneBoundaryProps) {
    if (before.of !== this.props.of && this.state.failure) this.setState({ failure: null });
  }

  override render() {
    const { failure } = this.state;
    if (!failure) return this.props.children;
    return (
      <div className={styles.failed}>
        <Notice
          tone="bad"
          title={copy.common.paneFailed}
          action={<Button onPress={() => this.setState({ failure: null })}>{copy.common.reload}</Button>}
        >
          {copy.common.paneFailedHint}
          <details>
            <summary>{copy.common.technicalDetails}</summary>
            <code>{failure.message}</code>
          </details>
        </Notice>
      </div>
    );
  }
}
