import { getRouteApi } from '@tanstack/react-router';
import { useConfig } from '../client/server.tsx';
import { useSignOut } from '../shell/shell-route.tsx';
import { SettingsPage } from './settings-page.tsx';

const shell = getRouteApi('/shell');

/** The settings at their address. */
export function SettingsRoute() {
  const { user } = shell.useRouteContext();
  return <SettingsPage config={useConfig()} user={user} onSignOut={useSignOut()} />;
}
