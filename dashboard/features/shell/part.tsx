'use client'

import { Component, type ReactNode } from 'react'
import { PageFailure } from './page-failure'

type Props = { children: ReactNode }

/** A part of a page that may break alone: it says so in its place, and the rest stays. */
export class Part extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    return error ? <PageFailure error={error} reset={() => this.setState({ error: null })} /> : this.props.children
  }
}
