import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CameraHealth } from '#shared/health.ts';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { CameraMark } from './camera-mark.tsx';
import { isSlow, levelOfCamera } from './camera-order.ts';
import type { CamerasProps } from './camera-table.tsx';
import { wordsOf } from './camera-words.ts';
import { CoverageStrips } from './coverage-strips.tsx';

/** A card for each camera: for narrow screens, and for few cameras. */
export function CameraCards({ cameras, ...props }: CamerasProps) {
  return (
    <ul className="grid grid-cols-1 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(330px,1fr))]">
      {cameras.map((camera) => (
        <Card key={camera.channel} camera={camera} {...props} />
      ))}
    </ul>
  );
}

function Card({ camera, timeZone, now, onCheck }: { camera: CameraHealth } & Omit<CamerasProps, 'cameras'>) {
  const { t, language } = useText();
  const words = wordsOf(camera, { t, language, now });
  const level = levelOfCamera(camera);
  return (
    <li className={`flex flex-col rounded-card border bg-surface p-4 ${level === 'bad' ? 'border-danger' : 'border-line'}`}>
      <div className="flex items-center justify-between gap-3">
        <h3 className="min-w-0 truncate font-semibold">
          <Link to="/live/$channel" params={{ channel: `${camera.channel}` }} preload={false} className="hover:underline">
            <span className="mr-2 text-xs font-normal text-muted">{camera.channel}</span>
            {camera.name}
          </Link>
        </h3>
        <Button icon="doctor" aria-label={t('health.checkNamed', { camera: camera.name })} onClick={() => onCheck(camera.channel)}>
          {t('health.check')}
        </Button>
      </div>
      <p className="flex items-center gap-2">
        <CameraMark level={level} />
        <span>
          <span className={level === 'bad' ? 'font-medium text-danger' : ''}>{words.state}</span>
          {words.more && <span className="text-muted"> {words.more}</span>}
        </span>
      </p>
      <dl className="mt-3 mb-4 grid grid-cols-2 gap-x-4 sm:grid-cols-3 gap-y-2.5 text-xs">
        <Figure name={t('health.picture')}>{words.picture}</Figure>
        <Figure name={t('health.rate')}>
          <span className={isSlow(camera) ? 'text-warn' : ''}>{words.rate}</span>
          {words.rateWanted && <span className="font-normal text-muted"> {words.rateWanted}</span>}
        </Figure>
        <Figure name={t('health.bitrate')}>{words.bitrate}</Figure>
        <Figure name={t('health.gop')}>
          {words.gop}
          {words.gopLongest && <span className="font-normal text-muted"> {words.gopLongest}</span>}
        </Figure>
        <Figure name={t('health.audio')}>{words.audio}</Figure>
        <Figure name={t('health.lastFrame')}>{words.lastFrame}</Figure>
        <Figure name={t('health.reconnects')}>{words.reconnects}</Figure>
        <Figure name={t('health.gaps')}>{words.gaps}</Figure>
      </dl>
      <div className="mt-auto">
        <h4 className="mb-1 text-xs text-muted">{t('health.coverage')}</h4>
        <CoverageStrips camera={camera} timeZone={timeZone} isLarge />
      </div>
    </li>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted">{name}</dt>
      <dd className="text-sm font-medium break-words">{children}</dd>
    </div>
  );
}
